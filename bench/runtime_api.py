"""A Runtime API on loopback for benches that play many calls: it keeps the API's state and the function's timeout.

One question at a time for each worker, an answer once, an error of a start only before the first event, and all until
the next question within the timeout.  What breaks that is counted in `strange`.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BASE = "/2018-06-01/runtime"


class Call:
    """One invocation."""

    __slots__ = ("answer", "body", "done", "handed", "id", "outcome")

    def __init__(self, number: int) -> None:
        self.id = f"00000000-0000-0000-0000-{number:012d}"
        self.body = json.dumps({"n": number}).encode()
        self.outcome, self.answer = "lost", b""
        self.handed = 0.0
        self.done = threading.Event()


class Api(ThreadingHTTPServer):
    """The Runtime API's state: what waits, what is open, who asks, and what was out of order."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, timeout_s: float, workers: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.timeout_s, self.workers = timeout_s, workers
        self.change = threading.Condition()
        self.waiting: list[Call] = []
        self.open: dict[str, Call] = {}
        self.asking = 0
        self.begun = self.over = False
        self.strange: Counter[str] = Counter()
        self.handed = 0.0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The end of a runtime breaks its connection."""

    def give(self, calls: list[Call]) -> None:
        """Calls to be handed out."""
        with self.change:
            self.waiting += calls
            self.change.notify_all()

    def end(self) -> None:
        """Serve no more, and let those go who still wait for an event."""
        with self.change:
            self.over = True
            self.change.notify_all()
        self.shutdown()
        self.server_close()

    def ask(self) -> Call | None:
        """One question of a runtime: waits for an event, None at the end.

        Out of order: while another one asks, or all are open.
        """
        with self.change:
            if self.asking + len(self.open) >= self.workers:
                self.strange["asked out of turn"] += 1
            if self.begun and time.monotonic() - self.handed > self.timeout_s:
                self.strange["asked after the timeout"] += 1
            self.asking += 1
            self.change.notify_all()
            self.change.wait_for(lambda: self.waiting or self.over)
            self.asking -= 1
            if not self.waiting:
                return None
            self.begun = True
            call = self.waiting.pop(0)
            call.handed = self.handed = time.monotonic()
            self.open[call.id] = call
            return call

    def take(self, identity: str, outcome: str, body: bytes) -> bool:
        """An answer; False if none is due."""
        with self.change:
            call = self.open.pop(identity, None)
            if call is None:
                self.strange["answered out of turn"] += 1
                return False
            late = time.monotonic() - call.handed > self.timeout_s
            call.outcome, call.answer = ("timeout" if late else outcome), body
            call.done.set()
            return True


class Handler(BaseHTTPRequestHandler):
    """The protocol."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Api

    def setup(self) -> None:
        """Without the wait for a delayed acknowledgement."""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def _reply(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.send_response_only(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **named}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def do_GET(self) -> None:
        """A question."""
        if self.path.endswith("/restore/next"):
            return self._reply(200)
        call = self.server.ask()
        if call is None:  # the run is over: the thread and its connection end with it
            self.close_connection = True
            return None
        deadline = int((time.time() + self.server.timeout_s) * 1000)
        return self._reply(
            200,
            call.body,
            Lambda_Runtime_Aws_Request_Id=call.id,
            Lambda_Runtime_Deadline_Ms=str(deadline),
            Lambda_Runtime_Invoked_Function_Arn="arn:aws:lambda:us-east-1:123456789012:function:orders",
        )

    def do_POST(self) -> None:
        """An answer, or the error of a start."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = self.path[len(BASE) + 1 :].split("/")
        if parts[0] == "init":
            self.server.strange["start failed" if not self.server.begun else "start failed later"] += 1
            return self._reply(403 if self.server.begun else 202)
        taken = self.server.take(parts[1], "ok" if parts[2] == "response" else "error", body)
        return self._reply(202 if taken else 400)
