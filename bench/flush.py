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
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.instances import end
from bench.quota import is_possible, quota
from bench.runtime_api import Api, Call

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
    source: str = HANDLER,
    lines: list[bytes] | None = None,
    played: list[Call] | None = None,
) -> Outcome:
    """Run one case of a function against our own API; log lines and calls go into the lists, if they are given."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        task = Path(folder)
        command, env = _prepare(case, task, layer, python, source)
        api = Api(case.timeout_s, case.workers)
        threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True).start()
        stack.callback(api.end)
        env["AWS_LAMBDA_RUNTIME_API"] = f"127.0.0.1:{api.server_address[1]}"
        before = stack.enter_context(quota(case.quota))
        log = task / "log"
        process = _started(stack, [*before, *command], task, env, log)
        numbered = [Call(number) for number in range(calls)]
        times = _play(api, process, numbered, case)
        if lines is not None:
            lines += log.read_bytes().splitlines()
        if played is not None:
            played += numbered
        return _judged(case, numbered, times, dict(api.strange), log.read_bytes(), time.monotonic() - begun)


def _started(
    stack: ExitStack, command: Sequence[str], task: Path, env: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """A supervisor with the group that is its own, both ended with the stack."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=task, env=env, stdout=out, stderr=out, start_new_session=True)
    stack.callback(end, process)
    return process


def _prepare(case: Case, task: Path, layer: Path, python: str, source: str) -> tuple[list[str], dict[str, str]]:
    (task / "app.py").write_text(source, encoding="utf-8")
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
        api.give(batch)
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


def run_rie(emulator: Path, layer: Path, calls: int, python: str = sys.executable) -> Outcome:
    """The same under the platform's emulator: every answer must come, whichever process gives it."""
    case = Case("rie")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        task = Path(folder)
        command, env = _prepare(case, task, layer, python, HANDLER)
        env["AWS_LAMBDA_FUNCTION_TIMEOUT"] = "10"
        front, back = _free_port(), _free_port()
        addresses = [f"127.0.0.1:{front}", f"127.0.0.1:{back}"]
        options = ["--runtime-interface-emulator-address", addresses[0], "--runtime-api-address", addresses[1]]
        log = task / "log"
        _started(stack, [str(emulator), *options, *command], task, env, log)
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
            if case.quota and not is_possible():
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
