"""What becomes of an edge that the contract does not name: said once, counted, and stopped in `enforce`."""

from __future__ import annotations

from .. import events, flows, instance, invocation, registry, verdicts
from . import exempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..flows import Edge, Key
    from .table import Flow, Table

GUARD = "flows"
_table: list[Table] = []
_said: set[tuple[str, Key]] = set()
_MOST_SAID = 512
_accounts: dict[str, bool] = {}
"""Accounts other than the function's, and whether they are its own affair."""


def begin(table: Table) -> None:
    """Judge by this table from now on."""
    if not _table:
        instance.on_renewal(lambda _origin: _said.clear())  # another instance says what it finds by itself
    _table[:] = [table]


def table() -> Table | None:
    """The contract's edges; None where it names none, or the guard is off."""
    return _table[0] if _table else None


def edge(key: Key, found: Edge) -> None:
    """Asked with each edge that is noted: a look-up for one that is known."""
    lawful = found.lawful
    if lawful is None or found.shared:
        lawful = allows(_table[0], key)
        if not found.shared:
            found.lawful = lawful
    if not lawful:
        stop("an edge that the contract does not name", key, found)


def allows(rules: Table, key: Key) -> bool:
    """Whether the contract names this edge, or says nothing of its kind."""
    sensor, target, operation = key
    name = target.partition("/")[2]
    if sensor == "sdk":
        return not rules.named or rules.flow(account(target, operation), operation) is not None
    if sensor == "socket":
        return not rules.named or target.startswith("unix/") or rules.flow(target) is not None
    if sensor == "lookup":
        return not rules.named or rules.names_host(name)
    if sensor == "process":
        known = rules.processes if operation != "start of a written file" else rules.written
        return known is None or operation == "fork" or name in known
    if sensor == "listen":
        return rules.ports is None or name in rules.ports
    return True  # files are judged by their whole path, and native calls where they are seen


def late(key: Key, found: Edge) -> None:
    """Judge an edge that was seen afterwards: by the port alone, since nobody knows under which name it was found."""
    rules = table()
    if rules is None or not rules.named:
        return
    port = key[1].rpartition(":")[2]
    if rules.flow(key[1]) is None and not rules.names_port(port):
        found.lawful = False
        stop("an edge that the contract does not name, past the sensors", key, found, late=True)


def account(target: str, operation: str) -> str:
    """The target as a contract names it: with the account before it, if nobody but the event can have named that."""
    foreign = operation.partition(" of account ")[2]
    return f"account/{foreign}/{target}" if foreign and not _is_ours(foreign) else target


def _is_ours(number: str) -> bool:
    """Whether the deployment's variables, or the function's own code, name this account."""
    found = _accounts.get(number)
    if found is None:
        from .. import source

        if len(_accounts) >= _MOST_SAID:
            _accounts.clear()
        found = _accounts[number] = exempt.names_account(number) or source.names(number)
    return found


def mode(flow: Flow | None = None) -> str:
    """What holds for an edge: what ENNEAD_MODE says for all, else the flow's own mode, else the guard's."""
    policy = registry.state.policy
    if policy is None:
        return "observe"
    return (policy.forced or (flow.mode if flow is not None else None)) or policy.mode_of(GUARD)


def stop(
    why: str,
    key: Key,
    found: Edge | None,
    flow: Flow | None = None,
    facts: dict[str, Any] | None = None,
    *,
    late: bool = False,
) -> None:
    """Say it, once for each edge and reason; `Blocked` in `enforce`, unless it is too `late` for that."""
    holds = mode(flow)
    if holds == "off":
        return
    stops = holds == "enforce" and not late
    mark = (why + str((facts or {}).get("classes", "")), key)
    if mark not in _said:
        if len(_said) < _MOST_SAID:
            _said.add(mark)
        facts = {"edges": [flows.entry_of(key, found)], **(facts or {})}
        if not stops and not late:
            facts["would"] = "block"
        verdict = "block" if stops else "flag"
        written = events.emit("flow", verdict, GUARD, f"{why}: {key[0]}", facts=facts, at=events.place())
        if written and found is not None:
            flows.told(key, found)
    if stops:
        halt(GUARD)


def halt(guard: str, error: type[verdicts.Blocked] = verdicts.Blocked) -> None:
    """Stop what is being done, and note on the invocation who did."""
    now = invocation.current()
    if now is not None:
        now.blocked = guard
    raise error
