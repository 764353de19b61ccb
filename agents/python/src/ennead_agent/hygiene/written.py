"""Which files were made or changed since the last look.

Three sources: paths that this process opened for writing, renamed or marked (audit events); a walk of the temporary
folders after an invocation that started programs or loaded native code, by the time of change; and now and then a walk
of all of it, where the disk is this instance's alone.  Each is bounded.
"""

from __future__ import annotations

import os
import stat

from .base import PLACES, marks, now_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Base

_MOST_WALKED = 512
_MOST_DEEP = 2048
_DEPTH = 8
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_HEAD = 4
ALONE = [os.path.isdir("/var/runtime") or os.environ.get("AWS_EXECUTION_ENV", "").startswith("AWS_Lambda_")]  # noqa: PTH112
"""Whether this is an instance of the platform's, whose temporary files nobody else writes."""


def new(base: Base, *, deep: bool = False) -> list[str]:
    """Paths of files that are there and new."""
    found, marks.written = dict(marks.written), {}
    if marks.elsewhere or (deep and ALONE[0]):
        since, base.since_ns, marks.elsewhere = base.since_ns, now_ns(), False
        for path in walk(since, _MOST_DEEP if deep else _MOST_WALKED):
            found[path] = None
    elif not ALONE[0]:
        base.since_ns = now_ns()  # what others write here meanwhile is none of ours
    return list(found)


def walk(since_ns: int, most: int) -> Iterator[str]:
    """Files in the temporary folders that changed since then; at most so many entries are looked at."""
    waiting = [(place, 0) for place in PLACES]
    while waiting:
        folder, depth = waiting.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            continue
        with entries:
            for entry in entries:
                most -= 1
                if most < 0:
                    return
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if depth < _DEPTH:
                            waiting.append((entry.path, depth + 1))
                    elif entry.stat(follow_symlinks=False).st_ctime_ns >= since_ns:
                        yield entry.path
                except OSError:
                    continue


class Written:
    """A file that is new, opened once for all who look at it.

    `data` is its head, or all of it where that is little; empty for what is no plain file, or cannot be opened.
    """

    __slots__ = ("data", "name", "path", "status")

    def __init__(self, path: str, status: os.stat_result, data: bytes) -> None:
        self.path, self.status, self.data = path, status, data
        self.name = path.rpartition("/")[2]

    @property
    def is_plain(self) -> bool:
        """Whether it is a file that holds data."""
        return stat.S_ISREG(self.status.st_mode)


def read(path: str, most: int) -> Written | None:
    """What lies there; None if nothing does.  A link is not followed, a file that cannot be opened has no data."""
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        return _unopened(path)
    try:
        status = os.fstat(descriptor)
        size = most if status.st_size <= most else _HEAD
        return Written(path, status, os.read(descriptor, size) if stat.S_ISREG(status.st_mode) else b"")
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _unopened(path: str) -> Written | None:
    try:
        return Written(path, os.lstat(path), b"")
    except OSError:
        return None
