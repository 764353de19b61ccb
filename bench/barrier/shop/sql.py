# ruff: noqa: S608
"""Careless statements, and the same with bound values.  `width` is how many columns the statement selects."""

from __future__ import annotations

import sqlite3
from typing import Any

COLUMNS = (
    "id",
    "id, name",
    "id, name, owner",
    "id, name, owner, price",
    "id, name, owner, price, id",
    "id, name, owner, price, id, name",
    "id, name, owner, price, id, name, owner",
    "id, name, owner, price, id, name, owner, price",
    "id, name, owner, price, id, name, owner, price, id",
    "id, name, owner, price, id, name, owner, price, id, name",
    "id, name, owner, price, id, name, owner, price, id, name, owner",
    "id, name, owner, price, id, name, owner, price, id, name, owner, price",
)
Rows = list[tuple[Any, ...]]


def text(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """Between quotes."""
    return shop.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE owner = '" + v + "'").fetchall()


def text_bound(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """The same, bound."""
    return shop.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE owner = ?", (v,)).fetchall()


def number(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """Without quotes."""
    return shop.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE id = " + v).fetchall()


def number_bound(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """The same, bound."""
    return shop.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE id = ?", (v,)).fetchall()


def like(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """Within a pattern."""
    return shop.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE name LIKE '%" + v + "%'").fetchall()


def like_bound(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """The same, bound."""
    return shop.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE name LIKE ?", ("%" + v + "%",)).fetchall()


def script(shop: sqlite3.Connection, v: str, _width: int) -> Rows:
    """Several statements in one text."""
    shop.executescript("INSERT INTO notes(text) VALUES ('" + v + "')")
    shop.commit()
    return _noted(shop)


def script_bound(shop: sqlite3.Connection, v: str, _width: int) -> Rows:
    """The same, bound."""
    shop.execute("INSERT INTO notes(text) VALUES (?)", (v,))
    shop.commit()
    return _noted(shop)


def _noted(shop: sqlite3.Connection) -> Rows:
    return shop.execute("SELECT text FROM notes ORDER BY id").fetchall()


def double(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """Between double quotes, which this database takes for text where no column has the name."""
    return shop.execute("SELECT " + COLUMNS[width - 1] + ' FROM items WHERE owner = "' + v + '"').fetchall()


def grouped(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """Between quotes and parentheses."""
    head = "SELECT " + COLUMNS[width - 1] + " FROM items WHERE (price > 0 AND (owner = '"
    return shop.execute(head + v + "'))").fetchall()


def grouped_bound(shop: sqlite3.Connection, v: str, width: int) -> Rows:
    """The same, bound."""
    head = "SELECT " + COLUMNS[width - 1] + " FROM items WHERE (price > 0 AND (owner = "
    return shop.execute(head + "?))", (v,)).fetchall()
