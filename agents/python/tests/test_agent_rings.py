"""Rings (b) and (c): set where the contract asks for them, proved by what they refuse, and in nobody's way."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent.rings import assembler, landlock, native, seccomp

BOTH = {"seccomp": True, "landlock": True}
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="rings are the Linux kernel's")
needs_seccomp = pytest.mark.skipif(not seccomp.there(), reason="this kernel takes no seccomp filters")
needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
pytestmark = LINUX


def judge(code: Iterable[tuple[int, int, int, int]], arch: int, number: int, first: int = 0) -> int:
    """What the kernel would answer: its machine, as far as the filter uses it."""
    program, at, held = list(code), 0, 0
    loads = {0: number, 4: arch, 16: first & 0xFFFFFFFF}
    tests: dict[int, Callable[[int], bool]] = {
        assembler.EQUAL: lambda value: held == value,
        assembler.AT_LEAST: lambda value: held >= value,
        assembler.ANY_BIT: lambda value: bool(held & value),
    }
    while True:
        operation, if_true, if_false, value = program[at]
        at += 1
        if operation == assembler.RETURN:
            return value
        if operation == assembler.LOAD:
            held = loads[value]
        else:
            at += if_true if tests[operation](value) else if_false


DENIED = seccomp.ERRNO | errno.EPERM
MACHINES = list(seccomp.ARCHITECTURES.items())


@pytest.mark.parametrize(("machine", "arch"), MACHINES)
def test_the_filter_refuses_each_listed_call_and_no_other(machine: str, arch: int) -> None:
    """On both machines every number that is listed is refused, and every other one below 1,000 passes."""
    code = seccomp.program(machine, programs=True)
    denied = set(seccomp.numbers(machine).values())
    unknown = {seccomp.number("clone3", machine)}
    for number in range(1000):
        answer = judge(code, arch, number)
        if number in denied:
            assert answer == DENIED, number
        elif number in unknown:
            assert answer == seccomp.ERRNO | errno.ENOSYS
        else:
            assert answer == seccomp.ALLOW, number


@pytest.mark.parametrize(("machine", "arch"), MACHINES)
def test_programs_are_refused_only_where_none_may_start(machine: str, arch: int) -> None:
    """`execve` is refused by the filter without programs, and by that alone."""
    number = seccomp.number("execve", machine)
    assert judge(seccomp.program(machine, programs=False), arch, number) == DENIED
    assert judge(seccomp.program(machine, programs=True), arch, number) == seccomp.ALLOW


@pytest.mark.parametrize(("machine", "arch"), MACHINES)
def test_namespaces_are_refused_and_threads_are_not(machine: str, arch: int) -> None:
    """`clone` passes with the flags of a thread or a process, and is refused with each flag of a namespace."""
    code = seccomp.program(machine, programs=True)
    number = seccomp.number("clone", machine)
    for flags in (0x11, 0x4111, 0x3D0F00, 0x1200011):
        assert judge(code, arch, number, flags) == seccomp.ALLOW
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert judge(code, arch, number, flag | 0x11) == DENIED


def test_calls_in_another_convention_are_refused() -> None:
    """A call by the numbers of i386, or of x32, is refused whatever it is: the list would not fit it."""
    code = seccomp.program("x86_64", programs=True)
    assert judge(code, 0x40000003, 39) == DENIED
    assert judge(code, seccomp.ARCHITECTURES["x86_64"], 0x40000000 + 39) == DENIED


def test_the_numbers_are_the_kernels() -> None:
    """The numbers are those of the system's own header, where there is one."""
    headers = {
        "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        "aarch64": Path("/usr/include/asm-generic/unistd.h"),
    }
    looked = 0
    for machine, path in headers.items():
        if not path.is_file():
            continue
        words = [line.split() for line in path.read_text().splitlines() if line.startswith("#define __NR")]
        known = {word[1].rpartition("__NR_")[2] or word[1]: word[2] for word in words if len(word) > 2}
        known = {name.replace("__NR3264_", ""): value for name, value in known.items() if value.isdigit()}
        for name in [*seccomp.numbers(machine), "execve", "clone", "clone3", "seccomp"]:
            if name in known:
                assert int(known[name]) == seccomp.number(name, machine), (machine, name)
                looked += 1
    if not looked:
        pytest.skip("the kernel's headers are not installed")


