"""The time budget: own work is stopped at the next guarded call, with the reason, before the platform kills it."""

from __future__ import annotations

from time import monotonic, time

from .. import audit, events, flows, invocation, registry, verdicts
from .gcra import number
from .spent import Spent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..flows import Edge, Key
    from ..invocation import Invocation

GUARD = "limits"
_budget: list[tuple[float | None, float | None]] = []


class OutOfTime(verdicts.Blocked):
    """The invocation has used the time that its contract gives it.  Its error goes out as the handler's own."""

    def __str__(self) -> str:
        return "the time budget of this invocation is used up"


def begin(rules: dict[str, Any]) -> None:
    """Take `invocation_s` (seconds of work) and `margin_s` (seconds that are left until the platform's deadline)."""
    seconds, margin = (number(rules.get(word)) for word in ("invocation_s", "margin_s"))
    _budget[:] = [(seconds, margin)] if seconds or margin else []
    if _budget:
        registry.before.append(("time", _start))
        flows.judged_by(_edge)
        audit.on("http.client.send", lambda _args: check())  # also where a connection is used again


def _start(found: Invocation) -> None:
    spent = found.spent = found.spent or Spent()
    seconds, margin = _budget[0]
    ends = [spent.began + seconds] if seconds is not None else []
    deadline = getattr(found.request, "deadline_time_in_ms", None)
    if margin is not None and deadline is not None:
        ends.append(spent.began + int(deadline) / 1000 - time() - margin)
    spent.deadline = min(ends, default=None)


def _edge(key: Key, _found: Edge) -> None:
    if key[0] not in ("file", "lookup"):
        check()


def check() -> None:
    """Asked at each call that is guarded: raises `OutOfTime` in `enforce`, says it once else."""
    if not _budget:
        return
    found = invocation.current()
    spent = found.spent if found is not None else None
    if spent is None or spent.deadline is None:
        return
    now = monotonic()
    if now < spent.deadline:
        return
    policy = registry.state.policy
    stops = policy is not None and policy.mode_of(GUARD) == "enforce"
    if not stops or spent.deadline > 0:
        _say(spent, now, stops=stops)
    if stops:
        raise OutOfTime


def _say(spent: Spent, now: float, *, stops: bool) -> None:
    facts: dict[str, Any] = {"limit": "invocation_s", "seconds": round(now - spent.began, 3)}
    if not stops:
        facts["would"] = "block"
    verdict = "block" if stops else "flag"
    events.emit("limit", verdict, GUARD, "the invocation has used its time", facts=facts, at=events.place())
    spent.deadline = 0.0 if stops else None
