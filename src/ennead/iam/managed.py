"""AWS managed policies: names, ARNs and documents (default versions), as of `MANAGED_DATE`.

Policies of service-linked roles are left out: nobody can attach them to a role of an application.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ennead.iam.facts import text_of
from ennead.iam.parse import parse_policy
from ennead.model.policy import Policy, PolicySource

MANAGED_DATE = "2026-09-30"
"""The newest change among the policies; the same as in the file (a test holds them equal)."""

_HEAD = "arn:aws:iam::aws:policy"


def managed_arns() -> dict[str, str]:
    """ARN of every AWS managed policy by name."""
    return dict(_arns())


def managed_policy(name_or_arn: str) -> Policy | None:
    """The policy with its statements; None where we have no document of it (which says nothing about it)."""
    arn = _arns().get(name_or_arn, name_or_arn)
    partition, colon, rest = arn.partition(":iam::aws:policy")
    if not colon or partition not in {"arn:aws", "arn:aws-cn", "arn:aws-us-gov"}:
        return None
    return _policy(_HEAD + rest)


def managed_document(name_or_arn: str) -> dict[str, Any] | None:
    """The policy's document, for what copies it; None where we have none."""
    arn = _arns().get(name_or_arn, name_or_arn)
    line = _lines().get(arn)
    return None if line is None else {"Version": "2012-10-17", "Statement": json.loads(line)}


def is_service_role(arn: str) -> bool:
    """Whether AWS wrote it for the role of one of its services (`service-role/`).

    Such a policy is accepted as it is: how wide it reaches is AWS's decision, not the application's.
    """
    return ":iam::aws:policy/service-role/" in arn


def managed_date() -> str:
    """The date in the file."""
    return str(_index()["as_of"])


@lru_cache(maxsize=1)
def _index() -> dict[str, Any]:
    index: dict[str, Any] = json.loads(text_of("managed.json.xz"))
    return index


@lru_cache(maxsize=1)
def _arns() -> dict[str, str]:
    """In the order of the documents' lines."""
    return {name: f"{_HEAD}{path}{name}" for path, names in _index()["paths"].items() for name in names.split()}


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    return dict(zip(_arns().values(), text_of("documents.jsonl.xz").splitlines(), strict=True))


@lru_cache(maxsize=512)
def _policy(arn: str) -> Policy | None:
    line = _lines().get(arn)
    if line is None:
        return None
    statements = parse_policy({"Statement": json.loads(line)})
    return Policy(arn.rpartition("/")[2], PolicySource.MANAGED, statements, arn)
