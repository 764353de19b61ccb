"""Which files were made or changed since the last look.

Three sources: paths that this process opened for writing, renamed or marked (audit events); a walk of the temporary
folders after an invocation that started programs or loaded native code, by the time of change; and now and then a walk
of all of it, where the disk is this instance's alone.  Each is bounded.
"""

from __future__ import annotations

import os

from .base import PLACES, marks, now_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Base

_MOST_WALKED = 512
_MOST_DEEP = 2048
_DEPTH = 8
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
