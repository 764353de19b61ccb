"""From an OSV record to what the database holds of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ennead.model.finding import Severity
from ennead.packages.advisories import extras, osv, severity
from ennead.packages.advisories.bounds import Bounds, read_bounds
from ennead.packages.advisories.names import folded
from ennead.packages.advisories.stored import Stored
from ennead.packages.versions import canonical

_ID = re.compile(r"[!-~]{1,128}")
_NAME = re.compile(r"[^\x00-\x20\x7f]{1,512}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_SUMMARY = 160
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[0-9:.]+Z?)?")


@dataclass(frozen=True, slots=True)
class Told:
    """A record: its entries by (ecosystem, name), none where it is withdrawn."""

    id: str
    modified: str
    withdrawn: bool
    entries: tuple[tuple[tuple[str, str], Stored], ...] = ()


def convert(record: osv.Record) -> Told:
    """What the database holds of a record.  Raises ValueError where it has no id that can be printed."""
    if not _ID.fullmatch(record.id):
        raise ValueError(f"its id is {record.id[:40]!r}" if record.id else "it has no id")
    modified = _date(record.modified) or _date(record.published)
    if record.withdrawn:
        return Told(record.id, modified, withdrawn=True)
    basis = Stored(
        id=record.id,
        modified=modified,
        published=_date(record.published),
        aliases=tuple(sorted({one for one in record.aliases or () if _ID.fullmatch(one) and one != record.id})),
        summary=_summary(record),
        malicious=extras.malicious(record),
    )
    grouped: dict[tuple[str, str], list[osv.Affected]] = {}
    for affected in record.affected or ():
        place = _place(affected.package)
        if place:
            grouped.setdefault(place, []).append(affected)
    return Told(record.id, modified, False, tuple(_entries(record, basis, grouped)))


def _entries(
    record: osv.Record, basis: Stored, grouped: dict[tuple[str, str], list[osv.Affected]]
) -> Iterator[tuple[tuple[str, str], Stored]]:
    for (ecosystem, name), group in sorted(grouped.items()):
        bounds = read_bounds(ecosystem, group)
        clear = extras.clear(ecosystem, name, record)
        unread = bounds.unread or extras.unread(record)
        if not (bounds.ranges or bounds.listed or unread or clear):
            continue  # it names the package and calls nothing affected
        yield (ecosystem, name), _entry(record, basis, group, bounds, clear, unread)


def _entry(
    record: osv.Record, basis: Stored, group: list[osv.Affected], bounds: Bounds, clear: tuple[str, ...], unread: str
) -> Stored:
    level, score = _rated(record, group, malicious=basis.malicious)
    return Stored(
        id=basis.id,
        modified=basis.modified,
        published=basis.published,
        aliases=basis.aliases,
        severity=level,
        score=score,
        summary=basis.summary,
        ranges=bounds.ranges,
        listed=bounds.listed,
        clear=clear,
        symbols=extras.symbols(group),
        commits=extras.commits(record, group),
        malicious=basis.malicious,
        unread=unread,
    )


def _place(package: osv.Package | None) -> tuple[str, str] | None:
    if package is None or not _NAME.fullmatch(package.name) or not _NAME.fullmatch(package.ecosystem):
        return None
    ecosystem = canonical(package.ecosystem)
    return ecosystem, folded(ecosystem, package.name)


def _rated(record: osv.Record, group: Iterable[osv.Affected], *, malicious: bool) -> tuple[str, float | None]:
    """The severity's word and score; a word alone where there is no vector."""
    if malicious:
        return (Severity.CRITICAL, None)
    own = [one.score for affected in group for one in affected.severity or ()]
    rating = severity.of_vectors(own) or severity.of_vectors(one.score for one in record.severity or ())
    if rating:
        return (rating[0], rating[1])
    holders = [record.database_specific]
    holders += [part for one in group for part in (one.database_specific, one.ecosystem_specific)]
    told = [found for found in map(_word, holders) if found]
    if told:
        return (max(told, key=lambda one: one.rank), None)
    score = extras.cvss_score(record)
    return ("", None) if score is None else (severity.of_score(score), score)


def _word(specific: Any) -> Severity | None:
    return severity.of_word(specific.get("severity")) if isinstance(specific, dict) else None


def _date(text: str | None) -> str:
    return text if text and len(text) <= 40 and _DATE.fullmatch(text) else ""


def _summary(record: osv.Record) -> str:
    """One line that a terminal can show: the summary, or the first sentence of the details."""
    text = record.summary or _SENTENCE.split((record.details or "")[: 20 * _SUMMARY].strip(), maxsplit=1)[0]
    line = _CONTROL.sub(" ", text).strip()
    return line if len(line) <= _SUMMARY else f"{line[: _SUMMARY - 1].rstrip()}…"
