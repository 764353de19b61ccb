"""What the stand-ins of both drivers do beneath: a statement goes out as a line of JSON, its rows come back so."""

from __future__ import annotations

import json
import socket
from typing import Any


class Failed(Exception):
    """The server did not take the statement."""


class Line:
    """A connection."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=5)
        self._file = self._socket.makefile("rb")

    def ask(self, statement: str, parameters: Any) -> list[tuple[Any, ...]]:
        """The rows."""
        self._socket.sendall(
            json.dumps({"statement": statement, "parameters": list(parameters or ())}).encode() + b"\n"
        )
        answer = json.loads(self._file.readline())
        if "error" in answer:
            raise Failed(answer["error"])
        return [tuple(row) for row in answer["rows"]]

    def close(self) -> None:
        """End it."""
        self._file.close()
        self._socket.close()
