"""The Lambda Runtime API on loopback, for one runtime at a time: hands out one event, waits for its answer."""

from __future__ import annotations

import selectors
import socket
import time
from dataclasses import dataclass, field

ARN = "arn:aws:lambda:us-east-1:123456789012:function:shop"


@dataclass
class _Peer:
    """A connection, and what it has sent so far."""

    socket: socket.socket
    data: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Request:
    """A request of the runtime."""

    method: str
    path: str
    body: bytes
    peer: _Peer


class Api:
    """Listens from the start; `address` is what AWS_LAMBDA_RUNTIME_API says."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._peers: list[_Peer] = []
        self._waiting: Request | None = None
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.broken: bytes | None = None
        """What the runtime said when it could not start."""

    def forget(self) -> None:
        """The runtime is gone: so are its connections."""
        for peer in list(self._peers):
            self._drop(peer)
        self._waiting, self.broken = None, None

    def close(self) -> None:
        """Listen no longer."""
        self.forget()
        self._selector.close()
        self._listener.close()

    def ready(self, until: float) -> bool:
        """Wait until the runtime asks for an event; False if it does not in time, or says that it cannot."""
        while self._waiting is None and self.broken is None and time.monotonic() < until:
            for request in self._requests(min(0.05, max(0.0, until - time.monotonic()))):
                self._take(request)
        return self._waiting is not None

    def call(self, identity: str, event: bytes, trace: str, seconds: float) -> tuple[str, bytes] | None:
        """Hand out an event; `ok` or `error` and the answer, None after the time or where the runtime has ended."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return None
        deadline = int((time.time() + 30) * 1000)
        head = {
            "Lambda-Runtime-Aws-Request-Id": identity,
            "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Lambda-Runtime-Invoked-Function-Arn": ARN,
            "Lambda-Runtime-Trace-Id": trace,
        }
        self._reply(waiting.peer, "200 OK", event, head)
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            if left <= 0 or waiting.peer not in self._peers:
                return None
            for request in self._requests(left):
                answered = self._take(request, identity)
                if answered is not None:
                    return answered

    def _take(self, request: Request, identity: str = "") -> tuple[str, bytes] | None:
        parts = request.path.split("/")
        if request.method == "GET":
            self._waiting = request
            return None
        self._reply(request.peer, "202 Accepted", b'{"status":"OK"}\n', {})
        if parts[-2:] == ["init", "error"]:
            self.broken = request.body
        if identity and parts[-2] == identity:
            return ("ok" if parts[-1] == "response" else "error"), request.body
        return None

    def _reply(self, peer: _Peer, status: str, body: bytes, head: dict[str, str]) -> None:
        words = {"Content-Type": "application/json", "Content-Length": str(len(body)), **head}
        text = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in words.items()) + "\r\n"
        try:
            peer.socket.sendall(text.encode("latin-1") + body)
        except OSError:
            self._drop(peer)

    def _requests(self, seconds: float) -> list[Request]:
        found = []
        for key, _mask in self._selector.select(seconds):
            if key.fileobj is self._listener:
                self._accept()
            elif isinstance(key.data, _Peer):
                found += self._receive(key.data)
        return found

    def _accept(self) -> None:
        connection, _address = self._listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer = _Peer(connection)
        self._peers.append(peer)
        self._selector.register(connection, selectors.EVENT_READ, peer)

    def _receive(self, peer: _Peer) -> list[Request]:
        try:
            data = peer.socket.recv(1 << 18)
        except OSError:
            data = b""
        if not data:
            self._drop(peer)
            return []
        peer.data += data
        found = []
        while (request := _cut(peer)) is not None:
            found.append(request)
        return found

    def _drop(self, peer: _Peer) -> None:
        if peer in self._peers:
            self._peers.remove(peer)
            self._selector.unregister(peer.socket)
            peer.socket.close()


def _cut(peer: _Peer) -> Request | None:
    """A whole request from what a connection has sent."""
    end = peer.data.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = peer.data[:end].decode("latin-1").split("\r\n")
    head = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if head.get("transfer-encoding", "").lower() == "chunked":
        taken = _chunks(peer.data, end + 4)
        if taken is None:
            return None
        body, size = taken
    else:
        size = end + 4 + int(head.get("content-length", "0"))
        if len(peer.data) < size:
            return None
        body = bytes(peer.data[end + 4 : size])
    del peer.data[:size]
    method, path, _version = first.split(" ", 2)
    return Request(method, path, body, peer)


def _chunks(data: bytearray, start: int) -> tuple[bytes, int] | None:
    """A body in chunks and where it ends; None if it is not all there."""
    body = b""
    while (end := data.find(b"\r\n", start)) >= 0:
        size = int(data[start:end].split(b";")[0], 16)
        after = end + 2 + size + 2
        if len(data) < after:
            return None
        body += bytes(data[end + 2 : end + 2 + size])
        if size == 0:
            return body, after
        start = after
    return None
