"""The part of the hosting service's API that keeps comments, on loopback."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Comments:
    """Comments by their number, the requests that came, and whether the token may write."""

    bodies: dict[int, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    may_write: bool = True
    url: str = ""


@contextmanager
def comments_service(held: Comments) -> Iterator[Comments]:
    """Serve the comments of pull request 7 of `acme/shop` until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"held": held}))
    held.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    held: Comments

    def do_GET(self) -> None:
        self.held.requests.append(f"GET {self.path}")
        asked = parse_qs(urlsplit(self.path).query)
        size, page = int(asked["per_page"][0]), int(asked["page"][0])
        rows = [{"id": number, "body": body} for number, body in self.held.bodies.items()]
        self._answer(200, rows[(page - 1) * size : page * size])

    def do_POST(self) -> None:
        self.held.requests.append(f"POST {self.path}")
        if not self._may():
            return
        number = max(self.held.bodies, default=0) + 1
        self.held.bodies[number] = self._body()
        self._answer(201, {"id": number})

    def do_PATCH(self) -> None:
        self.held.requests.append(f"PATCH {self.path}")
        if not self._may():
            return
        match = re.fullmatch(r"/repos/acme/shop/issues/comments/(\d+)", self.path)
        assert match
        self.held.bodies[int(match.group(1))] = self._body()
        self._answer(200, {})

    def _may(self) -> bool:
        if self.held.may_write and self.headers["Authorization"] == "Bearer a-token":
            return True
        self._answer(403, {"message": "Resource not accessible by integration"})
        return False

    def _body(self) -> str:
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def _answer(self, status: int, document: Any) -> None:
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the tests read `requests`."""
