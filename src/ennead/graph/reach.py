"""Who gets in without proof: open routes, things that anyone may use, and the ways from there to a function.

One question, one answer for every check: "anyone" is a caller who shows nothing, over the network, from any account.
"""

from __future__ import annotations

from collections.abc import Iterator

from ennead.graph.gate import denied_to_strangers, gated
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, triggers_of
from ennead.iam.match import actions_overlap
from ennead.model.app import (
    INTERNET,
    Api,
    Auth,
    Authorizer,
    Bucket,
    Bus,
    Distribution,
    EdgeKind,
    Exposure,
    Function,
    FunctionUrl,
    Node,
    Pipe,
    Queue,
    Route,
    Rule,
    Source,
    Stream,
    Topic,
    UserPool,
)
from ennead.model.finding import Hop
from ennead.model.unknown import Unknown

ANYONE = Hop(INTERNET.id, "anyone")
PRIVATE = "network/private"
"""The id of callers inside the network; routes of private APIs are exposed to them only."""

FILLS: dict[type[Node], str] = {
    Bucket: "s3:PutObject",
    Bus: "events:PutEvents",
    Queue: "sqs:SendMessage",
    Stream: "kinesis:PutRecord*",
    Topic: "sns:Publish",
}
"""The action by which a thing that anyone may use starts what listens to it."""

CARRIERS = (Bucket, Bus, Pipe, Queue, Rule, Source, Stream, Topic)
"""What hands events on by itself: no function stands between."""


def anonymous_entries(graph: AppGraph, fn: Function) -> tuple[tuple[Hop, ...], ...]:
    """Every way by which somebody who shows no proof starts the function, without another function between.

    Each way is its hops from `internet/internet` to the function.  A route behind a key alone is none, a
    route behind a Lambda authorizer is one for the function of the authorizer: it runs for any token.
    """
    here = (Hop(fn.id, called(fn), fn.at),)
    ways: list[tuple[Hop, ...]] = [(ANYONE, *here)] if invoked_by_anyone(graph, fn) else []
    for edge in triggers_of(graph, fn):
        ways += _ways_to(graph, edge.source, here, frozenset({fn.id}))
    return tuple(dict.fromkeys(ways))


def _ways_to(graph: AppGraph, node_id: str, rest: tuple[Hop, ...], seen: frozenset[str]) -> Iterator[tuple[Hop, ...]]:
    node = graph.nodes.get(node_id)
    if node is None or node_id in seen or isinstance(node, Function):
        return
    hops = (Hop(node.id, called(node), node.at), *rest)
    if lets_anyone_in(graph, node):
        yield (ANYONE, *hops)
    if isinstance(node, Authorizer):
        for route in routes_behind(graph, node)[:1]:
            yield (ANYONE, Hop(route.id, f"{called(route)}, with any token", route.at), *hops)
    if isinstance(node, CARRIERS):
        for edge in graph.into(node, None, EdgeKind.PUBLISHES, EdgeKind.WRITES):
            yield from _ways_to(graph, edge.source, hops, seen | {node_id})


def lets_anyone_in(graph: AppGraph, node: Node) -> bool:
    """Whether anyone may make the node start what stands behind it."""
    if isinstance(node, Route):
        return is_open(graph, node) is True
    if isinstance(node, FunctionUrl):
        return node.auth is Auth.NONE
    if isinstance(node, Distribution | UserPool):
        return any(True for _ in open_edges(graph, node))
    wanted = FILLS.get(type(node))
    return wanted is not None and anyone_may(graph, node, wanted) is not None


def anyone_may(graph: AppGraph, node: Node, *actions: str) -> Exposure | None:
    """The edge by which anyone may do one of the actions (patterns) to the node."""
    return next((edge for edge in open_edges(graph, node) if allows(edge, *actions)), None)


def allows(edge: Exposure, *actions: str) -> bool:
    """Whether an edge covers one of the actions; one that names none (NotAction) is taken to."""
    return not edge.actions or any(actions_overlap(have, wanted) for have in edge.actions for wanted in actions)


def open_edges(graph: AppGraph, node: Node) -> Iterator[Exposure]:
    """The edges by which anyone reaches the node."""
    for edge in graph.into(node, Exposure):
        if edge.source != INTERNET.id or edge.kind is not EdgeKind.EXPOSES or edge.condition:
            continue
        if not denied_to_strangers(graph, node, edge.actions):
            yield edge


def invoked_by_anyone(graph: AppGraph, fn: Function) -> Exposure | None:
    """The permission by which anyone may invoke the function."""
    return anyone_may(graph, fn, "lambda:InvokeFunction")


def is_open(graph: AppGraph, route: Route) -> bool | Unknown:
    """Whether anyone gets through the route to what stands behind: no proof, no key, no policy that chooses callers.

    A WebSocket asks once, at `$connect`: that route is the door of all of its API.
    """
    return leads_somewhere(route) and _admits(graph, _door(graph, route))


def _admits(graph: AppGraph, route: Route) -> bool | Unknown:
    if route.auth not in {Auth.NONE, Auth.UNKNOWN} or route.api_key is True or is_private(graph, route):
        return False
    if route.auth is Auth.UNKNOWN:
        untold = route.auth_unknown
        return Unknown("its authorization could not be told") if untold is None else untold
    if isinstance(route.api_key, Unknown):
        return route.api_key
    closed = gated(graph, route)
    return closed if isinstance(closed, Unknown) else not closed


def _door(graph: AppGraph, route: Route) -> Route:
    api = graph.node(route.api, Api)
    if route.method != "WS" and (api is None or api.protocol != "WEBSOCKET"):
        return route
    return next((other for other in routes_of(graph, route.api) if other.path == "$connect"), route)


def leads_somewhere(route: Route) -> bool:
    """Whether the route reaches anything; the preflight of a browser comes without proof and has to."""
    return not route.preflight and route.method != "OPTIONS" and route.integration not in {"mock", "none"}


def is_private(graph: AppGraph, route: Route) -> bool:
    """Whether only callers inside the network reach the route."""
    edges = tuple(graph.into(route, Exposure))
    return bool(edges) and all(edge.source == PRIVATE for edge in edges)


def routes_of(graph: AppGraph, api_id: str | None) -> tuple[Route, ...]:
    """The routes of an API, in the template's order."""
    return tuple(route for route in graph.nodes_of(Route) if route.api == api_id)


def routes_behind(graph: AppGraph, authorizer: Authorizer) -> tuple[Route, ...]:
    """The routes that ask the authorizer and that callers outside the network reach."""
    return tuple(
        route
        for route in graph.nodes_of(Route)
        if route.authorizer == authorizer.id and not is_private(graph, route) and gated(graph, route) is not True
    )
