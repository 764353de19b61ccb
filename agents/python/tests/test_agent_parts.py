"""The parts alone: the bucket, the line, the finder, the traces, the guards' places, and the shape of the code."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from _thread import get_ident
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import audit, events, faults, flows, imports, invocation, lifecycle, registry, runtime, traces
from ennead_agent import sink as sinks

SOURCE = agent_lab.AGENT / "src" / "ennead_agent"
MODULES = sorted([*SOURCE.rglob("*.py"), *(agent_lab.AGENT / "layer").rglob("*.py")])


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pipe(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """A sink that writes into a pipe, with a clock of ours; called, it gives what was written."""
    read, write = os.pipe()
    sink = sinks.Sink()
    sink._close()
    sink._fd, sink._file, sink._clock, sink._stamp = write, sinks._identity(write), clock, clock.now
    monkeypatch.setattr(events, "sink", sink)
    monkeypatch.setattr(events, "_told", [False])
    os.set_blocking(read, False)

    def written() -> list[dict[str, Any]]:
        try:
            return [json.loads(line) for line in os.read(read, 1 << 20).splitlines()]
        except BlockingIOError:
            return []

    yield written
    sink._close()
    os.close(read)


def test_bucket_bounds_any_four_seconds(pipe: Any, clock: Clock) -> None:
    """However events come, three seconds hold at most 3 KB of lines."""
    for _ in range(300):
        events.emit("attack", "block", "sql", "r" * 100)
        clock.now += 0.01
    size = sum(len(json.dumps(line, separators=(",", ":"))) + 1 for line in pipe())
    assert 2048 < size <= 3072


def test_lesser_events_leave_room_for_a_block(pipe: Any) -> None:
    """A flood of flows does not crowd a block out."""
    for _ in range(100):
        events.emit("flow", "allow", "flows", "f")
    assert events.emit("attack", "block", "sql", "b")
    assert pipe()[-1]["kind"] == "attack"


def test_unwritten_events_are_counted_and_told(pipe: Any, clock: Clock) -> None:
    """All that was not written is told in numbers once there is room."""
    sent = 500
    for _ in range(sent):
        events.emit("attack", "block", "sql", "r")
    clock.now += 60
    events.tell_unwritten()
    lines = pipe()
    told = sum(line["facts"].get("unwritten", 0) for line in lines)
    assert told + sum(not line["facts"] for line in lines) == sent


def test_kinds_of_unwritten_events_are_bounded() -> None:
    """A thousand kinds of events are counted under a bounded number of words."""
    sink = sinks.Sink()
    for n in range(1000):
        sink.add_unwritten(("attack", "block", f"guard {n}"), 1)
    assert len(sink.unwritten) <= 33
    assert sum(sink.unwritten.values()) == 1000


@pytest.mark.parametrize("leap", [-1e9, 1e9])
def test_leap_of_the_clock_neither_fills_nor_stops_the_log(leap: float, pipe: Any, clock: Clock) -> None:
    """A clock that goes back earns nothing, one that leaps earns no more than the burst; both go on."""
    clock.now += leap
    for _ in range(100):
        events.emit("attack", "block", "sql", "r")
    assert 0 < len(pipe()) < 8
    clock.now += 10
    assert events.emit("attack", "block", "sql", "r")


def test_long_events_are_shortened(pipe: Any) -> None:
    """A line stays below its longest, and is JSON whatever it was given."""
    assert events.emit("attack", "block", "sql", "\u202e" * 5000, facts={"a": ["x" * 100] * 100})
    (line,) = pipe()
    assert line["facts"] == {"shortened": True}


def test_event_that_arises_while_one_is_written_is_dropped(pipe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the writing of an event sets off does not write another."""
    inner: list[bool] = []
    real = events.timestamp

    def stamp() -> str:
        inner.append(events.emit("flow", "allow", "x", "y"))
        return real()

    monkeypatch.setattr(events, "timestamp", stamp)
    assert events.emit("attack", "block", "sql", "r")
    assert inner == [False]


class TooLate(Exception):
    """What a signal's handler of the function's raises."""


class Interrupted(set):  # type: ignore[type-arg]
    """A set during whose `add` a signal arrives: the exception comes once it is done."""

    def add(self, value: object) -> None:
        super().add(value)
        raise TooLate


