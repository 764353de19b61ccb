"""Writes the database: the same content gives the same bytes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

import msgspec

from ennead.packages.advisories.content import Content, Place, merged
from ennead.packages.advisories.errors import NotWritten
from ennead.packages.advisories.feeds import bucket
from ennead.packages.advisories.known import EPSS, FEEDS, KEV, Known, source_of
from ennead.packages.advisories.stored import Stored, encoded
from ennead.packages.advisories.words import Source

APPLICATION = 0x454E4144
SCHEMA = 1
_TABLES = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE entry (ecosystem TEXT, name TEXT, data BLOB NOT NULL, PRIMARY KEY (ecosystem, name)) WITHOUT ROWID;
CREATE TABLE withdrawn (id TEXT PRIMARY KEY, modified TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE exploited (cve TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE epss (bucket TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE source (name TEXT PRIMARY KEY, licence TEXT, attribution TEXT, records INTEGER, packages INTEGER,
                     withdrawn INTEGER, newest TEXT, updated TEXT, ecosystems TEXT) WITHOUT ROWID;
"""


def write(content: Content, path: Path) -> None:
    """In place of what was there, which stays whole until the new one is.  Raises NotWritten."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        _fill(temporary, content)
        _settle(temporary)
        temporary.replace(path)
        temporary = None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotWritten(f"{path} cannot be written: {reason}. The database is as it was") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _settle(file: Path) -> None:
    """On the disk, and readable as other files of the user are."""
    mask = os.umask(0)
    os.umask(mask)
    file.chmod(0o666 & ~mask)
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def _fill(file: Path, content: Content) -> None:
    whole = merged(content)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(_TABLES)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("BEGIN")
        packed = ((*place, encoded(entries)) for place, entries in whole)
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", packed)
        connection.executemany("INSERT INTO withdrawn VALUES (?, ?)", sorted(content.withdrawn.items()))
        connection.executemany("INSERT INTO exploited VALUES (?, ?)", sorted(content.exploited.values.items()))
        connection.executemany("INSERT INTO epss VALUES (?, ?)", _buckets(content))
        connection.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _sources(content, whole))
        connection.execute("COMMIT")


def _buckets(content: Content) -> Iterator[tuple[str, bytes]]:
    placed = sorted((*place, score) for cve, score in content.scores.values.items() if (place := bucket(cve)))
    for name, group in groupby(placed, key=lambda one: one[0]):
        yield name, zlib.compress(msgspec.msgpack.encode({number: score for _, number, score in group}), 9)


def _sources(content: Content, whole: list[tuple[Place, tuple[Stored, ...]]]) -> list[tuple[object, ...]]:
    tallies: dict[Known, _Tally] = {}
    for (ecosystem, name), entries in whole:
        for entry in entries:
            if not entry.spelled:
                tallies.setdefault(source_of(entry.id), _Tally()).add((ecosystem, name), entry)
    for identifier in content.withdrawn:
        tallies.setdefault(source_of(identifier), _Tally()).withdrawn += 1
    rows = [tally.row(known) for known, tally in tallies.items()]
    rows += _feeds(content)
    return sorted(rows, key=lambda row: str(row[0]))


def _feeds(content: Content) -> Iterator[tuple[object, ...]]:
    for name, feed in ((KEV, content.exploited), (EPSS, content.scores)):
        if feed.values:
            known = FEEDS[name]
            yield (name, known.licence, known.attribution, len(feed.values), 0, 0, feed.day, feed.day, "")


class _Tally:
    """What one source has."""

    def __init__(self) -> None:
        self.ecosystems: dict[str, set[str]] = {}
        self.places: set[Place] = set()
        self.withdrawn = 0
        self.newest = self.updated = ""

    def add(self, place: Place, entry: Stored) -> None:
        self.ecosystems.setdefault(entry.id, set()).add("" if entry.malicious else place[0])
        self.places.add(place)
        self.newest = max(self.newest, entry.published[:10])
        self.updated = max(self.updated, entry.modified[:10])

    def row(self, known: Known) -> tuple[object, ...]:
        """A source covers an ecosystem if a record of it is about that one alone.

        What is in a record about another's package as well (jQuery's in NuGet) or tells of malicious packages only says
        nothing about all the others.
        """
        covered = {next(iter(named)) for named in self.ecosystems.values() if len(named) == 1}
        ecosystems = ",".join(sorted(filter(None, covered)))
        counts = (len(self.ecosystems), len(self.places), self.withdrawn)
        return (known.name, known.licence, known.attribution, *counts, self.newest, self.updated, ecosystems)


def source_of_row(row: tuple[str, str, str, int, int, int, str, str, str]) -> Source:
    """The source again that a row tells of."""
    return Source(*row[:-1], tuple(filter(None, row[-1].split(","))))
