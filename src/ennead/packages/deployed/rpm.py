"""The database of rpm as Amazon Linux 2023 keeps it: SQLite, a header of each package.

https://rpm-software-management.github.io/rpm/manual/format_header.html ; tags:
https://rpm-software-management.github.io/rpm/manual/tags.html .  It is read in memory, and only its one table.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from typing import Final, NamedTuple

from ennead.packages.deployed.limits import Damaged

_NAME, _VERSION, _RELEASE, _EPOCH = 1000, 1001, 1002, 1003
_DIR_INDEXES, _BASE_NAMES, _DIR_NAMES = 1116, 1117, 1118
_STRINGS: Final = {6, 8, 9}
_INT32: Final = 4
_MOST_ENTRIES: Final = 5_000
_MOST_VALUES: Final = 200_000
_MOST_PACKAGES: Final = 20_000
_MOST_STEPS: Final = 200
"""Turns of a hundred thousand instructions that a query may take."""
_ROLLBACK: Final = b"\x01\x01"
"""What a file's header says of its journal where there is none beside it; rpm's own says that there is."""


class Installed(NamedTuple):
    """A package and the files it brought, as paths without the first `/`."""

    name: str
    version: str
    files: tuple[str, ...]


def installed(data: bytes) -> Iterator[Installed]:
    """The packages of a database.  Raises Damaged."""
    for blob in _blobs(data):
        header = _Header(blob)
        name, version = header.text(_NAME), header.text(_VERSION)
        if name is None or version is None:
            raise Damaged("a package of it has no name or no version")
        if name == "gpg-pubkey":  # a key, noted as a package
            continue
        release, epoch = header.text(_RELEASE), next(iter(header.numbers(_EPOCH)), 0)
        full = f"{version}-{release}" if release else version
        yield Installed(name, f"{epoch}:{full}" if epoch else full, tuple(header.files()))


def _blobs(data: bytes) -> list[bytes]:
    if not data.startswith(b"SQLite format 3\0") or len(data) < 512:
        raise Damaged("it is no SQLite database")
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(data[:18] + _ROLLBACK + data[20:])
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            steps = iter(range(_MOST_STEPS))
            database.set_progress_handler(lambda: next(steps, None) is None, 100_000)
            kind = database.execute("SELECT type FROM sqlite_schema WHERE name = 'Packages'").fetchone()
            if kind != ("table",):
                raise Damaged("it has no table of packages")
            rows = database.execute("SELECT blob FROM Packages").fetchmany(_MOST_PACKAGES)
        except (sqlite3.Error, MemoryError, UnicodeDecodeError, OverflowError) as error:
            raise Damaged(f"it is damaged ({str(error)[:80]})") from error
    return [row[0] for row in rows if isinstance(row[0], bytes)]


class _Header:
    """The entries of a package's header: two counts, sixteen bytes for each entry, then what they point into."""

    def __init__(self, blob: bytes) -> None:
        if len(blob) < 8:
            raise Damaged("a package's header is too short")
        count, size = struct.unpack_from(">II", blob)
        start = 8 + 16 * count
        if count > _MOST_ENTRIES or start + size > len(blob):
            raise Damaged("a package's header is not as long as it says")
        self._store = blob[start : start + size]
        entries = (struct.unpack_from(">IIII", blob, 8 + 16 * one) for one in range(count))
        self._entries = {tag: (kind, offset, number) for tag, kind, offset, number in entries}

    def text(self, tag: int) -> str | None:
        """The first text under a tag."""
        return next(iter(self.texts(tag, 1)), None)

    def texts(self, tag: int, most: int = _MOST_VALUES) -> Iterator[str]:
        kind, offset, count = self._entries.get(tag, (0, 0, 0))
        if kind not in _STRINGS:
            return
        for _ in range(min(count, most)):
            end = self._store.find(b"\0", offset)
            if end < 0:
                return
            yield self._store[offset:end].decode("utf-8", "replace")
            offset = end + 1

    def numbers(self, tag: int) -> tuple[int, ...]:
        kind, offset, count = self._entries.get(tag, (0, 0, 0))
        if kind != _INT32 or count > _MOST_VALUES or offset + 4 * count > len(self._store):
            return ()
        return struct.unpack_from(f">{count}I", self._store, offset)

    def files(self) -> Iterator[str]:
        """Each file: a name, and the number of its folder."""
        folders = list(self.texts(_DIR_NAMES))
        for name, index in zip(self.texts(_BASE_NAMES), self.numbers(_DIR_INDEXES), strict=False):
            if index < len(folders):
                yield f"{folders[index]}{name}".lstrip("/")
