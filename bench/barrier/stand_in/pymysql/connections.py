"""The connection."""

from __future__ import annotations

from typing import Any

from sql_line import Line  # type: ignore[import-not-found]  # `inside.py` lays it beside the package

from .cursors import Cursor


class Connection:
    """A connection to a server."""

    def __init__(
        self,
        *,
        user: str | None = None,
        password: str = "",
        host: str | None = None,
        database: str | None = None,
        port: int = 0,
        **_words: Any,
    ) -> None:
        self.user, self.password, self.db = user, password, database
        self.server_status = 2
        self.line = Line(host or "localhost", port)

    def cursor(self, _cursor: Any = None) -> Cursor:
        """A cursor."""
        return Cursor(self)

    def close(self) -> None:
        """End it."""
        self.line.close()
