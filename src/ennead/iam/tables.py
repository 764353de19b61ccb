"""Questions to the table of IAM actions, and which of several reasons an action may be missing from it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ennead.iam.actions import TABLE_DATE, Level, actions_of, find, service_names
from ennead.iam.distance import edits
from ennead.iam.match import action_matches

__all__ = [
    "TABLE_DATE",
    "Level",
    "expand",
    "known_action",
    "known_service",
    "level",
    "misspelt",
    "nearest",
    "standing",
    "supports_resource",
]

Standing = Literal["known", "misspelt", "unknown"]

_OPERATIONS = {
    "s3:copyobject": "s3:GetObject",
    "s3:deleteobjects": "s3:DeleteObject",
    "s3:headbucket": "s3:ListBucket",
    "s3:headobject": "s3:GetObject",
    "s3:listbuckets": "s3:ListAllMyBuckets",
    "s3:listobjects": "s3:ListBucket",
    "s3:listobjectsv2": "s3:ListBucket",
    "s3:uploadpart": "s3:PutObject",
    "lambda:invoke": "lambda:InvokeFunction",
}
"""Operations of an API that are often taken for actions, and the action that allows them (the Required permissions of
https://docs.aws.amazon.com/AmazonS3/latest/API/ and https://docs.aws.amazon.com/lambda/latest/api/)."""


def known_service(prefix: str) -> bool:
    """Whether the table has the service."""
    return bool(actions_of(prefix))


def known_action(action: str) -> bool:
    """Whether the table has `service:Action`; case does not count."""
    return find(action) is not None


def supports_resource(action: str) -> bool | None:
    """Whether the action can be limited to resources; None where the table has no such action."""
    found = find(action)
    return bool(found.arns) if found else None


def level(action: str) -> Level | None:
    """The access level; None where the table has no such action."""
    found = find(action)
    return found.level if found else None


@lru_cache(maxsize=4096)
def expand(pattern: str) -> tuple[str, ...]:
    """Every action of the table that a pattern covers, as `service:Action`, in order."""
    prefix, colon, _ = pattern.partition(":")
    if not colon and pattern != "*":
        return ()
    found = find(pattern)
    if found:
        return (found.name,)
    wild = "*" in prefix or "?" in prefix
    services = [name for name in service_names() if action_matches(prefix, name)] if wild else [prefix.lower()]
    return tuple(
        action.name
        for service in services
        for action in actions_of(service).values()
        if action_matches(pattern, action.name)
    )


@lru_cache(maxsize=4096)
def nearest(action: str) -> str | None:
    """The action that was probably meant.

    For a service the table does not have, the same action of the nearest service, or that prefix alone.
    """
    prefix, _, name = action.partition(":")
    if action.lower() in _OPERATIONS:
        return _OPERATIONS[action.lower()]
    if not known_service(prefix):
        service = _close(prefix.lower(), service_names())
        if service is None:
            return None
        there = f"{service}:{name}"
        found = find(there)
        return found.name if found else nearest(there) or service
    actions = actions_of(prefix)
    close = _close(name.lower(), tuple(actions))
    return actions[close].name if close else None


def misspelt(action: str) -> str | None:
    """What an action should read, where it is surely no action: a slip of a letter or two, or an API's operation.

    None where the table has it, and where it may be newer than the table.
    """
    prefix, colon, name = action.partition(":")
    if not colon or "*" in action or "?" in action or "${" in action or find(action):
        return None
    meant = nearest(action)
    if meant is None or action.lower() in _OPERATIONS:
        return meant
    if not known_service(prefix):
        return meant if _slipped_prefix(prefix.lower(), meant) else None
    return meant if _slip(name, meant.partition(":")[2]) else None


def standing(action: str) -> Standing:
    """Whether the table has an action (or a pattern covers some), it is misspelt, or the table cannot tell."""
    if expand(action):
        return "known"
    return "misspelt" if misspelt(action) else "unknown"


def _close(word: str, words: tuple[str, ...]) -> str | None:
    import difflib  # noqa: PLC0415  (needed for wrong names only)

    best = difflib.get_close_matches(word, words, n=5, cutoff=0.75)
    return min(best, key=lambda other: (edits(word, other, 9), best.index(other)), default=None)


def _slip(written: str, meant: str) -> bool:
    """Close enough to be a slip of the hand: no new version, no other verb, no word that actions are made of."""
    room = 1 if len(meant) < 8 else 2
    if edits(written.lower(), meant.lower(), room) > room:
        return False
    return not any(word in _words() for word in _parts(written) if word not in _parts(meant))


def _slipped_prefix(prefix: str, meant: str) -> bool:
    """Close to a service; where that is little to go by (`sms`, `sns`), it must have an action of that name too."""
    service, _, action = meant.partition(":")
    room = 1 if len(service) < 8 else 2
    return edits(prefix, service, room) <= room and (bool(action) or len(service) > 5)


def _parts(name: str) -> list[str]:
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+", name)]


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Words that names of actions are made of; another of them makes another action, and it may be a new one."""
    names = (action.name.partition(":")[2] for service in service_names() for action in actions_of(service).values())
    return frozenset(part for name in names for part in _parts(name))
