"""Text with holes as one string that patterns can be matched on, and parts of it as values again."""

from __future__ import annotations

from collections.abc import Iterable

from ennead.code.hosts.address import concat
from ennead.code.values import Known, Value, Words

_FIRST = 0xE000
"""Where the characters of private use begin: the holes are the first ones, by their number."""
_MOST = 1_000


class Holed:
    """The parts of a text: `text` has a character of private use for each that is not told."""

    def __init__(self, given: Iterable[Value]) -> None:
        self.holes: list[Value] = []
        self.text = "".join(map(self._shown, given))

    def _shown(self, part: Value) -> str:
        if isinstance(part, Known):
            return "".join(letter for letter in str(part.value) if not _is_hole(letter))
        if len(self.holes) >= _MOST:
            return ""
        self.holes.append(part)
        return chr(_FIRST + len(self.holes) - 1)

    def value(self, part: str) -> Value | None:
        """A part of the text as a value; None where it is empty."""
        if not part:
            return None
        return concat(*(self.holes[ord(letter) - _FIRST] if _is_hole(letter) else Known(letter) for letter in part))


def parts(value: Value) -> tuple[Value, ...]:
    """The parts of a text."""
    return value.parts if isinstance(value, Words) else (value,)


def _is_hole(letter: str) -> bool:
    return _FIRST <= ord(letter) < _FIRST + _MOST
