"""A function that tells which rings hold where it runs: deploy it, with the agent beside it or without, and invoke it.

It tries something forbidden in each ring, in a child process, harmlessly; and it says what the kernel would let the
agent set.  It needs no right, sends nothing, and answers with JSON.  Standard library only.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import struct
import sys

ARM = platform.machine() == "aarch64"
_PROGRAM = "/bin/true"


def handler(_event: object, _context: object) -> dict[str, object]:
    """What holds now, and what could be set."""
    return {
        "machine": {"architecture": platform.machine(), "kernel": platform.release(), "python": sys.version.split()[0]},
        "status": _status(),
        "rings": {"a": _in_child(_ring_a), "b": _in_child(_ring_b), "c": _in_child(_ring_c)},
        "could": {"b": _in_child(_set_filter), "c": _landlock()},
        "others": {"parent's variables": _in_child(_read_parent), "tracing": _in_child(_trace)},
    }


def _in_child(act: object) -> str:
    """A word that is found out in a child, which ends with it: whatever happens there, this process is as before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            word = act()  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001
            word = f"could not tell ({type(error).__name__})"
        os.write(writing, str(word).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read(200).decode()
    os.waitpid(child, 0)
    return found or "the child was ended"


def _call(x86: int, arm: int, *words: object) -> int:
    """A system call's result, or its error as a negative number."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    given = [ctypes.c_long(word) if isinstance(word, int) else word for word in words]
    result = int(libc.syscall(ctypes.c_long(arm if ARM else x86), *given))
    return -ctypes.get_errno() if result == -1 else result


def _ring_a() -> str:
    """Whether an audit hook of the agent's is there: the interpreter asks it before it takes another one."""
    if "ennead_agent.audit" not in sys.modules:
        return "off: the agent is not attached"
    state: str = sys.modules["ennead_agent.audit"].state()
    return state


def _ring_b() -> str:
    """`unshare(0)` does nothing where it is not refused."""
    found = _call(272, 97, 0)
    return "off" if found == 0 else f"holds (error {-found})"


def _ring_c() -> str:
    """A thread's own name may always be written, unless Landlock says otherwise."""
    try:
        os.close(os.open("/proc/thread-self/comm", os.O_WRONLY))
    except PermissionError as error:
        return f"holds (error {error.errno})"
    return "off"


def _set_filter() -> str:
    """A filter that refuses `setns`, set in the child and tried."""
    arch, number = (0xC00000B7, 268) if ARM else (0xC000003E, 308)
    lines = [(0x20, 0, 0, 4), (0x15, 0, 3, arch), (0x20, 0, 0, 0), (0x15, 0, 1, number), (6, 0, 0, 0x50001)]
    code = ctypes.create_string_buffer(
        b"".join(struct.pack("=HBBI", *line) for line in [*lines, (6, 0, 0, 0x7FFF0000)])
    )
    head = ctypes.create_string_buffer(struct.pack("@HP", 6, ctypes.addressof(code)))
    before = _call(308, 268, -1, 0)
    if _call(157, 167, 38, 1, 0, 0, 0) != 0:
        return "no: no_new_privs is refused"
    taken = _call(317, 277, 1, 1, ctypes.byref(head))
    if taken != 0:
        return f"no (error {-taken})"
    after = _call(308, 268, -1, 0)
    return "proved" if (before, after) == (-9, -1) else f"taken, and not proved ({before}, {after})"


def _landlock() -> str:
    version = _call(444, 444, 0, 0, 1)
    return f"version {version}" if version > 0 else f"no (error {-version})"


def _read_parent() -> str:
    try:
        with open(f"/proc/{os.getppid()}/environ", "rb") as file:  # noqa: PTH123
            return f"read, {len(file.read())} bytes"
    except OSError as error:
        return f"refused (error {error.errno})"


def _trace() -> str:
    """Of the parent, which is this function: seized, it goes on, and the child ends at once."""
    found = _call(101, 117, 0x4206, os.getppid(), 0, 0)
    return "goes" if found == 0 else f"refused (error {-found})"


def _status() -> dict[str, str]:
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:  # noqa: PTH123
        pairs = [line.split(":", 1) for line in file if ":" in line]
    wanted = ("Seccomp", "Seccomp_filters", "NoNewPrivs", "CapEff", "Uid")
    return {name: value.strip() for name, value in pairs if name in wanted}


if __name__ == "__main__":
    print(json.dumps(handler(None, None), indent=2))  # noqa: T201
