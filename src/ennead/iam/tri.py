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
        return _BY_RANK[min(_RANK[self], _RANK[other])]

    def or_(self, other: Tri) -> Tri:
        """YES wins, then UNKNOWN."""
        return _BY_RANK[max(_RANK[self], _RANK[other])]

    def not_(self) -> Tri:
        """UNKNOWN stays UNKNOWN."""
        return _BY_RANK[2 - _RANK[self]]


_BY_RANK = (Tri.NO, Tri.UNKNOWN, Tri.YES)
_RANK = {answer: rank for rank, answer in enumerate(_BY_RANK)}


def of(answer: bool) -> Tri:
    """YES or NO."""
    return Tri.YES if answer else Tri.NO


def any_of(answers: Iterable[Tri]) -> Tri:
    """`or_` over all; NO of nothing.  Stops at the first YES."""
    found = Tri.NO
    for answer in answers:
        if answer is Tri.YES:
            return answer
        found = found.or_(answer)
    return found


def all_of(answers: Iterable[Tri]) -> Tri:
    """`and_` over all; YES of nothing.  Stops at the first NO."""
    found = Tri.YES
    for answer in answers:
        if answer is Tri.NO:
            return answer
        found = found.and_(answer)
    return found
