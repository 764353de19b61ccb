"""What may stand behind a word, and how it is read.

Each reader takes the value and answers what the word works with; a `ValueError` says what to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ennead.expect.errors import near

Read = Callable[[Any], Any]

_BOUND = re.compile(r"(at most|at least|under|over|<=|>=|<|>)\s*([0-9]+)\Z")
_BETWEEN = re.compile(r"between ([0-9]+) and ([0-9]+)\Z")
MOST_NAMES = 1000


@dataclass(frozen=True, slots=True)
class Bound:
    """A number's bounds, both included; `is_set` alone (no bounds) asks only whether there is one."""

    low: int | None = None
    high: int | None = None
    is_set: bool = True

    def takes(self, number: float | None) -> bool:
        """Whether a number (None: nothing is set) is as it should be."""
        if number is None or not self.is_set:
            return (number is None) is not self.is_set
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("write true or false")  # noqa: TRY004 one sort of error for all faults of a file
    return value


def bound(value: Any) -> Bound:
    """`30`, `at most 30`, `at least 1`, `between 1 and 10`, `set`, `not set`."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Bound(value, value)
    text = value.strip().lower() if isinstance(value, str) else ""
    if text in ("set", "not set"):
        return Bound(is_set=text == "set")
    if match := _BETWEEN.match(text):
        return Bound(int(match[1]), int(match[2]))
    if match := _BOUND.match(text):
        number, less = int(match[2]), match[1] in ("at most", "under", "<=", "<")
        strict = {"under": -1, "<": -1, "over": 1, ">": 1}.get(match[1], 0)
        return Bound(high=number + strict) if less else Bound(low=number + strict)
    raise ValueError("write a number, `at most 30`, `at least 1`, `between 1 and 10`, `set` or `not set`")


def texts(value: Any) -> tuple[str, ...]:
    """A text or a list of texts."""
    found = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) and item.strip() for item in found) or len(found) > MOST_NAMES:
        raise ValueError("write a name, or a list of names in brackets: [one, two]")
    return tuple(item.strip() for item in found)


def some_texts(value: Any) -> tuple[str, ...]:
    """A text or a list of texts, one at least."""
    found = texts(value)
    if not found:
        raise ValueError("the list is empty: name one at least")
    return found


def one_of(*words: str) -> Read:
    """One of these words."""

    def read(value: Any) -> str:
        return _known(value, words)

    return read


def some_of(*words: str) -> Read:
    """Some of these words, one or a list."""

    def read(value: Any) -> tuple[str, ...]:
        return tuple(_known(item, words) for item in some_texts(value))

    return read


def _known(value: Any, words: Iterable[str]) -> str:
    said = str(value).strip().lower().replace("_", "-") if isinstance(value, str) else ""
    if said not in words:
        raise ValueError(f"{value!r} is none of its words: {near(said, words, listed='they are')}")
    return said
