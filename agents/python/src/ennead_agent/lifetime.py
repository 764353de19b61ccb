"""How long an instance lives: a greatest age and number of invocations, and what is done when they are reached.

With `flush: soft` and a supervisor the runtime is started anew between two invocations: the next one is started beside
it, up to its first question.  That is done only where it cannot cost an invocation: when what is left of the last one's
time is several times the measured start, when both find room in the function's memory, and when the function did not
start with processes or open ports of its own.  Where it cannot be done, it is said, once: the service is asked.
"""

from __future__ import annotations

import os
from time import monotonic, time

from . import events, instance, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .invocation import Invocation

_TIMES = 3
"""How many times the measured start must be left."""
_PART = 0.6
"""How much of what is left the start may take, before the one that is there goes on."""
_MOST_FAILURES = 3
_RETRY_AFTER = 16
_JITTER = 0.1
SNAPSHOT = os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start"
_REASONS = {
    "snapshot": "the instance is older than the contract has it, and one of a snapshot cannot be started anew in place",
    "workers": "the worker is older than the contract has it, and one among several cannot be started anew in place",
    "off": "the instance is older than the contract has it; it asks for no new start",
    "no supervisor": "the instance is older than the contract has it, and there is no supervisor to start it anew",
    "time": "the instance is older than the contract has it; too little time is left for a new start",
    "memory": "the instance is older than the contract has it; the memory does not hold two runtimes for a moment",
    "keeps": "the instance is older than the contract has it; it started with processes or ports that it must keep",
    "failed": "a new start failed; the runtime that was there goes on",
    "often": "what hygiene found comes again after each new start; for some minutes there is no further one for it",
}


class Lifetime:
    """The limits, with this instance's share of jitter, and what has come of them."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self._rules = rules
        self.soft = rules.get("flush") == "soft"
        self.deadline_ms = 0.0
        self.demanded: str | None = None
        """What else asks for a new start: a finding of hygiene that nothing else removes."""
        self._not_before = 0.0
        self.keeps: bool | None = None
        self._rss_at_start = 0
        self._failures = 0
        self._retry_at = 0
        self._said: set[str] = set()
        self.renew("start")

    def renew(self, _origin: str) -> None:
        """Another instance: its own age and jitter."""
        self._born = monotonic()
        share = 1.0 - _fraction(self._rules.get("jitter"), _JITTER) * (int.from_bytes(os.urandom(2), "big") / 65535)
        age, count = (_positive(self._rules.get(name)) for name in ("max_age_s", "max_invocations"))
        self.max_age_s = age and age * share
        self.max_invocations = count and max(1, int(count * share))
        self.demanded = None
        self._said.clear()
        self._retry_at = 0

    def after(self, found: Invocation) -> None:
        """Note until when the invocation that is answered may last."""
        word = getattr(found.request, "deadline_time_in_ms", None)
        try:
            self.deadline_ms = float(word or 0)
        except (TypeError, ValueError):
            self.deadline_ms = 0.0

    def due(self) -> str | None:
        """Why this instance is at its end, if it is."""
        if self._is_demanded():
            return self.demanded
        if self.max_invocations and instance.this.invocations >= self.max_invocations:
            return "invocations"
        if self.max_age_s and monotonic() - self._born >= self.max_age_s:
            return "age"
        return None

    def _is_demanded(self) -> bool:
        return self.demanded is not None and monotonic() >= self._not_before

    def between(self) -> None:
        """Before the next event is asked for."""
        if self.keeps is None and self.soft:
            self._note_start()
        why = self.due()
        if why is None or not instance.this.invocations or instance.this.invocations < self._retry_at:
            return
        hindrance = self._hindrance()
        if hindrance is None:
            self._flush(why)
        else:
            self._say(hindrance, why)

    def _note_start(self) -> None:
        """What the function's start has left: ports and processes of its own would be there twice."""
        from .hygiene import host

        self.keeps = host.has_children() or host.listens()
        self._rss_at_start = host.resident()

    def _hindrance(self) -> str | None:
        """What speaks against a new start here and now."""
        from . import supervised

        if self._failures >= _MOST_FAILURES:
            return "failed"
        if not self.soft:
            return "off"
        if SNAPSHOT:
            return "snapshot"
        if instance.CONCURRENT:
            return "workers"
        found = supervised.parent[0] if supervised.parent else None
        if found is None or not found.there:
            return "no supervisor"
        if self.keeps:
            return "keeps"
        start = found.measured()
        if not start or self._left_ms() <= _TIMES * start:
            return "time"
        return None if self._has_room() else "memory"

    def _left_ms(self) -> float:
        return min(self.deadline_ms - time() * 1000, 900_000.0)

    def _has_room(self) -> bool:
        """Whether what is resident and another start fit, with some to spare.  Pages of files count twice: so be it."""
        from .hygiene import host

        size = _positive(os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
        if not size:
            return True
        return (host.resident() + self._rss_at_start + (10 << 20)) < size * (1 << 20) * 0.95

    def _flush(self, why: str) -> None:
        from . import supervised

        limit_ms = int(self._left_ms() * _PART)
        parent = supervised.parent[0]
        answer = parent.anew(limit_ms, "H") if self._is_demanded() else parent.anew(limit_ms)
        if not answer:
            facts = {"because": why, "invocations": instance.this.invocations, "age_s": int(monotonic() - self._born)}
            try:
                events.emit("hygiene", "allow", "hygiene", "the runtime is started anew", facts=facts)
            finally:
                supervised.leave()
        often, _, left_ms = answer.partition(" ")
        if often == "often":
            self._not_before = monotonic() + int(left_ms) / 1000
            self._say("often", why)
            return
        self._failures += 1
        self._retry_at = instance.this.invocations + _RETRY_AFTER * 4**self._failures
        if self._failures >= _MOST_FAILURES:
            self.soft = False
        self._say("failed", why, how=answer)

    def _say(self, hindrance: str, why: str, **more: object) -> None:
        if hindrance in self._said:
            return
        self._said.add(hindrance)
        if hindrance in ("snapshot", "workers"):
            from . import hygiene

            hygiene.deeply()
        facts = {"because": why, "hindrance": hindrance, "asked": "service", **more}
        events.emit("hygiene", "flag", "hygiene", _REASONS[hindrance], facts=facts)


def _positive(value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0
    return number if 0 < number < 1e9 else 0.0


def _fraction(value: object, default: float) -> float:
    return min(float(value), 0.9) if isinstance(value, (int, float)) and value >= 0 else default


now: list[Lifetime] = []
"""The limits of this process; empty where the contract sets none."""


def install(policy: Any) -> None:
    """Set the limits of the contract, if it has any."""
    rules = policy.rules.get("lifetime")
    if not isinstance(rules, dict) or not rules or now:
        return
    found = Lifetime(rules)
    now.append(found)
    instance.on_renewal(found.renew)
    registry.after.append(("lifetime", found.after))
    registry.between.append(("lifetime", found.between))


def demand(why: str) -> bool:
    """Ask for a new start before the next event; False if there will be none."""
    if not now or not now[0].soft:
        return False
    now[0].demanded = why
    return True
