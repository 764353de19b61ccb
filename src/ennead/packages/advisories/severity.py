"""How bad a record says it is: by a CVSS vector, else by the database's own word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ennead.model.finding import Severity

_WORDS = {
    "critical": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "moderate": Severity.MEDIUM,
    "medium": Severity.MEDIUM,
    "low": Severity.LOW,
    "none": Severity.INFO,
}
_LONGEST = 500
Rating = tuple[Severity, float]


def of_score(score: float) -> Severity:
    """The word for a base score (https://www.first.org/cvss/v4-0/specification-document, table 22)."""
    bounds = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
    return next((severity for least, severity in bounds if score >= least), Severity.INFO)


def of_word(word: Any) -> Severity | None:
    """The severity that a database's own word means; None for what is none."""
    return _WORDS.get(word.strip().lower()) if isinstance(word, str) else None


def of_vectors(vectors: Iterable[str]) -> Rating | None:
    """The rating of the newest version of CVSS that is given; None where no vector can be read."""
    rated = [(version, rating) for version, rating in map(_rate, vectors) if rating is not None]
    return max(rated, key=lambda pair: (pair[0], pair[1][1]))[1] if rated else None


@lru_cache(maxsize=8192)
def _rate(vector: str) -> tuple[int, Rating | None]:
    """The major version of CVSS, and the rating; None where the vector is broken."""
    from cvss import CVSS2, CVSS3, CVSS4, CVSSError  # type: ignore[import-untyped]  # noqa: PLC0415

    if len(vector) > _LONGEST:
        return (0, None)
    try:
        if vector.startswith("CVSS:4"):
            return (4, _rating(CVSS4(vector).base_score))
        if vector.startswith("CVSS:3"):
            return (3, _rating(CVSS3(vector).scores()[0]))
        if vector.startswith("AV:"):
            return (2, _rating(CVSS2(vector).scores()[0]))
    except (CVSSError, KeyError, ValueError, ArithmeticError):  # a vector of a stranger's
        return (0, None)
    return (0, None)


def _rating(score: Any) -> Rating:
    number = float(score)
    return (of_score(number), number)
