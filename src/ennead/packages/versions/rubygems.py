"""The order of RubyGems: that of Gem::Version (https://docs.ruby-lang.org/en/master/Gem/Version.html).

Parts are numbers or words, a word is before every number, and what is missing is zero: `1.a` is before `1`.
"""

from __future__ import annotations

import re
from itertools import takewhile, zip_longest

from ennead.packages.versions.number import ZERO, Number, number

_VERSION = re.compile(r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_PARTS = re.compile(r"[0-9]+|[a-zA-Z]+")

Part = tuple[int, Number, str]
_MISSING: Part = (1, ZERO, "")


class GemVersion:
    """A version that orders as a gem's."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts

    def __lt__(self, other: GemVersion) -> bool:
        for one, two in zip_longest(self.parts, other.parts, fillvalue=_MISSING):
            if one != two:
                return one < two
        return False


def key(text: str) -> GemVersion | None:
    """The key of a version; None where it is none."""
    if not _VERSION.fullmatch(text):
        return None
    parts = [_part(one) for one in _PARTS.findall(text.replace("-", ".pre."))]
    numbers = list(takewhile(lambda part: part[0], parts))
    return GemVersion(_stripped(numbers) + _stripped(parts[len(numbers) :]))


def early(text: str) -> bool:
    """Whether it comes before its release: a gem with a word in its version does."""
    return any(one.isalpha() for one in text)


def _part(text: str) -> Part:
    return (1, number(text), "") if text.isdigit() else (0, ZERO, text)


def _stripped(parts: list[Part]) -> list[Part]:
    while parts and parts[-1] == _MISSING:
        parts = parts[:-1]
    return parts
