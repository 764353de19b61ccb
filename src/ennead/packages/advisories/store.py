"""Reads the database: opened read-only, looked up one package at a time."""

from __future__ import annotations

import sqlite3
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from ennead.packages.advisories.content import Content
from ennead.packages.advisories.errors import Damaged, NoDatabase, OtherSchema
from ennead.packages.advisories.feeds import SCALE, Feed, bucket
from ennead.packages.advisories.known import EPSS, KEV
from ennead.packages.advisories.stored import Stored, decoded
from ennead.packages.advisories.words import Source
from ennead.packages.advisories.write import APPLICATION, SCHEMA, source_of_row

_SCORES = msgspec.msgpack.Decoder(dict[int, int])


class Store:
    """A database.  Every method raises Damaged where the file is broken."""

    def __init__(self, path: Path) -> None:
        """Raises NoDatabase, OtherSchema and Damaged."""
        self.path = path
        if not path.is_file():
            raise NoDatabase(
                f"there is no advisory database at {path}: `ennead db sync` fetches one, `ennead db import` builds one"
            )
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with self._whole():
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            self._check()
        except Exception:
            self._connection.close()
            raise
        # a scan keeps it to its end, and nobody tells it that this is it
        weakref.finalize(self, self._connection.close)

    def _check(self) -> None:
        application = self._one("PRAGMA application_id")[0]
        schema = self._one("PRAGMA user_version")[0]
        if application != APPLICATION:
            raise Damaged(f"{self.path} is no advisory database of Ennead: name another file, or take this one away")
        if schema != SCHEMA:
            raise OtherSchema(
                f"{self.path} has the form {schema}, and this release reads form {SCHEMA}:"
                " build it anew with `ennead db sync` or `ennead db import` in another place, or take it away first"
            )

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError, zlib.error, OverflowError, TypeError) as error:
            raise Damaged(f"{self.path} is damaged ({error}): take it away and build it anew") from error

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def _one(self, query: str, *values: str) -> Any:
        with self._whole():
            return self._connection.execute(query, values).fetchone()

    def _all(self, query: str) -> list[Any]:
        with self._whole():
            return self._connection.execute(query).fetchall()

    def entries(self, ecosystem: str, name: str) -> tuple[Stored, ...]:
        """What is known of one package, in the order of the ids."""
        row = self._one("SELECT data FROM entry WHERE ecosystem = ? AND name = ?", ecosystem, name)
        with self._whole():
            return decoded(row[0]) if row else ()

    def exploited(self, cve: str) -> str | None:
        """The day since which a CVE is listed as exploited."""
        row = self._one("SELECT day FROM exploited WHERE cve = ?", cve)
        return str(row[0]) if row else None

    def score(self, cve: str) -> float | None:
        """The EPSS of a CVE."""
        place = bucket(cve)
        row = self._one("SELECT data FROM epss WHERE bucket = ?", place[0]) if place else None
        if not place or not row:
            return None
        with self._whole():
            found = _SCORES.decode(zlib.decompress(row[0])).get(place[1])
        return None if found is None else found / SCALE

    def sources(self) -> tuple[Source, ...]:
        """Every source, in the order of their names."""
        rows = self._all("SELECT * FROM source ORDER BY name")
        with self._whole():
            return tuple(source_of_row(row) for row in rows)

    def verify(self) -> None:
        """Reads the whole file: every page is in its place and every key in its order.  Raises Damaged."""
        faults = [str(row[0]) for row in self._all("PRAGMA integrity_check(1)")]
        if faults != ["ok"]:
            raise Damaged(f"{self.path} is damaged ({' '.join(faults)[:200]}): take it away and build it anew")

    def content(self) -> Content:
        """All of it."""
        self.verify()
        content = Content(withdrawn=dict(self._all("SELECT id, modified FROM withdrawn")))
        for ecosystem, name, data in self._all("SELECT ecosystem, name, data FROM entry"):
            with self._whole():
                for entry in decoded(data):
                    if not entry.spelled:
                        content.put((ecosystem, name), entry)
        days = {source.name: source.updated for source in self.sources()}
        content.exploited = Feed(days.get(KEV, ""), dict(self._all("SELECT cve, day FROM exploited")))
        content.scores = Feed(days.get(EPSS, ""), self._scores())
        return content

    def _scores(self) -> dict[str, int]:
        scores = {}
        for name, data in self._all("SELECT bucket, data FROM epss"):
            year, _, thousand = name.partition("-")
            with self._whole():
                for number, score in _SCORES.decode(zlib.decompress(data)).items():
                    scores[f"CVE-{year}-{int(thousand) * 1000 + number:04d}"] = score
        return scores
