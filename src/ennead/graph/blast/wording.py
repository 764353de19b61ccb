"""The steps of a way in words."""

from __future__ import annotations

from ennead.graph.blast.arcs import Arc, Loss, Why, plain
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Edge, EdgeKind, Exposure, Grant, Trigger
from ennead.model.impact import Grade, Step
from ennead.model.location import Location

_ACTIONS = 3


def step(graph: AppGraph, source: str, arc: Arc) -> Step:
    """A step from one place to the next."""
    here, there = plain(source), plain(arc.target)
    return Step(
        _kind(arc.why), here, there, _reason(graph, arc.why, there), arc.grade, _at(graph, arc.why, here), arc.maybe
    )


def loss_step(graph: AppGraph, source: str, loss: Loss) -> Step:
    """The last step: what happens to the store."""
    here = plain(source)
    reason = _reason(graph, loss.why, loss.store)
    return Step(_kind(loss.why), here, loss.store, reason, Grade.HOLDS, _at(graph, loss.why, here), loss.maybe)


def _kind(why: Edge | Why) -> str:
    return why.kind if isinstance(why, Why) else why.kind.value


def _at(graph: AppGraph, why: Edge | Why, source: str) -> Location | None:
    edge = why.edge if isinstance(why, Why) else why
    if edge is not None and edge.locations:
        return edge.locations[0]
    node = graph.nodes.get(source)
    return node.at if node else None


def _reason(graph: AppGraph, why: Edge | Why, target: str) -> str:
    node = graph.nodes.get(target)
    name = called(node) if node else target.partition("/")[2]
    match why:
        case Why(kind="widens", reason=reason):
            return f"{reason}: {name}"
        case Why(reason=reason):
            return f"{name} {reason}"
        case Grant(actions=actions):
            return f"may {_some(actions)} on {name}"
        case Exposure(actions=actions):
            return f"anyone may {_some(actions)} on {name}" if actions else f"anyone gets at {name}"
        case Trigger():
            return f"starts {name}"
    return f"{_VERBS.get(why.kind, why.kind.value.replace('_', ' '))} {name}"


_VERBS = {EdgeKind.ASSUMES: "runs with", EdgeKind.PUBLISHES: "hands on to", EdgeKind.FAILS_TO: "sends its failures to"}


def _some(actions: tuple[str, ...]) -> str:
    shown = ", ".join(sorted(actions)[:_ACTIONS])
    return shown + (f" and {len(actions) - _ACTIONS} more" if len(actions) > _ACTIONS else "")
