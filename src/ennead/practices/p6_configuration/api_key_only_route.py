"""Routes whose only lock is an API key."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.gate import gated
from ennead.graph.graph import AppGraph
from ennead.graph.reach import ANYONE, is_private, leads_somewhere, routes_of
from ennead.graph.triggers import called
from ennead.model.app import Api, Auth, Function, Route
from ennead.model.finding import Exposure, Finding, Fix, Hop, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.p6_configuration.behind import hop
from ennead.practices.p8_denial.grouping import listed


@check(
    Practice.CONFIGURATION,
    Severity.MEDIUM,
    on=Api,
    references=("CWE-287", "CWE-1390", "OWASP-SLS-S2", "ATTACK-T1190"),
)
def api_key_only_route(api: Api, ctx: Context) -> Iterator[Outcome]:
    """A key that every client of the API holds is all that a route asks for."""
    keyed = [route for route in routes_of(ctx.graph, api.id) if _by_key_alone(ctx.graph, route)]
    for route in keyed[:1]:
        closed = gated(ctx.graph, route)
        if isinstance(closed, Unknown):
            yield ctx.unassessed(f"who may call {called(route)} could not be told: {closed.reason}", node=api)
    routes = [route for route in keyed if gated(ctx.graph, route) is False]
    if routes:
        yield _found(api, routes, ctx)


def _found(api: Api, routes: list[Route], ctx: Context) -> Finding:
    first = routes[0]
    names = [called(route) for route in routes]
    graphql = api.protocol == "APPSYNC"
    what = called(api) if graphql else listed(names)
    fn = ctx.graph.node(first.target, Function)
    one = len(routes) == 1
    return ctx.finding(
        f"{what} {'asks' if one else 'ask'} for an API key and nothing else: every client holds the same key, "
        "and it does not say who calls",
        node=api,
        function=fn if one and fn and not fn.external else None,
        at=first.at,
        exposure=Exposure.ANONYMOUS,
        related=() if one else [_related(route, ctx.graph) for route in routes],
        path=[ANYONE, Hop(first.id, called(first), first.at), *([hop(fn)] if fn else [])],
        key=first.id if one else "",
        fix=Fix(
            f"Let {called(api)} sign callers in with a user pool or IAM"
            if graphql
            else f"Attach an authorizer to {what}, and keep the key for its usage plan"
        ),
    )


def _by_key_alone(graph: AppGraph, route: Route) -> bool:
    keyed = route.auth is Auth.API_KEY or (route.auth is Auth.NONE and route.api_key is True)
    return keyed and leads_somewhere(route) and not is_private(graph, route)


def _related(route: Route, graph: AppGraph) -> Related:
    fn = graph.node(route.target, Function)
    own = fn.logical_id if fn and not fn.external else None
    return Related(route.at or NOWHERE, f"{called(route)} reaches {called(fn)}" if fn else called(route), own)
