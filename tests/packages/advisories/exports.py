"""A server of exports on loopback that can lie."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.packages.advisories.records import Json


def export(*records: Json) -> bytes:
    """An `all.zip`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for one in records:
            archive.writestr(f"{one['id']}.json", json.dumps(one))
    return buffer.getvalue()


@dataclass
class Exports:
    """What is served, and in which ways it is not what it says.

    `stops`: after how many bytes each answer ends, one after the other, however long it says to be; then none does.
    """

    files: dict[str, bytes]
    stops: list[int] = field(default_factory=list)
    length: int | None = None
    etag: str | None = '"1"'
    md5: str | None = None
    ranges: bool = True
    part: str | None = None
    redirect: str | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    unchanged: int = 0
    base: str = ""


class _Handler(BaseHTTPRequestHandler):
    """Answers as its exports say."""

    exports: Exports

    def do_GET(self) -> None:
        exports = self.exports
        exports.asked.append((self.path, self.headers.get("Range")))
        if exports.redirect:
            self.send_response(302)
            self.send_header("Location", exports.redirect)
            self.end_headers()
        elif self.path not in exports.files:
            self.send_error(404)
        elif exports.etag and self.headers.get("If-None-Match") == exports.etag:
            exports.unchanged += 1
            self.send_response(304)
            self.end_headers()
        else:
            self.answer(exports.files[self.path])

    def answer(self, whole: bytes) -> None:
        """The file, or the rest of it where that is asked for."""
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        resumed = bool(found and self.exports.ranges and self.headers.get("If-Range") == self.exports.etag)
        start = int(found[1]) if found and resumed else 0
        if resumed and start >= len(whole):
            self.send_error(416)
            return
        self.send_response(206 if resumed else 200)
        if resumed:
            self.send_header("Content-Range", self.exports.part or f"bytes {start}-{len(whole) - 1}/{len(whole)}")
        self.describe(whole, len(whole) - start)
        stop = self.exports.stops.pop(0) if self.exports.stops else len(whole)
        self.wfile.write(whole[start : start + stop])

    def describe(self, whole: bytes, length: int) -> None:
        """What the exports say of themselves."""
        if self.exports.length != 0:
            self.send_header("Content-Length", str(self.exports.length or length))
        if self.exports.etag:
            self.send_header("ETag", self.exports.etag)
        digest = base64.b64encode(hashlib.md5(whole, usedforsecurity=False).digest()).decode()
        self.send_header("x-goog-hash", f"crc32c=AAAAAA==,md5={self.exports.md5 or digest}")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served(exports: Exports) -> Iterator[Exports]:
    """Serves them until the end of the block."""
    handler = type("Handler", (_Handler,), {"exports": exports})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    exports.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield exports
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
