"""Runs calls through the real runtime client, one after the other, and tells what is left of each."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import oracle
from .api import Api
from .listeners import Heard
from .oracle import Seen
from .servers import Server
from .sinks import BY_NAME
from .store import Store

SECONDS = 2.0
LATE = 0.1
_START = 20.0
_STARTS = 3
"""How often in a row a runtime may fail to start before it is given up."""


@dataclass(frozen=True)
class Task:
    """A call to make: its number, sink and value, and the event that carries it."""

    number: int
    sink: str
    twin: bool
    value: str
    width: int
    event: bytes

    @property
    def identity(self) -> str:
        """The request id."""
        return f"00000000-0000-4000-8000-{self.number:012d}"

    @property
    def trace(self) -> str:
        """The trace id: programs that the call starts have it in their environment."""
        return f"Root=1-65f00000-{self.number:024x}"


@dataclass(frozen=True)
class Place:
    """Where the function runs: its command, environment, and the folder it may write in."""

    command: Sequence[str]
    task: Path
    writes: Path
    environment: Mapping[str, str]


class Lane:
    """One runtime, started again when it ends or takes too long."""

    def __init__(self, place: Place, heard: Heard, servers: Mapping[str, Server]) -> None:
        self.place, self.heard, self.servers = place, heard, servers
        self.api = Api()
        self.process: subprocess.Popen[bytes] | None = None
        self.log = place.writes / "log"
        for name in ("marks", "said", "started"):
            (place.writes / name).mkdir()
        self.store = Store(place.writes / "shop.db")
        self._wires = 0
        self._failed = 0
        self._due: deque[tuple[float, Task, Seen]] = deque()

    def run(self, tasks: Sequence[Task]) -> Iterator[dict[str, Any]]:
        """What came of each call, with `effects`; `events` come at the end."""
        for task in tasks:
            seen = self._call(task)
            self._due.append((time.monotonic() + LATE, task, seen))
            while self._due and self._due[0][0] <= time.monotonic():
                yield self._settled()
        if self._due:
            time.sleep(LATE)
        while self._due:
            yield self._settled()
        self.stop()
        log = self.log.read_bytes() if self.log.exists() else b""
        yield {"events": events(log), "faults": faults(log)}

    def _settled(self) -> dict[str, Any]:
        """The second look: what runs in the background is late."""
        _time, task, seen = self._due.popleft()
        self._look(task, seen)
        for path in self._leavings(task):
            with suppress(OSError):
                path.unlink()
        sink = BY_NAME[task.sink]
        document = {
            "number": task.number,
            "outcome": seen.outcome,
            "answer": _digest(seen),
            "effects": [] if task.twin else oracle.effects(sink, task.value, task.width, seen),
        }
        if seen.outcome == "error":
            with suppress(ValueError):
                document["error"] = json.loads(seen.body).get("errorType")
        return document

    def _call(self, task: Task) -> Seen:
        self.heard.call = task.identity
        if not self._started():
            return Seen("no start")
        answered = self.api.call(task.identity, task.event, task.trace, SECONDS)
        if answered is None:
            self.stop()
        seen = Seen(*answered) if answered else Seen("timeout")
        needs = BY_NAME[task.sink].needs
        if needs == "database":
            seen.tables = self.store.changed()
        if needs in self.servers:
            seen.wires, seen.tables = self.servers[needs].left()
        self._look(task, seen)
        return seen

    def _look(self, task: Task, seen: Seen) -> None:
        marker, out, err, started = self._leavings(task)
        seen.marker = seen.marker or os.path.lexists(marker)
        seen.started = seen.started or started.exists()
        seen.out, seen.err = _read(out), _read(err)
        self._read_wires(task, seen)
        seen.hits = self.heard.hits.get(task.identity, [])
        seen.requests = self.heard.seen.get(task.identity, 0)

    def _leavings(self, task: Task) -> tuple[Path, Path, Path, Path]:
        said = self.place.writes / "said" / str(task.number)
        marker = self.place.writes / "marks" / str(task.number)
        return marker, Path(f"{said}.out"), Path(f"{said}.err"), self.place.writes / "started" / task.trace

    def _read_wires(self, task: Task, seen: Seen) -> None:
        path = self.place.writes / "wires"
        with suppress(OSError):
            if path.stat().st_size > self._wires:
                with path.open("rb") as file:
                    file.seek(self._wires)
                    data = file.read()
                self._wires += len(data)
                words = [line.split(" ", 1) for line in data.decode().splitlines() if " " in line]
                seen.wires += [name for identity, name in words if identity == task.identity]

    def _started(self) -> bool:
        """Whether a runtime waits for an event; it is started if need be."""
        while self._failed < _STARTS:
            if self.process is None:
                self._start()
            until = time.monotonic() + _START
            while self.process is not None and time.monotonic() < until and self.process.poll() is None:
                if self.api.ready(time.monotonic() + 0.2):
                    self._failed = 0
                    return True
            self.stop()
            self._failed += 1
        return False

    def _start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.place.command],
                cwd=self.place.task,
                env={**self.place.environment, "AWS_LAMBDA_RUNTIME_API": self.api.address},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """End the runtime, and all that it has started and that is still in its group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        self.api.forget()


def _digest(seen: Seen) -> str:
    """The answer's hash, with what programs have said; a runtime prints errors, in which no program's words count."""
    said = seen.out if seen.outcome == "ok" else b""
    return hashlib.sha256(seen.body + b"\0" + said).hexdigest()[:24]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""


def events(log: bytes) -> dict[str, list[list[str]]]:
    """Kind, verdict and guard of each event of the agent, by the number of the call it belongs to."""
    found: dict[str, list[list[str]]] = {}
    for event in _told(log):
        identity = event.get("invocation")
        number = str(int(identity.rpartition("-")[2])) if identity else ""
        found.setdefault(number, []).append([event["kind"], event["verdict"], event["guard"]])
    return found


def faults(log: bytes) -> dict[str, int]:
    """What the agent says of faults of its own, with how often."""
    return dict(Counter(f"{event['guard']}: {event['reason']}" for event in _told(log) if event["kind"] == "error"))


def _told(log: bytes) -> Iterator[dict[str, Any]]:
    """The agent's events, whatever else is in the log."""
    for line in log.splitlines():
        start = line.find(b'{"schema":"ennead.event/1"')
        with suppress(ValueError):
            if start >= 0:
                yield json.loads(line[start:])
