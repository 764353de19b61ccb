"""Actions in policies that do not exist: slips of the pen that grant, or deny, nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.authority import policies_of, roles
from ennead.graph.graph import AppGraph
from ennead.iam.tables import known_action, misspelt
from ennead.model.app import Role
from ennead.model.finding import Finding, Fix, Outcome, Practice, Severity
from ennead.model.location import Location
from ennead.model.policy import Effect, PolicySource, Statement
from ennead.practices.p3_roles.spread import spread


@check(Practice.ROLES, Severity.LOW, on=AppGraph, references=("CWE-1284", "CWE-670", "OWASP-SLS-S6"))
def unknown_action(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A policy names an action that IAM does not know; IAM accepts it and it matches nothing."""
    groups: dict[tuple[str, Effect], list[tuple[Role, Location | None]]] = {}
    for role in roles(graph):
        for policy in policies_of(graph, role):
            for statement in policy.statements if policy.source is not PolicySource.MANAGED else ():
                for action in _wrong(statement):
                    groups.setdefault((action, statement.effect), []).append((role, statement.at or policy.at))
    for (action, effect), held in groups.items():
        yield _found(action, effect, held, graph, ctx)


def _wrong(statement: Statement) -> Iterator[str]:
    for action in (*statement.actions, *statement.not_actions):
        if "${" not in action and ((":" not in action and action != "*") or _meant(action)):
            yield action


def _meant(action: str) -> str | None:
    """The action that was meant; none where the table has it, and where it may be newer than the table."""
    if known_action(action) or "*" in action or "?" in action:
        return None
    other = action[:-1] if action.endswith("s") else f"{action}s"
    return misspelt(action) or (other if known_action(other) else None)


def _found(
    action: str, effect: Effect, held: list[tuple[Role, Location | None]], graph: AppGraph, ctx: Context
) -> Finding:
    whose = spread(graph, held)
    meant = _meant(action)
    denies = effect is Effect.DENY
    hint = f"did you mean {meant}?" if meant else "an action is written service:Action"
    return ctx.finding(
        f"{action} is no action and {'denies' if denies else 'gives'} {whose.subject.rstrip(',')} nothing: {hint}",
        node=whose.node,
        function=whose.function,
        at=whose.at,
        severity=Severity.MEDIUM if denies else Severity.LOW,
        related=whose.related,
        key=f"{effect.value} {action}",
        fix=_fix(action, meant),
    )


def _fix(action: str, meant: str | None) -> Fix:
    if meant is None:
        return Fix(f"Remove {action}")
    return Fix(f"Write {meant} instead of {action}, or remove it", instead=(action, meant))
