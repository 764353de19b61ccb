"""Programs and native libraries that were written while the function ran.

By what they hold: the head of a program for the kernel, or of a script that is marked as a program.  A copy of a file
that was deployed, and what compilers keep in the folders that they are told to keep it in, is none.
"""

from __future__ import annotations

import os

from .base import ROOT
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Base
    from .written import Written

_ELF = b"\x7fELF"
_MOST_COMPARED = 20_000
_DEPLOYED = ["/opt"]


def look(base: Base, one: Written, names: frozenset[str] = frozenset(), *, removes: bool = False) -> Iterator[Finding]:
    """Whether a new file is one."""
    path, name = one.path, one.name
    kind = _kind(one)
    if kind is None or path.startswith(base.caches) or name[:15] in names or "/__pycache__/" in path:
        return
    if not _is_copy(path, name):
        reason = f"{kind} was written while the function ran"
        key = one.status.st_dev, one.status.st_ino, one.status.st_size
        yield Finding("executable", key, reason, path, mend=_remove(path) if removes else None, lasting=True)


def _kind(one: Written) -> str | None:
    if one.data[:4] == _ELF:
        return "a native program or library"
    return "a script that can be run" if one.data[:2] == b"#!" and one.status.st_mode & 0o111 else None


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
