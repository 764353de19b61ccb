"""Rings (b) and (c): what the kernel refuses this process, set just before it asks for its first event.

A process cannot take them back, so they are set only where the contract asks for them (`rings`) and the function is in
`enforce`.  Each is proved by trying something that it forbids; what is reported is what was met, never what was asked.
"""

from __future__ import annotations

from .. import audit, events, faults, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..contract import Policy

GUARD = "rings"
OFF, ABSENT, FAILED, PROVED = "off", "absent", "failed", "proved"
_NAMES = {"b": "seccomp", "c": "landlock"}
_found: dict[str, str] = {}
_outside: list[int] = []
"""Threads that were there before ring (c)."""


def install(policy: Policy) -> None:
    """Set the rings before the first event, where the contract asks for one."""
    from .. import lifecycle

    asked = policy.rules.get(GUARD)
    if isinstance(asked, dict) and policy.mode_of(GUARD) == "enforce":
        lifecycle.at_first_event(lambda: audit.unwatched(_set, asked, policy.rules))


def report() -> dict[str, str]:
    """What is in force, each ring tried anew: `proved`, `failed`, `absent` or `off`."""
    again: dict[str, str] = audit.unwatched(_again)
    return {"a": audit.state(), "b": OFF, "c": OFF, **again}


def _set(asked: dict[str, Any], rules: dict[str, Any]) -> None:
    """Landlock first: the other one refuses nothing that it needs, but who knows of later kernels."""
    for ring, act in (("c", _landlock), ("b", _seccomp)):
        if asked.get(_NAMES[ring]) is not True:
            continue
        _found[ring] = FAILED
        try:
            _found[ring] = act(rules)
        except Exception as error:  # noqa: BLE001
            faults.caught("ring " + ring, error)
        if _found[ring] != PROVED:
            reason = f"ring ({ring}), {_NAMES[ring]}, was asked for and does not hold: {_found[ring]}"
            events.emit("error", "flag", GUARD, reason, facts={"ring": ring, "state": _found[ring]})


def _programs(rules: dict[str, Any]) -> bool:
    """Whether programs may be started: only an empty list says that none may."""
    return rules.get("processes") != []


def _seccomp(rules: dict[str, Any]) -> str:
    from . import prove, seccomp

    if not seccomp.there():
        return ABSENT
    programs = _programs(rules)
    return PROVED if seccomp.apply(programs=programs) and prove.filtered(programs=programs) else FAILED


def _landlock(rules: dict[str, Any]) -> str:
    from . import landlock, prove

    if not landlock.version():
        return ABSENT
    if not prove.writes():  # refused already, by something else: then it proves nothing
        return FAILED
    _outside[:] = [prove.threads() - 1]
    return PROVED if landlock.apply(rules) and not prove.writes() else FAILED


def _again() -> dict[str, str]:
    states = dict(_found)
    if PROVED in states.values():
        from . import prove

        policy = registry.state.policy
        programs = _programs(policy.rules) if policy is not None else True
        if states.get("b") == PROVED and not prove.filtered(programs=programs):
            states["b"] = FAILED
        if states.get("c") == PROVED and prove.writes():
            states["c"] = FAILED
        elif states.get("c") == PROVED and _outside[0]:
            states["c"] = f"{PROVED}, {_outside[0]} earlier threads outside"
    return states
