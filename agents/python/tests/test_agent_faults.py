"""Whatever goes wrong in the agent or around it, the function answers as it would alone, and the log stays small."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import sink

Both = Callable[..., "tuple[agent_lab.Ran, agent_lab.Ran]"]

BUSY = """
    import concurrent.futures, socket, subprocess, threading

    def connect(port):
        with socket.socket() as s:
            s.settimeout(0.2)
            try:
                s.connect(("127.0.0.1", port))
            except OSError as error:
                return type(error).__name__

    def handler(event, context):
        if event.get("fail"):
            raise KeyError(event["fail"])
        got = [connect(event.get("port", 1))]
        got.append(socket.getaddrinfo("localhost", 1, socket.AF_INET)[0][4])
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            got.append(pool.submit(subprocess.call, ["/bin/true"]).result())
        return got
"""
INJECT = """
    import importlib, os
    import ennead_agent.faults

    place = {}
    code = "def fault(*args, **words): raise ValueError('injected')"
    exec(compile(code, ennead_agent.faults.HOME + "injected.py", "exec"), place)
    module, _, name = os.environ["FAULT"].partition(":")
    owner = importlib.import_module("ennead_agent." + module)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    setattr(owner, last, place["fault"])
"""
SPOTS = [
    "audit:install",
    "audit:state",
    "contract:load",
    "contract:digest",
    "events:_line",
    "events:emit",
    "events:place",
    "events:tell_unwritten",
    "events:timestamp",
    "flows:_add",
    "flows:_send",
    "flows:_tell",
    "flows:install",
    "flows:note",
    "flows:shown",
    "instance:renew",
    "instance:keyed_hash",
    "invocation:Invocation",
    "invocation:current",
    "invocation:enter",
    "invocation:follow_pools",
    "invocation:leave",
    "invocation:follow_threads",
    "invocation:started_thread",
    "invocation:_mark",
    "lifecycle:_facts",
    "lifecycle:announce",
    "lifecycle:begin",
    "lifecycle:end",
    "lifecycle:install",
    "runtime:attach",
    "sensors:_connect",
    "sensors:_follow_names",
    "sensors:_lookup",
    "sensors:_popen",
    "sensors:_remember",
    "sensors:install",
    "sink:Sink._put",
    "sink:Sink.room",
    "sink:Sink.write",
    "traces:without",
    "trigger:of",
]
"""Every point where the runtime, the interpreter or a library comes into the agent, and what those call."""
MUTE = {"contract:digest", "instance:keyed_hash", "instance:renew", "traces:without", "events:tell_unwritten"} | (
    {"invocation:started_thread"} if sys.version_info < (3, 12) else {"invocation:follow_threads"}
)
"""What is not reached in this run: it has no contract, no fork, nothing unwritten, no name brought by an event."""


@pytest.fixture
def injected(tmp_path: Path) -> Path:
    """A sitecustomize, chained behind ours, that puts a fault into the agent before the runtime client is there."""
    folder = tmp_path / "inject"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(dedent(INJECT), encoding="utf-8")
    return folder


@pytest.mark.parametrize("spot", SPOTS)
def test_fault_in_the_agent_leaves_the_function_alone(
    spot: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path], injected: Path
) -> None:
    """With an exception at any point of the agent, all answers are the bytes of before, and an event says so."""
    task = function(BUSY)
    events = [{"n": 1}, {"fail": "x"}, {"n": 2, "port": 2}, {"n": 3, "localhost": 1}]
    bare = agent_lab.run(client, task, events)
    ran = agent_lab.run(client, task, events, layer=layer, path=[injected], env={"FAULT": spot})
    assert ran.answers == bare.answers
    assert ran.outcomes == bare.outcomes == ["ok", "error", "ok", "ok"]
    if spot not in MUTE:
        assert ran.of("error"), ran.log.decode()
    assert len(ran.of("error")) <= 3


def test_fault_is_said_once(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], injected: Path
) -> None:
    """The same fault in a thousand calls is one event, with its type, its place, and nothing of its message."""
    task = function(
        """
        import socket
        def handler(event, context):
            for port in range(1, 1000):
                with socket.socket() as s:
                    s.setblocking(False)
                    s.connect_ex(("127.0.0.1", port))
            return 1
        """
    )
    ran = agent_lab.run(client, task, [{}, {}], layer=layer, path=[injected], env={"FAULT": "sensors:_connect"})
    (error,) = ran.of("error")
    assert (error["level"], error["facts"]["type"]) == ("WARN", "ValueError")
    assert error["at"]["path"] == "ennead_agent/injected.py"
    assert "injected" not in error["reason"]


@pytest.mark.parametrize(
    ("mode", "on_error", "answered"),
    [("enforce", "closed", False), ("enforce", "open", True), ("observe", "closed", True), ("enforce", None, True)],
)
def test_contract_decides_whether_a_fault_refuses(
    mode: str,
    on_error: str | None,
    answered: bool,
    client: agent_lab.Client,
    layer: Path,
    function: Callable[..., Path],
    injected: Path,
    tmp_path: Path,
) -> None:
    """A fault before the handler lets the event pass; where the contract enforces and is closed, it is refused."""
    rules = {"mode": mode, **({"on_error": on_error} if on_error else {})}
    contract = tmp_path / "contract.json"
    contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "functions": {"orders": rules}}))
    task = function("def handler(event, context):\n    print('called')\n    return 1")
    ran = agent_lab.run(
        client,
        task,
        [{}, {}],
        layer=layer,
        path=[injected],
        env={"FAULT": "lifecycle:begin", "ENNEAD_CONTRACT": str(contract)},
    )
    if answered:
        assert ran.answers == [b"1", b"1"]
    else:
        assert ran.outcomes == ["error", "error"]
        assert b"called" not in ran.log
        assert json.loads(ran.answers[0])["errorType"] == "Ennead.Refused"
    assert len(ran.of("error")) == 1
    assert not ran.strange


CASES: dict[str, tuple[str, list[Any]]] = {
    "stdout closed at import": (
        "import os\nos.close(1)\ndef handler(event, context): return os.system('true')",
        [{}, {}],
    ),
    "stdout closed by the handler": (
        """
        import os, sys
        def handler(event, context):
            sys.stdout.flush()
            os.close(1)
            return os.system("true")
        """,
        [{}],
    ),
    "descriptor 1 is the function's file": (
        """
        import os
        os.close(1)
        name = "/tmp/ennead-test-%d" % os.getpid()
        assert os.open(name, os.O_RDWR | os.O_CREAT) == 1
        os.unlink(name)
        def handler(event, context):
            os.system("true")
            os.lseek(1, 0, 0)
            return os.read(1, 100).decode()
        """,
        [{}, {}, {}],
    ),
    "our descriptor is closed and its number taken": (
        """
        import os
        def handler(event, context):
            os.closerange(150, 1024)
            name = "/tmp/ennead-test-%d" % os.getpid()
            file = os.open(name, os.O_RDWR | os.O_CREAT)
            os.unlink(name)
            for number in range(200, 210):
                os.dup2(file, number)
            os.dup2(file, 1)
            os.system("true")
            os.lseek(file, 0, 0)
            return os.read(file, 100).decode()
        """,
        [{}, {}],
    ),
    "stdout captured": (
        """
        import contextlib, io, os
        def handler(event, context):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                print("report")
                os.system("true")
            return out.getvalue()
        """,
        [{}],
    ),
    "clock jumps": (
        """
        import os, time
        real = time.time
        def handler(event, context):
            for jump in (-1e9, 1e9, 1e18, float("inf"), float("nan")):
                time.time = time.monotonic = lambda: jump
                os.system("true")
            time.time = real
            return 1
        """,
        [{}, {}],
    ),
    "100 threads": (
        """
        import subprocess, threading, socket
        def work(n, out):
            socket.getaddrinfo("127.0.0.1", n)
            with socket.socket() as s:
                s.settimeout(1)
                s.connect_ex(("127.0.0.1", n + 1))
            out.append(n)
        def handler(event, context):
            out = []
            threads = [threading.Thread(target=work, args=(n, out)) for n in range(100)]
            [t.start() for t in threads]
            [t.join() for t in threads]
            return sorted(out)
        """,
        [{}, {}],
    ),
    "asyncio": (
        """
        import asyncio, os
        async def one(n):
            try:
                await asyncio.open_connection("127.0.0.1", n + 1)
            except OSError as error:
                return n
        async def all():
            return await asyncio.gather(*(one(n) for n in range(50)))
        def handler(event, context):
            return asyncio.run(all())
        """,
        [{}, {}],
    ),
    "recursion that looks for its end": (
        """
        import sys
        def down(n):
            try:
                return down(n + 1)
            except RecursionError:
                return n
        def handler(event, context):
            return [down(0), sys.getrecursionlimit(), len(_frames())]
        def _frames():
            frame, out = sys._getframe(), []
            while frame:
                out.append(frame.f_code.co_name)
                frame = frame.f_back
            return out
        """,
        [{}, {}],
    ),
    "recursion through a guarded call": (
        """
        import socket
        def down(n):
            with socket.socket() as s:
                s.setblocking(False)
                s.connect_ex(("127.0.0.1", 1))
            return down(n + 1)
        def handler(event, context):
            try:
                down(0)
            except RecursionError:
                return "deep"
        """,
        [{}, {}],
    ),
    "6 MB event": (
        "import os\ndef handler(event, context):\n    os.system('true')\n    return len(event['text'])",
        [{"text": "x" * 6_000_000}, {"text": "é" * 2_000_000}],
    ),
    "hostile Unicode": (
        """
        import socket, subprocess
        def handler(event, context):
            for name in event["names"]:
                for act in (
                    lambda: socket.getaddrinfo(name, 1),
                    lambda: subprocess.run([name]),
                    lambda: open("/nowhere/" + name + "/x", "w"),
                ):
                    try:
                        act()
                    except (OSError, ValueError) as error:
                        pass
            return event
        """,
        [
            {
                "names": [
                    "\u202e",
                    "\U0001f600",
                    "a\u0000b",
                    "\ud800",
                    "é" * 300,
                    "\u2028",
                    "\\",
                    '"',
                    "\x1b[2J",
                    ".." * 70,
                ]
            }
        ],
    ),
    "deep JSON": (
        """
        def handler(event, context):
            n = 0
            while event:
                event, n = event[0], n + 1
            return n
        """,
        [
            b"[" * depth + b"]" * depth
            for depth in (10, 900, 930, 940, 950, 960, 965, 970, 975, 980, 985, 990, 995, 1000, 100000)
        ],
    ),
    "a signal's exception arrives anywhere": (
        """
        import signal, socket
        class Late(Exception):
            pass
        def late(*_):
            raise Late("too late")
        signal.signal(signal.SIGALRM, late)
        def handler(event, context):
            seen = 0
            for _ in range(event["times"]):
                try:
                    signal.setitimer(signal.ITIMER_REAL, 0.0005)
                    while True:
                        with socket.socket() as s:
                            s.setblocking(False)
                            s.connect_ex(("127.0.0.1", 1))
                except Late:
                    seen += 1
                signal.setitimer(signal.ITIMER_REAL, 0)
            return seen
        """,
        [{"times": 200}],
    ),
    "the handler ends the process's threads": (
        """
        import os
        def handler(event, context):
            child = os.fork()
            if not child:
                os.system("true")
                os._exit(0)
            return os.waitpid(child, 0)[1]
        """,
        [{}, {}],
    ),
    "no descriptors left": (
        """
        import os, resource
        def handler(event, context):
            held = []
            try:
                while True:
                    held.append(os.open("/dev/null", os.O_RDONLY))
            except OSError as error:
                return error.errno
            finally:
                [os.close(fd) for fd in held]
        """,
        [{}, {}],
    ),
}


_STACK_USED = re.compile(rb"used \d+ kB")
"""Python 3.14 tells it in the message of a RecursionError, and the agent's own frames are part of it."""


