"""Tries what a ring forbids, in ways that do nothing where it does not hold.  A ring is reported by this alone."""

from __future__ import annotations

import errno
import os

from . import native, seccomp

_NO_FILE = -1
_BAD_FLAGS = 0x7FFFFFFF
_TRIES: dict[str, tuple[int, ...]] = {
    "unshare": (0,),  # without the ring: done, and nothing changes
    "setns": (_NO_FILE, 0),  # without: no such file
    "memfd_create": (0, _BAD_FLAGS),  # without: no such flags
    "execveat": (_NO_FILE, 0, 0, 0, 0),  # without: no such address
    "process_vm_readv": (0, 0, 0, 0, 0, _BAD_FLAGS),  # without: no such flags
}
_NO_PROGRAM = ("execve", (0, 0, 0))
_WRITABLE = "/proc/thread-self/comm"
"""A file that a thread may always write to, whoever it is; opened, it is as it was."""


def filtered(*, programs: bool) -> bool:
    """Whether each of some forbidden calls is refused."""
    tries = [*_TRIES.items(), *(() if programs else (_NO_PROGRAM,))]
    return all(native.call(seccomp.number(name, native.MACHINE), *words) == -errno.EPERM for name, words in tries)


def writes() -> bool:
    """Whether a file that can be written everywhere can be opened for writing: not so where Landlock holds."""
    try:
        place = os.open(_WRITABLE, os.O_WRONLY | os.O_CLOEXEC)
    except PermissionError:
        return False
    os.close(place)
    return True


def threads() -> int:
    """How many threads this process has."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208
