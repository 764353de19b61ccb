"""Statements that allow an action on every resource although one could be named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.authority import Held, held_by, roles
from ennead.graph.graph import AppGraph
from ennead.iam import power
from ennead.iam.actions import Level
from ennead.iam.tables import expand, level, supports_resource
from ennead.model.finding import Exposure, Finding, Fix, Outcome, Practice, Severity
from ennead.model.policy import Condition, PolicySource
from ennead.practices.p3_roles.spread import spread
from ennead.practices.p3_roles.width import thing

WRITTEN = frozenset({PolicySource.INLINE, PolicySource.CUSTOMER, PolicySource.TEMPLATE})

DATA = frozenset(
    "cognito-idp dynamodb ecr iam kinesis kms lambda logs rds-data s3 secretsmanager sns sqs ssm states sts".split()
)
"""Services that hold what applications live on, or run their code; elsewhere a star costs less."""

BEYOND = frozenset({"s3", "cognito-idp", "ecr"})
"""Services where an account keeps its code, users and files in one space: changing all of that is high."""

_HOLE = re.compile(r"\$\{\?[^{}]*\}")


@check(
    Practice.ROLES,
    Severity.MEDIUM,
    on=AppGraph,
    references=("CWE-732", "CWE-250", "CWE-272", "OWASP-SLS-S5"),
)
def wildcard_resource(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A role may use an action on every resource of the account, though the action can be held to one."""
    groups: dict[str, list[tuple[Held, str]]] = {}
    for role in roles(graph):
        written = [held for held in held_by(graph, role) if held.policy.source in WRITTEN]
        for held in written:
            for pattern in _wide(held):
                groups.setdefault(pattern.partition(":")[0].lower(), []).append((held, pattern))
        yield from _unsure(written, ctx)
    for service in sorted(groups):
        yield _found(service, groups[service], graph, ctx)


def _wide(held: Held) -> tuple[str, ...]:
    """The action patterns that reach everything; whole services are `wildcard-action`'s."""
    statement = held.statement
    if statement.not_actions or any(_narrows(condition) for condition in statement.conditions):
        return ()
    if held.policy.source is PolicySource.TEMPLATE and set(statement.resources) == {"*"}:
        return ()  # the policy template says so itself; the application has no resource to give
    whole = power.full_service(statement)
    return tuple(
        pattern
        for pattern in power.wildcard_resource(statement)
        if held.policy.source is PolicySource.TEMPLATE or not _covers_service(pattern, whole)
    )


def _covers_service(pattern: str, whole: tuple[str, ...]) -> bool:
    prefix, _, name = pattern.lower().partition(":")
    return prefix in {"*", *whole} and not name.strip("*")


def _narrows(condition: Condition) -> bool:
    """Conditions that choose resources: tags, leading keys, the cluster, the key's context."""
    key = condition.key.lower()
    return any(word in key for word in ("resourcetag", "leadingkeys", ":cluster", "encryptioncontext", "viaservice"))


def _found(service: str, wide: list[tuple[Held, str]], graph: AppGraph, ctx: Context) -> Finding:
    whose = spread(graph, [(held.role, held.at) for held, _ in wide])
    patterns = sorted({pattern for _, pattern in wide})
    way = _way(service, wide, graph)
    return ctx.finding(
        f"{whose.subject} may {_what(service, wide, patterns)}" + (f", and so {way}" if way else ""),
        node=whose.node,
        function=whose.function,
        at=whose.at,
        severity=Severity.HIGH if way else _severity(service, patterns, whose.exposure),
        exposure=whose.exposure,
        related=whose.related,
        key=service,
        fix=Fix(f"Name the {thing(service)} instead of *"),
    )


def _what(service: str, wide: list[tuple[Held, str]], patterns: list[str]) -> str:
    every = f"every {thing(service)} of the account"
    if all(held.policy.source is PolicySource.TEMPLATE for held, _ in wide):
        names = sorted({held.policy.name for held, _ in wide})
        return f"use {every}: {' and '.join(names)} {'has' if len(names) == 1 else 'have'} a star for its name"
    shown = ", ".join(patterns[:3]) + (f" and {len(patterns) - 3} more" if len(patterns) > 3 else "")
    return f"use {shown} on {every}"


def _way(service: str, wide: list[tuple[Held, str]], graph: AppGraph) -> str | None:
    """How one of the roles gets to more by actions of this service (each way names its actions)."""
    for role in {held.role.id: held.role for held, _ in wide}.values():
        way = power.escalates(held.statement for held in held_by(graph, role) if held.policy.source in WRITTEN)
        if way and f"{service}:" in way:
            return way
    return None


def _severity(service: str, patterns: list[str], exposure: Exposure) -> Severity:
    levels = {level(action) for pattern in patterns for action in expand(pattern)}
    if service not in DATA or levels <= {Level.LIST}:
        return Severity.LOW
    changes = bool(levels & {Level.WRITE, Level.PERMISSIONS})
    if service == "secretsmanager" or (changes and (service in BEYOND or exposure is Exposure.ANONYMOUS)):
        return Severity.HIGH
    return Severity.MEDIUM


def _unsure(written: list[Held], ctx: Context) -> Iterator[Outcome]:
    """Resources that are a parameter without a value: it may be a star."""
    for held in written:
        hole = next((text for text in held.statement.resources if _HOLE.fullmatch(text)), None)
        actions = [action for action in held.statement.actions if supports_resource(action)]
        if hole and actions:
            reason = f"the resource of {actions[0]} is {hole}, which has no value here and may be a star"
            yield ctx.unassessed(reason, node=held.role, at=held.at, key=f"{actions[0]} {hole}")
