"""Whom a statement of a resource's policy speaks of.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re

from ennead.iam.match import text_equals
from ennead.iam.tri import Tri, any_of
from ennead.model.policy import Principal, Statement

ANONYMOUS = "*"
"""The principal of a request that nobody signed."""

_ACCOUNT = re.compile(r"\d{12}|\$\{AWS::AccountId\}")


def speaks_of(statement: Statement, caller: str | None, *, directly: bool = False) -> Tri:
    """Whether the statement speaks of the caller (an ARN, a service, `*` for nobody); UNKNOWN where that is None.

    `directly` leaves out what is said to a whole account: within that account it only lets policies of
    identities decide.
    """
    if statement.not_principals:
        return any_of(_is(principal, caller) for principal in statement.not_principals).not_()
    named = (one for one in statement.principals if not directly or account_named(one) is None or one.value == caller)
    return any_of(_is(principal, caller) for principal in named)


def account_named(principal: Principal) -> str | None:
    """The account, where a principal is a whole account: its number, or the ARN of its root."""
    if principal.kind != "AWS":
        return None
    if _ACCOUNT.fullmatch(principal.value):
        return principal.value
    return account_of(principal.value) if principal.value.endswith(":root") else None


def account_of(arn: str) -> str | None:
    """The account in an ARN; None where it names none (`arn:aws:s3:::bucket`) or the text is no ARN."""
    fields = re.split(r":(?![^{}]*\})", arn, maxsplit=5)
    return fields[4] or None if len(fields) == 6 and fields[0] == "arn" else None


def _is(principal: Principal, caller: str | None) -> Tri:
    if principal.anyone:
        return Tri.YES if principal.kind in {"*", "AWS"} else Tri.NO
    if caller is None:
        return Tri.UNKNOWN
    if caller == ANONYMOUS:
        return Tri.UNKNOWN if principal.value.startswith("${?") else Tri.NO
    account = account_named(principal)
    if account is not None:
        own = account_of(caller)
        return text_equals(account, own) if own else Tri.NO
    return text_equals(principal.value, caller)
