"""Containers that know on which line each member stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MAX_DEPTH = 64
"""Of data in data, or of blocks in blocks; deepest are locks of npm of version 1, which nest packages in packages."""
MAX_MEMBERS = 500_000
"""Of one file; a lock of 20,000 packages has about 300,000."""


class Malformed(ValueError):
    """Text that is not what its file's name says, and the line where that shows (0: not known)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Table(dict[str, Any]):
    """A mapping with the line of each key."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}

    def put(self, key: str, value: Any, line: int) -> None:
        """Set a member and its line."""
        self[key] = value
        self.lines[key] = line

    def line(self, key: str) -> int:
        """The line of a key; 0 where there is none."""
        return self.lines.get(key, 0)

    def table(self, key: str) -> Table:
        """The mapping at a key; an empty one where there is none."""
        value = self.get(key)
        return value if isinstance(value, Table) else Table()

    def items_at(self, key: str) -> Items:
        """The list at a key; an empty one where there is none."""
        value = self.get(key)
        return value if isinstance(value, Items) else Items()

    def text(self, key: str) -> str | None:
        """The text at a key; None where there is none."""
        value = self.get(key)
        return value if isinstance(value, str) else None

    def texts(self) -> Iterator[tuple[str, str, int]]:
        """Each member that is text, with its line."""
        for key, value in self.items():
            if isinstance(value, str):
                yield key, value, self.line(key)

    def tables(self) -> Iterator[tuple[str, Table, int]]:
        """Each member that is a mapping, with its line."""
        for key, value in self.items():
            if isinstance(value, Table):
                yield key, value, self.line(key)


class Items(list[Any]):
    """A list with the line of each member."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []

    def put(self, value: Any, line: int) -> None:
        """Add a member and its line."""
        self.append(value)
        self.lines.append(line)

    def texts(self) -> Iterator[tuple[str, int]]:
        """Each member that is text, with its line."""
        for value, line in zip(self, self.lines, strict=True):
            if isinstance(value, str):
                yield value, line

    def tables(self) -> Iterator[tuple[Table, int]]:
        """Each member that is a mapping, with its line."""
        for value, line in zip(self, self.lines, strict=True):
            if isinstance(value, Table):
                yield value, line
