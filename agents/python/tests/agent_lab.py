"""A Lambda Runtime API on loopback for these tests: it keeps the API's state, hands out events, and takes the answers.

It starts the real runtime client (`awslambdaric`) as the platform does, with or without the agent's wrapper before it.
"""

from __future__ import annotations

import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BASE = "/2018-06-01/runtime"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
AGENT = Path(__file__).resolve().parents[1]


class Call:
    """One invocation: its event's bytes, and what came of it."""

    def __init__(self, event: bytes, number: int) -> None:
        self.event, self.id = event, f"00000000-0000-0000-0000-{number:012d}"
        self.outcome, self.answer, self.answers = "none", b"", 0
        self.done = threading.Event()


class Server(ThreadingHTTPServer):
    """The API's state machine.  A call out of its state is refused as the platform does, and noted in `strange`.

    A runtime may ask for as many events as it has workers before it answers one; it answers each once; it says that
    its start failed, or asks for a restore, only before its first event; an error is a document of a given shape.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, workers: int = 1) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.workers = workers
        self.waiting: queue.Queue[Call | None] = queue.Queue()
        self.open: dict[str, Call] = {}
        self.asked = 0
        self.restored = 0
        self.init_error: bytes | None = None
        self.strange: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A runtime that ends while it waits breaks its connection: that is how each run ends."""

    def end(self) -> None:
        """Serve no more, and let those go who still wait for an event."""
        for _ in range(self.asked):
            self.waiting.put(None)
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def reply(self, status: int, body: bytes = b"{}", headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        for key, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def do_GET(self) -> None:
        if self.path == f"{BASE}/restore/next":
            if self.server.asked:
                return self.refuse(403, "InvalidStateTransition")
            self.server.restored += 1
            return self.reply(200)
        if self.path != f"{BASE}/invocation/next":
            return self.refuse(404, "NotFound")
        if len(self.server.open) >= self.server.workers:
            return self.refuse(403, "InvalidStateTransition")
        self.server.asked += 1
        call = self.server.waiting.get()
        if call is None:  # the run is over: the thread and its connection end with it
            self.close_connection = True
            return None
        self.server.open[call.id] = call
        return self.reply(
            200,
            call.event,
            {
                "Lambda-Runtime-Aws-Request-Id": call.id,
                "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 60000),
                "Lambda-Runtime-Invoked-Function-Arn": ARN,
                "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
            },
        )

    def do_POST(self) -> None:
        body = self.body()
        parts = self.path[len(BASE) + 1 :].split("/")
        if parts[0] in ("init", "restore"):
            if self.server.asked:
                return self.refuse(403, "InvalidStateTransition")
            self.server.init_error = body
            return self.reply(202)
        if parts[0] != "invocation" or len(parts) != 3 or parts[2] not in ("response", "error"):
            return self.refuse(404, "NotFound")
        if parts[2] == "error" and not _is_error(body):
            return self.refuse(400, "InvalidErrorShape")
        call = self.server.open.pop(parts[1], None)
        if call is None:
            return self.refuse(400, "InvalidRequestID")
        call.outcome, call.answer = ("ok" if parts[2] == "response" else "error"), body
        call.answers += 1
        self.reply(202)
        call.done.set()
        return None

    def refuse(self, status: int, kind: str) -> None:
        """As the platform does where a call is not due."""
        self.server.strange.append(self.path)
        self.reply(status, json.dumps({"errorMessage": kind, "errorType": kind}).encode())

    def body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            if not size:
                break
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)


def _is_error(body: bytes) -> bool:
    try:
        document = json.loads(body)
    except ValueError:
        return False
    return isinstance(document, dict) and {"errorMessage", "errorType"} <= set(document)


class Ran:
    """What a run gave: an outcome and an answer for each event, the log, and the agent's events in it."""

    def __init__(self, calls: list[Call], log: bytes, server: Server, code: int | None) -> None:
        self.calls, self.log, self.code = calls, log, code
        self.outcomes = [call.outcome for call in calls]
        self.answers = [call.answer for call in calls]
        self.init_error, self.strange, self.restored = server.init_error, server.strange, server.restored

    @property
    def lines(self) -> list[bytes]:
        """The agent's lines as they stand in the log."""
        return [line for line in self.log.splitlines() if line.startswith(b'{"schema":"ennead.event/1"')]

    @property
    def events(self) -> list[dict[str, Any]]:
        events = [json.loads(line) for line in self.lines]
        check = _schema()
        for event in events if check else ():
            check.validate(event)
        return events

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["kind"] == kind]

    @property
    def edges(self) -> list[dict[str, Any]]:
        return [edge for event in self.of("flow") for edge in event["facts"].get("edges", ())]


