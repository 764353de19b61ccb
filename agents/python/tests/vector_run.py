"""Runs a conformance vector within its function, and hears what the agent says; lies beside the function.

The clock of the limits is one of ours in a series, so that no test waits.
"""

from __future__ import annotations

import json
import os
from typing import Any, Callable


def trace(message: str) -> str:
    """The stack trace of an error with this message, as a function has it that catches one."""
    import traceback

    try:
        _fail(message)
    except ValueError:
        return traceback.format_exc()
    return ""


def _fail(message: str) -> None:
    raise ValueError(message)


def hear(place: str) -> None:
    """Have what the agent says written to a file too, which has no bound as the log has: with the invocation's id."""
    from ennead_agent import audit, events, invocation

    emit = events.emit
    file = audit.unwatched(os.open, place, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def heard(kind: str, verdict: str, guard: str, reason: str, **words: Any) -> bool:
        found = invocation.current()
        said = [found.id if found is not None else None, kind, verdict, guard, reason]
        os.write(file, json.dumps(said).encode() + b"\n")
        return emit(kind, verdict, guard, reason, **words)

    events.emit = heard


class Clock:
    """The limits' clock: at each event of a series what the series says, and on by what its calls work."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.worked = (0, 0.0)

    def __call__(self) -> float:
        number = self._number()
        return 1000.0 + self.times[number] + (self.worked[1] if self.worked[0] == number else 0.0)

    def _number(self) -> int:
        from ennead_agent import instance

        return min(max(instance.this.invocations, 1), len(self.times)) - 1

    def work(self, seconds: float) -> None:
        number = self._number()
        self.worked = (number, seconds + (self.worked[1] if self.worked[0] == number else 0.0))


clock = Clock()


def series(times: list[float]) -> None:
    """Give the limits a clock by which the events come at these times (seconds)."""
    from ennead_agent.limits import budget, rate, spent

    clock.times = times
    for module in (budget, rate, spent):
        module.monotonic = clock  # type: ignore[attr-defined]


def run(calls: list[Callable[[], Any]]) -> dict[str, Any]:
    """Make the calls, one after another: which were stopped, and what the agent said meanwhile."""
    from ennead_agent import events, invocation, verdicts

    said: list[list[str]] = []
    emit = events.emit

    def heard(kind: str, verdict: str, guard: str, reason: str, **words: Any) -> bool:
        said.append([kind, verdict, guard, reason])
        return emit(kind, verdict, guard, reason, **words)

    results = []
    for call in calls:
        said, before = [], said
        events.emit = heard
        stopped, failed = False, None
        try:
            call()
        except verdicts.Blocked:
            stopped = True
        except BaseException as error:  # noqa: BLE001
            failed = type(error).__name__
        finally:
            events.emit = emit
        found = invocation.current()
        guard = found.blocked if found is not None and stopped else None
        results.append({"stopped": stopped, "guard": guard, "failed": failed, "said": said})
        said = before
        if found is not None:
            found.blocked = found.blocked_at = None  # an answer is wanted, though a call was stopped
    return {"calls": results}
