"""A Python handler in a process of its own: an event a line on stdin, its answer a line on stdout behind a mark.

    python roles_moto_runner.py MODULE.FUNCTION        with the function's folder and its layers in PYTHONPATH

What the handler prints comes between, unmarked.  No connection leaves this machine, and `https` to the payment
provider is spoken without TLS: what stands in for it has no certificate.
"""

from __future__ import annotations

import http.client
import importlib
import json
import socket
import sys
from typing import Any

MARK = "\x1e"


class _NearSocket(socket.socket):
    """A socket that goes nowhere but to this machine."""

    def connect(self, address: Any) -> None:
        if not str(address[0]).startswith("127."):
            raise ConnectionRefusedError(f"not on this machine: {address[0]}")
        super().connect(address)


def answer(handler: Any, line: str) -> dict[str, Any]:
    """What becomes of one event."""
    try:
        return {"answer": handler(json.loads(line), None)}
    except Exception as error:  # noqa: BLE001  what the platform would report
        return {"error": type(error).__name__, "message": str(error)}


def main() -> None:
    """Answer events until there are no more."""
    socket.socket = _NearSocket  # type: ignore[misc]
    http.client.HTTPSConnection = http.client.HTTPConnection  # type: ignore[assignment,misc]
    module, _, name = sys.argv[1].rpartition(".")
    handler = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        print(MARK + json.dumps(answer(handler, line)), flush=True)


if __name__ == "__main__":
    main()
