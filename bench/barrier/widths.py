"""How many columns a statement must select for a value to work: what an attacker fits by trying."""

from __future__ import annotations

import sqlite3
import time
from functools import cache

from .direct import FAILED, Direct, server
from .oracle import bound_rows
from .shop import remote, sql, wires
from .sinks import Sink
from .store import fill, tables

USUAL = 2
_ORDER = (USUAL, *(width for width in range(1, len(sql.COLUMNS) + 1) if width != USUAL))
_SECONDS = 0.3
_WRITES = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})


@cache
def fitting(sink: Sink, value: str) -> int:
    """The first width in which the value does something, tried without the function; else the usual one."""
    return next((width for width in _ORDER if _works(sink, value, width)), USUAL)


def _works(sink: Sink, value: str, width: int) -> bool:
    if sink.module == "remote":
        return _works_remotely(sink, value, width)
    called: list[str] = []
    shop, first = _shop(called)
    until = time.monotonic() + _SECONDS
    shop.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
    try:
        rows = repr(getattr(sql, sink.careless)(shop, value, width))
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError, MemoryError):
        rows = None
    shop.set_progress_handler(None, 0)
    changed = shop.total_changes > 0 and _differs(shop, first)
    shop.rollback()
    if changed:
        _made.clear()
    return bool(called) or changed or (rows is not None and rows != bound_rows(sink, value, width))


def _works_remotely(sink: Sink, value: str, width: int) -> bool:
    asked = server(sink.needs)
    try:
        rows = repr([tuple(row) for row in getattr(remote, sink.careless)(Direct(asked), value, width)])
    except FAILED:
        rows = None
    called, changed = asked.left()
    return bool(called) or changed is not None or (rows is not None and rows != bound_rows(sink, value, width))


_made: list[tuple[sqlite3.Connection, int, list[list[str]]]] = []


def _shop(called: list[str]) -> tuple[sqlite3.Connection, int]:
    """A database in memory whose tripwires tell `called`; kept until it was changed."""
    if not _made:
        shop = sqlite3.connect(":memory:")
        fill(shop)
        told = [called]
        wires.arm(shop, lambda name: told[0].append(name))  # noqa: PLW0108  # whose list it is changes
        shop.set_authorizer(lambda action, *_words: sqlite3.SQLITE_DENY if action in _WRITES else sqlite3.SQLITE_OK)
        _made.append((shop, shop.total_changes, told))
    shop, first, told = _made[0]
    told[0] = called
    return shop, first


def _differs(shop: sqlite3.Connection, first: int) -> bool:
    return shop.total_changes != first or "items" not in tables(shop)
