"""Facts built by hand: calls of what a program brings in, with plain Python values as constants."""

from __future__ import annotations

from typing import Any

from ennead.code.facts import CallFact, Facts, HostCall
from ennead.code.hosts.target import host_of, variable_of
from ennead.code.values import Known, Made, Member, Place, Record, Ref, Series, Value, Words

AT = Place("app", 1)


def ref(name: str, *path: str) -> Ref:
    """Something outside."""
    return Ref(name, path)


def value(given: Any) -> Value:
    """A Python value as a told one; mappings are records, lists series, tuples words."""
    if isinstance(given, dict):
        return Record(tuple((Known(key), value(item)) for key, item in given.items()))
    if isinstance(given, list):
        return Series(tuple(value(item) for item in given))
    if isinstance(given, str | int | float | bool | bytes) or given is None:
        return Known(given)
    if type(given) is tuple:
        return Words(tuple(value(item) for item in given))
    told: Value = given
    return told


def values(*given: Any) -> tuple[Value, ...]:
    """Several of them."""
    return tuple(value(item) for item in given)


def made(callee: Value, *args: Any, new: bool = False, **keywords: Any) -> Made:
    """What calling something gave."""
    return Made(callee, values(*args), tuple((key, value(item)) for key, item in keywords.items()), AT, new)


def method(of: Value, name: str) -> Member:
    """A method of an object."""
    return Member(of, name)


def call(callee: Value, *args: Any, new: bool = False, **keywords: Any) -> CallFact:
    """A call."""
    return CallFact(callee, values(*args), tuple((key, value(item)) for key, item in keywords.items()), AT, new)


def facts(*calls: CallFact, packages: tuple[str, ...] = ()) -> Facts:
    """A program that makes the calls."""
    return Facts((), calls, (), (), (), packages, ())


def shown(found: HostCall) -> tuple[str, str | None, str | None]:
    """A connection in short: client, host or variable, method."""
    host = host_of(found.target)
    variable = variable_of(found.target)
    return found.client, host if host is not None else f"${variable}" if variable else None, found.method
