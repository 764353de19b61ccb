"""Who reaches each node: the widest audience, as one of five classes (`docs/blast-radius.md`).

Anyone; whoever is signed in or has some AWS account; another account; another part of the application; nobody but
those who deploy it.  A node that an event starts is reached by those who can make the event happen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ennead.graph.blast.arcs import Arcs, arcs_of, plain
from ennead.graph.blast.openings import openings
from ennead.graph.data.uses import STORES
from ennead.graph.graph import AppGraph
from ennead.graph.reach import CARRIERS, PRIVATE, leads_somewhere
from ennead.model.app import (
    INTERNET,
    Api,
    Auth,
    Authorizer,
    Edge,
    EdgeKind,
    Function,
    FunctionUrl,
    Node,
    Role,
    Route,
    StateMachine,
    Trigger,
    UserPool,
)
from ennead.model.app import Exposure as Opening
from ennead.model.finding import Exposure


def exposure_of(graph: AppGraph, arcs: Arcs | None = None) -> Mapping[str, Exposure]:
    """The class of every node by its id.

    Where it could not be told what a caller has to show, he is taken to be signed in: `untold_of` says why.
    `arcs` spares working them out again.
    """
    arcs = arcs_of(graph) if arcs is None else arcs
    found = dict.fromkeys(graph.nodes, Exposure.INTERNAL)
    fills: dict[str, Exposure] = defaultdict(lambda: Exposure.INTERNAL)
    for node_id, who, starts in _outside(graph, arcs):
        found[node_id] = max(found.get(node_id, Exposure.INTERNAL), who)
        if starts:
            fills[node_id] = max(fills[node_id], who)
    for starts in (True, False):
        for node_id in sorted(_inside(graph, arcs, starts=starts)):
            found[node_id] = max(found.get(node_id, Exposure.INTERNAL), Exposure.APPLICATION)
            if starts:
                fills[node_id] = max(fills[node_id], Exposure.APPLICATION)
    _carried(graph, found, fills)
    return found


def untold_of(graph: AppGraph) -> Mapping[str, str]:
    """The nodes of which it could not be told what a caller has to show, and why."""
    return {target: maybe for _, target, _, _, maybe in openings(graph) if maybe}


def _outside(graph: AppGraph, arcs: Arcs) -> Iterator[tuple[str, Exposure, bool]]:
    """Nodes that somebody outside gets at: who, and whether he starts what listens to it."""
    filled = {arc.target for arc in arcs.onward(INTERNET.id)}
    for _, target, _, _, maybe in openings(graph):
        yield target, Exposure.SIGNED_IN if maybe else Exposure.ANONYMOUS, target in filled
    for node in (*graph.nodes_of(Route), *graph.nodes_of(FunctionUrl)):
        if not isinstance(node, Route) or leads_somewhere(node):
            yield node.id, _proof(graph, node), True
    for edge in graph.edges:
        if edge.kind in {EdgeKind.EXPOSES, EdgeKind.MAY_INVOKE} and not isinstance(
            graph.nodes.get(edge.target), Route | FunctionUrl
        ):
            who = _principal(edge)
            if who is not None:
                yield edge.target, who, True


def _proof(graph: AppGraph, node: Node) -> Exposure:
    """What stands before a door that is not open to anyone."""
    doors = tuple(graph.into(node, None, EdgeKind.EXPOSES))
    if doors and all(edge.source == PRIVATE for edge in doors):
        return Exposure.ACCOUNT
    auth = getattr(node, "auth", Auth.UNKNOWN)
    key = getattr(node, "api_key", None)
    # A route that asks for nothing and is not open has a policy that chooses its callers.
    return Exposure.ACCOUNT if auth is Auth.NONE and key is not True else Exposure.SIGNED_IN


def _principal(edge: Edge) -> Exposure | None:
    """Who a policy names; a service acts for the application, and a policy for everybody is an opening."""
    if edge.source.startswith("service/"):
        return None
    if edge.source == INTERNET.id:
        limited = isinstance(edge, Opening) and edge.condition
        return Exposure.ACCOUNT if limited else None
    return Exposure.ACCOUNT if edge.source.startswith("account/") else Exposure.SIGNED_IN


def _inside(graph: AppGraph, arcs: Arcs, *, starts: bool) -> set[str]:
    """Nodes that another part of the application starts or fills; else the stores that it uses in other ways."""
    found: set[str] = set()
    for place in {*arcs.out, *arcs.losses}:
        node = graph.nodes.get(plain(place))
        if isinstance(node, Role | Function | StateMachine):
            names = {loss.store for loss in arcs.losses.get(place, ()) if loss.fills is starts}
            if starts:
                names |= {arc.target for arc in arcs.out.get(place, ())}
            found |= names - _alone(graph, node)
    nodes = (graph.nodes.get(plain(name)) for name in found)
    return {node.id for node in nodes if node is not None and not isinstance(node, Role)}


def _alone(graph: AppGraph, node: Node) -> set[str]:
    """Whoever uses a node alone: a function that starts itself is not reached by another."""
    holders = (
        {edge.source for edge in graph.into(node, None, EdgeKind.ASSUMES)} if isinstance(node, Role) else {node.id}
    )
    return holders if len(holders) == 1 else set()


def _carried(graph: AppGraph, found: dict[str, Exposure], fills: dict[str, Exposure]) -> None:
    """Hand on who starts what, along triggers and what carries events, until nothing changes."""
    waiting = sorted(fills)
    while waiting:
        source = waiting.pop()
        for target, who in _next(graph, source, fills[source]):
            if who > fills.get(target, Exposure.INTERNAL):
                fills[target] = who
                found[target] = max(found.get(target, Exposure.INTERNAL), who)
                waiting.append(target)


def _next(graph: AppGraph, source: str, who: Exposure) -> Iterator[tuple[str, Exposure]]:
    route = graph.node(source, Route)
    api = graph.node(route.api, Api) if route else None
    if api is not None and api.protocol == "APPSYNC":  # its data sources hang on the API
        yield api.id, who
    for edge in graph.out_of(source, None):
        handed = _handed(graph, edge, who)
        if handed is not None:
            yield edge.target, handed


def _handed(graph: AppGraph, edge: Edge, who: Exposure) -> Exposure | None:
    source = graph.nodes.get(edge.source)
    if isinstance(source, Function | StateMachine):
        # What runs stands between: whoever starts it does not choose what it goes on to do.
        handed = edge.kind in {EdgeKind.TRIGGERS, EdgeKind.INVOKES, EdgeKind.FAILS_TO, EdgeKind.PUBLISHES}
        return min(who, Exposure.APPLICATION) if handed else None
    if isinstance(edge, Trigger):
        return who if edge.enabled is not False else None
    carries = isinstance(source, (*CARRIERS, Api, Route, FunctionUrl, UserPool, Authorizer))
    sends = {EdgeKind.PUBLISHES, EdgeKind.WRITES, EdgeKind.INVOKES, EdgeKind.CALLS}
    if carries and edge.kind in sends:
        return who
    return Exposure.APPLICATION if isinstance(source, STORES) and edge.kind is EdgeKind.FAILS_TO else None
