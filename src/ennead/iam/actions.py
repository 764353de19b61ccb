"""The table of IAM actions as it lies in its file: services, actions, levels, what an action can be limited to.

Facts of the Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/), as of `table_date()`.  An action that
is not in the table may be newer than it: see `ennead.iam.tables.standing` before calling one wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ennead.iam.facts import text_of

TABLE_DATE = "2026-04-10"
"""The day the table of actions was made; the same as in the file (a test holds them equal)."""


class Level(StrEnum):
    """Access levels, as IAM groups its actions."""

    READ = "read"
    WRITE = "write"
    LIST = "list"
    PERMISSIONS = "permissions"
    TAGGING = "tagging"


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `arns` are the formats of the resources it can be limited to, none where only `*` works."""

    name: str
    level: Level
    arns: tuple[str, ...]


_LEVELS = {level.value[0]: level for level in Level}


def find(action: str) -> Action | None:
    """The action as the table has it."""
    prefix, _, name = action.partition(":")
    return actions_of(prefix).get(name.lower())


def service_names() -> tuple[str, ...]:
    """Prefixes of every service."""
    return tuple(_services())


@lru_cache(maxsize=512)
def actions_of(prefix: str) -> Mapping[str, Action]:
    """Actions of a service by lower-case name; empty where the table has no such service."""
    service = _services().get(prefix.lower())
    if service is None:
        return MappingProxyType({})
    found: list[Action] = []
    for key, names in service["actions"].items():
        arns = tuple(service["arns"][int(number)] for number in key[1:].split(",") if number)
        found += [Action(f"{prefix.lower()}:{name}", _LEVELS[key[0]], arns) for name in names.split()]
    found.sort(key=lambda action: action.name)
    return MappingProxyType({action.name.partition(":")[2].lower(): action for action in found})


def table_date() -> str:
    """The date in the file."""
    return str(_table()["as_of"])


def _services() -> dict[str, Any]:
    services: dict[str, Any] = _table()["services"]
    return services


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(text_of("actions.json.xz"))
    return table
