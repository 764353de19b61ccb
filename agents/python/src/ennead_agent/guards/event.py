"""The event contract: an event that is not as agreed is refused before the handler is called.

It is there only where the contract names kinds of events (`events`); an event of a kind that it does not name is none
that was agreed.  Of a batch, only the records that are not as agreed are held back: the handler gets the others.
"""

from __future__ import annotations

from .. import audit, events, invocation, kinds, registry
from . import event_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..contract import Policy
    from ..registry import Refusal

    Bad = dict[int, event_rules.Departure]

GUARD = "event"
OTHERS = "*"
"""The name under which the contract may speak of every kind that it does not name."""
_SHARES = {**kinds.COARSE, "schedule": "eventbridge", "analytics-delivery": "analytics"}
"""Kinds for which the words of another one hold, where they have none of their own."""
_WHOLE = ("cloudfront", "ses", "s3-batch")
"""Lists of one: there is no rest that could go on."""


def install(policy: Policy) -> None:
    """Judge events as the policy says; nothing where it says nothing of them."""
    agreed = policy.rules.get("events")
    if not isinstance(agreed, dict) or not agreed or policy.mode_of(GUARD) == "off":
        return
    words = {str(kind): one for kind, one in agreed.items() if isinstance(one, dict)}
    compiled: dict[str, event_rules.Rules] = {}
    registry.before.append((GUARD, lambda found: audit.unwatched(_guard, found, words, compiled)))


def _guard(
    found: invocation.Invocation, words: dict[str, Any], compiled: dict[str, event_rules.Rules]
) -> Refusal | None:
    import json

    body = found.body
    if body is None:
        return None
    try:
        document = json.loads(body)
    except RecursionError:
        return _refused(found, event_rules.Departure("", "deeper than can be read"), 1)
    except ValueError:
        return None  # the client says so itself, and the handler is not called
    kind = kinds.of(document)
    rules = _rules(kind, words, compiled)
    if rules is None:
        return _refused(found, event_rules.Departure("", f"no event of the kind {kind} is agreed"), 1)
    bad = _bad(rules, kind, document, body)
    if not bad:
        return None
    first = bad[min(bad)]
    if _mode() == "enforce" and _hold(found, kind, document, bad):
        _tell(first, len(bad), stops=True)
        return None
    return _refused(found, first, len(bad))


def _rules(kind: str, words: dict[str, Any], compiled: dict[str, event_rules.Rules]) -> event_rules.Rules | None:
    rules = compiled.get(kind)
    if rules is None:
        names = (kind, _SHARES.get(kind, kind), OTHERS)
        own = next((words[name] for name in names if name in words), None)
        if own is None:
            return None
        rules = compiled[kind] = event_rules.Rules(kind, own)
    return rules


def _bad(rules: event_rules.Rules, kind: str, document: Any, body: bytes) -> Bad:
    """Departures by the number of their record; of an event without records, under 0."""
    listed = kinds.records(kind, document)
    if not listed:
        found = rules.judge(document, len(body), "")
        return {} if found is None else {0: found}
    name = kinds.place(kind) or ""
    small = rules.max_bytes is None or len(body) <= rules.max_bytes
    bad: Bad = {}
    for number, record in enumerate(listed):
        size = 0 if small else _size(record, len(body))
        departure = rules.judge(record, size, f"{name}[{number}]")
        if departure is not None:
            bad[number] = departure
    return bad


def _size(record: Any, most: int) -> int:
    """Bytes of a record; those of the whole event where it is too deep to be written again."""
    import json

    try:
        text = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
    except RecursionError:
        return most
    return len(text.encode("utf-8", "surrogatepass"))


def _mode() -> str:
    policy = registry.state.policy
    return policy.mode_of(GUARD) if policy is not None else "observe"


def _refused(found: invocation.Invocation, departure: event_rules.Departure, count: int) -> Refusal | None:
    stops = _mode() == "enforce"
    _tell(departure, count, stops=stops)
    if not stops:
        return None
    found.blocked = GUARD
    return registry.FAULT


def _tell(departure: event_rules.Departure, count: int, *, stops: bool) -> None:
    facts: dict[str, Any] = {"field": departure.field, "records": count}
    if not stops:
        facts["would"] = "block"
    reason = f"{departure.field or 'the event'}: {departure.reason}"
    events.emit("attack", "block" if stops else "flag", GUARD, reason, facts=facts)


def _hold(found: invocation.Invocation, kind: str, document: Any, bad: Bad) -> bool:
    """Let the handler have the batch without these records; False where the event is to be refused as a whole."""
    from .. import refuse

    listed = kinds.records(kind, document)
    place = kinds.place(kind)
    held = refuse.held(kind, listed, set(bad))
    if place is None or kind in _WHOLE or held is None:
        return False
    numbers, told = held
    rest = [one for number, one in enumerate(listed) if number not in numbers]
    if not rest:
        return False
    import json

    try:
        found.body = json.dumps({**document, place: rest}, separators=(",", ":")).encode()
    except RecursionError:
        return False
    found.held = told
    if refuse.is_dropped(kind, told):
        found.dropped = [listed[number] for number in sorted(numbers)]
    return True
