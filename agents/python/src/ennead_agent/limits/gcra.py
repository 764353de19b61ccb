"""The generic cell rate algorithm: one number for each key, which says when its bucket would be empty again."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_KEYS = 4096


class Rate:
    """`rate` times in `per_s` seconds, and `burst` at once."""

    __slots__ = ("_due", "_most", "_slack", "_step")

    def __init__(self, rate: float, per_s: float = 1.0, burst: float | None = None, most: int = MOST_KEYS) -> None:
        self._step = per_s / rate
        self._slack = self._step * ((rate if burst is None else burst) - 1)
        self._due: dict[str, float] = {}
        self._most = most

    def takes(self, key: str, now: float) -> bool:
        """Count one for this key, unless that would be too many."""
        due = self._due.get(key)
        if due is None:
            if len(self._due) >= self._most:
                self._forget(now)
            due = now
        elif due < now or due > now + self._slack + self._step:  # the latter only if the clock was set back
            due = now
        if due - now > self._slack:
            return False
        self._due[key] = due + self._step
        return True

    def _forget(self, now: float) -> None:
        """Drop keys that owe nothing; where all do, those that came first, so that many callers cost no more memory."""
        kept = {key: due for key, due in self._due.items() if due > now}
        for key in list(kept)[: max(0, len(kept) - self._most // 2)]:
            del kept[key]
        self._due = kept


def of(rule: Any) -> Rate | None:
    """The rate that a contract names, if it names a sound one."""
    if not isinstance(rule, dict):
        return None
    rate, per_s, burst = (number(rule.get(word)) for word in ("rate", "per_s", "burst"))
    if rate is None or ("per_s" in rule and per_s is None):
        return None
    return Rate(rate, per_s or 1.0, None if burst is None else max(1.0, burst))


def number(value: Any) -> float | None:
    """A number above zero, or None."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0 else None
