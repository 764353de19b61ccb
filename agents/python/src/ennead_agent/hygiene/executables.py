"""Programs and native libraries that were written while the function ran.

By what they hold: the head of a program for the kernel, or of a script that is marked as a program.  A copy of a file
that was deployed, and what compilers keep in the folders that they are told to keep it in, is none.
"""

from __future__ import annotations

import os
import stat

from .base import ROOT
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .base import Base

_ELF = b"\x7fELF"
_MOST_COMPARED = 20_000
_DEPLOYED = ["/opt"]


def look(
    base: Base, paths: Iterable[str], names: frozenset[str] = frozenset(), *, removes: bool = False
) -> Iterator[Finding]:
    """Those among the new files."""
    for path in paths:
        name = path.rpartition("/")[2]
        if path.startswith(base.caches) or name[:15] in names or "/__pycache__/" in path:
            continue
        kind = _kind(path)
        if kind is not None and not _is_copy(path, name):
            reason = f"{kind} was written while the function ran"
            yield Finding(
                "executable", _identity(path), reason, path, mend=_remove(path) if removes else None, lasting=True
            )


def _identity(path: str) -> object:
    try:
        found = os.lstat(path)
    except OSError:
        return path
    return found.st_dev, found.st_ino, found.st_size


def _kind(path: str) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        mode = os.fstat(descriptor).st_mode
        head = os.read(descriptor, 4) if stat.S_ISREG(mode) else b""
    except OSError:
        return None
    finally:
        os.close(descriptor)
    if head == _ELF:
        return "a native program or library"
    return "a script that can be run" if head[:2] == b"#!" and mode & 0o111 else None


def _is_copy(path: str, name: str) -> bool:
    """Whether the same file lies where the function was deployed: packages are copied out to be run."""
    try:
        size = os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return False
    for other in _deployed(name):
        try:
            if os.stat(other).st_size == size and _same(path, other):  # noqa: PTH116
                return True
        except OSError:  # noqa: PERF203
            continue
    return False


def _deployed(name: str) -> Iterator[str]:
    left = _MOST_COMPARED
    for root in (ROOT, *_DEPLOYED):
        for folder, _folders, files in os.walk(root):
            left -= len(files) + 1
            if left < 0:
                return
            if name in files:
                yield folder + "/" + name


def _same(path: str, other: str) -> bool:
    with open(path, "rb") as one, open(other, "rb") as two:  # noqa: PTH123
        while True:
            part = one.read(1 << 16)
            if part != two.read(1 << 16):
                return False
            if not part:
                return True


def _remove(path: str):  # type: ignore[no-untyped-def]
    return lambda: os.unlink(path)  # noqa: PTH108
