"""Routes that ask nobody who they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import ANYONE, is_open
from ennead.graph.triggers import called
from ennead.model.app import Api, Authorizer, Function, Route
from ennead.model.finding import Exposure, Finding, Fix, Hop, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.p6_configuration.authorizers import attached_to_none
from ennead.practices.p6_configuration.behind import Behind, behind, hop
from ennead.practices.p8_denial.grouping import listed

READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An open route, the function it reaches, what that gives, how bad it is."""

    route: Route
    fn: Function | None
    gives: Behind
    severity: Severity


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=AppGraph,
    references=("CWE-306", "CWE-862", "OWASP-SLS-S2", "FSBP-APIGateway.8", "ATTACK-T1190"),
)
def open_route(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Anyone may call a route: neither the route nor the API asks who the caller is."""
    found: dict[tuple[str | None, Severity], list[Entry]] = {}
    untold: dict[str | None, list[tuple[Route, Unknown]]] = {}
    for route in graph.nodes_of(Route):
        answer = is_open(graph, route)
        if isinstance(answer, Unknown):
            untold.setdefault(route.api, []).append((route, answer))
        elif answer:
            entry = _entry(graph, route)
            found.setdefault((route.api, entry.severity), []).append(entry)
    for (api, severity), entries in found.items():
        apart = severity is Severity.CRITICAL
        for group in [[entry] for entry in entries] if apart else [entries]:
            yield _found(graph.node(api, Api), group, graph, ctx)
    for api, unsure in untold.items():
        names = listed([called(route) for route, _ in unsure])
        reason = f"who may call {names} could not be told: {unsure[0][1].reason}"
        yield ctx.unassessed(reason, node=graph.node(api, Api), at=unsure[0][0].at, key=unsure[0][0].id)


def _entry(graph: AppGraph, route: Route) -> Entry:
    fn = graph.node(route.target, Function)
    gives = behind(graph, fn)
    return Entry(route, fn, gives, _severity(route, gives))


def _severity(route: Route, gives: Behind) -> Severity:
    """A service behind HTTP may ask for itself; a function that may do nothing has nothing to give."""
    if gives.escalation:
        return Severity.CRITICAL
    if route.integration == "http":
        return Severity.MEDIUM
    if route.method not in READING or gives.wide:
        return Severity.HIGH
    return Severity.LOW if gives.idle else Severity.MEDIUM


def _found(api: Api | None, entries: list[Entry], graph: AppGraph, ctx: Context) -> Finding:
    first = entries[0]
    one = first if len(entries) == 1 else None
    unused = [authorizer for authorizer in attached_to_none(graph) if api and authorizer.api == api.id]
    routes = [_related(entry) for entry in entries] if one is None else []
    return ctx.finding(
        _message(api, entries),
        node=api if api and not api.external else None,
        function=first.fn if one and first.fn and not first.fn.external else None,
        at=first.route.at,
        severity=first.severity,
        exposure=Exposure.ANONYMOUS,
        related=[*routes, *(_spare(authorizer) for authorizer in unused)],
        path=_path(first),
        key=first.route.id if one else f"{api.id if api else ''} {first.severity}",
        fix=_fix(api, entries, unused),
    )


def _message(api: Api | None, entries: list[Entry]) -> str:
    first = entries[0]
    if len(entries) > 1:
        whose = f" of {called(api)}" if api else ""
        names = listed([_name(entry.route) for entry in entries])
        return f"{len(entries)} routes{whose} ask nobody who they are: {names}"
    reached = f" and reaches {called(first.fn)}" if first.fn else _leads(first.route)
    role = f", whose role {first.gives.escalation}" if first.gives.escalation else ""
    return f"{_name(first.route)} asks nobody who they are{reached}{role}"


def _name(route: Route) -> str:
    return f"the WebSocket route {route.path}" if route.method == "WS" else called(route)


def _leads(route: Route) -> str:
    kinds = {
        "state_machine": "starts a state machine",
        "service": "calls an AWS service",
        "http": "leads to a server behind the API",
    }
    return f" and {kinds[route.integration]}" if route.integration in kinds else ""


def _related(entry: Entry) -> Related:
    fn = entry.fn if entry.fn and not entry.fn.external else None
    reaches = f"{_name(entry.route)} reaches {called(fn)}" if fn else f"{_name(entry.route)} is open"
    return Related(entry.route.at or NOWHERE, reaches, fn.logical_id if fn else None)


def _spare(authorizer: Authorizer) -> Related:
    return Related(authorizer.at or NOWHERE, f"{called(authorizer)} is declared and attached to no route")


def _path(entry: Entry) -> Iterator[Hop]:
    yield ANYONE
    yield Hop(entry.route.id, called(entry.route), entry.route.at)
    if entry.fn:
        yield hop(entry.fn)


def _fix(api: Api | None, entries: list[Entry], unused: list[Authorizer]) -> Fix:
    names = listed([called(entry.route) for entry in entries])
    if unused:
        return Fix(f"Attach {called(unused[0])} to {names}")
    return Fix(f"Give {called(api) if api else 'the API'} an authorizer and attach it to {names}")
