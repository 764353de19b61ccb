"""A stand-in for the table service on loopback: statements run over the same rows in SQLite."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .shop.documents import DOCUMENTS

_COLUMNS = ("id", "owner", "name", "price")


def serve() -> str:
    """Listen in a thread; the endpoint."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def selected(statement: str, parameters: list[str]) -> list[dict[str, Any]]:
    """The items a statement selects.  Raises sqlite3.Error where it is none."""
    store = sqlite3.connect(":memory:")
    try:
        store.execute("CREATE TABLE items (id INTEGER, owner TEXT, name TEXT, price INTEGER)")
        store.executemany(
            "INSERT INTO items VALUES (?, ?, ?, ?)", [[one[name] for name in _COLUMNS] for one in DOCUMENTS]
        )
        _functions(store)
        store.set_authorizer(_reads_only)
        rows = store.execute(_without_missing(statement), parameters)
        names = [column[0] for column in rows.description or ()]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    finally:
        store.close()


def _functions(store: sqlite3.Connection) -> None:
    store.create_function("begins_with", 2, lambda text, head: str(text).startswith(str(head)))
    store.create_function("contains", 2, lambda text, part: str(part) in str(text))
    store.create_function("size", 1, lambda text: len(str(text)))
    store.create_function("attribute_type", 2, lambda held, kind: kind == ("S" if isinstance(held, str) else "N"))


def _reads_only(action: int, *_words: Any) -> int:
    reads = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
    return sqlite3.SQLITE_OK if action in reads else sqlite3.SQLITE_DENY


def _without_missing(statement: str) -> str:
    """`MISSING` is what a column without a value is."""
    parts = re.split(r"('(?:[^']|'')*')", statement)
    return "".join(
        re.sub(r"\bMISSING\b", "NULL", part, flags=re.I) if n % 2 == 0 else part for n, part in enumerate(parts)
    )


def typed(row: dict[str, Any]) -> dict[str, dict[str, str]]:
    """An item as the service writes it."""
    return {
        name: {"N": str(value)} if isinstance(value, (int, float)) else {"S": str(value)}
        for name, value in row.items()
        if value is not None
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def do_POST(self) -> None:
        """A statement."""
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        try:
            parameters = [next(iter(one.values())) for one in asked.get("Parameters", [])]
            items = [typed(row) for row in selected(asked["Statement"], parameters)]
            self._say(200, {"Items": items if all("id" in item for item in items) else []})
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            kind = "com.amazonaws.dynamodb.v20120810#ValidationException"
            self._say(400, {"__type": kind, "message": f"Statement wasn't well formed: {type(error).__name__}"})

    def _say(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
