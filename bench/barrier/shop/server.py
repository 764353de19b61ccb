"""Asks a database server; a module of its own, so that no handler of another sink names the server's host."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def asked(sink: Any, kind: str, value: str, width: int) -> list[tuple[Any, ...]]:
    """The rows that the sink reads from a server of this kind."""
    words: dict[str, Any] = {"host": "127.0.0.1", "port": int(os.environ[kind.upper() + "_PORT"]), "user": "shop"}
    shop = import_module("pymysql" if kind == "mysql" else "psycopg").connect(password="shop", **words)  # noqa: S106
    try:
        return [tuple(row) for row in sink(shop, value, width)]
    finally:
        shop.close()
