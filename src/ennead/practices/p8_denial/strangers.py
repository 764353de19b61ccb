"""How strangers start a function directly, and whether that way bounds how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.graph.graph import AppGraph
from ennead.graph.reach import ANYONE, FILLS, anyone_may, invoked_by_anyone, routes_behind
from ennead.graph.triggers import called, triggers_of
from ennead.model.app import (
    INTERNET,
    Authorizer,
    Exposure,
    Function,
    FunctionUrl,
    Node,
    Route,
    Stream,
    Trigger,
)
from ennead.model.finding import Hop
from ennead.model.unknown import Unknown
from ennead.practices.p8_denial.throttle import limited


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: its name, the hops, whether it bounds the calls by itself."""

    name: str
    hops: tuple[Hop, ...]
    bounded: bool | Unknown
    url: bool = False


def ways_in(graph: AppGraph, fn: Function) -> Iterator[Way]:
    """Every way by which somebody who shows no proof starts the function, without another function between."""
    if invoked_by_anyone(graph, fn):
        yield Way("its own policy", _hops(fn), bounded=False)
    for trigger in triggers_of(graph, fn):
        source = graph.nodes.get(trigger.source)
        if isinstance(source, Authorizer):
            yield from _by_token(graph, source, fn)
        elif source is not None and _is_open(graph, source):
            url = isinstance(source, FunctionUrl)
            yield Way("its URL" if url else called(source), _hops(source, fn), _bound(graph, source, trigger), url)


def _is_open(graph: AppGraph, node: Node) -> bool:
    """Whether anyone may make the node start its listeners; an API key bounds nothing by itself."""
    if isinstance(node, Route | FunctionUrl):
        return any(edge.source == INTERNET.id for edge in graph.into(node, Exposure))
    wanted = FILLS.get(type(node))
    return wanted is not None and anyone_may(graph, node, wanted) is not None


def _bound(graph: AppGraph, source: Node, trigger: Trigger) -> bool | Unknown:
    """A route's throttle, or a poller's own limit; a stream has no more readers than shards."""
    if isinstance(source, Route):
        return limited(graph, source)
    if isinstance(source, Stream):
        return True
    return trigger.concurrency if isinstance(trigger.concurrency, Unknown) else trigger.concurrency is not None


def _by_token(graph: AppGraph, authorizer: Authorizer, fn: Function) -> Iterator[Way]:
    """A Lambda authorizer runs for every token its API has not seen yet, whoever sends it."""
    for route in routes_behind(graph, authorizer)[:1]:
        yield Way(f"{called(route)} with any token", _hops(route, fn), limited(graph, route))


def _hops(*nodes: Node) -> tuple[Hop, ...]:
    return (ANYONE, *(Hop(node.id, called(node), node.at) for node in nodes))