def test_a_jump_too_far_is_no_program() -> None:
    """The assembler refuses a jump that an instruction cannot hold, instead of jumping elsewhere."""
    lines: list[Any] = [(assembler.EQUAL, 1, "end", assembler.NEXT), *[(assembler.LOAD, 0)] * 256, "end", (6, 0)]
    with pytest.raises(ValueError, match="too far"):
        assembler.assemble(lines)


def within(body: str, *, programs: bool = True, land: bool = False, before: str = "") -> str:
    """What code prints in a process of its own with the rings set."""
    source = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from ennead_agent.rings import landlock, prove, seccomp\n"
        + dedent(before)
        + ("assert landlock.apply({}) and not prove.writes()\n" if land else "")
        + f"assert seccomp.apply(programs={programs}) and prove.filtered(programs={programs})\n"
        + dedent(body)
    )
    ran = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", source, str(agent_lab.AGENT / "src")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@needs_seccomp
def test_a_ring_holds_in_threads_that_were_there_and_in_children() -> None:
    """The filter holds in a thread that was started before it, and in a process forked after it."""
    before = """
        import threading, os
        go, found = threading.Event(), []
        def tries():
            go.wait(20)
            found.append(prove.filtered(programs=False))
        thread = threading.Thread(target=tries); thread.start()
    """
    body = """
        go.set(); thread.join()
        child = os.fork()
        if not child:
            os._exit(7 if prove.filtered(programs=False) else 1)
        print(found, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    assert within(body, programs=False, before=before) == "[True] 7"


USES = {
    "subprocess": "import subprocess; print(subprocess.check_output(['/bin/echo', 'well'], text=True).strip())",
    "shell": "import os; print(os.popen('echo well').read().strip())",
    "threads": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool:
            print(pool.submit(lambda: 'well').result())
    """,
    "processes": """
        import multiprocessing
        pipe, end = multiprocessing.get_context('fork').Pipe()
        child = multiprocessing.get_context('fork').Process(target=lambda: end.send('well')); child.start()
        print(pipe.recv()); child.join()
    """,
    "tls": """
        import ssl
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        one = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname='localhost')
        try:
            one.do_handshake()
        except ssl.SSLWantReadError:
            print('well')
    """,
    "sqlite": """
        import sqlite3, tempfile
        with tempfile.TemporaryDirectory(dir='/tmp') as folder:
            with sqlite3.connect(folder + '/file') as held:
                held.execute('create table t (a)')
                held.execute("insert into t values ('well')")
            print(held.execute('select a from t').fetchone()[0])
            held.close()
    """,
    "callbacks": """
        import ctypes
        ints = ctypes.c_int * 3
        compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: 0)
        ctypes.CDLL(None).qsort(ints(3, 1, 2), 3, 4, compare); print('well')
    """,
    "asyncio": "import asyncio; print(asyncio.run(asyncio.sleep(0.01, 'well')))",
    "numpy": """
        try:
            import numpy
        except ImportError:
            print('well')
        else:
            assert (numpy.ones((300, 300)) @ numpy.ones((300, 300)))[0, 0] == 300; print('well')
    """,
}


@needs_seccomp
@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("land", [False, pytest.param(True, marks=needs_landlock)], ids=["b", "b and c"])
def test_what_functions_do_goes_on(use: str, land: bool) -> None:
    """Programs (where allowed), threads, processes, TLS, SQLite, callbacks, asyncio and numpy work behind the rings."""
    assert within(USES[use], land=land) == "well"


HANDLER = """
    import os, threading
    def tried(act):
        try:
            act()
        except OSError as error:
            return error.errno
        return 0
    def write(path):
        with open(path, "w") as file:
            file.write("x")
    def handler(event, context):
        return {
            "exec": tried(lambda: os.posix_spawn("/bin/true", ["true"], {})),
            "scratch": tried(lambda: write("/tmp/ennead-ring-scratch")),
            "elsewhere": tried(lambda: write(os.environ["ELSEWHERE"])),
            "pid": os.getpid(),
        }
"""
Both = Callable[..., "tuple[agent_lab.Ran, agent_lab.Ran]"]


def contract(task: Path, rules: dict[str, Any]) -> dict[str, str]:
    path = task / "contract.json"
    path.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
    return {"ENNEAD_CONTRACT": str(path)}


