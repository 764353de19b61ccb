"""Writes events (`ennead.event/1`): one JSON object a line, never a value of the function's event."""

from __future__ import annotations

import sys
from _thread import get_ident
from time import gmtime, strftime, time

from . import instance, invocation
from .sink import LONGEST, sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .sink import Key

SCHEMA = "ennead.event/1"
_LEVELS = {"block": "ERROR", "flag": "WARN"}
_REASON = 300
_INTRODUCE = ("alive", "flow")
"""Kinds by which an instance says that it lives and where it goes."""
_FEW = ("alive", "error", "contract", "hygiene", "deception")
"""Kinds that nobody can provoke by the thousand: they may use what is held back for blocks."""
_ROOT = instance.TASK_ROOT.rstrip("/") + "/"
_busy: set[int] = set()
_told = [False]
"""Whether the last line told what was not written: in a flood, such lines and events take turns."""
instance.on_renewal(lambda _origin: _busy.clear())  # a forked child has none of the other threads


def emit(
    kind: str,
    verdict: str,
    guard: str,
    reason: str,
    *,
    facts: dict[str, Any] | None = None,
    at: dict[str, Any] | None = None,
) -> bool:
    """Write one event, or count it where the log has no room.  True if it was written.

    `kind`: attack flow limit hygiene deception contract error alive; `verdict`: allow flag block.  `at` is a place in
    the function's code, by default none.  An event that arises while this thread writes one is dropped.
    """
    thread = get_ident()
    if thread in _busy:
        return False
    try:
        _busy.add(thread)  # in here: a signal's exception may come with its return, and the thread is let go below
        key = (kind, verdict, guard)
        urgent = verdict == "block" or kind in _FEW
        if sink.unwritten and not _told[0]:
            _tell_unwritten()
        introduces = kind in _INTRODUCE
        if not sink.room(urgent=urgent, introduces=introduces):
            sink.add_unwritten(key, 1)
            return False
        _told[0] = False
        return sink.write(_line(key, reason, facts, at), key, urgent=urgent, introduces=introduces)
    finally:
        _busy.discard(thread)


def tell_unwritten() -> None:
    """Write what was only counted, as far as there is room."""
    if not sink.unwritten:
        return
    thread = get_ident()
    if thread in _busy:
        return
    try:
        _busy.add(thread)
        _tell_unwritten()
    finally:
        _busy.discard(thread)


def free() -> None:
    """Let this thread write again, whatever an exception that came from outside has left: it writes nothing now."""
    _busy.discard(get_ident())


def _tell_unwritten() -> None:
    most = sink.take_unwritten() if sink.room(urgent=True) else None
    if most is None:
        return
    _told[0] = True
    key, count = most
    kind, verdict, guard = key
    line = _line(
        (kind, verdict, guard), f"{count} further events of this kind were not written", {"unwritten": count}, None
    )
    if not sink.write(line, key, urgent=verdict == "block"):
        sink.add_unwritten(key, count - 1)


def _line(key: Key, reason: str, facts: dict[str, Any] | None, at: dict[str, Any] | None) -> bytes:
    import json

    kind, verdict, guard = key
    found = invocation.current()
    event = {
        "schema": SCHEMA,
        "timestamp": timestamp(),
        "level": _LEVELS.get(verdict, "INFO"),
        "kind": kind,
        "verdict": verdict,
        "guard": guard,
        "function": instance.FUNCTION,
        "version": instance.VERSION,
        "instance": instance.this.id,
        "invocation": found.id if found else None,
        "cold": found.cold if found else instance.this.invocations == 0,
        "trigger": found.trigger if found else None,
        "reason": reason[:_REASON],
        "at": at,
        "facts": facts or {},
    }
    text = json.dumps(event, separators=(",", ":"))
    if len(text) >= LONGEST:
        event["facts"], event["at"], event["reason"] = {"shortened": True}, None, reason[:60]
        text = json.dumps(event, separators=(",", ":"))[: LONGEST - 1]
    return text.encode("ascii") + b"\n"


def timestamp() -> str:
    """UTC with milliseconds.  A clock that no calendar can show (set to a wild value) reads as 1970."""
    now = time()
    try:
        return strftime("%Y-%m-%dT%H:%M:%S", gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"
    except (OverflowError, OSError, ValueError):
        return "1970-01-01T00:00:00.000Z"


def is_own(name: str) -> bool:
    """Whether a file of that name is the function's own code, and no package it brings."""
    return name.startswith(_ROOT) and "/site-packages/" not in name


def place() -> dict[str, Any] | None:
    """The innermost running line of the function's own code, as `at`; None if there is none within 40 frames."""
    frame = sys._getframe(1)
    for _ in range(40):
        name = frame.f_code.co_filename
        if is_own(name):
            return {"path": name[len(_ROOT) :], "line": frame.f_lineno}
        if frame.f_back is None:
            return None
        frame = frame.f_back
    return None
