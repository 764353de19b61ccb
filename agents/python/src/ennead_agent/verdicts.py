"""What becomes of a finding of a guard: said, and stopped where the guard is in `enforce`."""

from __future__ import annotations

import sys
from _thread import get_ident

from . import audit, events, faults, invocation, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Blocked(PermissionError):
    """A call that a guard has stopped.  Functions that handle a failing call handle this; nothing is told of why."""

    def __init__(self) -> None:
        super().__init__(1, "Operation not permitted")


audit.PASSES.append(Blocked)


def attack(guard: str, reason: str, facts: dict[str, Any] | None = None) -> None:
    """Untrusted text would do harm here: an event, and `Blocked` in `enforce`.

    `reason` names the field and what it would change, never a value.  In `observe` and `alert` the call goes on.
    """
    policy = registry.state.policy
    mode = policy.mode_of(guard) if policy is not None else "observe"
    if mode == "off" or _is_the_clients():
        return
    stops = mode == "enforce"
    facts = dict(facts or {})
    if not stops:
        facts["would"] = "block" if policy is None or policy.may_stop(guard) else "flag"
    events.emit("attack", "block" if stops else "flag", guard, reason, facts=facts, at=events.place())
    if stops:
        found = invocation.current()
        if found is not None:
            found.blocked = guard
            found.blocked_at = str((facts or {}).get("field") or "") or None
        raise Blocked


def _is_the_clients() -> bool:
    """Whether the runtime client does this by itself, before or after the handler: stopped there, the instance ends."""
    frame: Any = sys._getframe(1)
    called = ""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name == "awslambdaric.bootstrap" and frame.f_code.co_name == "handle_event_request":
            return called.startswith("awslambdaric.") or not {"etype", "result"}.isdisjoint(frame.f_locals)
        called = name
        frame = frame.f_back
    return False


def judged(guard: str, judge: Callable[..., object], *words: object) -> None:
    """Call `judge(*words)` before a call that is wrapped: only `Blocked` comes out of it, a fault of ours is said."""
    thread = get_ident()
    if not audit.enter(thread):
        return
    try:
        shielded(guard, judge, *words)
    finally:
        audit.leave(thread)


_unjudged: set[tuple[str, str]] = set()


def unjudged(guard: str, why: str) -> None:
    """Something is too large to be judged whole: said once an instance for each guard, and never taken for harmless.

    The call goes on, unless the contract would rather stop it.
    """
    if (guard, why) not in _unjudged:
        _unjudged.add((guard, why))
        events.emit("error", "flag", guard, f"not judged whole: {why}", facts={"unjudged": why})
    _refuse(guard)


def failed(guard: str, error: Exception) -> None:
    """A fault of a guard: said, and the call goes on, unless the contract would rather stop it."""
    faults.caught("guard " + guard, error)
    _refuse(guard)


def _refuse(guard: str) -> None:
    """Where the contract refuses on faults; a guard that stops no attack stops nothing for that either."""
    policy = registry.state.policy
    if policy is not None and policy.refuses_on_fault and policy.may_stop(guard):
        raise Blocked


def shielded(guard: str, judge: Callable[..., object], *words: object) -> None:
    """The same for a sensor of an audit event, which is under way already."""
    try:
        judge(*words)
    except Blocked:
        raise
    except Exception as error:  # noqa: BLE001
        failed(guard, error)
