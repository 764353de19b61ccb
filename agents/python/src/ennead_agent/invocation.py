"""Which invocation the running code serves: by context variable, so threads and tasks keep their own."""

from __future__ import annotations

import sys
from _thread import get_ident
from contextvars import ContextVar

from . import faults, instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .limits.spent import Spent
    from .refuse.drive import Drive
    from .untrusted.texts import Index


class Invocation:
    """One invocation, from the moment its event is there until its answer is posted."""

    __slots__ = (
        "__weakref__",
        "_legible",
        "_trigger",
        "_untrusted",
        "blocked",
        "blocked_at",
        "body",
        "cold",
        "drive",
        "dropped",
        "held",
        "id",
        "led",
        "request",
        "spent",
    )

    def __init__(self, identity: str | None, body: bytes | None, *, cold: bool) -> None:
        self.id = identity
        self.body = body
        self.cold = cold
        self._trigger: str | None = None
        self._legible: bool | None = None
        self._untrusted: Index | None = None
        self.blocked: str | None = None
        """The guard that stopped a call of this invocation."""
        self.blocked_at: str | None = None
        """The field that its text came from, where that is known."""
        self.held: tuple[str, list[dict[str, Any]]] | None = None
        """What the answer has to say, under which name, of records that the handler does not see."""
        self.dropped: list[Any] = []
        """Records that the handler does not see and that no answer brings back."""
        self.drive: Drive | None = None
        """The batch of which this is one record, where the handler gets them one by one."""
        self.request: Any = None
        """What the runtime client got with the event: deadline, function, trace; None once it is answered."""
        self.spent: Spent | None = None
        """What the limits keep of it."""
        self.led = False
        """Whether it requests what untrusted text says."""

    @property
    def untrusted(self) -> Index | None:
        """The texts that its event brought, found when first asked for; None when the event has gone."""
        if self._untrusted is None and self.body is not None:
            from .untrusted import texts

            self._untrusted = texts.of_invocation(self.body)
        return self._untrusted

    @property
    def trigger(self) -> str | None:
        """The kind of event, looked up when first asked for; None when the body has gone with the answer."""
        if self._trigger is None and self.body is not None:
            from . import trigger

            self._trigger = trigger.of(self.body)
        return self._trigger

    @property
    def legible(self) -> bool:
        """Whether `mentions` can tell: the event is here, and its values stand in it as they are."""
        body = self.body
        if body is None:
            return False
        if self._legible is None:
            self._legible = not _is_coded(body)
        return self._legible

    def mentions(self, text: str) -> bool:
        """Whether the event holds this text (letter case aside, unless it is large), or has gone and may have."""
        body = self.body
        if body is None:
            return True
        if not text:
            return False
        sought = text.encode("utf-8", "surrogatepass")
        return sought in body or (len(body) <= 262144 and sought.lower() in body.lower())


_CODED: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (
    (b'"isBase64Encoded"', (b"true",)),
    (b'"eventSource"', (b'"aws:kinesis"', b'"aws:kafka"', b'"aws:mq"', b'"aws:rmq"', b'"SelfManagedKafka"')),
    (b'"awslogs"', (b"",)),
    (b'"deliveryStreamArn"', (b"",)),
)
_ROOM = 64
"""Blanks that may stand between a name, its colon and its value."""


def _is_coded(body: bytes) -> bool:
    """Whether the platform hands values on in base64, so that they are not found in the event's text."""
    for name, values in _CODED:
        at = body.find(name)
        while at >= 0:
            at += len(name)
            rest = body[at : at + _ROOM].lstrip()
            if not rest or (rest[:1] == b":" and (rest[1:].lstrip().startswith(values) or not rest[1:].lstrip())):
                return True
            at = body.find(name, at)
    return False


_METHOD: Any = type(instance.this.renew)
_current: ContextVar[Invocation | None] = ContextVar("ennead_invocation")
_latest: list[Invocation | None] = [None]


def enter(invocation: Invocation) -> None:
    """From now on this is the invocation of the running context, and of threads that say nothing else."""
    instance.this.invocations += 1
    _latest[0] = invocation
    _current.set(invocation)


def turn_to(invocation: Invocation) -> None:
    """Go on with another record of the batch that this process is in, or with the batch as a whole."""
    before = _latest[0]
    if before is not None and before.drive is not None:
        _forget(before)
    _latest[0] = invocation
    _current.set(invocation)


def leave() -> None:
    """The answer is posted: what runs on runs for the invocation that started it, without its event."""
    invocation = _latest[0]
    if invocation is not None:
        _forget(invocation)
    _latest[0] = None
    _current.set(None)


def _forget(invocation: Invocation) -> None:
    invocation.body = invocation._untrusted = invocation.request = invocation.drive = None
    invocation.dropped = []


def current() -> Invocation | None:
    """The invocation the running code serves, or None between two of them."""
    found = _current.get(None)
    if found is not None:
        return found
    threading = sys.modules.get("threading")
    if threading is not None:
        thread = getattr(threading, "_active", {}).get(get_ident())
        found = _noted(thread)
        if found is not None:
            return found
    return _latest[0]


def started_thread(function: Any) -> None:
    """Note on a thread that is being started (its bootstrap is `function`) which invocation starts it."""
    threading = sys.modules.get("threading")
    if threading is None or type(function) is not _METHOD:
        return
    thread = function.__self__
    if threading.Thread in type(thread).__mro__:  # whatever else is started is the function's own: it may be frozen
        _mark(thread)


def _mark(work: Any) -> None:
    found = current()
    if found is not None:
        object.__setattr__(work, "_ennead_invocation", found)  # past a __setattr__ of the function's


def _noted(work: Any) -> Invocation | None:
    try:
        found: Invocation = object.__getattribute__(work, "_ennead_invocation")
    except AttributeError:
        return None
    return found


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
        token = _current.set(_noted(self))
        try:
            return run(self, *args, **kwargs)
        finally:
            _current.reset(token)

    item.__init__ = __init__
    item.run = run_for


def strayed() -> bool:
    """Whether the running code serves an event that is not here: one that is answered, or nobody knows which."""
    found = current()
    return instance.this.invocations > 0 if found is None else found is not _latest[0]


def latest() -> Invocation | None:
    """The invocation that this process is in: it has one at a time."""
    return _latest[0]
