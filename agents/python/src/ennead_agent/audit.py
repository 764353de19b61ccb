"""Ring (a): one audit hook of the interpreter, which hands what concerns us to a sensor."""

from __future__ import annotations

import sys
from _thread import get_ident

from . import faults, instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Sensor = Callable[[tuple[Any, ...]], None]

_PROBE = "ennead.probe"
_sensors: dict[str, tuple[Sensor, ...]] = {}
_busy: set[int] = set()
PASSES: list[type[Exception]] = []
"""Exceptions by which a guard stops what is being done."""
_installed: list[bool] = []
_probed: list[object] = []


def on(event: str, sensor: Sensor) -> None:
    """Have `sensor(args)` called with each audit event of that name (library reference, "Audit events table").

    Sensors of one event are called in the order they came; an exception named in `PASSES` stops what is being done.
    """
    _sensors[event] = (*_sensors.get(event, ()), sensor)


def first(event: str, sensor: Sensor) -> None:
    """The same, before those that are there: a guard is asked before anything is noted."""
    _sensors[event] = (sensor, *_sensors.get(event, ()))


def enter(thread: int) -> bool:
    """Begin to judge in this thread; False if it does already: what a sensor does is no act of the function."""
    if thread in _busy:
        return False
    _busy.add(thread)
    return True


def leave(thread: int) -> None:
    """What this thread does is the function's again."""
    _busy.discard(thread)


def unwatched(act: Callable[..., Any], *words: Any) -> Any:
    """Call `act(*words)`: what it does in this thread is ours, and judged and noted by no sensor."""
    thread = get_ident()
    entered = enter(thread)
    try:
        return act(*words)
    finally:
        if entered:
            leave(thread)


def install() -> None:
    """Add the hook; it stays for the life of the process, as Python has it."""
    if not _installed:
        _installed.append(True)
        on(_PROBE, _seen)
        instance.on_renewal(lambda _origin: _busy.clear())  # a forked child has none of the other threads
        sys.addaudithook(_hook)


def free() -> None:
    """Have this thread watched again, whatever an exception that came from outside has left: it is in no sensor now."""
    _busy.discard(get_ident())


def state() -> str:
    """`proved` if an audit event that is raised now arrives, `failed` if not, `off` where there is no hook."""
    if not _installed:
        return "off"
    token = object()
    _probed.clear()
    sys.audit(_PROBE, token)
    return "proved" if len(_probed) == 1 and _probed[0] is token else "failed"


def _seen(args: tuple[Any, ...]) -> None:
    _probed.append(args[0])


def _hook(event: str, args: tuple[Any, ...], _find: Callable[[str], tuple[Sensor, ...] | None] = _sensors.get) -> None:
    sensors = _find(event)
    if sensors is None:
        return
    thread = get_ident()
    if thread in _busy:  # what a sensor itself does is no act of the function
        return
    try:
        _busy.add(thread)  # in here: a signal's exception may come with its return, and the thread is let go below
        for sensor in sensors:
            sensor(args)
    except Exception as error:
        if isinstance(error, tuple(PASSES)):
            raise
        faults.caught(event, error)
    finally:
        _busy.discard(thread)
