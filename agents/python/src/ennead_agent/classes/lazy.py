"""A regular expression that is compiled when first needed: most functions need few, and each takes its time."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Pattern:
    """The part of a compiled pattern that is used here."""

    __slots__ = ("_compiled", "_flags", "_text")

    def __init__(self, text: str, flags: int = 0) -> None:
        self._text = text
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def get(self) -> re.Pattern[str]:
        """The compiled pattern."""
        found = self._compiled
        if found is None:
            found = self._compiled = re.compile(self._text, self._flags)
        return found

    def search(self, text: str, start: int = 0, end: int = 1 << 30) -> re.Match[str] | None:
        """As of a compiled pattern."""
        return self.get().search(text, start, end)

    def match(self, text: str) -> re.Match[str] | None:
        """As of a compiled pattern."""
        return self.get().match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As of a compiled pattern."""
        return self.get().fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As of a compiled pattern."""
        return self.get().finditer(text)

    def whole(self, text: str) -> list[str]:
        """What it finds, each as a whole."""
        return [found.group() for found in self.get().finditer(text)]

    def sub(self, other: str, text: str) -> str:
        """As of a compiled pattern."""
        return self.get().sub(other, text)
