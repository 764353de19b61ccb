"""What the system tells of this process: its children, descriptors, sockets, memory.  Each a few microseconds."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Process:
    """A process as its `stat` has it."""

    __slots__ = ("name", "parent", "pid", "session", "started", "state")

    def __init__(self, pid: int, text: bytes) -> None:
        head, _, tail = text.rpartition(b")")
        fields = tail.split()
        self.pid = pid
        self.name = head.partition(b"(")[2].decode("ascii", "replace")
        self.state = fields[0].decode("ascii", "replace")
        self.parent, self.session, self.started = int(fields[1]), int(fields[3]), int(fields[19])

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from another process that has the number later."""
        return self.pid, self.started

    @property
    def runs(self) -> bool:
        """Whether it has not ended (and only waits to be reaped)."""
        return self.state not in ("Z", "X")


def read(path: str, most: int = 1 << 16) -> bytes:
    """The beginning of a file of the system's; empty where it cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return b""
    try:
        return os.read(descriptor, most)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def lines(path: str, most: int = 1 << 22) -> list[bytes]:
    """All lines of a file of the system's, which hands them out by the page."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return []
    parts, size = [], 0
    try:
        while size < most:
            data = os.read(descriptor, 1 << 16)
            if not data:
                break
            parts.append(data)
            size += len(data)
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return b"".join(parts).splitlines()


def process(pid: int) -> Process | None:
    """That process; None if it is gone."""
    text = read(f"/proc/{pid}/stat", 1024)
    try:
        return Process(pid, text) if text else None
    except (ValueError, IndexError):
        return None


def processes() -> dict[int, Process]:
    """All there are here."""
    found = (process(int(name)) for name in os.listdir("/proc") if name.isdigit())  # noqa: PTH208
    return {one.pid: one for one in found if one is not None}


def may_have_children() -> bool:
    """Whether there are any, running or not: one call of the system."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    except OSError:
        return True
    return True


def has_children() -> bool:
    """Whether a child of this process is running."""
    if not may_have_children():
        return False
    own = os.getpid()
    return any(one.parent == own and one.runs for one in processes().values())


def open_file(number: int, _socket: int = stat.S_IFSOCK, _format: int = 0o170000) -> tuple[int, bool] | None:
    """The inode that a descriptor stands for, and whether it is a socket; None if it is closed."""
    try:
        status = os.fstat(number)
    except OSError:
        return None
    return status.st_ino, status.st_mode & _format == _socket


def standard() -> list[tuple[int, int] | None]:
    """Mode and inode of the standard streams; None for one that is closed."""
    try:
        return [status[:2] for status in map(os.fstat, (0, 1, 2))]
    except OSError:
        return [_mode_and_inode(number) for number in (0, 1, 2)]


def _mode_and_inode(number: int) -> tuple[int, int] | None:
    try:
        return os.fstat(number)[:2]
    except OSError:
        return None


def open_files() -> dict[int, tuple[int, bool]]:
    """The same for each open descriptor."""
    found = {}
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        number = int(name)
        status = open_file(number)
        if status is not None:  # the one that lists them is closed by now
            found[number] = status
    return found


def socket_of(descriptor: int) -> Any:
    """A socket object on a duplicate of it, to be closed; None if it is no socket that can be asked."""
    try:
        import _socket

        return _socket.socket(fileno=os.dup(descriptor))
    except (ImportError, OSError):
        return None


def accepts(descriptor: int) -> bool:
    """Whether it is a socket that others can connect to."""
    found = socket_of(descriptor)
    if found is None:
        return False
    try:
        import _socket

        return bool(found.getsockopt(_socket.SOL_SOCKET, _socket.SO_ACCEPTCONN))
    except OSError:
        return False
    finally:
        found.close()


def listens() -> bool:
    """Whether this process has a socket that others can connect to."""
    return any(is_socket and accepts(number) for number, (_inode, is_socket) in open_files().items())


def resident() -> int:
    """Bytes in memory."""
    fields = read("/proc/self/statm", 128).split()
    return int(fields[1]) * _PAGE if len(fields) > 1 else 0


def stamp_of(folder: str) -> tuple[int, int] | None:
    """What tells that a folder is as it was."""
    try:
        found = os.stat(folder)  # noqa: PTH116
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def entries_of(folder: str) -> list[tuple[str, int, int]]:
    """What lies in a folder: path, size, time."""
    try:
        with os.scandir(folder) as entries:
            stats = [(entry.path, entry.stat(follow_symlinks=False)) for entry in entries]
    except OSError:
        return []
    return [(path, found.st_size, found.st_mtime_ns) for path, found in stats]
