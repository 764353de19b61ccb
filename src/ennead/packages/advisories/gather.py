"""Reads documents into records and feeds; what one of them gets wrong takes nothing from the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from ennead.packages.advisories import feeds, osv
from ennead.packages.advisories.convert import Told, convert
from ennead.packages.advisories.inputs import Document, Fault, Item, Kind
from ennead.packages.advisories.stored import encoded


@dataclass(slots=True)
class Gathered:
    """What was read: the newest copy of each record, feeds, and what could not be read.

    `passed` counts the documents of folders and archives that are no advisories at all.
    """

    told: dict[str, Told] = field(default_factory=dict)
    exploited: feeds.Feed[str] | None = None
    scores: feeds.Feed[int] | None = None
    faults: list[Fault] = field(default_factory=list)
    passed: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing at all was read."""
        return not self.told and self.exploited is None and self.scores is None


def gather(items: Iterable[Item]) -> Gathered:
    """Reads all of them."""
    gathered = Gathered()
    for item in items:
        if isinstance(item, Fault):
            gathered.faults.append(item)
            continue
        try:
            _take(item, gathered)
        except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
            gathered.faults.append(Fault(item.place, str(error)[:300]))
    return gathered


def _take(document: Document, into: Gathered) -> None:
    """Raises ValueError."""
    if document.kind is Kind.TABLE:
        _table(document, into)
    elif document.kind is Kind.YAML:
        from ennead.packages.advisories.yaml_text import parse  # noqa: PLC0415

        plain = parse(document.data)
        _record(osv.from_plain(plain) if isinstance(plain, dict) and "id" in plain else osv.Record(), document, into)
    elif document.data.lstrip()[:1] == b"[":
        for one in msgspec.json.decode(document.data, type=list[msgspec.Raw]):
            _record(osv.from_json(one), document, into)
    else:
        _record(osv.from_json(document.data), document, into)


def _table(document: Document, into: Gathered) -> None:
    try:
        feed = feeds.epss(document.data)
    except ValueError:
        if document.asked or document.data.startswith(b"#model_version"):
            raise
        into.passed += 1
        return
    if into.scores is None or feed.day >= into.scores.day:
        into.scores = feed


def _record(record: osv.Record, document: Document, into: Gathered) -> None:
    if bytes(record.vulnerabilities) and not record.id:
        feed = feeds.kev(document.data)
        if into.exploited is None or feed.day >= into.exploited.day:
            into.exploited = feed
        return
    if not record.id and not document.asked:
        into.passed += 1  # a package.json, a schema, a workflow
        return
    told = convert(record)
    before = into.told.get(told.id)
    if before is None or _order(before) <= _order(told):
        into.told[told.id] = told


def _order(told: Told) -> tuple[str, bool, bytes]:
    """The newest copy wins; of two of one date the one that says more, so that the order of files does not matter."""
    return (told.modified, told.withdrawn, encoded(tuple(entry for _, entry in told.entries)))
