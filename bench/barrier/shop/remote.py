# ruff: noqa: S608
"""Careless statements to database servers, and the same with bound values."""

from __future__ import annotations

from typing import Any

from .sql import COLUMNS


def text(shop: Any, v: str, width: int) -> Any:
    """Between quotes."""
    cursor = shop.cursor()
    cursor.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE owner = '" + v + "'")
    return cursor.fetchall()


def text_bound(shop: Any, v: str, width: int) -> Any:
    """The same, bound."""
    cursor = shop.cursor()
    cursor.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE owner = %s", (v,))
    return cursor.fetchall()


def number(shop: Any, v: str, width: int) -> Any:
    """Without quotes."""
    cursor = shop.cursor()
    cursor.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE id = " + v)
    return cursor.fetchall()


def number_bound(shop: Any, v: str, width: int) -> Any:
    """The same, bound."""
    cursor = shop.cursor()
    cursor.execute("SELECT " + COLUMNS[width - 1] + " FROM items WHERE id = %s", (v,))
    return cursor.fetchall()
