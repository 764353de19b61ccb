"""Where events go: whole lines on the standard output this instance started with, at most 1 KB a second.

The descriptor is a duplicate of our own, high up: it survives a handler that closes, replaces or captures stdout, and
takes no number that the function would have got.  Should that one be closed too, stdout is used again only while it is
still the same file: events never end up in a file of the function's.  Lines are shorter than a pipe's atomic write, so
no thread tears them.
"""

from __future__ import annotations

import os
from _thread import RLock
from time import monotonic

from . import instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    Key = tuple[str, str, str]

RATE = 512
"""Bytes a second.  With `BURST` on top, any three seconds or more hold at most 1 KB a second."""
BURST = 1536
INTRODUCTION = 3072
"""Bytes that an instance may write once beside the bucket, to say that it lives and where it goes."""
RESERVE = 512
"""What only blocks may use, so that a flood of lesser events does not crowd them out."""
LONGEST = 1024
"""Bytes of a line.  With the reserve it is no more than the burst, so that any line can be written."""
_KINDS_COUNTED = 32
_LOW = 200
_OTHERS: Key = ("error", "flag", "others")


class Sink:
    """The bucket, the descriptor, and the count of what was not written."""

    __slots__ = ("_clock", "_fd", "_file", "_introduction", "_lock", "_rate", "_stamp", "_tokens", "_torn", "unwritten")

    def __init__(self) -> None:
        self._clock = monotonic
        self._tokens = float(BURST)
        self._introduction = INTRODUCTION
        self._rate = RATE
        self._fd = -1
        self._file: tuple[int, int] | None = None
        self._stamp = self._clock()
        self._torn = False
        self._lock = RLock()
        self.unwritten: dict[Key, int] = {}
        self._open()

    def reopen(self) -> None:
        """Take stdout as it is now: a worker got one of its own after the fork."""
        self._close()
        self._file = None
        self._open()

    def refill(self) -> None:
        """A full bucket and another introduction, for an instance that begins."""
        self._tokens, self._introduction, self._rate = float(BURST), INTRODUCTION, RATE
        self._stamp = self._clock()

    def renew(self, origin: str) -> None:
        """After a fork or a restore.

        A forked child gets half of what was left, its parent keeps the other half, and the child earns nothing (unless
        it turns out to be a worker): so children, however many, do not lift the bound.
        """
        self._lock = RLock()  # another thread, which is not here, may have held the old one
        self._stamp = self._clock()
        self.unwritten = {}
        if origin == "restore":
            self.refill()
        else:
            self._tokens, self._introduction, self._rate = self._tokens / 2, 0, 0

    def share(self) -> None:
        """In the parent of a fork: half of what there is went to the child."""
        self._tokens /= 2

    def room(self, size: int = 384, *, urgent: bool = False, introduces: bool = False) -> bool:
        """Whether a line of that length may be written now."""
        with self._lock:
            self._earn()
            return (introduces and self._introduction >= size) or self._tokens >= size + (0 if urgent else RESERVE)

    def write(self, line: bytes, key: Key, *, urgent: bool = False, introduces: bool = False) -> bool:
        """Write a line (with its end), or count it if it may not or cannot be written."""
        with self._lock:
            if not self.room(len(line), urgent=urgent, introduces=introduces):
                self._count(key)
                return False
            if introduces and self._introduction >= len(line):
                self._introduction -= len(line)
            else:
                self._tokens -= len(line)
        if self._put(line):
            return True
        with self._lock:
            self._count(key)
        return False

    def last_words(self, text: str) -> None:
        """Write past bucket and lock, for the one line that says that neither can be relied on."""
        if self._fd >= 0:
            os.write(self._fd, text.encode("ascii", "replace"))

    def take_unwritten(self) -> tuple[Key, int] | None:
        """A kind that was not written, with its count, forgotten here: blocks first, then the most frequent."""
        with self._lock:
            if not self.unwritten:
                return None
            key = max(self.unwritten, key=lambda kind: (kind[1] == "block", self.unwritten[kind]))
            return key, self.unwritten.pop(key)

    def add_unwritten(self, key: Key, count: int) -> None:
        """Count events that were to be written and were not."""
        with self._lock:
            self._count(key, count)

    def _count(self, key: Key, count: int = 1) -> None:
        if key not in self.unwritten and len(self.unwritten) >= _KINDS_COUNTED:
            key = _OTHERS
        self.unwritten[key] = self.unwritten.get(key, 0) + count

    def _earn(self) -> None:
        """Add what time has earned; a clock that goes back earns nothing, one that leaps no more than the burst."""
        now = self._clock()
        earned = (now - self._stamp) * self._rate
        self._stamp = now
        if earned > 0:
            self._tokens = min(float(BURST), self._tokens + earned)

    def _put(self, line: bytes) -> bool:
        try:
            if self._fd < 0 or _identity(self._fd) != self._file:
                self._fd = -1  # closed by the function, and the number may be its own by now
                self._open()
            if self._fd < 0:
                return False
            if self._torn:
                line = b"\n" + line
            written = os.write(self._fd, line)
        except OSError:
            return False
        self._torn = written != len(line)
        return not self._torn

    def _open(self) -> None:
        """Duplicate stdout to the first free descriptor from 200 on, if it is the stdout of before."""
        found = _identity(1)
        if found is None or (self._file is not None and found != self._file):
            return
        try:
            self._fd = _duplicate()
        except OSError:  # no descriptor is left: tried again with the next line
            return
        self._file = found

    def _close(self) -> None:
        if self._fd >= 0 and _identity(self._fd) == self._file:
            os.close(self._fd)
        self._fd = -1


def _duplicate() -> int:
    """Another descriptor of stdout, not inherited; the system itself finds a number that no thread is taking."""
    try:
        import fcntl

        return fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, _LOW)
    except (ImportError, OSError):  # the function may open fewer files than that
        return os.dup(1)


def _identity(descriptor: int) -> tuple[int, int] | None:
    """Which file a descriptor stands for; None if it is closed."""
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino


sink = Sink()
instance.on_renewal(sink.renew)
os.register_at_fork(after_in_parent=sink.share)
