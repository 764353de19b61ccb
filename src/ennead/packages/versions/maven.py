"""The order of Maven: that of ComparableVersion in Maven 3.9 (https://maven.apache.org/pom.html#version-order-specification).

A version is a list of numbers and words; a dash, and every change between digits and letters, begins a list inside the
list.  Trailing zeros, empty words and names of the release (`ga`, `final`, `release`) count for nothing, also before an
inner list.  Where one list is at its end, the other's next item is held against nothing.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any

from ennead.packages.versions.number import number

_TOKENS = re.compile(r"[0-9]+|[^0-9.\-]+|[.\-]")
_NO_VERSION = re.compile(r"[\s\x00-\x1f\x7f\[\](){},$]")
_WORDS = {"alpha": 0, "beta": 1, "milestone": 2, "rc": 3, "cr": 3, "snapshot": 4, "": 5, "sp": 6}
_WORDS |= dict.fromkeys(("ga", "final", "release"), 5)
_RELEASE = 5
_UNKNOWN = 7
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
_DEEPEST = 200

# Items are (kind, a, b); a word's kind is lower than a list's, and a list's lower than a number's.
_WORD, _LIST, _NUMBER = 0, 1, 2
Item = tuple[int, Any, str]
_ZERO: Item = (_NUMBER, 0, "")


class MavenVersion:
    """A version that orders as Maven's."""

    __slots__ = ("items",)

    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def __lt__(self, other: MavenVersion) -> bool:
        return _lists(self.items, other.items) < 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MavenVersion) and _lists(self.items, other.items) == 0

    __hash__ = None  # type: ignore[assignment]  # nothing is looked up by it


def key(text: str) -> MavenVersion | None:
    """The key of a version; None for what is a range, an unset property or no text at all."""
    if not text or _NO_VERSION.search(text):
        return None
    return _parse(text.lower())


def early(text: str) -> bool:
    """Whether one of its words says that it comes before a release."""
    version = key(text)
    return version is not None and _early(version.items)


def _early(items: list[Item]) -> bool:
    return any(_early(value) if kind == _LIST else kind == _WORD and value < _RELEASE for kind, value, _ in items)


def _parse(text: str) -> MavenVersion | None:
    """Parts become items when what follows them is known: a letter before a digit is short for a word."""
    whole: list[Item] = []
    current, stack, pending = whole, [whole], ""

    def nest() -> list[Item]:
        inner: list[Item] = []
        current.append((_LIST, inner, ""))
        stack.append(inner)
        return inner

    for part in _TOKENS.findall(text):
        if part in ".-":
            current.append(_item(pending) if pending else _ZERO)
            pending = ""
            current = nest() if part == "-" else current
            continue
        if pending and part[0] in "0123456789":  # a word before a number: a list of its own
            current = nest() if current else current
            current.append(_word(pending, before_number=True))
            current = nest()
        elif pending:
            current.append(_item(pending))
            current = nest()
        pending = part
    if pending:
        current = nest() if current and not pending[0].isdigit() else current
        current.append(_item(pending))
    if len(stack) > _DEEPEST:
        return None
    for one in reversed(stack):
        _strip(one)
    return MavenVersion(whole)


def _item(text: str) -> Item:
    return (_NUMBER, *number(text)) if text[0] in "0123456789" else _word(text)


def _word(text: str, *, before_number: bool = False) -> Item:
    word = _SHORT.get(text, text) if before_number else text
    rank = _WORDS.get(word, _UNKNOWN)
    return (_WORD, rank, word if rank == _UNKNOWN else "")


def _strip(items: list[Item]) -> None:
    """Takes away what counts for nothing at the end, and before lists at the end."""
    for place in reversed(range(len(items))):
        kind, value, _ = items[place]
        if _is_nothing(kind, value):
            del items[place]
        elif kind != _LIST:
            return


def _is_nothing(kind: int, value: Any) -> bool:
    return value == _RELEASE if kind == _WORD else not value


def _lists(first: list[Item], second: list[Item]) -> int:
    for one, two in zip_longest(first, second):
        order = _items(one, two)
        if order:
            return order
    return 0


def _items(one: Item | None, two: Item | None) -> int:
    if one is None or two is None:
        return _against_nothing(one) if one else -_against_nothing(two) if two else 0
    if one[0] == two[0] == _LIST:
        return _lists(one[1], two[1])
    if one[0] != two[0]:
        return -1 if one[0] < two[0] else 1
    return (one > two) - (one < two)


def _against_nothing(item: Item) -> int:
    kind, value, _ = item
    if kind == _LIST:
        return next((order for order in map(_against_nothing, value) if order), 0)
    against: int = _RELEASE if kind == _WORD else 0
    return int(value > against) - int(value < against)