@lru_cache
def _schema() -> Any:
    """What the events have to fit; None where the checkout or the library is not here."""
    place = AGENT.parent.parent / "spec" / "event.schema.json"
    if find_spec("jsonschema") is None or not place.exists():
        return None
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(place.read_text(encoding="utf-8")))


class Client:
    """A published runtime client: its version and the folder it lies in, None where Python finds it by itself."""

    def __init__(self, version: str, folder: Path | None) -> None:
        self.version, self.folder = version, folder

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", self.version))


def clients() -> list[Client]:
    """Those for this Python: `ENNEAD_RICS` holds `<python>-<version>` folders (3.9-2.0.0); else the installed one."""
    found = []
    folder = os.environ.get("ENNEAD_RICS")
    prefix = f"{sys.version_info[0]}.{sys.version_info[1]}-"
    if folder:
        found = [
            Client(path.name[len(prefix) :], path) for path in Path(folder).iterdir() if path.name.startswith(prefix)
        ]
    elif find_spec("awslambdaric") is not None:
        import awslambdaric

        found = [Client(awslambdaric.__version__, None)]
    return sorted(found, key=lambda client: client.numbers)


def run(
    client: Client,
    task: Path,
    events: Iterable[Any],
    *,
    layer: Path | None = None,
    env: dict[str, str] | None = None,
    path: Iterable[Path] = (),
    handler: str = "app.handler",
    timeout: float = 30.0,
    parallel: int = 1,
    wrapper: str | None = None,
) -> Ran:
    """Run the events through the handler, one after another (or `parallel` at once); bare without a layer."""
    server = Server(max(parallel, int((env or {}).get("AWS_LAMBDA_MAX_CONCURRENCY", "1"))))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    bodies = [event if isinstance(event, bytes) else json.dumps(event).encode() for event in events]
    calls = [Call(body, number) for number, body in enumerate(bodies, 1)]
    command = [sys.executable, "-m", "awslambdaric", handler]
    if wrapper or layer:
        command.insert(0, wrapper or f"{layer}/ennead-wrap")
    log = task / f"log-{time.monotonic_ns()}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=task,
            stdout=out,
            stderr=out,
            env=_environment(server, client, task, handler, path, env),
            start_new_session=True,
        )
        try:
            _play(server, process, calls, timeout, parallel)
        finally:
            _stop(process)
            server.end()
    return Ran(calls, log.read_bytes(), server, process.returncode)


def _environment(
    server: Server, client: Client, task: Path, handler: str, path: Iterable[Path], env: dict[str, str] | None
) -> dict[str, str]:
    places = [str(place) for place in path] + ([str(client.folder)] if client.folder else [])
    own = {
        "PATH": os.environ["PATH"],
        "PWD": str(task),
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_address[1]}",
        "AWS_LAMBDA_FUNCTION_NAME": "orders",
        "AWS_LAMBDA_FUNCTION_VERSION": "7",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/orders",
        "AWS_LAMBDA_LOG_STREAM_NAME": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "LAMBDA_TASK_ROOT": str(task),
        "_HANDLER": handler,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if places:
        own["PYTHONPATH"] = os.pathsep.join(places)
    return {**own, **(env or {})}


def _play(server: Server, process: subprocess.Popen[bytes], calls: list[Call], timeout: float, parallel: int) -> None:
    deadline = time.monotonic() + timeout
    for start in range(0, len(calls), parallel):
        batch = calls[start : start + parallel]
        for call in batch:
            server.waiting.put(call)
        for call in batch:
            while not call.done.wait(0.01):
                if process.poll() is not None:
                    call.outcome = "exit"
                    return
                if time.monotonic() > deadline:
                    call.outcome = "timeout"
                    return
    asked = len(calls) + 1
    while server.asked < asked and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)  # what is done after the last answer is done before the next question


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process that was started here, with the group that is its own."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
