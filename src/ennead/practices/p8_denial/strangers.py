"""How strangers start a function directly, and whether that way bounds how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, triggers_of
from ennead.iam.match import actions_overlap
from ennead.model.app import (
    INTERNET,
    Api,
    Authorizer,
    Bucket,
    Exposure,
    Function,
    FunctionUrl,
    Node,
    Queue,
    Route,
    Stream,
    Topic,
    Trigger,
)
from ennead.model.finding import Hop
from ennead.model.unknown import Unknown
from ennead.practices.p8_denial.throttle import limited

FILLS: dict[type[Node], str] = {
    Bucket: "s3:PutObject",
    Queue: "sqs:SendMessage",
    Topic: "sns:Publish",
    Stream: "kinesis:PutRecord*",
}
"""The action by which a thing that anyone may use starts what listens to it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: its name, the hops, whether it bounds the calls by itself."""

    name: str
    hops: tuple[Hop, ...]
    bounded: bool | Unknown
    url: bool = False


def ways_in(graph: AppGraph, fn: Function) -> Iterator[Way]:
    """Every way by which somebody who shows no proof starts the function, without another function between."""
    for edge in graph.into(fn, Exposure):
        if edge.source == INTERNET.id:
            yield Way("its own policy", _hops(fn), bounded=False)
    for trigger in triggers_of(graph, fn):
        source = graph.nodes.get(trigger.source)
        if isinstance(source, Authorizer):
            yield from _by_token(graph, source, fn)
        elif source is not None and _is_open(graph, source):
            url = isinstance(source, FunctionUrl)
            yield Way("its URL" if url else called(source), _hops(source, fn), _bound(graph, source, trigger), url)


def _is_open(graph: AppGraph, node: Node) -> bool:
    """Whether anyone may make the node start its listeners."""
    for edge in graph.into(node, Exposure):
        if edge.source != INTERNET.id:
            continue
        if isinstance(node, Route | FunctionUrl):
            return True
        wanted = FILLS.get(type(node))
        if wanted and any(actions_overlap(action, wanted) for action in edge.actions):
            return True
    return False


def _bound(graph: AppGraph, source: Node, trigger: Trigger) -> bool | Unknown:
    """A route's throttle, or a poller's own limit; a stream has no more readers than shards."""
    if isinstance(source, Route):
        return limited(graph, source)
    if isinstance(source, Stream):
        return True
    return trigger.concurrency if isinstance(trigger.concurrency, Unknown) else trigger.concurrency is not None


def _by_token(graph: AppGraph, authorizer: Authorizer, fn: Function) -> Iterator[Way]:
    """A Lambda authorizer runs for every token its API has not seen yet, whoever sends it."""
    for route in graph.nodes_of(Route):
        if route.authorizer == authorizer.id and not _is_private(graph, route):
            yield Way(f"{called(route)} with any token", _hops(route, fn), limited(graph, route))


def _is_private(graph: AppGraph, route: Route) -> bool:
    api = graph.node(route.api, Api)
    return api is None or all(edge.source == "network/private" for edge in graph.into(route, Exposure))


def _hops(*nodes: Node) -> tuple[Hop, ...]:
    return (Hop(INTERNET.id, "anyone"), *(Hop(node.id, called(node), node.at) for node in nodes))
