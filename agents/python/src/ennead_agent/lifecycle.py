"""What happens at each turn of an instance's life, whoever calls: the runtime client's hooks, or the decorator."""

from __future__ import annotations

import os
import sys

from . import audit, contract, events, faults, flows, guards, instance, invocation, meter, registry, stored
from .guards import secret
from .sink import sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .refuse.drive import Drive
    from .registry import Refusal


def install(layer: str | None, attached: str) -> None:
    """Read the contract, set the sensors.  Once in a process."""
    state = registry.state
    if state.policy is not None:
        return
    state.layer, state.attached = layer, attached
    state.policy = contract.Policy()
    try:
        state.policy = contract.load(layer)
    except Exception as error:  # noqa: BLE001
        faults.caught("contract", error)
    _read_refusal(state.policy)
    for complaint in state.policy.complaints:
        events.emit("contract", "flag", "contract", complaint)
    if (state.policy.forced or state.policy.mode) == "off":
        return
    audit.install()
    flows.install()
    guards.install()
    faults.shielded("stored", stored.install)
    for name in ("hygiene", "lifetime"):
        if name == "hygiene" or state.policy.rules.get(name):
            faults.shielded(name, _install_part, name, state.policy)
    for name in ("rings", "decoys"):
        if state.policy.rules.get(name):
            faults.shielded(name, _install_part, name, state.policy)
    if state.policy.rules.get("events"):
        faults.shielded("event", _install_events, state.policy)
    _load_likely()


def _read_refusal(policy: contract.Policy) -> None:
    """Two words of refusing that are opted in to: records one by one, and a queue for what is dropped."""
    registry.state.one_by_one = policy.refusal.get("records") == "one_by_one" and policy.stops
    asked = policy.refusal.get("dead_letter")
    registry.state.dead_letter = (os.environ.get("ENNEAD_DEAD_LETTER") or None) if asked is not False else None
    if asked is True and registry.state.dead_letter is None:
        policy.complaints.append("the contract asks for a dead letter, and ENNEAD_DEAD_LETTER names no queue")


def _load_likely() -> None:
    """What nearly every function needs with its first event: at the start it has a whole processor for it."""
    for name in ("untrusted.match", "hygiene.looks"):
        faults.shielded(name, __import__, f"{__package__}.{name}")


def _install_part(name: str, policy: contract.Policy) -> None:
    __import__(f"{__package__}.{name}", fromlist=("install",)).install(policy)


def _install_events(policy: contract.Policy) -> None:
    from .guards import event

    event.install(policy)


_first: list[Callable[[], None]] = []


def at_first_event(act: Callable[[], None]) -> None:
    """Have `act` called before this process asks for its first event."""
    _first.append(act)


def announce() -> None:
    """Proof of life, once an instance: before it asks for its first event."""
    if not instance.this.announced:
        instance.this.announced = True
        while _first:
            faults.shielded("first event", _first.pop())
        sink.refill()
        if instance.this.origin == "fork":  # a worker has a stdout of its own by now, and reports its own edges
            sink.reopen()
            flows.forget()
        events.emit("alive", "allow", "agent", "the agent is attached", facts=_facts())


def turn() -> None:
    """Before the next event is asked for: what is done between two invocations."""
    for name, act in registry.between:
        faults.shielded(name, act)


def begin(found: invocation.Invocation) -> Refusal | None:
    """Enter an invocation and ask the guards; their refusal, if one refuses."""
    _free()
    invocation.enter(found)
    drive = audit.unwatched(_drive, found, 2) if registry.state.one_by_one else None
    refusal, name = asked(found, records=None if drive is None else False)
    if refusal is None and drive is not None:
        if found.held is not None:  # less the records that are held back
            drive = audit.unwatched(_drive, found, 1)
        if drive is not None:
            begun: Refusal | None = audit.unwatched(_begin_records, drive)
            return begun
        refusal, name = asked(found, records=True)
    if refusal is None:
        return None
    found.blocked = found.blocked or name
    return in_its_shape(found, refusal)


_EACH = ("limits",)
"""Guards that are asked before each record, where the handler gets them one by one, and not before the batch."""


def asked(found: invocation.Invocation, *, records: bool | None) -> tuple[Refusal | None, str]:
    """The refusal of the first guard that refuses before the handler, and its name.

    With `records` only those that are asked before each record; not those, if it is False.
    """
    for name, guard in registry.before:
        if records is not None and (name in _EACH) is not records:
            continue
        try:
            refusal = guard(found)
        except Exception as error:  # noqa: BLE001
            refusal = fault(name, error)
        if refusal is not None:
            return refusal, name
    return None, ""


def _drive(found: invocation.Invocation, least: int) -> Drive | None:
    """How the handler gets the records of an event, if one by one; not where only parts of the client are hooked."""
    from . import runtime
    from .refuse import drive

    try:
        return drive.of(found, least) if found.request is None or runtime.covers() else None
    except Exception as error:  # noqa: BLE001
        faults.caught("records", error)
        return None


def _begin_records(drive: Drive) -> Refusal | None:
    """Enter the first record of a batch; where that fails, its records go as they came."""
    try:
        return drive.begin()
    except Exception as error:  # noqa: BLE001
        faults.caught("records", error)
        invocation.turn_to(drive.whole)
        return None


