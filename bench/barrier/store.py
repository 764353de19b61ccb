"""The shop's database: how it begins, and what has changed in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from .shop.documents import DOCUMENTS

USERS = [(1, "ann", "kestrel-41"), (2, "bob", "heron-07"), (3, "root", "osprey-99")]
NOTES = [(1, "first"), (2, "second")]
Tables = dict[str, list[tuple[Any, ...]]]


def fill(connection: sqlite3.Connection) -> None:
    """Tables with a few rows."""
    connection.executescript(
        "CREATE TABLE items (id INTEGER PRIMARY KEY, owner TEXT, name TEXT, price INTEGER);"
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, password TEXT);"
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);"
    )
    items = [(one["id"], one["owner"], one["name"], one["price"]) for one in DOCUMENTS]
    connection.executemany("INSERT INTO items VALUES (?, ?, ?, ?)", items)
    connection.executemany("INSERT INTO users VALUES (?, ?, ?)", USERS)
    connection.executemany("INSERT INTO notes VALUES (?, ?)", NOTES)
    connection.commit()


def tables(connection: sqlite3.Connection) -> Tables:
    """All there is, by table, with the schema under an empty name."""
    found: Tables = {"": connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()}
    for kind, name, _sql in list(found[""]):
        if kind == "table":
            quoted = name.replace('"', '""')
            found[name] = connection.execute(f'SELECT * FROM "{quoted}"').fetchall()  # noqa: S608
    return found


class Store:
    """The file that the function opens; put back whenever it was changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        fill(connection)
        self.first = tables(connection)
        connection.close()
        self._bytes = path.read_bytes()

    def changed(self) -> Tables | None:
        """What is in it now, if that is not what it began with; it is put back."""
        journal = self.path.with_name(self.path.name + "-journal")
        try:
            if self.path.read_bytes() == self._bytes and not journal.exists():
                return None
        except OSError:
            pass
        try:
            return self._read()
        finally:
            journal.unlink(missing_ok=True)
            fresh = self.path.with_name("fresh.db")
            fresh.write_bytes(self._bytes)
            fresh.replace(self.path)

    def _read(self) -> Tables:
        try:
            connection = sqlite3.connect(self.path)
            try:
                return tables(connection)
            finally:
                connection.close()
        except sqlite3.Error:
            return {"": [("broken",)]}
