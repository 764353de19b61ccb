"""Nodes that other people reach than before, with a way there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from ennead.graph.change.cause import Causes
from ennead.graph.change.words import ExposureChange
from ennead.graph.data.uses import STORES
from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import (
    Edge,
    EdgeKind,
    Function,
    FunctionUrl,
    Internet,
    LogGroup,
    Node,
    Route,
    StateMachine,
    Trigger,
)
from ennead.model.finding import Exposure, Hop

_SHOWN = (Function, FunctionUrl, Route, StateMachine, *STORES)
_OUTSIDE = frozenset({EdgeKind.EXPOSES, EdgeKind.MAY_INVOKE})
_CARRY = frozenset(
    {EdgeKind.TRIGGERS, EdgeKind.PUBLISHES, EdgeKind.WRITES, EdgeKind.INVOKES, EdgeKind.CALLS, EdgeKind.FAILS_TO}
)


def exposure_changes(before: AppGraph, after: AppGraph, causes: Causes) -> Iterator[ExposureChange]:
    """What runs, opens or keeps something and is reached by others than before, by id.

    A node that is new counts where somebody outside the application reaches it.
    """
    old, new = exposure_of(before), exposure_of(after)
    for node_id, node in sorted(after.nodes.items()):
        if not isinstance(node, _SHOWN) or isinstance(node, LogGroup) or node.external:
            continue
        was, now = old.get(node_id) if node_id in before.nodes else None, new[node_id]
        if was == now or (was is None and now < Exposure.ACCOUNT):
            continue
        wider = was is None or now > was
        path = way_to(after, node_id, new) if wider else way_to(before, node_id, old)
        hops = tuple(hop.node for hop in path)
        yield ExposureChange(node_id, was, now, node.at, path, causes.of(hops, narrower=not wider))


def way_to(graph: AppGraph, node_id: str, classes: Mapping[str, Exposure]) -> tuple[Hop, ...]:
    """A shortest way by which the node's audience gets to it; the node alone where no edge says how."""
    wanted = classes[node_id]
    links: dict[str, Edge | None] = {node_id: None}
    waiting = deque([node_id])
    while waiting:
        place = waiting.popleft()
        for edge in graph.into(place):
            if edge.kind in _OUTSIDE and _audience(graph, edge, wanted):
                return _hops(graph, edge, links)
        for edge in graph.into(place):
            source = edge.source
            live = not (isinstance(edge, Trigger) and edge.enabled is False)
            if live and edge.kind in _CARRY and source not in links and classes.get(source, wanted) >= wanted:
                links[source] = edge
                waiting.append(source)
    return (Hop(node_id, _name(graph.nodes[node_id]), graph.nodes[node_id].at),)


def _audience(graph: AppGraph, edge: Edge, wanted: Exposure) -> bool:
    """Whether the edge is what lets that audience in."""
    anyone = isinstance(graph.nodes.get(edge.source), Internet)
    if wanted is Exposure.ANONYMOUS:
        return anyone
    return not edge.source.startswith("service/") and (not anyone or wanted is Exposure.SIGNED_IN)


def _hops(graph: AppGraph, door: Edge, links: Mapping[str, Edge | None]) -> tuple[Hop, ...]:
    """From the door on, each node with the place that leads to it."""
    source = graph.nodes.get(door.source)
    anyone = isinstance(source, Internet)
    found = [Hop(door.source, "anyone" if anyone else _name(source) if source else door.source, None)]
    edge: Edge | None = door
    while edge is not None:
        target = graph.nodes[edge.target]
        at = edge.locations[0] if edge.locations else target.at
        found.append(Hop(edge.target, _name(target), at))
        edge = links[edge.target]
    return tuple(found)


def _name(node: Node) -> str:
    return called(node)
