"""How often: per caller and per function, asked before the handler, where a refusal has no side effects."""

from __future__ import annotations

from time import monotonic

from .. import events, instance, registry
from . import caller, gcra
from .heavy import Heaviest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..invocation import Invocation
    from ..registry import Refusal

GUARD = "limits"
_TELL_EVERY_S = 60.0
_HOPS = 12
"""Passes of one function in a trace.  The platform itself stops a loop at about 16."""


class Limits:
    """Two rates, who called most, and when that was told."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.caller = gcra.of(rules.get("per_caller"))
        self.function = gcra.of(rules.get("per_function"))
        self.heaviest = Heaviest()
        self.refused = 0
        self.told_at = -_TELL_EVERY_S


_limits: list[Limits] = []


def begin(rules: dict[str, Any]) -> bool:
    """Take the contract's rates; whether there is anything to ask before the handler."""
    limits = Limits(rules)
    _limits[:] = [limits]
    instance.on_renewal(lambda _origin: begin_anew(rules))
    return True


def begin_anew(rules: dict[str, Any]) -> None:
    """Another instance counts by itself."""
    _limits[:] = [Limits(rules)]


def judge(found: Invocation) -> Refusal | None:
    """Whether this event comes too soon; a refusal only in `enforce`."""
    limits = _limits[0]
    now = monotonic()
    _hops(found)
    if limits.function is not None and not limits.function.takes("", now):
        return _too_many(limits, "per_function", now)
    if limits.caller is not None:
        callers = [instance.keyed_hash(name) for name in _callers(found)]
        for one in callers:
            limits.heaviest.add(one)
        allowed = [limits.caller.takes(one, now) for one in callers]
        if not any(allowed):  # a batch with one lawful sender among them is let through as a whole
            return _too_many(limits, "per_caller", now)
    return None


def _callers(found: Invocation) -> list[str]:
    import json

    try:
        return caller.of(json.loads(found.body or b"null"))
    except (ValueError, RecursionError):
        return [caller.NOBODY]


def _too_many(limits: Limits, which: str, now: float) -> Refusal | None:
    policy = registry.state.policy
    mode = policy.mode_of(GUARD) if policy is not None else "observe"
    if mode == "off":
        return None
    stops = mode == "enforce"
    limits.refused += 1
    if now - limits.told_at >= _TELL_EVERY_S:
        limits.told_at = now
        facts: dict[str, Any] = {"limit": which, "count": limits.refused}
        top = limits.heaviest.top()
        if top:
            facts["callers"] = [{"caller": key, "count": count} for key, count in top]
            facts["of"] = limits.heaviest.total
        if not stops:
            facts["would"] = "block"
        events.emit(
            "limit", "block" if stops else "flag", GUARD, f"more calls than the contract allows: {which}", facts=facts
        )
        limits.refused = 0
    return registry.FAULT if stops else None


def _hops(found: Invocation) -> None:
    """A hint, never a reason to stop: how often the trace has come by this function."""
    header = getattr(found.request, "x_amzn_trace_id", None)
    if not isinstance(header, str) or "Lineage=" not in header:
        return
    most = hops(header)
    if most >= _HOPS:
        facts = {"limit": "hops", "count": most}
        events.emit("limit", "flag", GUARD, "the trace says that this function calls itself", facts=facts)


def hops(header: str) -> int:
    """The highest count in a trace header's lineage (`Lineage=25:a87bd80c:1|68fd508a:5`)."""
    lineage = header.partition("Lineage=")[2].partition(";")[0][:512]
    counts = [part.rpartition(":")[2] for part in lineage.split("|")]
    return max((int(count) for count in counts if count.isdigit() and len(count) < 6), default=0)
