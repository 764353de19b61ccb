"""Statements that allow an action on every resource although one could be named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.authority import Held, held_by, is_serverless, roles
from ennead.graph.graph import AppGraph
from ennead.iam import power
from ennead.iam.actions import Level
from ennead.iam.match import action_matches
from ennead.iam.tables import expand, level, supports_resource
from ennead.iam.ways import READS
from ennead.model.finding import Exposure, Finding, Fix, Outcome, Practice, Severity
from ennead.model.policy import Condition, PolicySource
from ennead.practices.p3_roles.nouns import listed, thing
from ennead.practices.p3_roles.spread import spread
from ennead.practices.p3_roles.width import ANSWERS, CHANGES

WRITTEN = frozenset({PolicySource.INLINE, PolicySource.CUSTOMER, PolicySource.TEMPLATE})

BEYOND = frozenset({"s3", "cognito-idp", "ecr"})
"""Services where an account keeps its code, users and files in one space: changing all of that is high."""

DATA = BEYOND | frozenset("dynamodb iam kinesis kms lambda logs rds-data secretsmanager sns sqs ssm states sts".split())
"""Services that hold what applications live on, or run their code."""

CONTENT = frozenset(action for actions in READS.values() for action in actions) | {
    "cognito-idp:AdminGetUser", "cognito-idp:ListUsers", "kinesis:GetRecords", "rds-data:ExecuteStatement",
}  # fmt: skip
"""Reading these is reading data; other reads see names and settings."""
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
    minor: list[tuple[Held, str]] = []
    unsure: dict[str, Held] = {}
    for held in _written(graph):
        hole = _hole(held)
        if hole:
            unsure.setdefault(hole, held)
        for pattern in _wide(held):
            service = pattern.partition(":")[0].lower()
            if _matters(service, pattern):
                groups.setdefault(service, []).append((held, pattern))
            elif _changes(pattern) and service not in ANSWERS:
                minor.append((held, pattern))
    for service in sorted(groups):
        yield _found(service, groups[service], graph, ctx)
    if minor:
        yield _found_minor(minor, graph, ctx)
    for hole, held in unsure.items():
        reason = f"{hole}, the resource of {held.statement.actions[0]}, has no value here and may be a star"
        yield ctx.unassessed(reason, node=held.role, at=held.at, key=hole)


def _written(graph: AppGraph) -> Iterator[Held]:
    """The statements the application itself writes into roles of serverless services."""
    for role in roles(graph):
        if is_serverless(graph, role):
            yield from (held for held in held_by(graph, role) if held.policy.source in WRITTEN)


def _matters(service: str, pattern: str) -> bool:
    """Changes something of weight or reads content; a message to any topic may be one to a telephone."""
    if service not in DATA or pattern.lower() == "sns:publish":
        return False
    return _changes(pattern) or not CONTENT.isdisjoint(expand(pattern))


def _changes(pattern: str) -> bool:
    return any(level(action) in {Level.WRITE, Level.PERMISSIONS} for action in expand(pattern))


def _wide(held: Held) -> tuple[str, ...]:
    """The action patterns that reach everything; whole services are `wildcard-action`'s."""
    statement = held.statement
    if statement.not_actions or any(_narrows(condition) for condition in statement.conditions):
        return ()
    given = held.policy.starred or held.policy.source is not PolicySource.TEMPLATE
    if not given and set(statement.resources) == {"*"}:
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
    what = thing(service, patterns)
    way = _way(service, wide, graph)
    return ctx.finding(
        f"{whose.subject} may {_what(wide, patterns, what)}" + (f", and so {way}" if way else ""),
        node=whose.node,
        function=whose.function,
        at=whose.at,
        severity=Severity.HIGH if way else _severity(service, patterns, whose.exposure),
        exposure=whose.exposure,
        related=whose.related,
        path=whose.path,
        key=service,
        fix=Fix(f"Name the {what} instead of *"),
    )


def _found_minor(minor: list[tuple[Held, str]], graph: AppGraph, ctx: Context) -> Finding:
    whose = spread(graph, [(held.role, held.at) for held, _ in minor])
    patterns = sorted({pattern for _, pattern in minor})
    return ctx.finding(
        f"{whose.subject} may use {listed(patterns)} on every resource",
        node=whose.node,
        function=whose.function,
        at=whose.at,
        severity=Severity.LOW,
        exposure=whose.exposure,
        related=whose.related,
        path=whose.path,
        key="minor",
        fix=Fix("Name the resources instead of *"),
    )


def _what(wide: list[tuple[Held, str]], patterns: list[str], what: str) -> str:
    every = f"every {what} of the account"
    if all(held.policy.source is PolicySource.TEMPLATE for held, _ in wide):
        names = sorted({held.policy.name for held, _ in wide})
        return f"use {every}: {listed(names)} {'has' if len(names) == 1 else 'have'} a star for its name"
    return f"use {listed(patterns)} on {every}"


def _way(service: str, wide: list[tuple[Held, str]], graph: AppGraph) -> str | None:
    """How one of the roles gets to more by actions of this service (each way names its actions)."""
    for role in {held.role.id: held.role for held, _ in wide}.values():
        way = power.escalates(held.statement for held in held_by(graph, role) if held.policy.source in WRITTEN)
        if way and f"{service}:" in way:
            return way
    return None


def _severity(service: str, patterns: list[str], exposure: Exposure) -> Severity:
    changed = CHANGES.get(service, ())
    changes = any(action_matches(pattern, action) for pattern in patterns for action in changed)
    if service == "secretsmanager" or (changes and (service in BEYOND or exposure is Exposure.ANONYMOUS)):
        return Severity.HIGH
    return Severity.MEDIUM


def _hole(held: Held) -> str | None:
    """A resource that is nothing but a parameter without a value, where naming one makes a difference."""
    if not any(supports_resource(action) for action in held.statement.actions):
        return None
    return next((text for text in held.statement.resources if _HOLE.fullmatch(text)), None)
