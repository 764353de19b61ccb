"""Stand-ins of a MySQL and a PostgreSQL server on loopback: they speak lines of JSON.

Statements are read by each server's own grammar (`grammar.py`); SQLite holds the rows.
"""

from __future__ import annotations

import json
import re
import socketserver
import sqlite3
import threading
import time
from collections.abc import Sequence
from typing import Any

from . import answers, grammar
from .shop import wires
from .store import Tables, fill, tables

DIALECTS = ("mysql", "postgres")
_SECONDS = 1.0
_FILES = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})
_SCHEMA = (
    "CREATE TABLE information_schema_tables (table_schema TEXT, table_name TEXT, table_type TEXT, table_rows INT);"
    "CREATE TABLE information_schema_columns (table_schema TEXT, table_name TEXT, column_name TEXT);"
    "INSERT INTO information_schema_tables VALUES ('shop', 'users', 'BASE TABLE', 3);"
    "INSERT INTO information_schema_columns VALUES ('shop', 'users', 'password');"
)
_MORE = {
    "mysql": "CREATE TABLE dual (dummy TEXT); INSERT INTO dual VALUES ('x');"
    "CREATE TABLE mysql_user (user TEXT, host TEXT, password TEXT);"
    "INSERT INTO mysql_user VALUES ('root', '%', 'kite-5');",
    "postgres": "CREATE TABLE pg_catalog_pg_tables (schemaname TEXT, tablename TEXT);"
    "INSERT INTO pg_catalog_pg_tables VALUES ('public', 'users');",
}


class Server:
    """A database of one kind: what its clients' statements say, and what they have called and changed."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.called: list[str] = []
        self._renew()

    def _renew(self) -> None:
        self._shop = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        fill(self._shop)
        self._shop.executescript(_SCHEMA + _MORE[self.dialect])
        wires.arm(self._shop, lambda name: self.called.append(name))  # noqa: PLW0108  # the list is another in each call
        answers.arm(self._shop, lambda name: self.called.append(name))  # noqa: PLW0108
        self._shop.set_authorizer(
            lambda action, *_words: sqlite3.SQLITE_DENY if action in _FILES else sqlite3.SQLITE_OK
        )
        self._first, self._changes = tables(self._shop), self._shop.total_changes

    def run(self, statement: str, parameters: Sequence[Any]) -> list[list[Any]]:
        """The rows.  Raises sqlite3.Error."""
        several = grammar.statements(self.dialect, statement, parameters)
        if self.dialect == "mysql" and len(several) > 1:
            raise sqlite3.ProgrammingError("one statement at a time")
        rows: list[list[Any]] = []
        for one in several:
            rows = self._execute(one) or rows
        return rows

    def _execute(self, statement: str) -> list[list[Any]]:
        until = time.monotonic() + _SECONDS
        self._shop.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
        try:
            return [list(row) for row in self._shop.execute(statement).fetchall()]
        finally:
            self._shop.set_progress_handler(None, 0)  # what is looked up later has its own time

    def left(self) -> tuple[list[str], Tables | None]:
        """What was called, and what it holds now if that is not what it began with; forgotten here."""
        called, self.called = self.called, []
        now = tables(self._shop)
        if now == self._first:
            return called, None
        self._shop.close()
        self._renew()
        return called, now


def serve() -> tuple[dict[str, Server], dict[str, int]]:
    """Both servers, and the ports they listen at."""
    found, ports = {}, {}
    for dialect in DIALECTS:
        server = found[dialect] = Server(dialect)
        listener = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(server))
        listener.daemon_threads = True
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        ports[dialect] = listener.server_address[1]
    return found, ports


def _handler(server: Server) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                asked = json.loads(line)
                try:
                    answer: dict[str, Any] = {"rows": server.run(asked["statement"], asked["parameters"])}
                except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError, MemoryError, re.error) as error:
                    answer = {"error": type(error).__name__}
                self.wfile.write(json.dumps(answer, default=repr).encode() + b"\n")

    return Handler
