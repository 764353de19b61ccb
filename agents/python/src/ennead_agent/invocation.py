"""Which invocation the running code serves: by context variable, so threads and tasks keep their own."""

from __future__ import annotations

import sys
from _thread import get_ident
from contextvars import ContextVar

from . import faults, instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Invocation:
    """One invocation, from the moment its event is there until its answer is posted."""

    __slots__ = ("__weakref__", "_trigger", "arn", "body", "cold", "deadline_ms", "id")

    def __init__(
        self, identity: str | None, arn: str | None, deadline_ms: int | None, body: bytes | None, *, cold: bool
    ) -> None:
        self.id = identity
        self.arn = arn
        self.deadline_ms = deadline_ms
        self.body = body
        self.cold = cold
        self._trigger: str | None = None

    @property
    def trigger(self) -> str | None:
        """The kind of event, looked up when first asked for; None when the body has gone with the answer."""
        if self._trigger is None and self.body is not None:
            from . import trigger

            self._trigger = trigger.of(self.body)
        return self._trigger

    def mentions(self, text: str) -> bool:
        """Whether the event holds this text (letter case aside, unless the event is large)."""
        body = self.body
        if body is None or not text:
            return False
        sought = text.encode("utf-8", "surrogatepass")
        return sought in body or (len(body) <= 262144 and sought.lower() in body.lower())


_current: ContextVar[Invocation | None] = ContextVar("ennead_invocation")
_latest: list[Invocation | None] = [None]


def enter(invocation: Invocation) -> None:
    """From now on this is the invocation of the running context, and of threads that say nothing else."""
    instance.this.invocations += 1
    _latest[0] = invocation
    _current.set(invocation)


def leave() -> None:
    """The answer is posted: what runs on runs for the invocation that started it, without its event."""
    invocation = _latest[0]
    if invocation is not None:
        invocation.body = None
    _latest[0] = None
    _current.set(None)


def current() -> Invocation | None:
    """The invocation the running code serves, or None between two of them."""
    found = _current.get(None)
    if found is not None:
        return found
    threading = sys.modules.get("threading")
    if threading is not None:
        thread = getattr(threading, "_active", {}).get(get_ident())
        found = getattr(thread, "_ennead_invocation", None)
        if found is not None:
            return found  # type: ignore[no-any-return]
    return _latest[0]


def started_thread(function: Any) -> None:
    """Note on a thread that is being started (its bootstrap is `function`) which invocation starts it."""
    thread = getattr(function, "__self__", None)
    if thread is not None:
        _mark(thread)


def _mark(work: Any) -> None:
    found = current()
    if found is not None:
        work._ennead_invocation = found


def follow_threads(module: Any) -> None:
    """The same for `threading`, before 3.12: until then the interpreter raised no audit event for it."""
    start = module.Thread.start

    def start_for(self: Any) -> None:
        faults.shielded("thread", _mark, self)
        start(self)

    start_for.__name__, start_for.__qualname__, start_for.__doc__ = "start", start.__qualname__, start.__doc__
    module.Thread.start = start_for


def follow_pools(module: Any) -> None:
    """Have work given to a pool of threads (`concurrent.futures.thread`) run for the invocation that gave it."""
    item = module._WorkItem
    init, run = item.__init__, item.run

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        init(self, *args, **kwargs)
        faults.shielded("pool", _mark, self)

    def run_for(self: Any, *args: Any, **kwargs: Any) -> Any:
        token = _current.set(getattr(self, "_ennead_invocation", None))
        try:
            return run(self, *args, **kwargs)
        finally:
            _current.reset(token)

    item.__init__ = __init__
    item.run = run_for


def latest() -> Invocation | None:
    """The invocation that this process is in: it has one at a time."""
    return _latest[0]
