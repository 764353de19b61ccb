"""Condition keys that follow from the other words of a request: from who asks, and for which resource.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from functools import lru_cache

from ennead.iam.principals import ANONYMOUS, Sort, account_of, sort_of
from ennead.iam.variables import Context

_TYPES = {Sort.USER: "User", Sort.ROLE: "AssumedRole", Sort.SESSION: "AssumedRole", Sort.ROOT: "Account"}
_NAMELESS = (Sort.ROLE, Sort.SESSION, Sort.ROOT, Sort.FEDERATED)


def completed(context: Context, principal: str | None, resource: str) -> Context:
    """The context with the keys that follow, where it does not tell them itself."""
    implied = _implied(principal, resource)
    if not implied:
        return context
    told = {key.lower() for key in context}
    return {**{key: value for key, value in implied.items() if key.lower() not in told}, **context}


@lru_cache(maxsize=4096)
def _implied(principal: str | None, resource: str) -> dict[str, str | tuple[str, ...]]:
    owner = account_of(resource)
    keys: dict[str, str | tuple[str, ...]] = {"aws:ResourceAccount": owner} if owner and owner.isdigit() else {}
    if principal == ANONYMOUS:
        return keys | {"aws:PrincipalArn": (), "aws:PrincipalAccount": (), "aws:PrincipalOrgID": ()}
    if principal is None:
        return keys
    sort = sort_of(principal)
    if sort is Sort.SERVICE:
        return keys | {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal}
    return keys | _of_identity(principal, sort)


def _of_identity(principal: str, sort: Sort) -> dict[str, str | tuple[str, ...]]:
    account = account_of(principal)
    if sort is Sort.OTHER or account is None:
        return {}
    keys: dict[str, str | tuple[str, ...]] = {"aws:PrincipalAccount": account, "aws:PrincipalIsAWSService": "false"}
    if sort is not Sort.SESSION:  # the role's path is not in the name of a session
        keys["aws:PrincipalArn"] = principal
    if sort in _NAMELESS:
        keys["aws:username"] = ()
    if sort is Sort.USER:
        keys["aws:username"] = principal.rpartition("/")[2]
    if sort in _TYPES:
        keys["aws:PrincipalType"] = _TYPES[sort]
    return keys
