"""What an invocation leaves behind that was not there when the function had started.

Once the answer is posted, one look at what is cheap; every so often, and where an invocation gives cause, one at the
rest.  What was there before the first event is how the function starts, and is no finding.  A finding is an event of
kind `hygiene`; in `enforce` it is also put away where that is safe (processes of the function's own, variables), or the
runtime is started anew where the contract has it so.
"""

from __future__ import annotations

from _thread import get_ident
from time import monotonic, thread_time_ns

from .. import audit, events, faults, flows, instance, registry
from ..sink import sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..contract import Policy
    from .clearing import Clearing
    from .finding import Finding
    from .looks import Looker

EVERY = 16
"""Each so-manieth look is a deep one; not the first, which loads what looks."""
EVERY_S = 20.0
_MOST_SAID = 256
_MOST_NAMES = 4
_MOST_WAITING = 32
_LINE = 700
"""Bytes that an event of ours may come to."""
GUARD = "hygiene"


class Ward:
    """What was there at the first event, what the contract says, and what has been said since."""

    def __init__(self, rules: dict[str, Any]) -> None:
        from .base import Base

        self.base = Base()
        self.names = frozenset(str(name).rpartition("/")[2][:15] for name in _listed(rules.get("processes")))
        self.ports = frozenset(port for port in _listed(rules.get("ports")) if isinstance(port, int))
        self.manifest = rules.get("modules")
        own = rules.get(GUARD)
        own = own if isinstance(own, dict) else {}
        self.removes = own.get("remove_executables") is True
        every = own.get("every")
        self.every = every if isinstance(every, int) and every > 0 else EVERY
        self.looks = 0
        self.looker: Looker | None = None
        self.clearing = _clearing(own.get("clear"))
        self.said: set[tuple[str, object]] = set()
        self.waiting: list[tuple[str, str, str, dict[str, Any]]] = []
        """What the log had no room for yet: kind, verdict, reason, facts."""
        self.deep_at = monotonic()
        self.spent_ns = [0, 0]
        """CPU time of the last cheap look, and of the last deep one."""

    def looking(self) -> Looker:
        """What looks, made when it is first needed: after the first answer."""
        if self.looker is None:
            from .looks import Looker

            self.looker = Looker(self)
        return self.looker


_ward: list[Ward] = []


def install(policy: Policy) -> None:
    """Look after each invocation, unless the contract has it off."""
    if policy.mode_of(GUARD) == "off":
        return
    registry.between.append((GUARD, note))
    own = policy.rules.get(GUARD)
    if isinstance(own, dict) and own.get("clear"):
        registry.answering.append((GUARD, _answers))
    registry.after.append((GUARD, lambda _invocation: look()))
    instance.on_renewal(lambda _origin: _ward.clear())


def note() -> None:
    """Before the first event: remember what is there."""
    if not _ward and audit.enter(get_ident()):
        try:
            policy = registry.state.policy
            _ward.append(Ward(policy.rules if policy is not None else {}))
        finally:
            audit.leave(get_ident())


def look() -> None:
    """After an answer."""
    if not _ward:
        note()  # nobody told of the question for the first event: what is there now is how it starts
        return
    ward = _ward[0]
    ward.looks += 1
    _timed(ward, 0, ward.looking().cheaply)
    now = monotonic()
    if ward.looks % ward.every == ward.every // 2 or now - ward.deep_at > EVERY_S:
        ward.deep_at = now
        _timed(ward, 1, ward.looking().deeply)
    if ward.clearing is not None:
        _clear(ward, ward.clearing)


def _clearing(patterns: Any) -> Clearing | None:
    """What clears the temporary folders, where the contract has words for it."""
    if not patterns or not isinstance(patterns, list):
        return None
    try:
        from .clearing import Clearing

        return Clearing(patterns)
    except Exception as error:  # noqa: BLE001  # the rest of what is looked at goes on
        faults.caught("hygiene", error)
        return None


def _answers(_body: Any) -> None:
    """The answer is about to be posted."""
    if _ward and _ward[0].clearing is not None:
        _ward[0].clearing.answers()


def _clear(ward: Ward, clearing: Clearing) -> None:
    """Remove what the contract has removed; in other modes say what it would be."""
    thread = get_ident()
    if not audit.enter(thread):
        return
    try:
        told = clearing.clear(removes=_enforces())
    finally:
        audit.leave(thread)
    for kind, reason, facts in told:
        ward.waiting.append((kind, "allow" if "clear" in facts else "flag", reason, facts))
    if told:
        _write(ward)


def _enforces() -> bool:
    policy = registry.state.policy
    return policy is not None and policy.mode_of(GUARD) == "enforce"


def deeply() -> None:
    """One look at everything, now."""
    if _ward:
        _timed(_ward[0], 1, _ward[0].looking().deeply)


def _timed(ward: Ward, which: int, looks: Callable[[], Iterator[Finding]]) -> None:
    """One look; what it does itself is no act of the function's."""
    thread = get_ident()
    if not audit.enter(thread):
        return
    begun = thread_time_ns()
    try:
        found = [one for one in looks() if (one.kind, one.key) not in ward.said]
    finally:
        audit.leave(thread)
        ward.spent_ns[which] = thread_time_ns() - begun
    if found:
        _tell(ward, found)
    elif ward.waiting:
        _write(ward)


def _tell(ward: Ward, found: list[Finding]) -> None:
    """One event for each class and reason, and what `enforce` does about it."""
    enforces = _enforces()
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        if len(ward.said) < _MOST_SAID:
            ward.said.add((one.kind, one.key))
            groups.setdefault((one.kind, one.reason), []).append(one)
    for (kind, reason), ones in groups.items():
        facts: dict[str, Any] = {"class": kind, "count": len(ones)}
        names = [flows.shown(one.name)[:120] for one in ones if one.name][:_MOST_NAMES]
        if names:
            facts["names"] = names
        for one in ones:
            facts.update(one.facts)
        if enforces:
            facts.update(_mend(kind, ones))
        if len(ward.waiting) < _MOST_WAITING:
            ward.waiting.append((GUARD, "flag", reason, facts))
    _write(ward)


def _write(ward: Ward) -> None:
    """Write what there is room for; the rest waits for the next look."""
    while ward.waiting and sink.room(_LINE, urgent=True):
        kind, verdict, reason, facts = ward.waiting.pop(0)
        events.emit(kind, verdict, GUARD, reason, facts=facts)


def _mend(kind: str, ones: list[Finding]) -> dict[str, Any]:
    """Put away what can be; what remains in this process asks for a new start of the runtime."""
    cleaned = 0
    for one in ones:
        if one.mend is not None:
            cleaned += _mended(one.mend)
    facts: dict[str, Any] = {"cleaned": cleaned} if cleaned else {}
    if cleaned < len(ones) and not all(one.lasting for one in ones):
        from .. import lifetime

        if lifetime.demand(kind):
            facts["flush"] = True
    return facts


def _mended(mend: Callable[[], object]) -> bool:
    thread = get_ident()
    entered = audit.enter(thread)
    try:
        mend()
    except OSError:
        return False
    except Exception as error:  # noqa: BLE001
        faults.caught("hygiene", error)
        return False
    finally:
        if entered:
            audit.leave(thread)
    return True


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
