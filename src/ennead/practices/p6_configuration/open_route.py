"""Routes that ask nobody who they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import ANYONE, is_open
from ennead.graph.triggers import called
from ennead.model.app import Api, Authorizer, Function, Route
from ennead.model.finding import Confidence, Exposure, Finding, Fix, FixKind, Hop, Outcome, Practice, Related, Severity
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
    found: dict[tuple[str | None, Severity, str | None], list[Entry]] = {}
    untold: dict[str | None, list[tuple[Route, Unknown]]] = {}
    for route in graph.nodes_of(Route):
        answer = is_open(graph, route)
        if isinstance(answer, Unknown):
            untold.setdefault(route.api, []).append((route, answer))
        elif answer:
            entry = _entry(graph, route)
            apart = route.target if entry.severity is Severity.CRITICAL else None
            found.setdefault((route.api, entry.severity, apart), []).append(entry)
    for (api, _, _), entries in found.items():
        yield _found(graph.node(api, Api), entries, graph, ctx)
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
        function=_own(first.fn) if one or first.gives.escalation else None,
        at=first.route.at,
        severity=first.severity,
        confidence=Confidence.MEDIUM if api and api.default_endpoint_disabled is True else Confidence.HIGH,
        exposure=Exposure.ANONYMOUS,
        related=[*routes, *(_spare(authorizer) for authorizer in unused)],
        path=_path(first),
        key=first.route.id if one else f"{api.id if api else ''} {first.severity}",
        fix=_fix(api, entries, unused),
    )


def _message(api: Api | None, entries: list[Entry]) -> str:
    first = entries[0]
    whose = f" of {called(api)}" if api else ""
    names = listed([called(entry.route) for entry in entries])
    role = f", whose role {first.gives.escalation}" if first.gives.escalation else ""
    reached = f"{called(first.fn)}{role}" if first.fn else ""
    if first.route.method == "WS":
        paths = listed([entry.route.path for entry in entries])
        return f"anyone may connect to {called(api) if api else 'the WebSocket API'} and use {paths}: " + (
            f"they reach {reached}" if role else "nothing asks who they are"
        )
    if len(entries) == 1:
        return f"{names} asks nobody who they are and {f'reaches {reached}' if reached else _leads(first.route)}"
    if role:
        return f"{names} ask nobody who they are and reach {reached}"
    return f"{len(entries)} routes{whose} ask nobody who they are: {names}"


def _leads(route: Route) -> str:
    kinds = {"state_machine": "starts a state machine", "service": "calls an AWS service"}
    return kinds.get(route.integration, "leads to a server behind the API")


def _related(entry: Entry) -> Related:
    fn = _own(entry.fn)
    reaches = f"{called(entry.route)} reaches {called(fn)}" if fn else f"{called(entry.route)} is open"
    return Related(entry.route.at or NOWHERE, reaches, fn.logical_id if fn else None)


def _own(fn: Function | None) -> Function | None:
    return fn if fn and not fn.external else None


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
        return Fix(f"Attach {called(unused[0])} to {names}", kind=FixKind.ATTACH)
    return Fix(f"Give {called(api) if api else 'the API'} an authorizer and attach it to {names}")