class Broken(dict):  # type: ignore[type-arg]
    """The same for the claim of who tells edges."""

    def setdefault(self, key: object, value: object = None) -> object:
        super().setdefault(key, value)
        raise TooLate


def test_signal_between_mark_and_work_leaves_no_mark(pipe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that comes with the mark's own return passes to the function, and the mark is gone."""
    for name in list(audit._sensors):  # the hook of another test may be there, and pytest's own acts raise events
        monkeypatch.delitem(audit._sensors, name)
    for module in (audit, events):
        monkeypatch.setattr(module, "_busy", Interrupted())
    monkeypatch.setattr(flows, "_teller", Broken())
    monkeypatch.setattr(flows, "_new", [("socket", "external/a:1", "")])
    monkeypatch.setitem(audit._sensors, "ennead.test", lambda _args: None)
    vars(events)["sink"].add_unwritten(("attack", "block", "sql"), 1)
    for act in (
        lambda: audit._hook("ennead.test", ()),
        lambda: events.emit("attack", "block", "sql", "r"),
        events.tell_unwritten,
        flows.tell,
    ):
        with pytest.raises(TooLate):
            act()
    assert (audit._busy, events._busy, flows._teller) == (set(), set(), {})


def test_mark_that_was_left_goes_with_the_next_invocation(hooked: type[Client]) -> None:
    """Whatever an exception from outside has left in the thread, it is watched again from the next event on."""
    audit._busy.add(get_ident())
    events._busy.add(get_ident())
    flows._teller[0] = get_ident()
    client = hooked([request(1)])
    client.wait_next_invocation()
    client.post_invocation_result("id-1", "{}")
    assert not {get_ident()} & (audit._busy | events._busy | set(flows._teller.values()))


def test_descriptor_that_another_thread_takes_meanwhile_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number for our duplicate is found by the system: one that is taken just now is not written over."""
    read, write = os.pipe()
    taken = [os.dup2(write, number) for number in (200, 201)]
    real = sinks._identity
    monkeypatch.setattr(sinks, "_identity", lambda fd: None if fd >= 200 else real(fd))
    sink = sinks.Sink()
    monkeypatch.setattr(sinks, "_identity", real)
    try:
        assert sink._fd not in taken
        assert {real(number) for number in taken} == {real(write)}
        assert not os.get_inheritable(sink._fd)
    finally:
        sink._close()
        for number in (read, write, *taken):
            os.close(number)


def test_torn_line_is_followed_by_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a write that stopped half-way, the next event begins on a line of its own."""
    sink = sinks.Sink()
    sink._close()
    read, sink._fd = os.pipe()
    sink._file = sinks._identity(sink._fd)
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:5]))
    assert not sink.write(b'{"a": 1}\n', ("a", "block", "c"), urgent=True)
    monkeypatch.setattr(os, "write", real)
    assert sink.write(b'{"b": 1}\n', ("a", "block", "c"), urgent=True)
    assert os.read(read, 100) == b'{"a":\n{"b": 1}\n'
    sink._close()
    os.close(read)


def test_finder_calls_back_after_the_module_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, when it is complete; asking for the spec alone is no import; the loader is as it was."""
    import importlib.util

    (tmp_path / "ennead_waited.py").write_text("DONE = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    seen: list[Any] = []
    imports.when("ennead_waited", lambda module: seen.append(module.DONE))
    assert importlib.util.find_spec("ennead_waited") is not None
    assert seen == []
    module = importlib.import_module("ennead_waited")
    assert seen == [True]
    assert module.__spec__ is not None
    assert "exec_module" not in vars(module.__spec__.loader)
    assert imports._Finder not in sys.meta_path
    imports.when("ennead_waited", lambda module: seen.append(2))
    assert seen == [True, 2]
    del sys.modules["ennead_waited"]


def test_finder_waits_through_a_failed_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that fails the first time, or is not there, fails as always and is waited for still."""
    monkeypatch.syspath_prepend(str(tmp_path))
    seen: list[str] = []
    imports.when("ennead_failing", lambda module: seen.append(module.__name__))
    with pytest.raises(ModuleNotFoundError):
        __import__("ennead_failing")
    path = tmp_path / "ennead_failing.py"
    path.write_text("raise ValueError('first')\n")
    import importlib

    importlib.invalidate_caches()
    with pytest.raises(ValueError, match="first"):
        __import__("ennead_failing")
    path.write_text("\n\n")
    importlib.invalidate_caches()
    __import__("ennead_failing")
    assert seen == ["ennead_failing"]
    del sys.modules["ennead_failing"]


