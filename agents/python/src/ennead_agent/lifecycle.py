"""What happens at each turn of an instance's life, whoever calls: the runtime client's hooks, or the decorator."""

from __future__ import annotations

import sys

from . import audit, contract, events, faults, flows, instance, invocation, registry
from .sink import sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

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
    for complaint in state.policy.complaints:
        events.emit("contract", "flag", "contract", complaint)
    if (state.policy.forced or state.policy.mode) == "off":
        return
    audit.install()
    flows.install()


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


def begin(found: invocation.Invocation) -> Refusal | None:
    """Enter an invocation and ask the guards; their refusal, if one refuses."""
    _free()
    invocation.enter(found)
    for name, guard in registry.before:
        try:
            refusal = guard(found)
        except Exception as error:  # noqa: BLE001
            refusal = fault(name, error)
        if refusal is not None:
            return refusal
    return None


def _free() -> None:
    """Where a signal's exception has broken off the agent in the invocation before, it sees again in this one."""
    audit.free()
    events.free()
    flows.free()


def begin_with(context: Any) -> None:
    """Enter an invocation of which only the handler's context is known."""
    identity = getattr(context, "aws_request_id", None)
    _free()
    invocation.enter(invocation.Invocation(identity, None, cold=instance.this.invocations == 0))


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
        "rings": {"a": audit.state(), "b": "not built", "c": "not built"},
        "client": runtime.version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "hooks": runtime.hooked,
    }
    if runtime.missing:
        facts["missing"] = runtime.missing
    return facts
