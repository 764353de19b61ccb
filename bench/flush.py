"""Whether a soft flush costs an invocation: thousands of calls, the runtime started anew again and again between them.

    python bench/flush.py --layer FOLDER [--calls 10000] [--only CASE ...] [--rie PATH] [--json]

Each case runs the agent's wrapper and the real runtime client against a Runtime API of its own on loopback, which keeps
the API's state: one question at a time, an answer once, an error of a start only before the first event, and all until
the next question within the function's timeout.  Whatever breaks that counts as failed.

| case | what |
|---|---|
| plain | a new start after every third call |
| slow | a start of 3 s under a timeout of 4 s: there is never enough time left, so never a new start |
| slow-fits | a start of 0.3 s under a timeout of 4 s |
| quota | 7 % of a processor, as a function of 128 MB has |
| fails | every start but the first one fails, as an error of the import |
| dies | every start but the first one ends the process |
| hangs | every start but the first one never gets there |
| snapstart | of a snapshot: no new start |
| workers | AWS_LAMBDA_MAX_CONCURRENCY=8: no new start |
| rie | the platform's own emulator, given by --rie |

Exit 0 if no call was lost or failed and each case flushed as often as it should (more seldom where a start took too
long on a busy machine, and that was said), 1 if not, 2 if something is missing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

BASE = "/2018-06-01/runtime"
CGROUP = Path("/sys/fs/cgroup/cpu")
HANDLER = """
import os, sys, time
PLACE = os.environ["BENCH_PLACE"]
FIRST = not os.path.exists(PLACE)
open(PLACE, "a").close()
time.sleep(float(os.environ.get("BENCH_START_S", "0")))
WAY = "" if FIRST else os.environ.get("BENCH_SECOND", "")
if WAY == "raise":
    raise RuntimeError("the second start")
if WAY == "die":
    os._exit(3)
if WAY == "hang":
    time.sleep(600)
calls = 0

def handler(event, context):
    global calls
    calls += 1
    return {"n": event["n"], "pid": os.getpid(), "calls": calls}
"""


@dataclass(frozen=True, slots=True)
class Case:
    """What is run: after how many calls a new start is due, the timeout, the variables, and what is to be seen."""

    name: str
    every: int = 3
    timeout_s: float = 10.0
    env: dict[str, str] = field(default_factory=dict)
    flushes: bool = True
    workers: int = 1
    quota: int | None = None


CASES = (
    Case("plain"),
    Case("slow", timeout_s=4.0, env={"BENCH_START_S": "3"}, flushes=False),
    Case("slow-fits", every=100, timeout_s=4.0, env={"BENCH_START_S": "0.3"}),
    Case("quota", every=50, timeout_s=30.0, quota=7),
    Case("fails", env={"BENCH_SECOND": "raise"}, flushes=False),
    Case("dies", env={"BENCH_SECOND": "die"}, flushes=False),
    Case("hangs", timeout_s=3.0, env={"BENCH_SECOND": "hang"}, flushes=False),
    Case("snapstart", env={"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}, flushes=False),
    Case("workers", env={"AWS_LAMBDA_MAX_CONCURRENCY": "8"}, flushes=False, workers=8),
)


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
        self.begun = False
        self.strange: Counter[str] = Counter()
        self.handed = 0.0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The end of a runtime breaks its connection."""

    def ask(self) -> Call:
        """One question of a runtime: waits for an event.  Out of order: while another one asks, or all are open."""
        with self.change:
            if self.asking + len(self.open) >= self.workers:
                self.strange["asked out of turn"] += 1
            if self.begun and time.monotonic() - self.handed > self.timeout_s:
                self.strange["asked after the timeout"] += 1
            self.asking += 1
            self.change.notify_all()
            while not self.waiting:
                self.change.wait()
            self.asking -= 1
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


@dataclass(slots=True)
class Outcome:
    """What came of a case."""

    case: str
    calls: int
    outcomes: dict[str, int]
    strange: dict[str, int]
    flushes: int
    said: dict[str, int]
    flush_ms: float | None
    warm_ms: float | None
    seconds: float
    holds: bool


