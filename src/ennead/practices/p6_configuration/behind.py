"""What stands behind an entry: the function, and what its role lets somebody do who has taken it over."""

from __future__ import annotations

from dataclasses import dataclass

from ennead.graph.authority import policies_of, role_of
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.iam.match import action_matches
from ennead.iam.power import OWN_ROLE, escalates, full_service, sensitive_reads, wildcard_resource
from ennead.model.app import Function
from ennead.model.finding import Hop
from ennead.model.policy import Statement

WATCHING = ("xray:*", "cloudwatch:PutMetricData", "logs:*")
"""Actions by which a function tells of itself: they give nothing of the application away."""
OWN_AFFAIRS = frozenset({"logs", "xray", "cloudwatch"})


@dataclass(frozen=True, slots=True)
class Behind:
    """`escalation` completes "its role ..." and is None where no way to more is open; `wide` says so of its reach.

    `idle`: the role allows nothing but a log of its own.
    """

    escalation: str | None = None
    wide: str | None = None
    idle: bool = False


def behind(graph: AppGraph, fn: Function | None) -> Behind:
    """What somebody gets with the function; nothing is claimed of a role that is not declared here."""
    role = role_of(graph, fn) if fn else None
    if role is None or role.external:
        return Behind()
    policies = tuple(policies_of(graph, role))
    statements = tuple(statement for policy in policies for statement in policy.statements)
    untold = any(policy.unknown is not None for policy in policies)
    untold = untold or any(statement.unknown is not None for statement in statements)
    idle = not untold and all(_own(action) for statement in statements for action in _actions(statement))
    if role.boundary is not None:
        return Behind(idle=idle)
    return Behind(escalates(statements), _wide(statements), idle)


def hop(fn: Function) -> Hop:
    """The last step of a way in."""
    return Hop(fn.id, called(fn), fn.at)


def worst(held: list[Behind]) -> Behind:
    """The one that gives most."""
    return min(held, key=lambda one: (one.escalation is None, one.wide is None, one.idle), default=Behind())


def _wide(statements: tuple[Statement, ...]) -> str | None:
    reads = [name for name in sensitive_reads(statements) if name not in OWN_AFFAIRS]
    if reads:
        return f"reads everything in {' and '.join(reads)}"
    whole = {name for one in statements if wildcard_resource(one) for name in full_service(one)} - OWN_AFFAIRS
    return f"may do everything in {' and '.join(sorted(whole))}" if whole else None


def _actions(statement: Statement) -> tuple[str, ...]:
    return statement.actions or ("*",)


def _own(action: str) -> bool:
    return action in OWN_ROLE or any(action_matches(pattern, action) for pattern in WATCHING)
