"""Roles that may change the application, and that more workflows take on than deploy it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.derive import statements_of
from ennead.graph.trust import anybody, asks, subjects
from ennead.iam.issuers import Issuer, issuer_of
from ennead.iam.power import escalates
from ennead.model.app import Role
from ennead.model.finding import Exposure, Fix, Outcome, Practice, Severity
from ennead.model.policy import Effect, Statement

_HOST = "token.actions.githubusercontent.com"
_SUBJECT = re.compile(r"repo:([^/:]+)/([^:]*)(?::(.*))?\Z")


@check(
    Practice.ROLES,
    Severity.LOW,
    on=Role,
    references=("CWE-284", "CWE-863", "OWASP-SLS-S6", "ATTACK-T1199"),
)
def wide_deploy_trust(role: Role, ctx: Context) -> Iterator[Outcome]:
    """A role that can take over the account is open to every repository of an owner, or to every branch of one."""
    issuer = issuer_of(_HOST)
    if issuer is None:
        return
    wide = [(said, statement) for statement in role.trust if (said := _wide(statement, issuer))]
    power = escalates(statements_of(role, ctx.graph)) if wide else None
    if power is None:
        return
    (who, subject, severity), statement = max(wide, key=lambda one: one[0][2].rank)
    yield ctx.finding(
        f"{who} may assume {role.logical_id}, which {power}: {issuer.key} is {subject}",
        node=role,
        at=statement.at,
        severity=severity,
        exposure=Exposure.APPLICATION,
        key=issuer.key,
        fix=Fix(f"Ask for {issuer.key} with {issuer.example}, or with the environment that asks for a review"),
    )


def _wide(statement: Statement, issuer: Issuer) -> tuple[str, str, Severity] | None:
    """Who comes in beyond the branch that deploys, by which subject, and how bad that is; None where nobody does."""
    federated = any(issuer_of(one.value) is issuer for one in statement.principals if one.kind == "Federated")
    if not federated or statement.effect is not Effect.ALLOW or statement.unknown is not None:
        return None
    elsewhere = any(asks(one, key) for one in statement.conditions for key in issuer.also if "owner" not in key)
    if elsewhere or anybody(statement, issuer):
        return None
    found = [said for subject in subjects(statement, issuer) if (said := _who(subject))]
    return max(found, key=lambda one: one[2].rank, default=None)


def _who(subject: str) -> tuple[str, str, Severity] | None:
    parts = _SUBJECT.match(subject)
    if parts is None:
        return None
    owner, name, rest = parts.groups()
    if "*" in name or "?" in name:
        who = f"every repository of {owner}" if not name.strip("*") else f"every repository {owner}/{name}"
        return who, subject, Severity.MEDIUM
    if rest == "pull_request":
        return f"every pull request of {owner}/{name}, reviewed or not,", subject, Severity.LOW
    if rest is not None and rest.strip("*") in {"", "ref:refs/heads/", "ref:"}:
        return f"every branch of {owner}/{name}", subject, Severity.LOW
    return None
