"""Ring (c): Landlock.  What may be written is `/tmp` or what the contract names; what lies there is no program.

Reading stays as it is.  It holds for the thread that sets it and for what that one starts: threads that the function
had started before stay outside, and `alive` counts them.  Lambda's kernels may well not have it.
"""

from __future__ import annotations

import os
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_OLDEST = 2
"""The first version that lets a file be moved from one folder to another."""
_EXECUTE, _WRITE, _TRUNCATE = 1 << 0, 1 << 1, 1 << 14
_CHANGES = sum(1 << bit for bit in range(4, 14))
"""Names made, removed, and moved."""
_SCRATCH = ("/tmp/",)  # noqa: S108
_DEVICES = "null zero full random urandom tty ptmx pts shm".split()
_NO_PROGRAMS = ("/tmp/", "/dev/", "/proc/", "/sys/")  # noqa: S108


def version() -> int:
    """Which version of it the kernel has; 0 if none that will do."""
    from . import native

    found = native.call(_CREATE, 0, 0, 1)
    return found if found >= _OLDEST else 0


def folders(rules: dict[str, Any]) -> tuple[str, ...]:
    """What the contract lets be written: where it says nothing, `/tmp`."""
    if not isinstance(rules.get("paths"), dict):
        return _SCRATCH
    from ..edges.table import Table

    found = Table({"paths": rules.get("paths")}).write
    return _SCRATCH if found is None else found


def apply(rules: dict[str, Any]) -> bool:
    """Set it.  Whether the kernel says that it did so."""
    import ctypes

    from . import native

    handled = _EXECUTE | _WRITE | _CHANGES | (_TRUNCATE if version() > _OLDEST else 0)
    ruleset = native.call(_CREATE, ctypes.c_char_p(struct.pack("=Q", handled)), 8, 0)
    if ruleset < 0:
        return False
    try:
        for path, rights in _allowed(folders(rules), rules.get("processes")):
            _allow(ruleset, path, rights & handled)
        return native.no_new_privileges() and native.call(_RESTRICT, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allowed(written: tuple[str, ...], programs: Any) -> Iterator[tuple[str, int]]:
    """Paths, and what may be done in them."""
    for folder in written:
        yield folder, _WRITE | _TRUNCATE | _CHANGES
    for name in _DEVICES:
        yield "/dev/" + name, _WRITE | _TRUNCATE | (_CHANGES if name == "shm" else 0)
    for path in runnable("/", {*written, *_NO_PROGRAMS}):
        yield path, _EXECUTE
    yield os.path.realpath(sys.executable), _EXECUTE
    for program in programs if isinstance(programs, list) else ():
        if str(program).startswith("/"):
            yield str(program), _EXECUTE


def runnable(folder: str, closed: set[str]) -> Iterator[str]:
    """What lies in a folder and in none of the closed ones, which may lie deeper: rules allow, and cannot except."""
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return
    for name in names:
        path = folder + name + "/"
        if path in closed:
            continue
        if any(one.startswith(path) for one in closed):
            yield from runnable(path, closed)
        else:
            yield path[:-1]


def _allow(ruleset: int, path: str, rights: int) -> None:
    import ctypes

    from . import native

    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # it is not there: then nothing can be done in it
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112
            rights &= _EXECUTE | _WRITE | _TRUNCATE
        native.call(_ADD, ruleset, 1, ctypes.c_char_p(struct.pack("=Qi", rights, place)), 0)
    finally:
        os.close(place)
