"""The connection."""

from __future__ import annotations

from typing import Any

from sql_line import Line  # type: ignore[import-not-found]  # `inside.py` lays it beside the package

from .cursor import Cursor


class Connection:
    """A connection to a server."""

    def __init__(self, line: Line) -> None:
        self.line = line

    @classmethod
    def connect(cls, _conninfo: str = "", *, autocommit: bool = False, **kwargs: Any) -> Connection:
        """Connect."""
        made = cls(Line(kwargs["host"], int(kwargs["port"])))
        made.autocommit = autocommit
        return made

    autocommit = False

    def cursor(self) -> Cursor:
        """A cursor."""
        return Cursor(self)

    def close(self) -> None:
        """End it."""
        self.line.close()
