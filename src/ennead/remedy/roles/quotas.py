"""IAM's quotas: how long policies may be, how many a role may have, and statements packed into policies that fit.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.  White space does not count.  What
only deployment knows is reckoned long, so that a policy that is written fits whatever it comes to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from ennead.model.policy import Policy, PolicySource, Statement
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.arn_parts import TOKEN

INLINE = 10_240
"""Characters of all inline policies of a role together."""
MANAGED = 6_144
"""Characters of one managed policy."""
ATTACHED = 10
"""Managed policies of a role."""
NAME = 64
"""Characters of a role's name."""
_AROUND = len('{"Version":"2012-10-17","Statement":[]}')
_APART = frozenset({PolicySource.MANAGED, PolicySource.CUSTOMER})
_KNOWN = {"AWS::Partition": 10, "AWS::Region": 14, "AWS::AccountId": 12}
_ARN = 110
"""Characters of a resource's ARN, with a name that CloudFormation makes."""
_WORD = 48
"""Characters of a name, or of a part of one."""

T = TypeVar("T")


def size(value: Any) -> int:
    """Characters of a statement or document as IAM counts them."""
    return len(json.dumps(_plain(value), separators=(",", ":")))


def _plain(value: Any) -> Any:
    """Data as it may be once it is deployed: references as long texts."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return TOKEN.sub(lambda found: "x" * _length(found[1]), value) if isinstance(value, str) else value
    if len(value) == 1:
        (key,) = value
        if key == "Fn::Sub" and isinstance(value[key], str):
            return _plain(value[key])
        if key == "Ref" or key.startswith("Fn::"):
            return "x" * _ARN
    return {key: _plain(one) for key, one in value.items()}


def _length(token: str) -> int:
    """Characters that a variable may come to."""
    if token in _KNOWN:
        return _KNOWN[token]
    return _ARN if token.lower().endswith("arn") or (token[:1].isupper() and ":" not in token) else _WORD


def of_statement(statement: Statement) -> int:
    """Characters of a statement that is there, by what is known of it."""
    conditions: dict[str, dict[str, list[str]]] = {}
    for one in statement.conditions:
        conditions.setdefault(one.operator, {})[one.key] = list(one.values)
    members = {
        "Sid": statement.sid,
        "Effect": statement.effect.value,
        "Action": list(statement.actions or statement.not_actions),
        "Resource": list(statement.resources or statement.not_resources),
        "Condition": conditions,
    }
    return size({key: value for key, value in members.items() if value})


def document(sizes: Iterable[int]) -> int:
    """Characters of a document whose statements have these."""
    held = list(sizes)
    return _AROUND + sum(held) + max(len(held) - 1, 0) if held else 0


def inline(policies: Iterable[Policy], gone: Mapping[Policy, Collection[int]]) -> int:
    """Characters of the inline policies of a role without the statements that go."""
    return sum(document(staying(policy, gone)) for policy in policies if policy.source not in _APART)


def staying(policy: Policy, gone: Mapping[Policy, Collection[int]]) -> list[int]:
    """Characters of each statement of a policy that stays."""
    return [of_statement(one) for number, one in enumerate(policy.statements) if number not in gone.get(policy, ())]


def packed(items: Iterable[T], measure: Callable[[T], int], halves: Callable[[T], Sequence[T]]) -> list[list[T]]:
    """Statements by the managed policy that holds them, in their order.

    Raises:
        RemedyError: one is too long for a policy, and cannot be divided.
    """
    made: list[list[T]] = []
    room = 0
    for item in items:
        for one in _divided(item, measure, halves):
            needed = measure(one) + 1
            if not made or needed > room:
                made.append([])
                room = MANAGED - _AROUND + 1
            made[-1].append(one)
            room -= needed
    return made


def _divided(item: T, measure: Callable[[T], int], halves: Callable[[T], Sequence[T]]) -> Iterable[T]:
    if measure(item) + _AROUND <= MANAGED:
        return [item]
    parts = halves(item)
    if len(parts) < 2:
        raise RemedyError(f"one statement has more than {MANAGED:,} characters, as a policy may have: write it by hand")
    return [one for part in parts for one in _divided(part, measure, halves)]


def halves(statement: dict[str, Any]) -> list[dict[str, Any]]:
    """A statement as two that allow the same together; itself where nothing can be divided."""
    for key in ("Resource", "Action"):
        value = statement.get(key)
        if isinstance(value, list) and len(value) > 1:
            middle = len(value) // 2
            parts = (value[:middle], value[middle:])
            return [{**statement, key: part if len(part) > 1 else part[0]} for part in parts]
    return [statement]


def statements(items: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """`packed` for statements as data."""
    return packed(items, size, halves)


def attached(subject: str, number: int, new: int) -> None:
    """Raises RemedyError where a role would have more managed policies than may be."""
    if number + new > ATTACHED:
        beside = f", {number} of them its own now" if number else ""
        raise RemedyError(
            f"{subject} needs more than {INLINE:,} characters of policies, and {number + new} managed policies to hold "
            f"them{beside}; a role may have {ATTACHED}: divide the function, or widen its statements by hand"
        )


def managed(policies: Iterable[Policy], gone: Mapping[Policy, Collection[int]]) -> int:
    """How many managed policies a role keeps: all but those of which every statement goes."""
    kept = (one for one in policies if one.source in _APART)
    return sum(policy not in gone or len(gone[policy]) < len(policy.statements) for policy in kept)


def named(text: str, subject: str) -> str:
    """A role's name, as far as it is known.  Raises RemedyError where it is too long."""
    plain = TOKEN.sub("x", text)
    if len(plain) > NAME:
        raise RemedyError(f"the role of {subject} would have a name of more than {NAME} characters: shorten roles.name")
    return text
