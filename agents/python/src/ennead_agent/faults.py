"""Faults of ours: each is an event once, none breaks the function.

What is not ours passes: a signal's handler or another thread may raise while our code runs (a function's own timeout,
for one), and that exception belongs to the function.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

HOME = os.path.dirname(os.path.abspath(__file__)) + "/"  # noqa: PTH100, PTH120  # pathlib costs milliseconds at start
_STANDARD = os.path.dirname(os.__file__) + "/"  # noqa: PTH120
_PACKAGES = ("/site-packages/", "/dist-packages/")
_MOST = 64
_said: set[tuple[str, str]] = set()
_lasts: set[str] = set()
_BARE = (
    '{"schema":"ennead.event/1","timestamp":"1970-01-01T00:00:00.000Z","level":"WARN","kind":"error",'
    '"verdict":"flag","guard":"agent",'
    '"function":null,"version":null,"instance":null,"invocation":null,"cold":false,"trigger":null,'
    '"reason":"a fault in the agent (%s) could not be written as others are; the function goes on",'
    '"at":null,"facts":{}}\n'
)


def caught(where: str, error: Exception) -> None:
    """Say the fault, once for each place and type; raise it again if it is not ours."""
    if not _ours(error):
        raise error
    try:
        _say(where, error)
    except Exception:  # noqa: BLE001  # deep in a recursion, out of memory, or what writes events is what failed
        _last_words(where)


def shielded(where: str, act: Callable[..., object], *words: object) -> None:
    """Call `act(*words)`; a fault in it is said and goes no further."""
    try:
        act(*words)
    except Exception as error:  # noqa: BLE001
        caught(where, error)


def missing(what: str) -> None:
    """Say that the agent does without something, since this runtime does not have it."""
    from . import events

    key = (what, "missing")
    if key not in _said and len(_said) < _MOST:
        _said.add(key)
        events.emit("error", "flag", "hooks", f"the agent does without: {what}", facts={"missing": what})


def _say(where: str, error: Exception) -> None:
    key = (where, type(error).__name__)
    if key in _said or len(_said) >= _MOST:
        return
    _said.add(key)
    from . import events

    reason = f"{type(error).__name__} in the agent ({where}); the function goes on"
    events.emit("error", "flag", "agent", reason, facts={"where": where, "type": type(error).__name__}, at=_spot(error))


def _last_words(where: str) -> None:
    """One bare event, once: without the parts that write the others, and without what they know."""
    if "last words" in _lasts:
        return
    _lasts.add("last words")
    text = _BARE % where
    try:
        try:
            from .sink import sink
        except ImportError:  # a file of ours is not there: nothing of ours holds a descriptor, so it is still stdout
            os.write(1, text.encode("ascii", "replace"))
        else:
            sink.last_words(text)
    except Exception:  # noqa: BLE001, S110  # there is nowhere left to say it
        pass


def _ours(error: Exception) -> bool:
    """An exception of a built-in type (or our own) that arose in our files, or in the library they call."""
    if type(error).__module__.partition(".")[0] not in {"builtins", "json", "ennead_agent"}:
        return False
    trace = error.__traceback__
    while trace is not None:
        if not _known(trace.tb_frame.f_code.co_filename):
            return False
        trace = trace.tb_next
    return True


def _known(name: str) -> bool:
    if name.startswith((HOME, "<frozen ")):
        return True
    return name.startswith(_STANDARD) and not any(part in name for part in _PACKAGES)


def _spot(error: Exception) -> dict[str, Any] | None:
    """The innermost line of ours."""
    spot = None
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith(HOME):
            spot = {"path": "ennead_agent/" + name[len(HOME) :], "line": trace.tb_lineno}
        trace = trace.tb_next
    return spot
