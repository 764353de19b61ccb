"""Roles that people outside may take on."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.derive import limits
from ennead.graph.triggers import called
from ennead.graph.trust import anybody, asks, subjects
from ennead.iam.issuers import Issuer, issuer_of
from ennead.iam.principals import account_named
from ennead.model.app import Role
from ennead.model.finding import Confidence, Exposure, Finding, Fix, Outcome, Practice, Severity
from ennead.model.policy import Effect, Principal, Statement

_OWN = "${AWS::AccountId}"


@check(
    Practice.ROLES,
    Severity.HIGH,
    on=Role,
    references=("CWE-284", "CWE-863", "CWE-441", "OWASP-SLS-S2", "ATTACK-T1199"),
)
def open_trust(role: Role, ctx: Context) -> Iterator[Outcome]:
    """A role's trust policy lets everybody, a whole foreign account or any repository assume it."""
    for statement in role.trust:
        if statement.effect is not Effect.ALLOW:
            continue
        if statement.unknown is not None:
            reason = f"who may assume the role could not be told: {statement.unknown.reason}"
            yield ctx.unassessed(reason, node=role, at=statement.at, key=reason)
        for principal in dict.fromkeys(statement.principals):
            outcome = _ask(role, statement, principal, ctx)
            if outcome:
                yield outcome


def _ask(role: Role, statement: Statement, principal: Principal, ctx: Context) -> Outcome | None:
    if principal.kind in {"*", "AWS"}:
        return _ask_account(role, statement, principal, ctx)
    if principal.kind == "Federated" and (issuer := issuer_of(principal.value)):
        return _ask_issuer(role, statement, issuer, ctx)
    return None


def _ask_account(role: Role, statement: Statement, principal: Principal, ctx: Context) -> Outcome | None:
    if limits(statement.conditions):
        return None
    if principal.anyone:
        return _finding(
            f"anyone with an AWS account may assume {called(role)}",
            role,
            statement,
            ctx,
            key="anyone",
            fix=Fix("Name the accounts, roles or services that assume it"),
        )
    if any(asks(condition, "sts:externalid") for condition in statement.conditions):
        return None
    if "${?" in principal.value:
        reason = f"{principal.value} may assume the role without an external id, and who that is could not be told"
        return ctx.unassessed(reason, node=role, at=statement.at, key=principal.value)
    account = account_named(principal)
    if account is None or "${" in account:
        return None
    return _finding(
        f"everybody in account {account} may assume {called(role)}, and no external id is asked for",
        role,
        statement,
        ctx,
        key=account,
        severity=Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        fix=Fix(f"Ask for sts:ExternalId, or name the role in {account} that assumes it"),
    )


def _ask_issuer(role: Role, statement: Statement, issuer: Issuer, ctx: Context) -> Outcome | None:
    asked = subjects(statement, issuer)
    if any("${?" in value for value in asked):
        reason = f"which {issuer.who} may assume the role could not be told: {', '.join(asked)}"
        return ctx.unassessed(reason, node=role, at=statement.at, key=reason)
    if not anybody(statement, issuer):
        return None
    how = f"{issuer.key} is {', '.join(asked)}" if asked else f"no condition asks for {issuer.key}"
    return _finding(
        f"any {issuer.who} may assume {role.logical_id}: {how}",
        role,
        statement,
        ctx,
        key=issuer.key,
        fix=Fix(f"Ask for {issuer.key} with {issuer.example}"),
    )


def _finding(
    message: str,
    role: Role,
    statement: Statement,
    ctx: Context,
    *,
    key: str,
    fix: Fix,
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.HIGH,
) -> Finding:
    return ctx.finding(
        message,
        node=role,
        at=statement.at,
        severity=severity,
        confidence=confidence,
        exposure=Exposure.ANONYMOUS if severity is Severity.HIGH else Exposure.ACCOUNT,
        key=key,
        fix=fix,
    )
