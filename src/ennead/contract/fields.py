"""The fields of the event that a handler's code hands on, as paths: `body.itemId`, `body.lines[].price`.

JSON in a text counts as part of the path.  A record's fields are told from the record on, as the agents judge record by
record.  What is only compared is no argument of any call and is not seen: the list is never said to be whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ennead.code.facts import Facts
from ennead.code.values import (
    Choice,
    Element,
    Event,
    Known,
    Made,
    Member,
    Own,
    Record,
    Result,
    Series,
    Value,
    Words,
    full_name,
)

_RECORDS: Final = frozenset({"Records", "records", "rmqMessagesByQueue", "messages"})
_READERS: Final = frozenset(
    {"json.loads", "simplejson.loads", "ujson.loads", "orjson.loads", "JSON.parse", "urllib.parse.parse_qs"}
)
_GETTERS: Final = frozenset({"get", "pop", "setdefault", "getOrDefault", "__getitem__"})
_METHODS: Final = frozenset(
    "get items keys values pop copy update split strip lower upper encode decode replace startswith endswith join "
    "map filter forEach reduce find some every push slice trim toLowerCase toUpperCase toString substring includes "
    "length match format rpartition partition rsplit lstrip rstrip count index append extend".split()
)
_EACH: Final = "[]"
"""Each item of a list."""
_NAME_LENGTH: Final = 64
_DEPTH: Final = 12
_MOST: Final = 200


_PARTS: Final[dict[type, Callable[[Any], Iterable[Value | None]]]] = {
    Words: lambda value: value.parts,
    Member: lambda value: (value.of,),
    Element: lambda value: (value.of, value.key),
    Made: lambda value: (value.callee, *value.args, *(one for _, one in value.keywords)),
    Record: lambda value: (one for pair in value.entries for one in pair),
    Series: lambda value: value.items,
    Own: lambda value: (one for _, one in value.fields),
    Choice: lambda value: value.options,
    Result: lambda value: value.of,
}


def fields_of(facts: Facts, *, beans: bool = False) -> tuple[str, ...]:
    """The paths, in order; at most 200.  `beans`: members are read by `getName` (Java)."""
    seen: set[int] = set()
    found: set[str] = set()
    held: list[Value] = []
    for call in facts.calls:
        held += [call.callee, *call.args, *(value for _, value in call.keywords)]
    held += [one.value for one in facts.reads]
    while held:
        value = held.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        path = _path(value)
        if path is None:
            held += _inside(value)
        elif path and (shown := _shown(tuple(_bean(step) for step in path) if beans else path)):
            found.add(shown)
    return tuple(sorted(_longest(found)))[:_MOST]


def _path(value: Value, depth: int = 0) -> tuple[str, ...] | None:
    """The way to a part of the event; None for what is none."""
    if depth > 2 * _DEPTH:
        return None
    if isinstance(value, Event):
        return () if value.name == "event" else None
    if isinstance(value, Element):
        return _below(value.of, value.key.value if isinstance(value.key, Known) else None, depth)
    if isinstance(value, Member):
        return _path(value.of, depth + 1) if value.name in _METHODS else _below(value.of, value.name, depth)
    if isinstance(value, Made):
        return _called(value, depth)
    if isinstance(value, Choice | Result):
        options = value.options if isinstance(value, Choice) else value.of
        told = {path for one in options if not isinstance(one, Known) and (path := _path(one, depth + 1)) is not None}
        return told.pop() if len(told) == 1 and isinstance(value, Choice) else None
    return None


def _below(of: Value, key: object, depth: int) -> tuple[str, ...] | None:
    path = _path(of, depth + 1)
    return None if path is None else (*path, key if isinstance(key, str) else _EACH)


def _called(value: Made, depth: int) -> tuple[str, ...] | None:
    """`json.loads(part)`, `part.get("name")`."""
    if isinstance(value.callee, Member) and value.callee.name in _GETTERS and value.args:
        first = value.args[0]
        return _below(value.callee.of, first.value if isinstance(first, Known) else None, depth)
    if value.args and full_name(value.callee) in _READERS:
        return _path(value.args[0], depth + 1)
    return None


def _inside(value: Value) -> tuple[Value, ...]:
    """What a value is made of."""
    take = _PARTS.get(type(value))
    return tuple(one for one in take(value) if one is not None) if take is not None else ()


def _bean(name: str) -> str:
    """`body` for `getBody`."""
    is_getter = name.startswith("get") and name[3:4].isupper()
    return name[3].lower() + name[4:] if is_getter else name


def _shown(path: tuple[str, ...]) -> str | None:
    """The path as text, from the record on; None where a name is none that a path can hold.

    A dot within a name is written with a backslash before it.
    """
    steps = path[1:] if path[0] in _RECORDS else path
    while steps and steps[0] == _EACH:
        steps = steps[1:]
    if not steps or len(steps) > _DEPTH:
        return None
    if not all(
        0 < len(one) <= _NAME_LENGTH and one.isprintable() and not set(one) & set("[]*\\") - set(_EACH) for one in steps
    ):
        return None
    parts = (one if one == _EACH else "." + one.replace(".", "\\.") for one in steps)
    return "".join(parts).removeprefix(".")


def _longest(paths: set[str]) -> Iterator[str]:
    """Those that are not the beginning of another."""
    heads = {path[:end] for path in paths for end, letter in enumerate(path) if letter in ".["}
    yield from (path for path in paths if path not in heads)
