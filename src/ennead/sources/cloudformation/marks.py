"""Containers that remember where their members were written.

The resolver and the SAM translator hand containers on, copy them and merge them; these keep their
marks through all of that, so that a property of the finished template still knows its line.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

Mark = tuple[str, int, int]
"""File (relative, with `/`), line, column; both from 1."""


class MarkedDict(dict[str, Any]):
    """A mapping with its own mark and the mark of each key."""

    __slots__ = ("keys_at", "mark")

    def __init__(self, items: Mapping[str, Any] | None = None, mark: Mark | None = None) -> None:
        super().__init__(items or {})
        self.mark = mark
        self.keys_at: dict[str, Mark] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> MarkedDict:
        twin = MarkedDict(mark=self.mark)
        twin.keys_at = dict(self.keys_at)
        for key, value in self.items():
            twin[key] = copy.deepcopy(value, memo)
        return twin

    def copy(self) -> MarkedDict:
        """A shallow copy that keeps the marks."""
        twin = MarkedDict(self, self.mark)
        twin.keys_at = dict(self.keys_at)
        return twin

    __copy__ = copy

    def __reduce__(self) -> tuple[Any, ...]:
        return (dict, (dict(self),))


class MarkedList(list[Any]):
    """A sequence with its own mark and the mark of each item."""

    __slots__ = ("items_at", "mark")

    def __init__(self, items: Iterable[Any] = (), mark: Mark | None = None) -> None:
        super().__init__(items)
        self.mark = mark
        self.items_at: list[Mark | None] = []

    def __deepcopy__(self, memo: dict[int, Any]) -> MarkedList:
        twin = MarkedList((copy.deepcopy(item, memo) for item in self), self.mark)
        twin.items_at = list(self.items_at)
        return twin

    def copy(self) -> MarkedList:
        """A shallow copy that keeps the marks."""
        twin = MarkedList(self, self.mark)
        twin.items_at = list(self.items_at)
        return twin

    __copy__ = copy

    def __reduce__(self) -> tuple[Any, ...]:
        return (list, (list(self),))


def mark_of(container: object, key: str | int) -> Mark | None:
    """Where a member was written: its key's place in a mapping, its own in a list; None if nobody knows."""
    if isinstance(container, MarkedDict) and isinstance(key, str):
        return container.keys_at.get(key)
    if isinstance(container, MarkedList) and isinstance(key, int):
        return container.items_at[key] if key < len(container.items_at) else container.mark
    return None
