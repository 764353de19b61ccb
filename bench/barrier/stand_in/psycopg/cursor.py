"""The cursor."""

from __future__ import annotations

from typing import Any


class Cursor:
    """Runs statements."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._rows: list[Any] = []

    def execute(self, query: Any, params: Any = None, **_words: Any) -> Cursor:
        """Run a statement."""
        self._rows = self.connection.line.ask(query, params)
        return self

    def fetchall(self) -> list[Any]:
        """The rows."""
        return self._rows
