"""Threads of the function's own code that go on after the answer.

Pools keep their threads, libraries theirs, the runtime client its own: what runs in those is a library's code.  A
thread counts when it is there at two looks in a row: one that is about to end is none.
"""

from __future__ import annotations

import sys
from _thread import _count, get_ident

from . import origin
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .base import Base

_FRAMES = 60
_NONE: dict[int, Any] = {}
_MACHINERY = ("/threading.py", "/sched.py")


def look(base: Base) -> Iterable[Finding]:
    """Those that came, and stay.

    How many there are, and which of them `threading` knows, tells that none came: to list them makes a frame of each.
    """
    active = getattr(sys.modules.get("threading"), "_active", _NONE)
    count = _count()
    if count == base.thread_count and active.keys() == base.threads_known and not base.threads_once:
        return ()
    base.thread_count, base.threads_known = count, frozenset(active)
    return _look_at_all(base)


def _look_at_all(base: Base) -> Iterator[Finding]:
    frames = sys._current_frames()
    if frames.keys() == base.threads and not base.threads_once:
        return
    base.threads &= frames.keys()  # numbers are given again
    new = frames.keys() - base.threads
    if not new and not base.threads_once:
        return
    own = get_ident()
    seen: dict[int, str] = {}
    active = getattr(sys.modules.get("threading"), "_active", {})
    for ident in new:
        if ident == own:
            continue
        name = _strange(frames[ident], active.get(ident))
        if name is None:
            if active.get(ident) is not None:
                base.threads.add(ident)
        elif base.threads_once.get(ident) == name:
            base.threads.add(ident)
            yield Finding("thread", (ident, name), "a thread of the function's own code goes on after the answer", name)
        else:
            seen[ident] = name
    base.threads_once = seen


def _strange(frame: Any, thread: Any) -> str | None:
    """The name of what it runs, if no library runs it."""
    target = _target(thread)
    if target is not None:
        if origin.of(target) in origin.STRANGE:
            return str(getattr(target, "__qualname__", type(target).__name__))
        server = getattr(target, "__self__", None)
        return "serve_forever" if hasattr(server, "RequestHandlerClass") else None
    outermost = None
    for _ in range(_FRAMES):
        if frame is None:
            break
        name = frame.f_code.co_filename
        if not name.endswith(_MACHINERY) and not name.startswith("<frozen "):
            outermost = frame.f_code
        frame = frame.f_back
    if outermost is None:
        return None
    return str(outermost.co_name) if origin.of_file(outermost.co_filename) in origin.STRANGE else None


def _target(thread: Any) -> Any:
    """What a thread object was told to run; its own `run` where a class of the function's has one."""
    if thread is None:
        return None
    for name in ("_target", "function"):
        found = getattr(thread, name, None)
        if callable(found):
            return found
    run = getattr(type(thread), "run", None)
    return run if run is not None and origin.of(run) in origin.STRANGE else None
