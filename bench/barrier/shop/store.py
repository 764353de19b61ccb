"""A handler that stores what it gets, and says it back."""

from __future__ import annotations

import sqlite3


def kept(shop: sqlite3.Connection, v: str) -> str:
    """Stored by a bound statement, read back."""
    row = shop.execute("INSERT INTO notes(text) VALUES (?)", (v,)).lastrowid
    shop.commit()
    return str(shop.execute("SELECT text FROM notes WHERE id = ?", (row,)).fetchone()[0])


def echoed(_shop: sqlite3.Connection, v: str) -> str:
    """Said back only."""
    return v