def record_ended(body: Any = None, *, failed: bool = False, error: Exception | None = None) -> Refusal | None:
    """The handler is done with a record of a batch that it gets one by one; None where it gets none so.

    Gives what is to be posted now: `registry.GOES_ON` for nothing, `registry.OWN` for the handler's own error.
    """
    found = invocation.latest()
    if found is None or found.drive is None:
        return None
    drive = found.drive
    _free()
    try:
        ended: Refusal = audit.unwatched(lambda: drive.ended(body, failed=failed, error=error))
    except Exception as fault:  # noqa: BLE001
        faults.caught("records", fault)
        invocation.turn_to(drive.whole)
        return registry.FAULT  # tried again as a whole: which records were handled is not known any more
    return ended


def in_its_shape(found: invocation.Invocation, refusal: Refusal) -> Refusal:
    """The plain error of a guard or a fault as what this kind of event is refused with; another refusal as it is."""
    if refusal is not registry.FAULT:
        return refusal
    try:
        shaped: Refusal = audit.unwatched(_refused, found)
    except Exception as error:  # noqa: BLE001
        faults.caught("refusal", error)
        return refusal
    return shaped


def _refused(found: invocation.Invocation) -> Refusal:
    from . import refuse

    return refuse.answer(found)


def instead(error: Exception | None = None) -> Refusal | None:
    """What to answer in the place of the handler's error, if that came of a call that a guard has stopped.

    Without `error` it is the one that the runtime client is about to post.
    """
    found = invocation.latest()
    if found is None or found.blocked is None:
        return None
    refusal: Refusal | None = audit.unwatched(_instead, found, error)
    return refusal


def _instead(found: invocation.Invocation, error: Exception | None) -> Refusal | None:
    from . import refuse

    refusal = refuse.instead(found, error)
    if refusal is None or refusal.error or found.held is None:
        return refusal
    return registry.Refusal(refuse.answered(found, refusal.body), error=False)


def answered(body: Any) -> Any:
    """The handler's answer, with what is to be said of records that it did not see."""
    meter.answer(len(body) if isinstance(body, (str, bytes)) else 0)
    for name, act in registry.answering:
        faults.shielded(name, act, body)
    try:
        body = secret.masked(body)
    except Exception as error:  # noqa: BLE001
        faults.caught("secret", error)
    found = invocation.latest()
    if found is None or found.held is None:
        return body
    return audit.unwatched(_with_held, found, body)


def failed(document: Any) -> Any:
    """The document of the handler's error, as it may go out."""
    try:
        return secret.untraced(document)
    except Exception as error:  # noqa: BLE001
        faults.caught("secret", error)
        return document


def _with_held(found: invocation.Invocation, body: Any) -> Any:
    from . import refuse

    return refuse.answered(found, body)


def _free() -> None:
    """Where a signal's exception has broken off the agent in the invocation before, it sees again in this one."""
    audit.free()
    events.free()
    flows.free()


def begin_with(context: Any, event: Any) -> Refusal | None:
    """Enter an invocation of which only what the handler gets is known; the guards' refusal, if one refuses."""
    identity = getattr(context, "aws_request_id", None)
    try:
        found = invocation.Invocation(identity, _text(event), cold=instance.this.invocations == 0)
        return begin(found)
    except Exception as error:  # noqa: BLE001
        return fault("begin", error)


def _text(event: Any) -> bytes | None:
    import json

    try:
        return json.dumps(event).encode()
    except (TypeError, ValueError, RecursionError):
        return None


def fault(where: str, error: Exception) -> Refusal | None:
    """A fault before the handler: said, and refused only where the contract would rather refuse than run unguarded."""
    faults.caught(where, error)
    policy = registry.state.policy
    return registry.FAULT if policy is not None and policy.refuses_on_fault else None


def end() -> None:
    """The answer is posted: tell the guards, write what was counted, leave the invocation."""
    found = invocation.latest()
    if found is None:
        return
    try:
        for name, act in registry.after:
            faults.shielded(name, act, found)
        events.tell_unwritten()
    finally:
        invocation.leave()


def restored() -> None:
    """A snapshot was restored: another instance, and the contract is looked at again."""
    instance.renew("restore")
    flows.forget()
    state = registry.state
    if state.policy is not None and contract.load(state.layer).digest != state.policy.digest:
        events.emit(
            "contract", "flag", "contract", "the contract changed between snapshot and restore: the first one holds"
        )


def _facts() -> dict[str, Any]:
    from . import __version__, runtime

    policy = registry.state.policy
    facts: dict[str, Any] = {
        "agent": __version__,
        "contract": "sha256:" + policy.digest if policy is not None and policy.digest else "default",
        "mode": (policy.forced or policy.mode) if policy is not None else None,
        "attached": registry.state.attached,
        "origin": instance.this.origin,
        "rings": _rings(),
        "client": runtime.version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "hooks": runtime.hooked,
    }
    if runtime.missing:
        facts["missing"] = runtime.missing
    return facts


def _rings() -> dict[str, str]:
    """Rings (b) and (c) cost their loading only where the contract asks for one."""
    found = sys.modules.get(__package__ + ".rings")
    states: dict[str, str] = found.report() if found is not None else {"a": audit.state(), "b": "off", "c": "off"}
    return states
