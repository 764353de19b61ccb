"""Rights that make more rights: passing a role, taking one on, writing policies.

The actions are those of `ennead.iam.ways`.  Only roles that the application declares are reached: what else the
account holds is not on the map.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.graph.graph import AppGraph
from ennead.iam.evaluate import Request, Verdict, decide
from ennead.iam.match import actions_overlap
from ennead.iam.power import is_admin
from ennead.iam.ways import MIGHT, PASSED
from ennead.model.app import ManagedPolicy, Node, Role
from ennead.model.policy import Effect, Statement

_ROOTS = ("iam:*", "sts:AssumeRole")


@dataclass(frozen=True, slots=True)
class Widening:
    """`role` is the id of the role that is gained; None: everything.  `reason` completes "the role ..."."""

    role: str | None
    reason: str
    maybe: bool = False


def widenings(graph: AppGraph, role: Role, statements: tuple[Statement, ...]) -> Iterator[Widening]:
    """What the holder of a role gains beyond it; `everything` alone where it is that."""
    if not any(_touches(one) for one in statements):
        return
    whole = _everything(graph, statements)
    if whole is not None:
        yield whole
        if not whole.maybe:
            return
    for service, (thing, actions) in PASSED.items():
        maker = next((action for action in actions if _may(statements, action, "*") is not Verdict.DENY), None)
        if maker is not None:
            reason = f"may give it to {thing} of its own making (iam:PassRole with {maker})"
            sure = _may(statements, maker, "*") is Verdict.ALLOW
            yield from _gained(graph, role, statements, "iam:PassRole", reason, service, sure=sure)
    yield from _gained(graph, role, statements, "sts:AssumeRole", "may take it on (sts:AssumeRole)", None, sure=True)


def _touches(statement: Statement) -> bool:
    if statement.effect is not Effect.ALLOW or statement.unknown is not None:
        return False
    if statement.not_actions:
        return True
    return any(actions_overlap(action, root) for action in statement.actions for root in _ROOTS)


def _everything(graph: AppGraph, statements: tuple[Statement, ...]) -> Widening | None:
    """Whoever writes policies has everything; what users of the account may do is not on the map."""
    if is_admin(statements):
        return Widening(None, "may do everything on every resource")
    unsure = None
    for sort, actions in MIGHT.items():
        for action, reason in actions.items():
            if not any(_names(one, action) for one in statements):
                continue
            for arn in (f"arn:aws:iam::*:{sort}/*", *_own(graph, sort)):
                verdict = _may(statements, action, arn)
                if verdict is Verdict.ALLOW and sort != "user":
                    return Widening(None, f"{reason} ({action})")
                if verdict is Verdict.ALLOW or (verdict is Verdict.UNKNOWN and not arn.endswith("*")):
                    unsure = unsure or Widening(None, f"{reason} ({action})", maybe=True)
    return unsure


def _own(graph: AppGraph, sort: str) -> list[str]:
    """The ARNs of the application's own roles or policies."""
    kinds: dict[str, type[Node]] = {"role": Role, "policy": ManagedPolicy}
    kind = kinds.get(sort)
    return sorted({node.arn for node in graph.nodes_of(kind) if node.arn}) if kind else []


def _names(statement: Statement, action: str) -> bool:
    if statement.effect is not Effect.ALLOW:
        return False
    return bool(statement.not_actions) or any(actions_overlap(one, action) for one in statement.actions)


def _gained(
    graph: AppGraph,
    role: Role,
    statements: tuple[Statement, ...],
    action: str,
    reason: str,
    service: str | None,
    *,
    sure: bool,
) -> Iterator[Widening]:
    if not any(_names(one, action) for one in statements):
        return
    for other in graph.nodes_of(Role):
        if other.id == role.id or other.external or not _trusts(other, service):
            continue
        verdict = _may(statements, action, other.arn or "arn:aws:iam::*:role/*", service)
        if verdict is not Verdict.DENY:
            yield Widening(other.id, reason, maybe=not sure or verdict is Verdict.UNKNOWN)


def _may(statements: tuple[Statement, ...], action: str, arn: str, service: str | None = None) -> Verdict:
    """Whether the statements allow the action; conditions over keys that are not told leave it unknown.

    For `*` any resource will do.
    """
    context = {"iam:PassedToService": service} if service else {}
    if arn == "*":
        named = [pattern for one in statements if _names(one, action) for pattern in one.resources or ("*",)]
        verdicts = {decide(Request(action, each, context=context), statements).verdict for each in named[:50]}
        return next((each for each in (Verdict.ALLOW, Verdict.UNKNOWN) if each in verdicts), Verdict.DENY)
    return decide(Request(action, arn, context=context), statements).verdict


def _trusts(role: Role, service: str | None) -> bool:
    """Whether the role lets a service take it on; without one, whether it lets any AWS principal of an account."""
    for statement in role.trust:
        if statement.effect is Effect.ALLOW:
            for principal in statement.principals:
                if principal.value == service if service else principal.kind in {"AWS", "*"}:
                    return True
    return False
