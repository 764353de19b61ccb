"""Sockets that others can reach this instance by: listening, bound to a port, raw, or a standard stream.

Connections that go out are pools; where they go is for the flows.
"""

from __future__ import annotations

import stat

from . import host
from .base import marks
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .base import Base

_EPHEMERAL = 32768
"""Ports from here on are given out by the system, to whoever only sends."""
_MOST = 4096


def look(base: Base, ports: frozenset[int] = frozenset(), *, deep: bool = False) -> Iterator[Finding]:
    """What came to it.

    Each descriptor is asked where Python code made or bound a socket, native code was loaded, or a socket was neither
    connected nor bound yet.  What native code that was there makes by itself is met by a deep look.
    """
    now = host.standard()
    if now != base.standard:
        before, base.standard = base.standard, now
        yield from _look_at_streams(before, now)
    if deep or marks.sockets or base.unsettled:
        base.unsettled = marks.sockets = False
        yield from _look_at_all(base, ports)


def _look_at_streams(before: list[Any], now: list[Any]) -> Iterator[Finding]:
    for number, (was, status) in enumerate(zip(before, now)):
        if status != was and status is not None and stat.S_ISSOCK(status[0]):
            yield Finding("socket", ("standard", number), "a standard stream became a socket", f"descriptor {number}")


def _look_at_all(base: Base, ports: frozenset[int]) -> Iterator[Finding]:
    for number, (inode, is_socket) in host.open_files().items():
        if is_socket and inode not in base.sockets and len(base.sockets) < _MOST:
            reason = _strange(number, ports)
            if reason == "later":
                base.unsettled = True
            else:
                base.sockets.add(inode)
            if reason not in (None, "later"):
                yield Finding("socket", inode, str(reason), "")


def _strange(descriptor: int, ports: frozenset[int]) -> str | None:
    """Why it is one that others can reach, or that sees what is not its own; `later` while it may still become one."""
    found = host.socket_of(descriptor)
    if found is None:
        return None
    try:
        import _socket

        port = _port(found)
        if port in ports and port:
            return None
        kind = found.getsockopt(_socket.SOL_SOCKET, _socket.SO_TYPE)
        if found.getsockopt(_socket.SOL_SOCKET, _socket.SO_ACCEPTCONN):
            return "a socket listens that the function did not start with"
        if kind == _socket.SOCK_RAW and found.family != getattr(_socket, "AF_NETLINK", -1):
            return "a raw socket is open"
        if found.family == getattr(_socket, "AF_PACKET", -2):
            return "a socket for raw packets is open"
        if (
            kind == _socket.SOCK_DGRAM
            and found.family != _socket.AF_UNIX
            and 0 < port < _EPHEMERAL
            and not _peer(found)
        ):
            return "a socket takes datagrams at a fixed port"
        settled = _peer(found) or (kind == _socket.SOCK_DGRAM and port >= _EPHEMERAL)
        return None if settled else "later"  # noqa: TRY300
    except OSError:
        return None
    finally:
        found.close()


def _port(found: Any) -> int:
    try:
        name = found.getsockname()
    except OSError:
        return 0
    return int(name[1]) if isinstance(name, tuple) and len(name) > 1 and isinstance(name[1], int) else 0


def _peer(found: Any) -> bool:
    try:
        return bool(found.getpeername()) or True
    except OSError:
        return False
