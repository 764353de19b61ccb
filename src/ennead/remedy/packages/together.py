"""Edits for several packages put together: one place gets the highest version, one new container holds all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ennead.packages.versions import compare
from ennead.remedy.edit import APPEND, Edit, Insert, Set, target


class Together:
    """The edits of several ways out."""

    def __init__(self) -> None:
        self._edits: dict[object, tuple[Edit, str]] = {}

    def add(self, edits: Sequence[Edit], ecosystem: str, version: str) -> None:
        """The edits that bring a package to a version."""
        for edit in edits:
            key = (edit.file, target(edit), _item(edit))
            known = self._edits.get(key)
            if known is None:
                self._edits[key] = edit, version
            elif isinstance(edit, Set):
                if compare(ecosystem, known[1], version) == -1:
                    self._edits[key] = edit, version
            elif isinstance(edit, Insert) and isinstance(known[0], Insert):
                self._edits[key] = replace(edit, value=merged(known[0].value, edit.value)), version

    def edits(self) -> tuple[Edit, ...]:
        """All of them."""
        return tuple(edit for edit, _ in self._edits.values())


def _item(edit: Edit) -> str:
    """What it adds to a list, where it does: several may be added to one."""
    return repr(edit.value) if isinstance(edit, Insert) and edit.key == APPEND else ""


def merged(one: Any, other: Any) -> Any:
    """Two new values for one key: what either holds."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: merged(one[key], other[key]) for key in one if key in other}
        return {**one, **other, **both}
    if isinstance(one, list) and isinstance(other, list):
        if len(one) == len(other) == 1 and _holds(one[0]) and _holds(other[0]):
            return [merged(one[0], other[0])]
        return one + [item for item in other if item not in one]
    return other


def _holds(value: Any) -> bool:
    """Whether an element only holds others: `dependencies` does, a `dependency` has texts."""
    return isinstance(value, dict) and all(
        isinstance(items, list) and all(isinstance(item, dict) for item in items) for items in value.values()
    )