def run(
    case: Case,
    layer: Path,
    calls: int,
    python: str = sys.executable,
    *,
    lines: list[bytes] | None = None,
    played: list[Call] | None = None,
) -> Outcome:
    """Run one case against our own API; the log's lines and the calls go into the lists, if they are given."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        task = Path(folder)
        command, env = _prepare(case, task, layer, python)
        api = Api(case.timeout_s, case.workers)
        threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True).start()
        stack.callback(api.server_close)
        stack.callback(api.shutdown)
        env["AWS_LAMBDA_RUNTIME_API"] = f"127.0.0.1:{api.server_address[1]}"
        before = stack.enter_context(_quota(case.quota))
        log = task / "log"
        with log.open("wb") as out:
            process = subprocess.Popen([*before, *command], cwd=task, env=env, stdout=out, stderr=out)
            stack.callback(_end, process)
            numbered = [Call(number) for number in range(calls)]
            times = _play(api, process, numbered, case)
        if lines is not None:
            lines += log.read_bytes().splitlines()
        if played is not None:
            played += numbered
        return _judged(case, numbered, times, dict(api.strange), log.read_bytes(), time.monotonic() - begun)


def _prepare(case: Case, task: Path, layer: Path, python: str) -> tuple[list[str], dict[str, str]]:
    (task / "app.py").write_text(HANDLER, encoding="utf-8")
    contract = task / "contract.json"
    lifetime = {"max_invocations": case.every, "jitter": 0, "flush": "soft"}
    rules = {"schema": "ennead.contract.compiled/1", "default": {"lifetime": lifetime}}
    contract.write_text(json.dumps(rules), encoding="utf-8")
    env = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "AWS_LAMBDA_FUNCTION_NAME": "orders",
        "AWS_LAMBDA_FUNCTION_VERSION": "7",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128" if case.quota else "1769",
        "LAMBDA_TASK_ROOT": str(task),
        "_HANDLER": "app.handler",
        "PYTHONDONTWRITEBYTECODE": "1",
        "ENNEAD_CONTRACT": str(contract),
        "BENCH_PLACE": str(task / "started"),
        **case.env,
    }
    return [str(layer / "ennead-wrap"), python, "-m", "awslambdaric", "app.handler"], env


def _play(api: Api, process: subprocess.Popen[bytes], calls: list[Call], case: Case) -> list[tuple[float, int]]:
    """Hand out the calls, as many at once as there are workers; their times, with the process that answered."""
    times: list[tuple[float, int]] = []
    patience = case.timeout_s * 3 + 20 / (case.quota or 100) * 100
    for start in range(0, len(calls), case.workers):
        batch = calls[start : start + case.workers]
        sent = time.monotonic()
        with api.change:
            api.waiting += batch
            api.change.notify_all()
        for call in batch:
            if not _answered(call, process, patience):
                return times
            with suppress(ValueError, KeyError, TypeError):
                times.append((time.monotonic() - sent, json.loads(call.answer)["pid"]))
    return times


def _answered(call: Call, process: subprocess.Popen[bytes], patience: float) -> bool:
    until = time.monotonic() + patience
    while not call.done.wait(0.5):
        if process.poll() is not None or time.monotonic() > until:
            return False
    return True


def _judged(
    case: Case, calls: list[Call], times: list[tuple[float, int]], strange: dict[str, int], log: bytes, seconds: float
) -> Outcome:
    outcomes = Counter(call.outcome for call in calls)
    said = Counter(_what(line) for line in log.splitlines() if b'"kind":"hygiene"' in line or b'"kind":"error"' in line)
    pids = [pid for _, pid in times]
    flushes = 0 if case.workers > 1 else sum(one != other for one, other in pairwise(pids))
    after = [took for (took, pid), before in zip(times[1:], pids, strict=False) if pid != before]
    same = [took for (took, pid), before in zip(times[1:], pids, strict=False) if pid == before]
    well = outcomes == {"ok": len(calls)} and not strange and b'"kind":"error"' not in log
    due = (len(calls) - 1) // case.every
    late = 0 < flushes < due and said["time"] > 0  # a start that took too long here is not tried again
    well = well and (flushes == due or late if case.flushes else flushes == 0)
    flush_ms, warm_ms = (median(part) * 1000 if part else None for part in (after, same))
    return Outcome(
        case=case.name,
        calls=len(calls),
        outcomes=dict(outcomes),
        strange=strange,
        flushes=flushes,
        said=dict(said),
        flush_ms=flush_ms,
        warm_ms=warm_ms,
        seconds=seconds,
        holds=well,
    )


def _what(line: bytes) -> str:
    try:
        event = json.loads(line[line.index(b"{") :])
        return str(event["facts"].get("hindrance") or event["reason"])
    except (ValueError, KeyError):
        return "unreadable"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the supervisor, which ends the runtime; the runtime dies with it in any case."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _quota(percent: int | None) -> Iterator[tuple[str, ...]]:
    """A command that puts what follows into a control group with that share of one processor.  Raises OSError."""
    if percent is None:
        yield ()
        return
    group = CGROUP / f"ennead-flush-{os.getpid()}"
    group.mkdir()
    try:
        (group / "cpu.cfs_period_us").write_text("20000", encoding="ascii")
        (group / "cpu.cfs_quota_us").write_text(str(200 * percent), encoding="ascii")
        yield ("/bin/sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "quota")
    finally:
        for _ in range(100):
            with suppress(OSError):
                group.rmdir()
                break
            time.sleep(0.05)


def run_rie(emulator: Path, layer: Path, calls: int, python: str = sys.executable) -> Outcome:
    """The same under the platform's emulator: every answer must come, whichever process gives it."""
    case = Case("rie")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        task = Path(folder)
        command, env = _prepare(case, task, layer, python)
        env["AWS_LAMBDA_FUNCTION_TIMEOUT"] = "10"
        front, back = _free_port(), _free_port()
        addresses = [f"127.0.0.1:{front}", f"127.0.0.1:{back}"]
        options = ["--runtime-interface-emulator-address", addresses[0], "--runtime-api-address", addresses[1]]
        log = task / "log"
        with log.open("wb") as out:
            process = subprocess.Popen([str(emulator), *options, *command], cwd=task, env=env, stdout=out, stderr=out)
            stack.callback(_end, process)
            numbered = [Call(number) for number in range(calls)]
            times = _ask(front, numbered)
        return _judged(case, numbered, times, {}, log.read_bytes(), time.monotonic() - begun)


