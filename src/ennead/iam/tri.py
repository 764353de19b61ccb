"""Yes, no, or could not be told: Kleene's three-valued logic."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Tri(Enum):
    """An answer that may be missing.

    Using one as a condition raises, as with `Unknown`: compare with `is`, so that nothing takes "could
    not be told" for an answer.
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a three-valued answer used as a condition: compare with `is Tri.YES`")

    def and_(self, other: Tri) -> Tri:
        """NO wins, then UNKNOWN."""
        if self is _NO or other is _NO:
            return _NO
        return _UNKNOWN if self is _UNKNOWN or other is _UNKNOWN else _YES

    def or_(self, other: Tri) -> Tri:
        """YES wins, then UNKNOWN."""
        if self is _YES or other is _YES:
            return _YES
        return _UNKNOWN if self is _UNKNOWN or other is _UNKNOWN else _NO

    def not_(self) -> Tri:
        """UNKNOWN stays UNKNOWN."""
        if self is _UNKNOWN:
            return self
        return _NO if self is _YES else _YES


_YES, _NO, _UNKNOWN = Tri.YES, Tri.NO, Tri.UNKNOWN


def of(answer: bool) -> Tri:
    """YES or NO."""
    return Tri.YES if answer else Tri.NO


def any_of(answers: Iterable[Tri]) -> Tri:
    """`or_` over all; NO of nothing.  Stops at the first YES."""
    found = _NO
    for answer in answers:
        if answer is _YES:
            return answer
        if answer is _UNKNOWN:
            found = answer
    return found


def all_of(answers: Iterable[Tri]) -> Tri:
    """`and_` over all; YES of nothing.  Stops at the first NO."""
    found = _YES
    for answer in answers:
        if answer is _NO:
            return answer
        if answer is _UNKNOWN:
            found = answer
    return found
