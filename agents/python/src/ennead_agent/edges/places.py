"""Where a path truly leads: past links in places where anybody can make one, and past `/proc`'s own.

A link that is changed between the look and the opening is not seen; Landlock (ring c) holds that too.
"""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LINKS = ("/tmp/", "/var/tmp/", "/dev/shm/", "/dev/fd/", "/mnt/", "/proc/")  # noqa: S108
"""Where links may lie that neither the deployment nor the platform has made."""
_STREAM = re.compile(r"/(?:dev|proc/self)/fd/[012]\Z")
"""The streams that the process began with: whatever they are, it may use them."""
_ELSEWHERE = re.compile(r"/proc/self/(?:task/\d+/)?(?:root|cwd|map_files)(?:/|\Z)")
_THREAD = re.compile(r"/proc/self/task/\d+/")


def leads(path: str, folders: Iterable[str], *, to_itself: bool = False) -> str:
    """The whole path without links, as `/proc/self/...` where it stays with this process; "" where that is not told.

    `folders`, with a slash at the end, are those that may be written: links may lie there too.  `to_itself`: what is
    done is done to a link, not to what it leads to.
    """
    full = os.path.abspath(path)  # noqa: PTH100
    if _STREAM.match(full) or not full.startswith((*_LINKS, *folders)):
        return full
    try:
        if to_itself:
            real = os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))  # noqa: PTH118, PTH119, PTH120
        else:
            real = os.path.realpath(full)
    except (OSError, ValueError):  # no path at all: whoever opens it says so
        return full
    if real.startswith("/memfd:"):  # a file of this process alone, that has no place
        return full
    real = _of_this_process(real)
    return "" if _ELSEWHERE.match(real) else real


def _of_this_process(path: str) -> str:
    own = f"/proc/{os.getpid()}/"
    if not path.startswith(own):
        return path
    return _THREAD.sub("/proc/self/", "/proc/self/" + path[len(own) :])


def followed(folders: Iterable[str]) -> tuple[str, ...]:
    """These folders, each also as what it leads to now: at start, when nobody can have laid a link there."""
    real = [os.path.realpath(folder).rstrip("/") + "/" for folder in folders]
    return tuple(dict.fromkeys((*folders, *real)))
