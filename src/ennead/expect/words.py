"""The vocabulary: each word is a function with its name, what it takes, and a line that says what it means.

@word(Subject.FUNCTIONS, takes=bound, on=Function)
def timeout(fn: Function, value: Bound, scene: Scene) -> Iterator[Said]:
    '''Seconds it may run.'''
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ennead.expect.expectation import Said, State, Subject
from ennead.expect.scene import Scene
from ennead.expect.values import Read
from ennead.graph.triggers import untold as reason_untold
from ennead.model.app import Node, Text
from ennead.model.finding import Hop
from ennead.model.location import Location
from ennead.model.unknown import Unknown

Judge = Callable[[Any, Any, Scene], Iterator[Said]]

_MODULES = (
    "routes", "functions", "exposure", "starts", "roles", "stores", "users",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word; `on` are the types it says something about."""

    name: str
    subject: Subject
    read: Read
    on: tuple[type[Node], ...]
    says: str
    judge: Judge


def word(subject: Subject, *, takes: Read, on: type[Node] | tuple[type[Node], ...]) -> Callable[[Judge], Word]:
    """Make a word of a function: its name is the word, the first line of its docstring what it means."""

    def mark(function: Judge) -> Word:
        says = (function.__doc__ or "").strip().splitlines()[0]
        kinds = on if isinstance(on, tuple) else (on,)
        return Word(function.__name__.strip("_"), subject, takes, kinds, says, function)

    return mark


@lru_cache(maxsize=1)
def vocabulary() -> dict[Subject, dict[str, Word]]:
    """Every word about routes, functions and stores, in the order of the modules."""
    found: dict[Subject, dict[str, Word]] = {Subject.ROUTES: {}, Subject.FUNCTIONS: {}, Subject.STORES: {}}
    for name in _MODULES:
        for member in vars(importlib.import_module(f"ennead.expect.about.{name}")).values():
            if isinstance(member, Word):
                found[member.subject][member.name] = member
    return found


def told(text: Text) -> Text:
    """A text; unknown where a part of it has no value here."""
    reason = None if isinstance(text, Unknown) else reason_untold(text)
    return text if reason is None else Unknown(reason)


def fails(message: str, node: Node, at: Location | None = None, path: tuple[Hop, ...] = ()) -> Said:
    """It is not as expected."""
    return Said(State.FAILS, message, at or node.at, path, node.id)


def untold(message: str, node: Node, at: Location | None = None) -> Said:
    """It could not be told."""
    return Said(State.UNKNOWN, message, at or node.at, (), node.id)
