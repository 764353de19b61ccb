"""Whom a statement of a resource's policy speaks of, and by which name.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ennead.iam.match import text_equals
from ennead.iam.tri import Tri, all_of, any_of
from ennead.model.policy import Effect, Principal, Statement

ANONYMOUS = "*"
"""The principal of a request that nobody signed."""

_ACCOUNT = re.compile(r"\d{12}|\$\{AWS::AccountId\}")
_UNIQUE_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{12,}")


class Sort(Enum):
    """What a caller is.  A role that asks is some session of it; OTHER are providers and what is not told."""

    ANONYMOUS = "anonymous"
    SERVICE = "service"
    ROOT = "root"
    USER = "user"
    ROLE = "role"
    SESSION = "session"
    FEDERATED = "federated user"
    OTHER = "other"


_SORTS = {
    ("iam", "root"): Sort.ROOT,
    ("iam", "user"): Sort.USER,
    ("iam", "role"): Sort.ROLE,
    ("sts", "assumed-role"): Sort.SESSION,
    ("sts", "federated-user"): Sort.FEDERATED,
}
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")


@dataclass(frozen=True, slots=True)
class Caller:
    """`arn` is an ARN, a service, `*` for nobody, None where it is not told.

    `role` is the ARN of the role behind a session, where it is told: the name of a session lacks the role's path.
    """

    arn: str | None
    role: str | None = None

    @property
    def sort(self) -> Sort:
        """What the caller is."""
        return Sort.OTHER if self.arn is None else sort_of(self.arn)

    @property
    def account(self) -> str | None:
        """The caller's account; None of services and of nobody."""
        return account_of(self.arn) if self.arn else None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whether a statement speaks of a caller: by its own name (or of everybody), by its role, by its account.

    Within one account that makes a difference: nothing but a denial limits what is said to the caller itself,
    boundaries and session policies limit what is said to its role, and what is said to the account lets the
    policies of its identities decide.
    """

    own: Tri = Tri.NO
    role: Tri = Tri.NO
    account: Tri = Tri.NO

    @property
    def any(self) -> Tri:
        """By whichever name."""
        return any_of((self.own, self.role, self.account))


_NOT = Spoken()
_EVERYBODY = Spoken(own=Tri.YES)


def speaks_of(statement: Statement, caller: Caller, *, bounded: bool = False) -> Spoken:
    """By which name the statement speaks of the caller; `bounded`: it has a permissions boundary.

    AWS: a Deny with NotPrincipal denies everybody who has one, whomever it names.
    """
    if not statement.not_principals:
        return _together(_spoken(principal, caller) for principal in statement.principals)
    deny = statement.effect is Effect.DENY
    if deny and bounded:
        return _EVERYBODY
    said = _excepted(statement.not_principals, caller, allow=not deny).not_()
    return Spoken(own=said.and_(Tri.UNKNOWN), role=said)


def _together(spoken: Iterable[Spoken]) -> Spoken:
    own = role = account = Tri.NO
    for one in spoken:
        own, role, account = own.or_(one.own), role.or_(one.role), account.or_(one.account)
    return Spoken(own, role, account)


@lru_cache(maxsize=4096)
def sort_of(arn: str) -> Sort:
    """What the name of a caller says it is."""
    if arn == ANONYMOUS:
        return Sort.ANONYMOUS
    if _SERVICE.fullmatch(arn):
        return Sort.SERVICE
    fields = _fields(arn)
    if len(fields) != 6 or fields[0] != "arn":
        return Sort.OTHER
    return _SORTS.get((fields[2], fields[5].partition("/")[0]), Sort.OTHER)


def account_named(principal: Principal) -> str | None:
    """The account, where a principal is a whole account: its number, or the ARN of its root."""
    if principal.kind != "AWS":
        return None
    if _ACCOUNT.fullmatch(principal.value):
        return principal.value
    return account_of(principal.value) if principal.value.endswith(":root") else None


def account_of(arn: str) -> str | None:
    """The account in an ARN; None where it names none (`arn:aws:s3:::bucket`) or the text is no ARN."""
    fields = _fields(arn)
    return fields[4] or None if len(fields) == 6 and fields[0] == "arn" else None


def service_linked(caller: Caller) -> Tri:
    """Whether the caller is a role that a service made for itself: its path says so, its name only hints at it."""
    if caller.sort not in {Sort.ROLE, Sort.SESSION}:
        return Tri.NO
    role = caller.arn if caller.sort is Sort.ROLE else caller.role
    if role is not None:
        return Tri.YES if ":role/aws-service-role/" in role else Tri.NO
    return Tri.UNKNOWN if ":assumed-role/AWSServiceRoleFor" in (caller.arn or "") else Tri.NO


def _fields(arn: str) -> list[str]:
    return re.split(r":(?![^{}]*\})", arn, maxsplit=5)


def _spoken(principal: Principal, caller: Caller) -> Spoken:
    if principal.anyone:
        return _EVERYBODY if principal.kind in {"*", "AWS"} else _NOT
    account = account_named(principal)
    if account is not None:
        return _to_account(account, caller)
    if caller.arn is None:
        return Spoken(Tri.UNKNOWN, Tri.UNKNOWN, Tri.UNKNOWN)
    if caller.sort is Sort.ANONYMOUS:
        return Spoken(own=Tri.UNKNOWN) if principal.value.startswith("${?") else _NOT
    if principal.kind == "CanonicalUser" and caller.account is not None:  # the number of some account
        return Spoken(account=Tri.UNKNOWN)
    if principal.kind == "AWS" and _UNIQUE_ID.fullmatch(principal.value):
        return Spoken(Tri.UNKNOWN, Tri.UNKNOWN)
    return _by_name(principal.value, caller, caller.arn)


def _to_account(account: str, caller: Caller) -> Spoken:
    if caller.arn is None:
        return Spoken(account=Tri.UNKNOWN)
    if caller.account is None:
        return Spoken(account=Tri.UNKNOWN if _is_token(caller) else Tri.NO)
    said = text_equals(account, caller.account)
    return Spoken(own=said if caller.sort is Sort.ROOT else Tri.NO, account=said)


def _is_token(caller: Caller) -> bool:
    """Whether only deployment knows who it is (`${?RoleArn}`, `${Role.Arn}`): a role of some account, it may be."""
    return caller.sort is Sort.OTHER and "${" in (caller.arn or "")


def _by_name(value: str, caller: Caller, arn: str) -> Spoken:
    same = text_equals(value, arn)
    match caller.sort, sort_of(value):
        case Sort.ROLE, Sort.SESSION:
            return Spoken(own=_is_role(arn, value).and_(Tri.UNKNOWN))
        case Sort.SESSION, Sort.ROLE:
            return Spoken(role=text_equals(value, caller.role) if caller.role else _is_role(value, arn))
        case Sort.FEDERATED, Sort.USER:  # whose session it is, its name does not say
            return Spoken(role=text_equals(account_of(value) or "", caller.account or "").and_(Tri.UNKNOWN))
        case Sort.ROLE, Sort.ROLE:
            return Spoken(role=same)
        case Sort.ROLE, _:
            return Spoken(own=same, role=same)
        case Sort.OTHER, _ if _is_token(caller):
            return Spoken(own=same.and_(Tri.UNKNOWN), role=same)
    return Spoken(own=same)


def _is_role(role: str, session: str) -> Tri:
    """Whether a session is one of the role: within an account one name is one role, whatever its path."""
    fields, name = _fields(session), role.rpartition("/")[2]
    plain = f"arn:{fields[1]}:iam::{fields[4]}:role/{fields[5].split('/')[1]}"
    return text_equals(f"{role.partition(':role/')[0]}:role/{name}", plain)


# -- NotPrincipal -----------------------------------------------------------------------------------------------------


def _excepted(named: tuple[Principal, ...], caller: Caller, *, allow: bool) -> Tri:
    """Whether NotPrincipal leaves the caller out.

    AWS may look at the account, the role and the session one after the other, so each has to be named.  Naming the
    account beside others of it leaves out these and its root user; whether it leaves out more alone is not told.
    """
    spoken = [_spoken(principal, caller) for principal in named]
    own, role, account = (any_of(getattr(one, part) for one in spoken) for part in ("own", "role", "account"))
    anyone = any(principal.anyone for principal in named)
    match caller.sort:
        case Sort.USER | Sort.FEDERATED if not anyone:
            sure = all_of((own, account))
        case Sort.SESSION if not anyone:
            sure = all_of((own, role, account))
        case Sort.ROLE if not anyone:
            sure = Tri.NO
        case _:
            sure = own
    beside = any(account_named(one) is None and account_of(one.value) == caller.account for one in named)
    hinted = own.or_(role) if beside and not allow else any_of((own, role, account))
    return sure.or_(hinted.and_(Tri.UNKNOWN))
