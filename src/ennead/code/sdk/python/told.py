"""What is told of the arguments of a call in Python."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.values import Choice, Element, Known, Made, Member, Record, Ref, Result, Typed, Value, options

Called = CallFact | Made
"""A call as a fact, or as the value that it gave."""


def split(callee: Value) -> tuple[Value, str] | None:
    """What is called, apart: the owner and the name in it; None for what has no name."""
    if isinstance(callee, Member):
        return callee.of, callee.name
    if isinstance(callee, Ref) and callee.path:
        return Ref(callee.module, callee.path[:-1]), callee.path[-1]
    return None


def package_of(value: Value) -> str | None:
    """The package that something comes from, by the first part of its module: of what its calls gave, too."""
    while not isinstance(value, Ref):
        if isinstance(value, Member | Element):
            value = value.of
        elif isinstance(value, Made):
            value = value.callee
        elif isinstance(value, Typed):
            value = value.type
        elif isinstance(value, Result) and value.of:
            value = value.of[0]
        else:
            return None
    return value.module.partition(".")[0]


def argument(call: Called, position: int | None, *names: str) -> Value | None:
    """The argument at a position or under one of the names; None where it is not told to be there."""
    record = keywords(call)
    for name in names:
        value = record.get(name)
        if value is not None:
            return value
    return call.args[position] if position is not None and position < len(call.args) else None


def keywords(call: Called) -> Record:
    """The keyword arguments as a mapping; a mapping that is spread into the call is merged, where it is told."""
    entries: dict[str, Value] = {}
    spread_entries: dict[str, list[Value]] = {}
    is_open = False
    for name, value in call.keywords:
        if name:
            entries[name] = value
            continue
        spread = options(value)
        is_open = is_open or len(spread) > 1
        for option in spread:
            is_open = is_open or not isinstance(option, Record) or option.open
            for key, inner in option.entries if isinstance(option, Record) else ():
                if isinstance(key, Known) and isinstance(key.value, str):
                    spread_entries.setdefault(key.value, []).extend(options(inner))
    joined = {name: _one_of(values) for name, values in spread_entries.items()}
    return record({**joined, **entries}, is_open=is_open)


def _one_of(values: list[Value]) -> Value:
    distinct = tuple(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else Choice(distinct)


def record(entries: dict[str, Value], *, is_open: bool = False) -> Record:
    """A mapping with these entries."""
    return Record(tuple((Known(name), value) for name, value in entries.items()), is_open)


def over(first: Record, second: Record) -> Record:
    """Both mappings; the second's entries where both have one."""
    keys = {key for key, _ in second.entries}
    kept = tuple(entry for entry in first.entries if entry[0] not in keys)
    return Record(kept + second.entries, first.open or second.open)
