"""The cursor."""

from __future__ import annotations

from typing import Any


class Cursor:
    """Runs statements."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._rows: Any = ()

    def execute(self, query: str, args: Any = None) -> int:
        """Run a statement; how many rows."""
        self._rows = tuple(self.connection.line.ask(query, args))
        return len(self._rows)

    def executemany(self, query: str, args: Any) -> int:
        """Run it for each."""
        return sum(self.execute(query, one) for one in args)

    def fetchall(self) -> Any:
        """The rows."""
        return self._rows