def _ask(port: int, calls: list[Call]) -> list[tuple[float, int]]:
    times: list[tuple[float, int]] = []
    _wait_for(port)
    for call in calls:
        sent = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            link.request("POST", "/2015-03-31/functions/function/invocations", call.body)
            call.answer = link.getresponse().read()
            answer = json.loads(call.answer)
            call.outcome = "ok" if answer.get("n") == json.loads(call.body)["n"] else "error"
            times.append((time.monotonic() - sent, answer.get("pid", 0)))
        except (OSError, http.client.HTTPException, ValueError) as error:
            call.outcome = type(error).__name__
        finally:
            link.close()
    return times


def _wait_for(port: int) -> None:
    for _ in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def table(outcomes: Sequence[Outcome]) -> str:
    """For reading."""
    lines = [f"{'case':11}{'calls':>7}{'ok':>7}{'flushes':>9}{'flush ms':>10}{'warm ms':>9}{'s':>7}  said"]
    for one in outcomes:
        figures = [f"{value:.1f}" if value is not None else "-" for value in (one.flush_ms, one.warm_ms)]
        wrong = "" if one.holds else f"  NOT HELD {one.outcomes} {one.strange}"
        lines.append(
            f"{one.case:11}{one.calls:7}{one.outcomes.get('ok', 0):7}{one.flushes:9}{figures[0]:>10}{figures[1]:>9}"
            f"{one.seconds:7.1f}  {one.said or ''}{wrong}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layer", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--only", nargs="*", default=[], choices=[*(case.name for case in CASES), "rie"])
    parser.add_argument("--rie", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    layer = options.layer.resolve()
    if not (layer / "ennead-wrap").is_file() or (options.rie and not options.rie.is_file()):
        print("there is no layer with ennead-wrap, or no emulator, at the places named", file=sys.stderr)
        return 2
    outcomes = []
    for case in CASES:
        if case.name in (options.only or [case.name]):
            if case.quota and not os.access(CGROUP, os.W_OK):
                print(f"{case.name}: no control group of version 1 can be made here", file=sys.stderr)
                continue
            outcomes.append(run(case, layer, options.calls, options.python))
            if not options.json:
                print(table(outcomes[-1:]), flush=True)
    if options.rie and (not options.only or "rie" in options.only):
        outcomes.append(run_rie(options.rie.resolve(), layer, options.calls, options.python))
        if not options.json:
            print(table(outcomes[-1:]), flush=True)
    if options.json:
        print(json.dumps([{name: getattr(one, name) for name in Outcome.__slots__} for one in outcomes], indent=1))
    return 0 if all(one.holds for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
