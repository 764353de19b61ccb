"""The byte meter: what left this machine, held against the edges that were seen.

The system's own counter is read at the end of an invocation, at most once a second.  Bytes that went out while no edge
was noted went past the sensors: then the open connections are looked at, and their peers are edges.  Where no peer is
to be seen either, that is said.  Extensions and sibling workers send on the same interface: with them, no meter.
"""

from __future__ import annotations

import os
from time import monotonic

from . import events, faults, flows, instance, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .invocation import Invocation

COUNTER = "/proc/self/net/dev"
EXTENSIONS = "/opt/extensions"
EVERY_S = 1.0
TELL_EVERY_S = 60.0
LEAST = 4096
"""Bytes that name nobody: address resolution, keep-alives, the ends of connections."""
_LARGEST = 65536
_MOST_FILES = 1024  # as many as the platform lets a function have open at all
_MOST_PEERS = 8


class Meter:
    """The last reading, what explains bytes since, and when the connections were last looked at."""

    __slots__ = ("answered", "bytes", "looked", "noted", "said", "stamp", "wait")

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A first reading."""
        self.bytes = sent()
        self.noted = flows.noted[0]
        self.stamp = monotonic()
        self.answered = 0
        self.looked = -TELL_EVERY_S
        self.wait = EVERY_S
        self.said = -TELL_EVERY_S


_meter: list[Meter] = []
_remote_api = not os.environ.get("AWS_LAMBDA_RUNTIME_API", "127.").startswith(("127.", "localhost", "[::1]"))


def install() -> None:
    """Read at the end of each invocation, where the counter is this function's alone."""
    if instance.CONCURRENT or not os.access(COUNTER, os.R_OK) or _extensions():
        return
    faults.shielded("meter", lambda: _meter.append(Meter()))
    if _meter:
        registry.after.append(("meter", read))
        instance.on_renewal(lambda _origin: _meter[0].begin())


def _extensions() -> bool:
    try:
        return bool(os.listdir(EXTENSIONS))  # noqa: PTH208
    except OSError:
        return False


def answer(size: int) -> None:
    """An answer of this length goes to the runtime's API, which may lie behind the same interface."""
    if _meter and _remote_api:
        _meter[0].answered += size


def read(_found: Invocation | None = None) -> None:
    """Look at the counter, unless that was done just now."""
    meter = _meter[0]
    now = monotonic()
    if now - meter.stamp < EVERY_S:
        return
    out, noted = sent(), flows.noted[0]
    left = out - meter.bytes - 2 * meter.answered
    explained = noted != meter.noted or left < LEAST
    meter.bytes, meter.noted, meter.answered = out, noted, 0
    seconds, meter.stamp = now - meter.stamp, now
    if not explained and now - meter.looked >= meter.wait:
        meter.looked = now
        meter.wait = min(meter.wait * 2, TELL_EVERY_S)
        _unexplained(meter, left, seconds, now)


def _unexplained(meter: Meter, left: int, seconds: float, now: float) -> None:
    peers = list(_peers())
    known = flows.peers
    if any(peer in known for peer in peers):  # a connection of before is used again
        return
    for address, port in peers[:_MOST_PEERS]:
        _note(address, port)
    if not peers and now - meter.said >= TELL_EVERY_S:
        meter.said = now
        facts = {"bytes": left, "seconds": round(seconds, 1)}
        events.emit("flow", "flag", "flows", "bytes left that no edge explains", facts=facts)
    meter.noted = flows.noted[0]


def _note(address: str, port: int) -> None:
    """An edge that only the system saw.  It has happened already: a contract that does not name it has it flagged."""
    import sys

    edge = flows.note("meter", f"external/{address}:{port}", exempt=True)
    flows.connected(address, port)
    judge = sys.modules.get(__package__ + ".edges.judge")
    if judge is not None:
        judge.late(("meter", f"external/{address}:{port}", ""), edge)


def sent() -> int:
    """Bytes that have left on all interfaces but the loopback."""
    total = 0
    for line in _lines(COUNTER):
        name, colon, rest = line.partition(b":")
        if colon and name.strip() != b"lo":
            total += int(rest.split()[8])
    return total


def _lines(path: str) -> list[bytes]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, _LARGEST).split(b"\n")
    finally:
        os.close(descriptor)


def _peers() -> Iterator[tuple[str, int]]:
    """Far ends of this process's sockets that leave this machine, whoever opened them."""
    import _socket
    from stat import S_ISSOCK

    for name in os.listdir("/proc/self/fd")[:_MOST_FILES]:  # noqa: PTH208
        try:
            if not S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            found = _socket.socket(fileno=int(name))
        except OSError:  # closed by now
            continue
        try:
            peer = found.getpeername()
        except OSError:  # not connected
            continue
        finally:
            found.detach()  # the socket stays its owner's
        if isinstance(peer, tuple) and not str(peer[0]).startswith(("127.", "::1", "169.254.")):
            yield str(peer[0]), int(peer[1])
