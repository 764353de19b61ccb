"""A stand-in for the table service on loopback: statements run over the same rows."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .partiql import Invalid, selected
from .shop.documents import DOCUMENTS


def serve() -> str:
    """Listen in a thread; the endpoint."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def typed(row: dict[str, Any]) -> dict[str, dict[str, str]]:
    """An item as the service writes it."""
    return {
        name: {"N": str(value)} if isinstance(value, (int, float)) else {"S": str(value)}
        for name, value in row.items()
        if value is not None
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def do_POST(self) -> None:
        """A statement."""
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        try:
            parameters = [next(iter(one.values())) for one in asked.get("Parameters", [])]
            items = [typed(row) for row in selected(asked["Statement"], parameters, DOCUMENTS)]
            self._say(200, {"Items": items if all("id" in item for item in items) else []})
        except Invalid as error:
            kind = "com.amazonaws.dynamodb.v20120810#ValidationException"
            self._say(400, {"__type": kind, "message": f"Statement wasn't well formed: {error}"})

    def _say(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
