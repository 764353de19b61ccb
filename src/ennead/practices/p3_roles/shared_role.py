"""One role for several functions."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.authority import functions_of, held_by
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.iam.managed import is_service_role
from ennead.iam.power import OWN_ROLE
from ennead.iam.tables import expand
from ennead.model.app import EdgeKind, Function, Role
from ennead.model.finding import Exposure, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.practices.fixes.access import OWN_ROLES
from ennead.practices.fixes.change import told
from ennead.practices.p3_roles.spread import way_in

_TRACING = frozenset({"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules"})


@check(Practice.ROLES, Severity.LOW, on=Role, references=("CWE-250", "CWE-653", "OWASP-SLS-S5"))
def shared_role(role: Role, ctx: Context) -> Iterator[Outcome]:
    """Several functions run with one role, so each may do what any of them needs."""
    functions = functions_of(ctx.graph, role)
    if len(functions) < 2 or not _grants(ctx.graph, role):
        return
    path = way_in(ctx.graph, functions)
    tail = ", and anyone reaches one of them" if path else ""
    yield ctx.finding(
        f"{len(functions)} functions share {called(role)}: each may do what any of them needs{tail}",
        node=role,
        severity=Severity.MEDIUM if path else Severity.LOW,
        exposure=Exposure.ANONYMOUS if path else Exposure.INTERNAL,
        path=path,
        related=[Related(_place(ctx.graph, fn, role), called(fn), fn.logical_id) for fn in functions],
        fix=told("Give each function a role of its own", OWN_ROLES, functions),
    )


def _grants(graph: AppGraph, role: Role) -> bool:
    """Whether it grants more than writing logs and traces, and what AWS's policies for a function's role hold."""
    return any(
        action not in OWN_ROLE | _TRACING
        for held in held_by(graph, role)
        if not is_service_role(held.policy.arn or "")
        for pattern in held.statement.actions or ("*",)
        for action in expand(pattern) or (pattern,)
    )


def _place(graph: AppGraph, fn: Function, role: Role) -> Location:
    edges = graph.out_of(fn, None, EdgeKind.ASSUMES)
    places = (edge.locations[0] for edge in edges if edge.target == role.id and edge.locations)
    return next(places, fn.at or NOWHERE)