def answered(
    client: agent_lab.Client, layer: Path, task: Path, rules: dict[str, Any], **env: str
) -> tuple[dict[str, Any], dict[str, str], agent_lab.Ran]:
    """The handler's answer, and what `alive` says of the rings."""
    elsewhere = Path(f"/var/tmp/ennead-ring-{os.getpid()}")
    words = {**contract(task, rules), "ELSEWHERE": str(elsewhere), **env}
    ran = agent_lab.run(client, task, [{}], layer=layer, env=words)
    elsewhere.unlink(missing_ok=True)
    assert ran.outcomes == ["ok"], ran.log
    return json.loads(ran.answers[0]), ran.of("alive")[0]["facts"]["rings"], ran


@needs_seccomp
@needs_landlock
def test_rings_are_set_where_the_contract_asks(client: agent_lab.Client, layer: Path, function: Any) -> None:
    """With `rings` and no `processes`, no program starts, nothing is written but in `/tmp`, and `alive` says so."""
    rules = {"mode": "enforce", "guards": {"flows": "off", "shell": "off", "path": "off"}, "rings": BOTH}
    found, rings, _ = answered(client, layer, function(HANDLER), {**rules, "processes": []})
    assert rings == {"a": "proved", "b": "proved", "c": "proved"}
    assert (found["exec"], found["scratch"], found["elsewhere"]) == (errno.EPERM, 0, errno.EACCES)


@needs_seccomp
def test_programs_start_where_the_contract_has_some(client: agent_lab.Client, layer: Path, function: Any) -> None:
    """With a program in `processes`, or without that key, the filter lets programs start."""
    for more in ({}, {"processes": ["true"]}):
        rules = {"mode": "enforce", "guards": {"flows": "off"}, "rings": {"seccomp": True}, **more}
        found, rings, _ = answered(client, layer, function(HANDLER), rules)
        assert rings == {"a": "proved", "b": "proved", "c": "off"}
        assert found["exec"] == 0


@pytest.mark.parametrize(
    ("rules", "env"),
    [
        ({"mode": "enforce"}, {}),
        ({"mode": "alert", "rings": BOTH}, {}),
        ({"mode": "enforce", "rings": {"seccomp": False, "landlock": "yes"}}, {}),
        ({"mode": "enforce", "rings": BOTH}, {"ENNEAD_MODE": "observe"}),
        ({"rings": BOTH, "processes": []}, {"ENNEAD_MODE": "alert"}),
    ],
)
def test_no_ring_is_set_unasked(
    client: agent_lab.Client, layer: Path, function: Any, rules: dict[str, Any], env: dict[str, str]
) -> None:
    """Without `rings` in the contract, or out of `enforce`, nothing is set that could not be taken back."""
    found, rings, _ = answered(client, layer, function(HANDLER), rules, **env)
    assert rings == {"a": "proved", "b": "off", "c": "off"}
    assert found["exec"] == found["elsewhere"] == 0


@needs_landlock
def test_folders_of_the_contract_can_be_written(client: agent_lab.Client, layer: Path, function: Any) -> None:
    """`paths.write` is what Landlock lets be written: its folders, and `/tmp` only if it is among them."""
    rules = {
        "mode": "enforce",
        "guards": {"flows": "off"},
        "rings": {"landlock": True},
        "paths": {"write": ["/var/tmp"]},
    }
    found, rings, _ = answered(client, layer, function(HANDLER), rules)
    assert rings["c"] == "proved"
    assert (found["scratch"], found["elsewhere"], found["exec"]) == (errno.EACCES, 0, 0)


def test_programs_beside_a_written_folder_may_run(tmp_path: Path) -> None:
    """Closing a folder closes neither its neighbours nor theirs: what is deployed beside it is still a program."""
    for name in ("lang/bin", "task/bin", "tmp/deep", "task/out/deep"):
        (tmp_path / name).mkdir(parents=True)
    closed = {f"{tmp_path}/tmp/", f"{tmp_path}/task/out/"}
    found = {path[len(str(tmp_path)) + 1 :] for path in landlock.runnable(f"{tmp_path}/", closed)}
    assert found == {"lang", "task/bin"}


@needs_landlock
def test_threads_that_stay_outside_are_told(client: agent_lab.Client, layer: Path, function: Any) -> None:
    """A thread that the function started before its first event is outside of ring (c), and `alive` says how many."""
    early = "    import threading\n    threading.Thread(target=threading.Event().wait, daemon=True).start()\n" + HANDLER
    rules = {"mode": "enforce", "rings": {"landlock": True}}
    _, rings, _ = answered(client, layer, function(early), rules)
    assert rings["c"] == "proved, 1 earlier threads outside"


