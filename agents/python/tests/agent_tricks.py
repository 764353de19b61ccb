"""What an intruder in a function's process would try: each trick by itself, in a process of its own, behind one ring.

Run as a program: `agent_tricks.py TRICK RING`, with its places in the environment.  It prints one line of JSON, after
the agent's events: whether the trick had its effect.  Everything stays on this machine, is bounded, and harms nothing.
"""

# ruff: noqa: PTH123, PTH208, S102, S202, S301, S602, S605, S606  # each is what an intruder does
from __future__ import annotations

import ctypes
import gc
import io
import json
import os
import pickle
import platform
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

SCRATCH = Path(os.environ.get("TRICK_SCRATCH", "/tmp"))
ELSEWHERE = Path(os.environ.get("TRICK_ELSEWHERE", "/var/tmp/none"))
PORT = int(os.environ.get("TRICK_PORT", "0"))
MARK = SCRATCH / "mark"
TOUCH = ["/bin/touch", str(MARK)]
ARM = platform.machine() == "aarch64"
TRICKS: dict[str, tuple[str, Callable[[], bool]]] = {}
Trick = Callable[[], bool]
EARLY = ctypes.CDLL(None)
EARLY_SYSTEM = EARLY.system
"""Resolved before any ring was there."""
ROOT = os.open("/", os.O_RDONLY)
helper = 0


def trick(what: str) -> Callable[[Trick], Trick]:
    """List a trick, under its function's name and in plain words."""

    def note(act: Trick) -> Trick:
        TRICKS[act.__name__] = (what, act)
        return act

    return note


def libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def call(x86: int, arm: int, *words: Any) -> int:
    """A system call by its number."""
    numbers = [ctypes.c_long(word) if isinstance(word, int) else word for word in words]
    result = int(libc().syscall(ctypes.c_long(arm if ARM else x86), *numbers))
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def drop(kept: int) -> None:
    """Give up the rights of an administrator that are not in `kept`."""
    halves = (kept & 0xFFFFFFFF, kept >> 32 & 0xFFFFFFFF)
    head, data = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0)), ctypes.create_string_buffer(24)
    libc().capget(head, data)
    have = struct.unpack("=6I", data.raw)
    mine = [one & halves[place // 3] for place, one in enumerate(have)]
    libc().capset(head, ctypes.create_string_buffer(struct.pack("=6I", *mine)))


def forked(act: Callable[[], object]) -> int:
    """What a child ends with, which does this."""
    child = os.fork()
    if not child:
        try:
            act()
        finally:
            os._exit(99)
    return os.waitpid(child, 0)[1] >> 8


def program() -> bool:
    """Start a program by `subprocess`, once the hooks are thought away."""
    subprocess.run(TOUCH, check=True)
    return MARK.exists()


@trick("a shell by `subprocess`")
def shell_by_subprocess() -> bool:
    subprocess.run(f"touch {MARK}", shell=True, check=False)
    return MARK.exists()


@trick("a program by `os.posix_spawn`")
def posix_spawn() -> bool:
    os.waitpid(os.posix_spawn(TOUCH[0], TOUCH, {}), 0)
    return MARK.exists()


@trick("a shell by `os.system`")
def os_system() -> bool:
    os.system(f"touch {MARK}")
    return MARK.exists()


@trick("`fork`, then `exec`")
def fork_exec() -> bool:
    forked(lambda: os.execv(TOUCH[0], TOUCH))
    return MARK.exists()


@trick("a program by `_posixsubprocess`, which raises no audit event")
def fork_exec_unaudited() -> bool:
    from multiprocessing import util

    pid = util.spawnv_passfds(TOUCH[0].encode(), [word.encode() for word in TOUCH], [])
    os.waitpid(pid, 0)
    return MARK.exists()


@trick("`execve` of the C library, by `ctypes`")
def ctypes_execve() -> bool:
    words = (ctypes.c_char_p * 3)(*[word.encode() for word in TOUCH], None)
    execve = libc().execve
    forked(lambda: execve(TOUCH[0].encode(), words, None))
    return MARK.exists()


@trick("`system` of the C library, by `ctypes`")
def ctypes_system() -> bool:
    libc().system(f"touch {MARK}".encode())
    return MARK.exists()


@trick("a function of the C library that was looked up before the agent came")
def early_pointer() -> bool:
    EARLY_SYSTEM(f"touch {MARK}".encode())
    return MARK.exists()


@trick("a program written to `/tmp`, and started")
def program_in_tmp() -> bool:
    path = SCRATCH / "tool"
    path.write_text(f"#!/bin/sh\ntouch {MARK}\n")
    path.chmod(0o755)
    subprocess.run([str(path)], check=False)
    return MARK.exists()


@trick("a program in memory only (`memfd_create`)")
def memfd_program() -> bool:
    place = os.memfd_create("x", 0)
    os.write(place, Path("/bin/true").read_bytes())
    return forked(lambda: os.execve(f"/proc/self/fd/{place}", ["true"], {})) == 0


@trick("a child with `LD_PRELOAD`")
def ld_preload() -> bool:
    subprocess.run(TOUCH, env={"LD_PRELOAD": str(SCRATCH / "x.so")}, stderr=subprocess.DEVNULL, check=False)
    return MARK.exists()


@trick("eight forks at once")
def forks() -> bool:
    return [forked(lambda: os._exit(5)) for _ in range(8)] == [5] * 8


@trick("the next event, asked of the runtime's API by a socket of its own")
def steal_event() -> bool:
    with socket.create_connection(("127.0.0.1", PORT), 5) as found:
        found.sendall(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n")
        return b"200 OK" in found.recv(100)


@trick("variables, by `os.environ`")
def read_variables() -> bool:
    return os.environ["AWS_SECRET_ACCESS_KEY"] == "test"


@trick("variables, by `/proc/self/environ`")
def read_proc_environ() -> bool:
    with open("/proc/self/environ", "rb") as file:
        return b"AWS_SECRET_ACCESS_KEY" in file.read()


@trick("another process's variables, by `/proc/PID/environ`")
def read_other_environ() -> bool:
    drop(~(1 << 21 | 1 << 38))  # as a function has it: an administrator may read whatever Landlock says
    with open(f"/proc/{helper}/environ", "rb") as file:
        return b"AWS_SECRET_ACCESS_KEY" in file.read()


@trick("the function's own source")
def read_source() -> bool:
    return b"LAMBDA" in Path(os.environ["LAMBDA_TASK_ROOT"], "app.py").read_bytes()


@trick("`/etc/passwd`")
def read_etc() -> bool:
    return b"root" in Path("/etc/passwd").read_bytes()


@trick("`/etc/passwd`, by `/proc/self/root`")
def read_proc_root() -> bool:
    return b"root" in Path("/proc/self/root/etc/passwd").read_bytes()


@trick("a file written outside of `/tmp`")
def write_elsewhere() -> bool:
    ELSEWHERE.write_text("x")
    return ELSEWHERE.exists()


@trick("the same by `open` of the C library")
def write_by_ctypes() -> bool:
    place = libc().open(str(ELSEWHERE).encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    return int(place) >= 0 and ELSEWHERE.exists()


@trick("the same by SQLite, which opens files itself")
def write_by_sqlite() -> bool:
    with sqlite3.connect(ELSEWHERE) as held:
        held.execute("create table t (a)")
    return ELSEWHERE.exists()


@trick("the same by a link in `/tmp`")
def write_by_link() -> bool:
    (SCRATCH / "link").symlink_to(ELSEWHERE)
    (SCRATCH / "link").write_text("x")
    return ELSEWHERE.exists()


@trick("the same by an archive whose member climbs out")
def write_by_archive() -> bool:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../" * 12 + str(ELSEWHERE)[1:]), io.BytesIO())
    data.seek(0)
    with tarfile.open(fileobj=data) as archive:
        trusting: dict[str, Any] = {"filter": "fully_trusted"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(SCRATCH, **trusting)
    return ELSEWHERE.exists()


@trick("own memory, written by `/proc/self/mem`")
def write_own_memory() -> bool:
    held = ctypes.create_string_buffer(b"before")
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        memory.seek(ctypes.addressof(held))
        memory.write(b"after!")
    return held.value == b"after!"


@trick("a pickle that calls `os.system`")
def pickled_call() -> bool:
    pickle.loads(b"cos\nsystem\n(Vtouch " + str(MARK).encode() + b"\ntR.")
    return MARK.exists()


@trick("a connection, by `socket`")
def connect() -> bool:
    with socket.socket() as found:
        found.connect(("127.0.0.2", PORT))
    return True


@trick("a connection, by a system call of its own")
def raw_connect() -> bool:
    address = struct.pack("!2sH4s8x", struct.pack("=H", socket.AF_INET), PORT, socket.inet_aton("127.0.0.2"))
    with socket.socket() as found:
        return call(42, 203, found.fileno(), ctypes.c_char_p(address), 16) == 0


@trick("data in a name, sent to a name server")
def dns() -> bool:
    question = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x06secret\x04test\x00\x00\x01\x00\x01"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        return found.sendto(question, ("127.0.0.53", 53)) == len(question)


@trick("a port, listened at")
def listen() -> bool:
    with socket.create_server(("127.0.0.1", 0)):
        return True


@trick("`io_uring`, whose reads and connections no other sensor sees")
def io_uring() -> bool:
    return call(425, 425, 8, ctypes.create_string_buffer(120)) >= 0


@trick("another process, traced (`ptrace`)")
def ptrace() -> bool:
    return call(101, 117, 0x4206, helper, 0, 0) == 0


@trick("another process's memory, read")
def read_other_memory() -> bool:
    held = ctypes.create_string_buffer(8)
    there = ctypes.create_string_buffer(b"forked")  # at the same place in the child
    mine = ctypes.create_string_buffer(struct.pack("=QQ", ctypes.addressof(held), 6))
    its = ctypes.create_string_buffer(struct.pack("=QQ", ctypes.addressof(BEFORE_FORK), 6))
    del there
    return call(310, 270, helper, mine, 1, its, 1, 0) == 6


BEFORE_FORK = ctypes.create_string_buffer(b"forked")


@trick("memory that is written and run (shell code)")
def writable_code() -> bool:
    import mmap

    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(struct.pack("<II", 0x52800540, 0xD65F03C0) if ARM else b"\xb8\x2a\x00\x00\x00\xc3")
    place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return int(ctypes.CFUNCTYPE(ctypes.c_int)(place)()) == 42


@trick("the agent's sensors taken away, then a program")
def clear_sensors() -> bool:
    sensors = getattr(sys.modules.get("ennead_agent.audit"), "_sensors", {})
    sensors.clear()
    return program()


@trick("the hook's code exchanged, then a program")
def exchange_code() -> bool:
    hook = getattr(sys.modules.get("ennead_agent.audit"), "_hook", None)
    if hook is not None:
        hook.__code__ = (lambda event, args, _find=None: None).__code__
    return program()


@trick("the sensors found by the garbage collector and taken away, then a program")
def find_by_gc() -> bool:
    for one in gc.get_objects():
        if type(one) is dict and "subprocess.Popen" in one:
            one.clear()
    return program()


@trick("a library's function exchanged")
def exchange_function() -> bool:
    space: dict[str, Any] = {}
    exec("def create_connection(*words, **named): return 'mine'", space)
    socket.create_connection = space["create_connection"]
    return vars(socket)["create_connection"] is space["create_connection"]


@trick("a finder of modules put in")
def put_in_finder() -> bool:
    space: dict[str, Any] = {"__name__": "app"}
    exec("class Finder:\n    def find_spec(self, *words): return None", space)
    sys.meta_path.insert(0, space["Finder"]())
    return type(sys.meta_path[0]) is space["Finder"]


@trick("a profile function that sees all arguments")
def profile() -> bool:
    space: dict[str, Any] = {}
    exec("def look(frame, event, argument): return None", space)
    sys.setprofile(space["look"])
    return sys.getprofile() is not None


@trick("a thread that `threading` does not know, which stays")
def hidden_thread() -> bool:
    import _thread

    known = threading.active_count()
    go = _thread.allocate_lock()
    go.acquire()
    space: dict[str, Any] = {"__name__": "app"}
    exec("def stay(go): go.acquire(timeout=15)", space)
    _thread.start_new_thread(space["stay"], (go,))
    time.sleep(0.05)
    return threading.active_count() == known and len(os.listdir("/proc/self/task")) > 1


@trick("a signal's handler that runs later")
def signal_handler() -> bool:
    seen: list[int] = []
    signal.signal(signal.SIGALRM, lambda *_: seen.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(0.05)
    return seen == [1]


@trick("another user (`setresuid`)")
def setuid() -> bool:
    os.setresuid(-1, 65534, -1)
    found = os.geteuid()
    os.setresuid(-1, 0, -1)
    return found == 65534


@trick("another root (`chroot`)")
def chroot() -> bool:
    os.chroot(SCRATCH)
    found = not Path("/etc").exists()
    os.fchdir(ROOT)
    os.chroot(".")
    return found


@trick("a file system, mounted")
def mount() -> bool:
    mounted = libc().mount(b"none", str(SCRATCH).encode(), b"tmpfs", 0, None)
    return int(mounted) == 0


@trick("a user namespace (root in it)")
def user_namespace() -> bool:
    return bool(forked(lambda: (call(272, 97, 0x10000000), os._exit(7))) == 7)


@trick("a key of the kernel's (`add_key`)")
def keyring() -> bool:
    return call(248, 217, ctypes.c_char_p(b"user"), ctypes.c_char_p(b"x"), ctypes.c_char_p(b"y"), 1, -2) > 0


@trick("a map of the kernel's (`bpf`)")
def bpf() -> bool:
    return call(321, 280, 0, ctypes.create_string_buffer(struct.pack("=IIII", 2, 4, 4, 1), 128), 128) >= 0


@trick("faults handled by itself (`userfaultfd`)")
def userfaultfd() -> bool:
    return call(323, 282, 1) >= 0


@trick("a counter of the processor's (`perf_event_open`)")
def perf_event() -> bool:
    attribute = ctypes.create_string_buffer(struct.pack("=IIQ", 1, 112, 0), 112)
    return call(298, 241, attribute, 0, -1, -1, 0) >= 0


def set_ring(ring: str) -> None:
    """Set one ring, as the agent does."""
    from ennead_agent import invocation, lifecycle
    from ennead_agent.rings import landlock, prove, seccomp

    if ring == "a":
        lifecycle.install(None, "wrapper")
        lifecycle.announce()
        lifecycle.turn()
        lifecycle.begin(invocation.Invocation("1", b"{}", cold=True))
    elif ring == "b":
        assert seccomp.apply(programs=False)
        assert prove.filtered(programs=False)
    elif ring == "c":
        assert landlock.apply({})
        assert not prove.writes()


def finish(ring: str) -> None:
    """What the agent says once two answers are posted, with a deep look, which in an instance comes now and then."""
    if ring != "a":
        return
    from ennead_agent import hygiene, invocation, lifecycle

    lifecycle.end()
    lifecycle.turn()
    lifecycle.begin(invocation.Invocation("2", b"{}", cold=False))
    hygiene.deeply()
    lifecycle.end()


def main(name: str, ring: str) -> None:
    global helper  # noqa: PLW0603
    say = json.JSONEncoder().encode
    with suppress(OSError, AttributeError):
        libc().unshare(0x20000)  # mounts of this process are its own
        libc().mount(None, b"/", None, 0x44000, None)
    helper = os.fork()
    if not helper:
        drop(0)
        signal.alarm(30)
        while True:
            signal.pause()
    effect, error = False, ""
    try:
        set_ring(ring)
        try:
            effect = TRICKS[name][1]()
        except Exception as raised:  # noqa: BLE001
            error = f"{type(raised).__name__}: {raised}"
        finish(ring)
    finally:
        os.kill(helper, signal.SIGKILL)
    os.write(1, ("\n" + say({"effect": effect, "error": error}) + "\n").encode())
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
