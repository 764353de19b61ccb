"""Stand-ins on loopback for a table, a bucket and a queue: what is put there is given back."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CONTRACT = {
    "schema": "ennead.contract.compiled/1",
    "default": {"mode": "enforce", "untrusted": ["table/notes", "bucket/inbox", "queue/jobs"]},
}
"""Says that someone less trusted may write there."""


def serve() -> str:
    """Listen in a thread; the endpoint of all three."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


_items: dict[str, Any] = {}
_objects: dict[str, bytes] = {}
_messages: list[str] = []


def answer(target: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What the table or the queue says."""
    if target.endswith(".PutItem"):
        _items[asked["Item"]["id"]["S"]] = asked["Item"]
        return {}
    if target.endswith(".GetItem"):
        found = _items.get(asked["Key"]["id"]["S"])
        return {"Item": found} if found else {}
    if target.endswith(".SendMessage"):
        _messages[:] = [asked["MessageBody"]]
        return {"MessageId": "1", "MD5OfMessageBody": _md5(asked["MessageBody"])}
    bodies = [_messages.pop()] if _messages else []
    return {
        "Messages": [{"MessageId": "1", "ReceiptHandle": "1", "Body": text, "MD5OfBody": _md5(text)} for text in bodies]
    }


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def handle_expect_100(self) -> bool:
        """Who waits for leave to send gets it at once."""
        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.wfile.flush()
        return True

    def do_POST(self) -> None:
        """Table and queue."""
        asked = json.loads(self._body())
        self._say(200, json.dumps(answer(self.headers.get("X-Amz-Target", ""), asked)).encode())

    def do_PUT(self) -> None:
        """An object."""
        _objects[self.path.split("?")[0]] = self._body()
        self._say(200, b"")

    def do_GET(self) -> None:
        """An object."""
        found = _objects.get(self.path.split("?")[0])
        self._say(404 if found is None else 200, found or b"")

    def _body(self) -> bytes:
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return data
        parts = []
        while data:
            head, _, data = data.partition(b"\r\n")
            size = int(head.split(b";")[0], 16)
            if not size:
                break
            parts.append(data[:size])
            data = data[size + 2 :]
        return b"".join(parts)

    def _say(self, status: int, body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
