"""AWS managed policies that give a function far more than one application needs."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.authority import functions_of, policies_of, roles
from ennead.graph.graph import AppGraph
from ennead.model.app import Role
from ennead.model.finding import Finding, Fix, Outcome, Practice, Severity
from ennead.model.location import Location
from ennead.model.policy import Policy, PolicySource
from ennead.practices.p3_roles.spread import spread
from ennead.practices.p3_roles.width import Width, width_of


@check(
    Practice.ROLES,
    Severity.MEDIUM,
    on=AppGraph,
    references=("CWE-250", "CWE-269", "CWE-272", "OWASP-SLS-S5", "FSBP-IAM.21", "ATTACK-T1078.004"),
)
def full_access_policy(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A function's role carries an AWS managed policy that reaches every resource of the account."""
    groups: dict[str, tuple[Policy, list[tuple[Role, Location | None]]]] = {}
    for role in roles(graph):
        if not functions_of(graph, role):
            continue
        for policy in policies_of(graph, role):
            if policy.source is not PolicySource.MANAGED:
                continue
            if policy.unknown is not None:
                yield ctx.unassessed(policy.unknown.reason, node=role, at=policy.at, key=policy.name)
            else:
                groups.setdefault(policy.name, (policy, []))[1].append((role, policy.at))
    for name in sorted(groups):
        policy, held = groups[name]
        width = width_of(policy)
        if width:
            yield _found(policy, width, held, graph, ctx)


def _found(
    policy: Policy, width: Width, held: list[tuple[Role, Location | None]], graph: AppGraph, ctx: Context
) -> Finding:
    whose = spread(graph, held)
    return ctx.finding(
        f"{whose.subject} may {width.what}, through {policy.name}",
        node=whose.node,
        function=whose.function,
        at=whose.at,
        severity=width.severity,
        exposure=whose.exposure,
        related=whose.related,
        path=whose.path,
        key=policy.name,
        fix=Fix(f"Replace {policy.name} by the actions and resources the code uses"),
    )
