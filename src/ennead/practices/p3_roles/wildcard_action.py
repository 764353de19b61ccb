"""Statements of roles that allow every action of a service, or of all of them."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.authority import Held, held_by, policies_of, roles
from ennead.graph.graph import AppGraph
from ennead.iam.power import escalates, full_service
from ennead.model.app import Role
from ennead.model.finding import Finding, Fix, Outcome, Practice, Severity
from ennead.model.policy import PolicySource
from ennead.practices.p3_roles.nouns import listed
from ennead.practices.p3_roles.spread import Spread, spread
from ennead.practices.p3_roles.width import ANSWERS

WRITTEN = frozenset({PolicySource.INLINE, PolicySource.CUSTOMER})
"""Policies whose statements the application writes itself."""


@check(
    Practice.ROLES,
    Severity.MEDIUM,
    on=AppGraph,
    references=("CWE-250", "CWE-269", "CWE-272", "OWASP-SLS-S5", "FSBP-IAM.21"),
)
def wildcard_action(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A role may call every action of a service: all that the service has today, and all it will have."""
    groups: dict[tuple[tuple[str, ...], str | None], list[Held]] = {}
    for role in roles(graph):
        held = [one for one in held_by(graph, role) if one.policy.source in WRITTEN]
        wild = [one for one in held if full_service(one.statement)]
        if wild:
            groups.setdefault(_kind(wild), []).extend(wild)
        yield from _unread(graph, role, held, ctx)
    for (services, way), wild in groups.items():
        yield _found(services, way, wild, graph, ctx)


def _kind(wild: list[Held]) -> tuple[tuple[str, ...], str | None]:
    """What the statements of one role come to: whole services, and how they lead to more."""
    services = {service for one in wild for service in full_service(one.statement)}
    if any(one.statement.not_actions for one in wild) or "*" in services:
        services = {"*"}
    return tuple(sorted(services)), escalates(one.statement for one in wild)


def _found(services: tuple[str, ...], way: str | None, wild: list[Held], graph: AppGraph, ctx: Context) -> Finding:
    whose = spread(graph, [(one.role, one.at) for one in wild])
    if services == ("*",):
        left = sorted({action for one in wild for action in one.statement.not_actions})
        what = f"call everything but {', '.join(left[:3])}" if left else "call every action of every service"
    else:
        what = f"call every {listed(services)} action"
    return ctx.finding(
        f"{whose.subject} may {what}" + (f", and so {way}" if way and way.removeprefix("may ") not in what else ""),
        node=whose.node,
        function=whose.function,
        at=whose.at,
        severity=_severity(services, way, whose),
        exposure=whose.exposure,
        related=whose.related,
        path=whose.path,
        key=" ".join(services),
        fix=Fix("Name the actions the code calls"),
    )


def _severity(services: tuple[str, ...], way: str | None, whose: Spread) -> Severity:
    if way or services == ("*",):
        return Severity.HIGH
    runs_code = whose.function is not None or any(entry.function for entry in whose.related)
    return Severity.MEDIUM if runs_code and not ANSWERS.issuperset(services) else Severity.LOW


def _unread(graph: AppGraph, role: Role, held: list[Held], ctx: Context) -> Iterator[Outcome]:
    """Statements and policies of which it could not be told what they allow, each once."""
    for policy in policies_of(graph, role):
        if policy.unknown is not None and policy.source is not PolicySource.MANAGED:
            yield ctx.unassessed(policy.unknown.reason, node=role, at=policy.at, key=policy.arn or policy.name)
    for one in held:
        if one.statement.unknown is not None:
            reason = f"what a statement of {one.policy.name} allows could not be told: {one.statement.unknown.reason}"
            yield ctx.unassessed(reason, node=role, at=one.at, key=reason)