@pytest.mark.parametrize("name", CASES)
def test_function_answers_as_without_the_agent(name: str, both: Both, function: Callable[..., Path]) -> None:
    """Byte for byte, whatever the handler or the event does, and no fault of ours is to be told."""
    source, events = CASES[name]
    bare, ran = both(function(source), events)
    assert ran.outcomes == bare.outcomes
    assert [_STACK_USED.sub(b"", one) for one in ran.answers] == [_STACK_USED.sub(b"", one) for one in bare.answers]
    assert set(ran.outcomes) <= {"ok", "error"}
    if "recursion" not in name:
        assert not ran.of("error")


def test_exception_of_a_signal_does_not_blind_the_agent(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """After a signal's exception at any point, the thread is watched and writes as before, and a new edge is told."""
    source, _ = CASES["a signal's exception arrives anywhere"]
    more = """
        from _thread import get_ident
        from ennead_agent import audit, events, flows
        def once(event, context):
            if event.get("times"):
                return handler(event, context)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.connect(("127.0.0.77", 9))
            return [get_ident() in audit._busy, get_ident() in events._busy, bool(flows._teller)]
    """
    task = function(source + more)
    ran = agent_lab.run(client, task, [{"times": 400}, {}], layer=layer, handler="app.once", timeout=60)
    assert ran.answers == [b"400", b"[false, false, false]"]
    assert "external/127.0.0.77:9" in {edge["target"] for edge in ran.edges}
    assert not ran.of("error")


def test_flood_stays_within_the_bound(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """Thousands of events a second: at most 1 KB a second is written after the introduction, the rest is counted."""
    task = function(
        """
        import time
        from ennead_agent import events
        def handler(event, context):
            sent, began = 0, time.monotonic()
            while time.monotonic() - began < 4:
                events.emit("attack", "block", "sql", "x" * 300)
                events.emit("flow", "allow", "flows", "y" * 300)
                sent += 2
                time.sleep(0.001)
            return sent
        """
    )
    ran = agent_lab.run(client, task, [{}], layer=layer)
    sent = int(ran.answers[0])
    size = sum(len(line) + 1 for line in ran.lines)
    assert sent > 4000
    assert size <= 4 * 1024 + sink.INTRODUCTION
    assert sum(len(line) + 1 for line in ran.lines if b'"kind":"attack"' in line) <= 4 * 1024
    blocks = [event for event in ran.of("attack") if not event["facts"]]
    assert blocks
    told = sum(event["facts"].get("unwritten", 0) for event in ran.events)
    assert told > sent / 4


def test_undeclared_hosts_by_the_thousand_stay_within_the_bound(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """An attacker who brings a new target with each call fills neither the log nor the memory."""
    task = function(
        """
        import socket, time
        from ennead_agent import flows
        def handler(event, context):
            for n in range(3000):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                    s.connect(("127.0.%d.%d" % (n // 250, n % 250 + 1), 9))
            return len(flows._edges)
        """
    )
    ran = agent_lab.run(client, task, [{}] * 3, layer=layer)
    assert json.loads(ran.answers[0]) <= 257
    assert sum(len(line) + 1 for line in ran.lines) <= sink.INTRODUCTION + sink.BURST + 1024


def test_full_pipe_that_nobody_reads_does_not_matter_to_an_unblocked_stdout(tmp_path: Path) -> None:
    """Where stdout does not block and is full, events are counted as not written."""
    code = """
import os, sys
sys.path.insert(0, sys.argv[1])
from ennead_agent import events, sink
os.set_blocking(1, False)
try:
    while True:
        os.write(1, b"x" * 65536)
except BlockingIOError:
    pass
assert events.emit("attack", "block", "sql", "r") is False
assert sum(sink.sink.unwritten.values()) >= 1
"""
    read, write = os.pipe()
    try:
        subprocess.run([sys.executable, "-c", code, str(agent_lab.AGENT / "src")], stdout=write, check=True)
    finally:
        os.close(read)
        os.close(write)
