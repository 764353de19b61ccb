"""Check `no-throttle`: an API takes as many requests as anybody sends."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import INTERNET, Api, EdgeKind, Function, Route
from ennead.model.finding import Exposure, Finding, Hop, Outcome, Practice, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.change import written
from ennead.practices.fixes.limits import throttle
from ennead.practices.p8_denial.grouping import listed
from ennead.practices.p8_denial.throttle import callers, limited, stages_of


@check(
    Practice.DENIAL,
    Severity.MEDIUM,
    on=Api,
    references=("CWE-770", "CWE-799", "OWASP-SLS-S6", "ATTACK-T1499"),
)
def no_throttle(api: Api, ctx: Context) -> Iterator[Outcome]:
    """An API that people outside reach sets no limit on their requests."""
    if api.protocol == "APPSYNC":
        return
    who = callers(ctx.graph, api)
    kinds = (
        (who.anyone, Severity.MEDIUM, Exposure.ANONYMOUS, "anyone may call {}"),
        (
            who.asked,
            Severity.LOW,
            Exposure.ANONYMOUS,
            "anyone may make its authorizer run, with a new token each time, on {}",
        ),
        (who.signed_in, Severity.LOW, Exposure.SIGNED_IN, "any signed-in user may call {}"),
    )
    unsure: Unknown | None = None
    for routes, severity, exposure, words in kinds:
        free = []
        for route in routes:
            answer = limited(ctx.graph, route)
            unsure = answer if isinstance(answer, Unknown) else unsure
            free += [route] if answer is False else []
        if free:
            yield _finding(api, free, words.format(listed([called(route) for route in free])), severity, exposure, ctx)
            return
    if unsure is not None:
        yield ctx.unassessed(f"whether {called(api)} limits its requests: {unsure.reason}", node=api)
    elif any(limited(ctx.graph, route) is False for route in who.unknown):
        reason = f"{called(api)} limits no requests, and who may call {called(who.unknown[0])} could not be told"
        yield ctx.unassessed(reason, node=api)


def _finding(api: Api, routes: list[Route], whom: str, severity: Severity, exposure: Exposure, ctx: Context) -> Finding:
    stage = next(iter(stages_of(ctx.graph, api)), None)
    return ctx.finding(
        f"{called(api)} sets no limit on requests: {whom}, as often as the account's 10,000 requests a second "
        "allow, and every call is paid for",
        node=api,
        severity=severity,
        exposure=exposure,
        path=_path(ctx.graph, routes[0], exposure),
        fix=written(f"Limit requests and bursts on {called(api)}", (throttle(api, stage), api)),
    )


def _path(graph: AppGraph, route: Route, exposure: Exposure) -> Iterator[Hop]:
    source = next((edge.source for edge in graph.into(route, None, EdgeKind.EXPOSES)), INTERNET.id)
    if exposure is Exposure.ANONYMOUS:
        yield Hop(INTERNET.id, "anyone")
    else:
        yield Hop(source, "any signed-in user")
    yield Hop(route.id, called(route), route.at)
    fn = graph.node(route.target, Function)
    if fn:
        yield Hop(fn.id, called(fn), fn.at)