@needs_seccomp
@needs_landlock
@pytest.mark.parametrize("asked", [True, False])
def test_the_probe_function_tells_what_holds(
    client: agent_lab.Client, layer: Path, tmp_path: Path, asked: bool
) -> None:
    """The function that users deploy says of each ring whether it holds, and what the kernel would take."""
    task = tmp_path / "task"
    shutil.copytree(agent_lab.AGENT / "probe", task)
    env = contract(task, {"mode": "enforce", **({"rings": BOTH} if asked else {})})
    ran = agent_lab.run(client, task, [{}], layer=layer, env=env)
    found = json.loads(ran.answers[0])
    assert found["rings"]["a"] == "proved"
    for ring, error in (("b", errno.EPERM), ("c", errno.EACCES)):
        assert found["rings"][ring] == (f"holds (error {error})" if asked else "off")
    if not asked:
        assert found["could"]["b"] == "proved"
        assert found["could"]["c"].startswith("version ")


def test_a_ring_that_does_not_hold_is_never_called_proved(
    monkeypatch: pytest.MonkeyPatch, serving: Callable[..., list[dict[str, Any]]]
) -> None:
    """A kernel that says yes while what is forbidden goes, or that has no such thing, is told, and as an event."""
    from ennead_agent import rings

    said = serving({})
    monkeypatch.setattr(rings, "_found", {})
    monkeypatch.setattr(seccomp, "there", lambda: True)
    monkeypatch.setattr(seccomp, "apply", lambda **_: True)
    monkeypatch.setattr(landlock, "version", lambda: 0)
    rings._set(BOTH, {})
    assert {name: rings.report()[name] for name in "bc"} == {"b": "failed", "c": "absent"}
    assert [(one["kind"], one["facts"]["state"]) for one in said] == [("error", "absent"), ("error", "failed")]


def test_an_unknown_machine_has_no_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine whose numbers are not known there is no filter: it would refuse what it should not."""
    monkeypatch.setattr(native, "MACHINE", "riscv64")
    assert not seccomp.there()


@needs_seccomp
def test_each_worker_has_rings_of_its_own(client: agent_lab.Client, layer: Path, function: Any) -> None:
    """In managed instances the process that forks the workers stays outside; each worker sets and proves its own."""
    if client.numbers < (4,):
        pytest.skip("this client forks no workers")
    source = """
        import os, time
        def handler(event, context):
            time.sleep(0.2)
            try:
                os.posix_spawn("/bin/true", ["true"], {})
            except OSError as error:
                return error.errno
    """
    task = function(source)
    rules = {"mode": "enforce", "guards": {"flows": "off"}, "rings": {"seccomp": True}, "processes": []}
    env = {**contract(task, rules), "AWS_LAMBDA_MAX_CONCURRENCY": "2"}
    ran = agent_lab.run(client, task, [{}] * 6, layer=layer, env=env, parallel=2)
    assert ran.outcomes == ["ok"] * 6, ran.log
    assert {json.loads(answer) for answer in ran.answers} == {errno.EPERM}
    assert [event["facts"]["rings"]["b"] for event in ran.of("alive")] == ["proved"] * 2


@needs_seccomp
@needs_landlock
def test_a_runtime_is_started_anew_from_outside_of_the_rings(
    client: agent_lab.Client, layer: Path, function: Any
) -> None:
    """The supervisor starts programs where the runtime may start none, and each new runtime proves its own rings."""
    source = """
        import os
        def handler(event, context):
            try:
                os.posix_spawn("/bin/true", ["true"], {})
            except OSError as error:
                return [os.getpid(), error.errno]
    """
    task = function(source)
    lifetime = {"max_invocations": 2, "flush": "soft"}
    rules = {
        "mode": "enforce",
        "guards": {"flows": "off"},
        "rings": BOTH,
        "processes": [],
        "lifetime": lifetime,
    }
    ran = agent_lab.run(client, task, [{}] * 8, layer=layer, env=contract(task, rules), timeout=60)
    assert ran.outcomes == ["ok"] * 8, ran.log
    found = [json.loads(answer) for answer in ran.answers]
    assert {error for _, error in found} == {errno.EPERM}
    assert len({pid for pid, _ in found}) > 1, ran.log
    rings = [event["facts"]["rings"] for event in ran.of("alive")]
    assert all((one["b"], one["c"]) == ("proved", "proved") for one in rings), rings
