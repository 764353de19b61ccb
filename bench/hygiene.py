"""Whether hygiene cries wolf, and what a look costs: thousands of calls of a sound function, none may be flagged.

    python -m bench.hygiene --layer FOLDER [--calls 10000] [--only CASE ...] [--json]

The function does what functions do: a pool of threads, kept connections, modules loaded late, caches and data in the
temporary folder, child processes that end, variables of libraries, a database, callbacks for native code.

Cases: `plain`; `proxy`, a wrapper that puts a proxy of the Runtime API in between before the start; `workers`,
AWS_LAMBDA_MAX_CONCURRENCY=8; `threads`, where the runtime client asks from a thread of its own.  Shown is the CPU time
of a cheap look, of a deep one, and of all that the agent does after an answer when no deep look is due.

Exit 0 if nothing was flagged and no call was lost, and the median of what is done after an answer is at most 0.2 ms in
each case; 1 if not, 2 if something is missing.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import flush
from bench.runtime_api import Call

MOST_MS = 0.2
HANDLER = '''
import os, sys
PLACE = os.path.join(os.environ["LAMBDA_TASK_ROOT"], "place")
os.makedirs(PLACE, exist_ok=True)
KEEP = {}
AFTER = [0]


def timed():
    """Sum up what the agent does after each answer."""
    from time import thread_time_ns
    registry = sys.modules["ennead_agent.registry"]

    def all_of(acts):
        def act(found):
            begun = thread_time_ns()
            for _, one in acts:
                one(found)
            AFTER[0] = thread_time_ns() - begun
        return act

    registry.after[:] = [("timed", all_of(list(registry.after)))]


def late(n):
    """Something else in each of the first calls, as lazily written functions have it."""
    if n == 1:
        from concurrent.futures import ThreadPoolExecutor
        KEEP["pool"] = ThreadPoolExecutor(4)
        list(KEEP["pool"].map(str, range(20)))
    if n == 2:
        import asyncio, decimal, email.message, sqlite3, xml.etree.ElementTree, multiprocessing.pool
        KEEP["threads"] = multiprocessing.pool.ThreadPool(2)
        KEEP["loop"] = asyncio.new_event_loop()
        KEEP["loop"].run_until_complete(asyncio.sleep(0))
        KEEP["base"] = sqlite3.connect(os.path.join(PLACE, "cache-%d.db" % os.getpid()), check_same_thread=False)
        KEEP["base"].execute("create table if not exists t(x)")
    if n == 3:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        os.environ["PATH"] += ":/opt/bin"
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    if n == 4:
        import tempfile
        KEEP["file"] = tempfile.TemporaryFile()
        os.makedirs(os.path.join(PLACE, "matplotlib-x", "fontconfig"), exist_ok=True)
        for name in ("fontlist.json", ".lock"):
            with open(os.path.join(PLACE, "matplotlib-x", "fontconfig", name), "w") as out:
                out.write("{}")
    if n == 5:
        import ctypes, http.client, mmap, socket, ssl, urllib.request
        KEEP["callback"] = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1)
        KEEP["map"] = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)
        KEEP["pair"] = socket.socketpair()
        KEEP["udp"] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        KEEP["udp"].sendto(b"x", ("127.0.0.1", 9))
    if n == 6:
        for name in ("yaml", "jinja2", "botocore.session", "requests", "cryptography.fernet", "pydantic", "six.moves"):
            try:
                __import__(name)
            except ImportError:
                pass


def handler(event, context):
    n = event["n"]
    KEEP["calls"] = calls = KEEP.get("calls", 0) + 1
    if calls == 1:
        timed()
    late(calls)
    with open(os.path.join(PLACE, "report-%d.csv" % (n % 40)), "w") as out:
        out.write("a,b")
    if n % 50 == 7:
        import subprocess
        subprocess.run(["/bin/sh", "-c", "echo picture > $0", os.path.join(PLACE, "out-%d.png" % n)])
    if "pool" in KEEP and n % 3 == 0:
        KEEP["pool"].submit(len, "x").result()
    ward = sys.modules["ennead_agent.hygiene"]._ward
    spent = list(ward[0].spent_ns) if ward else [0, 0]
    return {"n": n, "pid": os.getpid(), "spent": spent, "after": AFTER[0]}
'''
CASES = (
    flush.Case("plain", every=1_000_000_000),
    flush.Case("proxy", every=1_000_000_000),
    flush.Case("workers", every=1_000_000_000, env={"AWS_LAMBDA_MAX_CONCURRENCY": "8"}, workers=8),
    flush.Case("threads", every=1_000_000_000, env={"AWS_EXECUTION_ENV": "AWS_Lambda_python3.13"}),
)


@dataclass(slots=True)
class Outcome:
    """What came of a case."""

    case: str
    calls: int
    ok: int
    alarms: dict[str, int] = field(default_factory=dict)
    cheap_ms: dict[str, float] = field(default_factory=dict)
    deep_ms: dict[str, float] = field(default_factory=dict)
    after_ms: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """No alarm, no call lost, and as little done after an answer as should be."""
        cheap = self.after_ms.get("p50", 0.0) <= MOST_MS
        return not self.alarms and self.ok == self.calls and cheap


def run(case: flush.Case, layer: Path, calls: int, python: str = sys.executable) -> Outcome:
    """Play a case."""
    lines: list[bytes] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        if case.name == "proxy":
            case = _with_proxy(case, folder, stack)
        answers: list[Call] = []
        outcome = flush.run(case, layer, calls, python, source=HANDLER, lines=lines, played=answers)
    found = [json.loads(line[line.index(b"{") :]) for line in lines if b'"kind":"hygiene"' in line]
    alarms = Counter(f"{one['reason']} {one['facts']}" for one in found if one["verdict"] == "flag")
    told = [json.loads(call.answer) for call in answers if call.outcome == "ok"]
    spent = [one["spent"] for one in told]
    return Outcome(
        case.name,
        calls,
        outcome.outcomes.get("ok", 0),
        dict(alarms),
        _quantiles([one[0] for one in spent[20:]]),
        _quantiles([one[1] for one in spent[20:]]),
        _quantiles([one["after"] for one in told[20:]]),
        outcome.seconds,
    )


def _quantiles(values: list[int]) -> dict[str, float]:
    found = sorted(value for value in values if value)
    if not found:
        return {}
    return {f"p{part}": round(found[min(len(found) - 1, len(found) * part // 100)] / 1e6, 4) for part in (50, 99)}


def _with_proxy(case: flush.Case, folder: Path, stack: ExitStack) -> flush.Case:
    """A wrapper behind ours, which puts another address into the environment, where a proxy passes all on."""
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    address = f"127.0.0.1:{listener.getsockname()[1]}"
    wrapper, told = folder / "proxy-wrapper", folder / "address"
    text = f'#!/bin/sh\necho "$AWS_LAMBDA_RUNTIME_API" > {told}\nAWS_LAMBDA_RUNTIME_API={address}\n'
    wrapper.write_text(text + 'export AWS_LAMBDA_RUNTIME_API\nexec "$@"\n', encoding="ascii")
    wrapper.chmod(0o755)
    threading.Thread(target=_forward, args=(listener, told), daemon=True).start()
    env = {**case.env, "ENNEAD_NEXT_WRAPPER": str(wrapper)}
    return flush.Case(case.name, every=case.every, env=env)


def _forward(listener: socket.socket, told: Path) -> None:
    with suppress(OSError):
        while True:
            one, _ = listener.accept()
            host, _, port = told.read_text(encoding="ascii").strip().rpartition(":")
            two = socket.create_connection((host, int(port)))
            threading.Thread(target=_relay, args=(one, two), daemon=True).start()


def _relay(one: socket.socket, two: socket.socket) -> None:
    """Both ways, until both sides have ended."""
    with one, two:
        for each in (one, two):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=_pump, args=(two, one), daemon=True)
        back.start()
        _pump(one, two)
        back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def table(outcomes: Sequence[Outcome]) -> str:
    """For reading."""
    lines = [
        f"{'case':9}{'calls':>7}{'ok':>7}{'alarms':>8}{'cheap p50':>11}{'p99':>7}{'deep p50':>10}{'p99':>7}"
        f"{'after p50':>11}{'s':>7}"
    ]
    for one in outcomes:
        figures: list[Any] = [
            one.cheap_ms.get("p50"),
            one.cheap_ms.get("p99"),
            one.deep_ms.get("p50"),
            one.deep_ms.get("p99"),
            one.after_ms.get("p50"),
        ]
        shown = [f"{value:.3f}" if value is not None else "-" for value in figures]
        alarms = sum(one.alarms.values())
        lines.append(
            f"{one.case:9}{one.calls:7}{one.ok:7}{alarms:8}{shown[0]:>11}{shown[1]:>7}{shown[2]:>10}{shown[3]:>7}"
            f"{shown[4]:>11}{one.seconds:7.1f}" + ("" if one.holds else f"  NOT HELD {one.alarms}")
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layer", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--only", nargs="*", default=[], choices=[case.name for case in CASES])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    layer = options.layer.resolve()
    if not (layer / "ennead-wrap").is_file():
        print("there is no layer with ennead-wrap at the place named", file=sys.stderr)
        return 2
    cases = [case for case in CASES if case.name in (options.only or [case.name])]
    outcomes = [run(case, layer, options.calls, options.python) for case in cases]
    print(json.dumps([asdict(one) for one in outcomes], indent=1) if options.json else table(outcomes))
    return 0 if all(one.holds for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
