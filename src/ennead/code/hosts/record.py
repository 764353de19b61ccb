"""Options of a call as one record."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.values import Choice, Known, Record, Value


def first(record: Value | None, *keys: str) -> Value | None:
    """What stands under the first of the keys that is there (and not null); None where it is no record."""
    if not isinstance(record, Record):
        return None
    for key in keys:
        value = record.get(key)
        if value is not None and value != Known(None):
            return value
    return None


def records(value: Value | None) -> tuple[Record, ...]:
    """The records a value may be."""
    if isinstance(value, Choice):
        return tuple(option for option in value.options if isinstance(option, Record))
    return (value,) if isinstance(value, Record) else ()


def argument(fact: CallFact, position: int | None, *names: str) -> Value | None:
    """Python's argument by one of its names, out of `**options`, or at its position."""
    for key, value in fact.keywords:
        if key in names and value != Known(None):
            return value
    for key, value in fact.keywords:
        if not key:
            found = first(value, *names)
            if found is not None:
                return found
    if position is not None and position < len(fact.args) and fact.args[position] != Known(None):
        return fact.args[position]
    return None