@pytest.mark.skipif(
    sys.version_info < (3, 10), reason="the zip's loader is of the old kind; the module loads without us"
)
def test_finder_serves_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip has one loader for all its modules: the others load as always."""
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("ennead_zip_one.py", "import ennead_zip_two\n")
        archive.writestr("ennead_zip_two.py", "")
    monkeypatch.syspath_prepend(str(tmp_path / "a.zip"))
    seen: list[str] = []
    imports.when("ennead_zip_two", lambda module: seen.append(module.__name__))
    imports.when("ennead_zip_one", lambda module: seen.append(module.__name__))
    __import__("ennead_zip_one")
    assert seen == ["ennead_zip_two", "ennead_zip_one"]


def test_finder_serves_modules_built_in() -> None:
    """What is built into the interpreter has one loader for all: it is not changed, and the module has it as always."""
    program = """
        import sys
        from importlib.machinery import BuiltinImporter
        sys.path[:0] = sys.argv[1:]
        from ennead_agent import imports
        before, seen = dict(vars(BuiltinImporter)), []
        import importlib.util
        name, other = [one for one in ("atexit", "faulthandler", "_csv", "xxsubtype", "_bisect", "_heapq", "_md5")
            if one in sys.builtin_module_names and one not in sys.modules][:2]
        imports.when(name, seen.append)
        assert importlib.util.find_spec(name).origin == "built-in"
        module = __import__(name)
        __import__(other)
        assert seen == [module] and dict(vars(BuiltinImporter)) == before
        assert module.__loader__ is BuiltinImporter and module.__spec__.loader is BuiltinImporter
        assert imports._Finder not in sys.meta_path
    """
    subprocess.run([sys.executable, "-c", dedent(program), str(agent_lab.AGENT / "src")], check=True, timeout=60)


def test_traces_lose_our_frames_and_nothing_else() -> None:
    """Entries under our folder go; a document without any is not touched, not even its spacing."""
    ours = f'  File "{faults.HOME}sensors.py", line 1, in getaddrinfo\n    x\n'
    theirs = '  File "/var/task/app.py", line 2, in handler\n    y\n'
    document = json.dumps({"errorMessage": "é", "stackTrace": [theirs, ours]})
    assert json.loads(traces.without(document, faults.HOME)) == {"errorMessage": "é", "stackTrace": [theirs]}
    xray = json.dumps({"exceptions": [{"stack": [{"path": faults.HOME + "a.py"}, {"path": "/b"}]}], "paths": ["/b"]})
    assert json.loads(traces.without(xray, faults.HOME))["exceptions"][0]["stack"] == [{"path": "/b"}]
    assert traces.without('{"a":   1}', faults.HOME) == '{"a":   1}'
    assert traces.without("", faults.HOME) == ""


def test_error_of_a_hooked_call_has_the_trace_of_before(both: Any, function: Callable[..., Path]) -> None:
    """Where a call goes through a wrapper of ours and fails, the answer's stack trace is the function's own."""
    task = function(
        """
        import socket
        def handler(event, context):
            socket.getaddrinfo("a b c.invalid", 1)
        """
    )
    bare, ran = both(task, [{}])
    assert ran.outcomes == ["error"]
    assert ran.answers == bare.answers


class Client:
    """Stands for the runtime client: hands out requests, keeps what is posted."""

    def __init__(self, requests: list[Any]) -> None:
        self.requests, self.posted = requests, []  # type: ignore[var-annotated]

    def wait_next_invocation(self) -> Any:
        return self.requests.pop(0)

    def post_invocation_result(
        self, invoke_id: str, data: Any, kind: str = "application/json", invocation_id: Any = None
    ) -> None:
        self.posted.append(("result", invoke_id, data, invocation_id))

    def post_invocation_error(self, invoke_id: str, data: Any, xray: str, invocation_id: Any = None) -> None:
        self.posted.append(("error", invoke_id, data, invocation_id))


@pytest.fixture
def hooked(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    """A client class of its own with the hooks around it."""

    class Own(Client):
        wait_next_invocation = Client.wait_next_invocation
        post_invocation_result = Client.post_invocation_result
        post_invocation_error = Client.post_invocation_error

    monkeypatch.setattr(runtime, "_originals", {})
    monkeypatch.setattr(runtime, "hooked", [])
    monkeypatch.setattr(runtime, "missing", [])
    monkeypatch.setattr(registry, "before", [])
    monkeypatch.setattr(registry, "after", [])
    monkeypatch.setattr(lifecycle, "announce", lambda: None)
    runtime.attach(SimpleNamespace(LambdaRuntimeClient=Own))  # type: ignore[arg-type]
    return Own


def request(number: int) -> Any:
    return SimpleNamespace(invoke_id=f"id-{number}", event_body=b"{}", invocation_id=f"own-{number}")


def test_guard_refuses_before_the_handler(hooked: type[Client]) -> None:
    """A refused event is answered at once, as a result or an error, and the client gets the next one."""
    answers = {"id-1": registry.Refusal('{"statusCode":403}', error=False), "id-2": registry.FAULT}
    registry.before.append(("test", lambda found: answers.get(str(found.id))))
    ended: list[str | None] = []
    registry.after.append(("test", lambda found: ended.append(found.id)))
    client = hooked([request(1), request(2), request(3)])
    assert client.wait_next_invocation().invoke_id == "id-3"
    assert client.posted == [
        ("result", "id-1", '{"statusCode":403}', "own-1"),
        ("error", "id-2", registry.FAULT.body, "own-2"),
    ]
    assert ended == ["id-1", "id-2"]
    assert (current := invocation.current()) is not None
    assert current.id == "id-3"
    client.post_invocation_result("id-3", "{}")
    assert ended == ["id-1", "id-2", "id-3"]
    assert invocation.current() is None


def test_body_goes_with_the_answer(hooked: type[Client]) -> None:
    """Once it is answered, an invocation holds its event no longer."""
    client = hooked([request(1)])
    client.wait_next_invocation()
    found = invocation.current()
    assert found is not None
    assert found.body == b"{}"
    client.post_invocation_error("id-1", "{}", "")
    assert found.body is None


def test_start_loads_nothing_heavy(client: agent_lab.Client, layer: Path) -> None:
    """Waiting for the runtime loads five small modules; attaching loads nothing but trifles that the client has not."""
    code = """
        import sys
        before = set(sys.modules)
        sys.path.insert(0, sys.argv[1])
        from ennead_agent import start
        start.wait("/nowhere", "/nowhere/ennead")
        print(sorted(name for name in set(sys.modules) - before if name.startswith("ennead")))
        sys.path[1:1] = sys.argv[2:]
        import awslambdaric.bootstrap
        before = set(sys.modules)
        from ennead_agent import lifecycle, runtime
        lifecycle.install(None, "test")
        print(sorted(name for name in set(sys.modules) - before if not name.startswith("ennead_agent")))
    """
    ran = subprocess.run(
        [sys.executable, "-c", dedent(code), str(layer / "python"), *([str(client.folder)] if client.folder else [])],
        capture_output=True,
        text=True,
        check=True,
    )
    waiting, attached = (ast.literal_eval(line) for line in ran.stdout.splitlines())
    names = ("", ".faults", ".imports", ".packed", ".start")
    assert waiting == ["ennead_agent" + name for name in names]
    assert set(attached) <= {"contextvars", "_contextvars", "fcntl", "fnmatch"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_module_is_small_and_speaks_python_3_9(module: Path) -> None:
    """At most 400 lines, functions of at most 50, and nothing that Python 3.9 cannot read."""
    text = module.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 9))
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert not long
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(tree)


def test_agent_sees_nothing_of_the_tool() -> None:
    """No module imports ennead, and none anything outside of the standard library but what it hooks."""
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                top = name.partition(".")[0]
                known = getattr(sys, "stdlib_module_names", frozenset({top})) | {
                    "ennead_agent",
                    "ennead_attach",
                    "_sha256",
                    "_sha2",
                }
                assert top != "ennead"
                assert not top or top in known, f"{module.name} imports {name}"


def test_layer_is_small(layer: Path) -> None:
    """The whole layer stays below 2 MB."""
    assert sum(path.stat().st_size for path in layer.rglob("*") if path.is_file()) < 2_000_000
