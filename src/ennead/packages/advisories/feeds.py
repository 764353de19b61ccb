"""What is known of exploitation: CISA's catalogue and EPSS, each with its day.

https://www.cisa.gov/known-exploited-vulnerabilities-catalog and https://www.first.org/epss/data_stats
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

_CVE = re.compile(r"CVE-(\d{4})-(\d{4,19})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SCORED = re.compile(r"score_date:(\d{4}-\d{2}-\d{2})")
SCALE = 100_000
"""EPSS gives five digits after the point: scores are kept as whole numbers."""


Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Feed(Generic[Value]):
    """What a feed says of each CVE, and its own day."""

    day: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


class _Exploited(msgspec.Struct):
    cveID: str  # noqa: N815  (CISA's own name)
    dateAdded: str = ""  # noqa: N815


class _Catalogue(msgspec.Struct):
    vulnerabilities: list[_Exploited]
    dateReleased: str = ""  # noqa: N815


def kev(data: bytes) -> Feed[str]:
    """CISA's catalogue: the day each CVE was added.  Raises ValueError."""
    catalogue = msgspec.json.decode(data, type=_Catalogue)
    known = {one.cveID: one.dateAdded for one in catalogue.vulnerabilities if _CVE.fullmatch(one.cveID)}
    if any(not _DAY.fullmatch(day) for day in known.values()):
        raise ValueError("a vulnerability has no dateAdded of the form 2024-01-31")
    days = [*known.values(), catalogue.dateReleased[:10]]
    return Feed(max((day for day in days if _DAY.fullmatch(day)), default=""), known)


def epss(data: bytes) -> Feed[int]:
    """EPSS' table: the probability of each CVE, times SCALE.  Raises ValueError."""
    lines = data.decode("utf-8", errors="strict").splitlines()
    comments = [line for line in lines[:3] if line.startswith("#")]
    rows = lines[len(comments) :]
    if not rows or [name.strip().lower() for name in rows[0].split(",")][:2] != ["cve", "epss"]:
        raise ValueError("its columns are not cve,epss,percentile")
    scored = [found[1] for line in comments if (found := _SCORED.search(line))]
    return Feed(scored[0] if scored else "", dict(_row(row) for row in rows[1:] if row.strip()))


def _row(row: str) -> tuple[str, int]:
    cells = row.split(",")
    if len(cells) < 2 or not _CVE.fullmatch(cells[0]):
        raise ValueError(f"a row is {row[:60]!r}")
    score = float(cells[1])
    if not 0 <= score <= 1:
        raise ValueError(f"a row is {row[:60]!r}")
    return cells[0], round(score * SCALE)


def bucket(cve: str) -> tuple[str, int] | None:
    """Where the score of a CVE is kept, a thousand to a place, and its number there; None for what is no CVE."""
    match = _CVE.fullmatch(cve)
    if match is None:
        return None
    number = int(match[2])
    return f"{match[1]}-{number // 1000}", number % 1000
