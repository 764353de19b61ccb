"""Who listens beside the function: the forbidden ports, the egress proxy that answers for all the world."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from .hosts import forbidden

PORT = 47113
"""The port that nobody outside should reach."""
_ALSO = (80, 443)


@dataclass
class Heard:
    """What was heard, by the call it was heard in."""

    call: str = ""
    hits: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    """How many requests of any kind each call has made."""

    def note(self, hit: str | None) -> None:
        """A request; `hit` if it is one that should not have been possible."""
        self.seen[self.call] = self.seen.get(self.call, 0) + 1
        if hit is not None:
            self.hits.setdefault(self.call, []).append(hit)


class Listeners:
    """They listen once made, in threads that end with the process."""

    def __init__(self) -> None:
        self.heard = Heard()
        self.port, _ = self._listen(PORT, self._forbidden)
        for also in _ALSO:
            self._listen(also, self._forbidden)
        proxy, _ = self._listen(0, self._proxy)
        self.proxy = f"http://127.0.0.1:{proxy}"

    def _listen(self, port: int, serve: object) -> tuple[int, bool]:
        try:
            listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
        except (OSError, ValueError):
            try:
                listener = socket.create_server(("127.0.0.1", port), backlog=64)
            except OSError:
                return port, False
        threading.Thread(target=self._accept, args=(listener, serve), daemon=True).start()
        return listener.getsockname()[1], True

    def _accept(self, listener: socket.socket, serve: object) -> None:
        assert callable(serve)
        while True:
            connection, _address = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def _forbidden(self, connection: socket.socket) -> None:
        with connection:
            self.heard.note("port")
            _answer(connection, "forbidden " + _request(connection))

    def _proxy(self, connection: socket.socket) -> None:
        with connection:
            line = _request(connection)
            target = line.split(" ")[1] if line.count(" ") >= 2 else ""
            netloc = target.partition("://")[2] if "://" in target else target
            for mark in "/?#":
                netloc = netloc.partition(mark)[0]
            self.heard.note("proxy" if forbidden(netloc) else None)
            _answer(connection, line, "403 Forbidden" if line.startswith("CONNECT ") else "200 OK")


def _request(connection: socket.socket) -> str:
    """The first line of a request; empty where none comes soon."""
    connection.settimeout(0.3)
    data = b""
    try:
        while b"\r\n\r\n" not in data and len(data) < 65536:
            more = connection.recv(65536)
            if not more:
                break
            data += more
    except OSError:
        pass
    return data.split(b"\r\n")[0].decode("latin-1")


def _answer(connection: socket.socket, text: str, status: str = "200 OK") -> None:
    body = text.encode("latin-1", "replace")
    head = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    with suppress(OSError):
        connection.sendall(head.encode("ascii") + body)
