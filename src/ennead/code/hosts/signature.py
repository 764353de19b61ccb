"""What is called, as one text: `axios.create().get`, `requests.Session().post`, `fetch`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.address import each
from ennead.code.values import Known, Made, Member, Ref, Series, Typed, Value, text

Model: TypeAlias = Callable[[CallFact], Iterator[HostCall]]
"""What a call of a library connects to."""

_MOST_LAYERS = 60
_GLOBAL = frozenset({"globalThis", "global", "window", "self"})


def signature(callee: Value) -> str | None:
    """The dotted name, `()` after what is called to get there; an object of a declared type is written like one made.

    None where the beginning is nothing outside.
    """
    parts: list[str] = []
    for _ in range(_MOST_LAYERS):
        if isinstance(callee, Member):
            parts.append(f".{callee.name}")
            callee = callee.of
        elif isinstance(callee, Made):
            parts.append("()")
            callee = callee.callee
        elif isinstance(callee, Typed):
            parts.append("()")
            callee = callee.type
        elif isinstance(callee, Ref):
            return _name(callee) + "".join(reversed(parts))
        else:
            return None
    return None


def maker(callee: Value) -> Made | None:
    """The call that made the object whose method is called: of `axios.create(c).get` that of `axios.create`."""
    for _ in range(_MOST_LAYERS):
        if isinstance(callee, Made):
            return callee
        if not isinstance(callee, Member):
            return None
        callee = callee.of
    return None


def first_maker(callee: Value) -> Made | None:
    """Of a chain of calls the first: of `agent(u).get(p).query(q).send` that of `agent`."""
    found: Made | None = None
    for _ in range(_MOST_LAYERS):
        if isinstance(callee, Made):
            found = callee
            callee = callee.callee
        elif isinstance(callee, Member):
            callee = callee.of
        else:
            return found
    return found


def connections(fact: CallFact, target: Value, client: str, method: str | None = None) -> Iterator[HostCall]:
    """The call as a connection to each of the addresses that the target may be."""
    for address in each(target):
        yield HostCall(address, fact.at, client, method, fact.within, fact.via)


def several(fact: CallFact, target: Value, client: str) -> Iterator[HostCall]:
    """The same for a list of servers, or for texts with commas between them."""
    if isinstance(target, Series):
        for item in target.items:
            yield from connections(fact, item, client)
        return
    words = text(target)
    if words is None or "," not in words or "://" in words:
        yield from connections(fact, target, client)
        return
    for word in words.split(","):
        if word.strip().isdecimal():  # `host,port`
            continue
        yield from connections(fact, Known(word.strip()), client)


def verb(value: Value | None) -> str | None:
    """The method in capitals, if it is told."""
    word = text(value)
    return word.upper() if word is not None and word.isalpha() else None


def _name(ref: Ref) -> str:
    path = ref.path
    if not ref.module and len(path) > 1 and path[0] in _GLOBAL:
        path = path[1:]
    module = ref.module.removeprefix("node:").removeprefix("npm:")
    return ".".join(filter(None, (module, *(part for part in path if part != "default"))))
