"""Java's chains of calls (`A.builder().b(x).build()`) taken apart, and the class that stands at their start."""

from __future__ import annotations

from typing import NamedTuple

from ennead.code.values import Made, Member, Place, Ref, Typed, Value, full_name

_MOST_LINKS = 300
"""A longer chain is taken as untold from there on."""


class Link(NamedTuple):
    """A call in a chain."""

    name: str
    args: tuple[Value, ...]
    at: Place


class Chain(NamedTuple):
    """What a chain starts with, and the calls upon it in order."""

    root: Value
    links: tuple[Link, ...]


class Start(NamedTuple):
    """How a chain starts: of the class `cls`, by its static method, by `new`, or (neither) only told by type."""

    cls: str
    static: str = ""
    new: bool = False
    args: tuple[Value, ...] = ()
    at: Place | None = None


def chain(value: Value) -> Chain:
    """The value as a chain; one that is none has no links."""
    links: list[Link] = []
    while isinstance(value, Made) and isinstance(value.callee, Member) and len(links) < _MOST_LINKS:
        links.append(Link(value.callee.name, value.args, value.at))
        value = value.callee.of
    links.reverse()
    return Chain(value, tuple(links))


def start(root: Value) -> Start | None:
    """How the root of a chain came to be; None where its class is not told."""
    if isinstance(root, Typed):
        return Start(full_name(root.type) or "")
    if not isinstance(root, Made) or not isinstance(root.callee, Ref):
        return None
    name = full_name(root.callee) or ""
    if root.new:
        return Start(name, "", True, root.args, root.at)
    cls, _, static = name.rpartition(".")
    return Start(cls, static, False, root.args, root.at)


def static_call(callee: Value) -> tuple[str, str] | None:
    """The class and the method of a call of a static method; None for other calls."""
    if not isinstance(callee, Ref) or not callee.path:
        return None
    cls, _, method = (full_name(callee) or "").rpartition(".")
    return cls, method


def simple(cls: str) -> str:
    """The name of a class without its package."""
    return cls.rpartition(".")[2]
