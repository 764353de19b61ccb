"""Who gets where, and what data they reach from there: what is more and what is less than before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ennead.graph.blast.radius import Radius, highest
from ennead.graph.change.words import How, ReachChange
from ennead.graph.graph import AppGraph
from ennead.model.app import INTERNET, Function, FunctionUrl, Internet, Route
from ennead.model.finding import Hop
from ennead.model.impact import Aim, Blast, Step

if TYPE_CHECKING:
    from ennead.graph.change.cause import Causes

STARTS = (Function, FunctionUrl, Internet, Route)
"""From where reach is told: functions, entries, and everybody."""
_NOTHING = Blast()


def reach_changes(before: AppGraph, after: AppGraph, causes: Causes) -> Iterator[ReachChange]:
    """Stores that a function, an entry or everybody reaches and did not before, and the other way round.

    What may be reached over a step that could not be told counts as reached: it never counts as safe.
    """
    old, new = Radius(before), Radius(after)
    for start in sorted(_starts(before) | _starts(after)):
        was, now = old.blasts.get(start, _NOTHING), new.blasts.get(start, _NOTHING)
        if was != now:
            yield from _between(How.ADDED, start, _more(now, was), new, causes)
            yield from _between(How.REMOVED, start, _more(was, now), old, causes)


def _starts(graph: AppGraph) -> set[str]:
    return {node.id for kind in STARTS for node in graph.nodes_of(kind) if not node.external}


def _more(one: Blast, other: Blast) -> dict[str, tuple[Aim, ...]]:
    """The stores the one reaches with aims that the other does not have."""
    found: dict[str, list[Aim]] = {}
    for aim in Aim:
        for store in (one.of(aim) | one.maybe(aim)) - (other.of(aim) | other.maybe(aim)):
            found.setdefault(store, []).append(aim)
    return {store: tuple(aims) for store, aims in sorted(found.items())}


def _between(
    how: How, start: str, stores: dict[str, tuple[Aim, ...]], radius: Radius, causes: Causes
) -> Iterator[ReachChange]:
    ways = radius.ways(start) if stores else {}
    for store, aims in stores.items():
        steps = next((ways[aim, store] for aim in aims if (aim, store) in ways), ())
        at = steps[-1].at if steps else None
        node = radius.graph.nodes[store]
        yield ReachChange(
            how,
            start,
            store,
            tuple(aim.value for aim in aims),
            level=highest(node, aims),
            classes=tuple(dict.fromkeys(one.data_class.value for one in node.data_classes)),
            path=hops(start, steps, radius.graph),
            at=at,
            maybe=next((step.maybe for step in steps if step.maybe), None),
            causes=causes.of([start, *(step.target for step in steps)], narrower=how is How.REMOVED),
        )


def hops(start: str, steps: Sequence[Step], graph: AppGraph) -> tuple[Hop, ...]:
    """A way as hops: each node with the place of the step that leads to it."""
    node = graph.nodes.get(start)
    first = Hop(start, "anyone" if start == INTERNET.id else "", node.at if node else None)
    return (first, *(Hop(step.target, step.reason, step.at) for step in steps))
