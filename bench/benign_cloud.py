"""A small stand-in on 127.0.0.1 for what the handlers of `handlers_real/` speak to: objects, a table, a collector."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit


class Server(ThreadingHTTPServer):
    """Holds the objects; what is written to a table is forgotten."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self, objects: MutableMapping[tuple[str, str], bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects = objects

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function that ends breaks its connections."""


class Handler(BaseHTTPRequestHandler):
    """Objects by path, as S3 has them in the path's style; DynamoDB by its header; all else is collected."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def handle_expect_100(self) -> bool:
        """Say so at once: a client waits a second for it."""
        self.send_response_only(100)
        self.end_headers()
        self.wfile.flush()
        return True

    def do_GET(self) -> None:
        body = self.server.objects.get(self._place())
        if body is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, body)

    do_HEAD = do_GET  # noqa: N815

    def do_PUT(self) -> None:
        self.server.objects[self._place()] = self._body()
        self._answer(200, b"")

    def do_POST(self) -> None:
        body = self._body()
        if "X-Amz-Target" in self.headers:
            self._answer(200, b"{}", "application/x-amz-json-1.0")
        else:
            self._answer(200, json.dumps({"got": hashlib.sha256(body).hexdigest(), "at": self.path}).encode())

    def _place(self) -> tuple[str, str]:
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        return bucket, key

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, status: int, body: bytes, kind: str = "binary/octet-stream") -> None:
        self.send_response_only(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "ETag": '"' + hashlib.md5(body, usedforsecurity=False).hexdigest() + '"',
            "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


@contextmanager
def cloud(objects: MutableMapping[tuple[str, str], bytes]) -> Iterator[Server]:
    """The stand-in, running."""
    server = Server(objects)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
