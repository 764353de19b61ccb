"""Servers that are asked without a network: what a statement would give is told before the function runs."""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from typing import Any

from .servers import Server

FAILED = (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError, MemoryError, re.error)
"""What comes of a statement that a server does not take."""


@cache
def server(dialect: str) -> Server:
    """One of each kind."""
    return Server(dialect)


class Direct:
    """A connection, and its cursor."""

    def __init__(self, asked: Server) -> None:
        self._server = asked
        self._rows: list[list[Any]] = []

    def cursor(self) -> Direct:
        """Itself."""
        return self

    def execute(self, statement: str, parameters: tuple[Any, ...] = ()) -> None:
        """Run a statement."""
        self._rows = self._server.run(statement, parameters)

    def fetchall(self) -> list[list[Any]]:
        """The rows."""
        return self._rows
