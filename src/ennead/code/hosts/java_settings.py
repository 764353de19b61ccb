"""What is set on builders and requests outside of their own chains: by statements (`request.setKey(k)`) and by lambdas
that are handed over to fill a builder (`b -> b.tableName(t)`)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TypeAlias

from ennead.code.facts import CallFact, Facts
from ennead.code.hosts.java_chains import Link, chain, start
from ennead.code.values import (
    Choice,
    Element,
    Known,
    Made,
    Member,
    Own,
    Place,
    Ref,
    Unknown,
    Value,
    full_name,
    options,
)

Settings: TypeAlias = dict[str, tuple[Value, ...]]
"""Names of what is set, with the arguments."""

_Slot: TypeAlias = tuple[str, str, int]
"""Where a lambda is handed over: the file, the method and the number of the argument."""

_MOST_OPTIONS = 24


class Told:
    """What all calls of a program say of its builders and requests."""

    def __init__(self, facts: Facts) -> None:
        self._by_object: dict[tuple[Place, str], list[Link]] = defaultdict(list)
        self._by_slot: dict[_Slot, list[Link]] = defaultdict(list)
        self._lambdas: dict[_Slot, set[Place]] = defaultdict(set)
        self.tables: dict[str, Value] = {}
        """By class of the application the table that an annotation names."""
        for fact in facts.calls:
            self._note_lambdas(fact)
            if isinstance(fact.callee, Made):
                self._note_table(fact, fact.callee)
            if isinstance(fact.callee, Member):
                self._note(fact, fact.callee)

    def _note_lambdas(self, fact: CallFact) -> None:
        method = _method(fact.callee)
        if not method:
            return
        for number, argument in enumerate(fact.args):
            for own in options(argument):
                if isinstance(own, Own) and own.kind == "function":
                    self._lambdas[own.at.path, method, number].add(own.at)

    def _note_table(self, fact: CallFact, annotation: Made) -> None:
        """`@DynamoDBTable(tableName = "orders")` above a class is a call of what it makes with the class."""
        if not (full_name(annotation.callee) or "").endswith(".DynamoDBTable"):
            return
        for name, value in annotation.keywords:
            if name == "tableName":
                self.tables |= {one.name: value for one in fact.args if isinstance(one, Own)}

    def _note(self, fact: CallFact, callee: Member) -> None:
        root = chain(callee.of).root
        link = Link(callee.name, fact.args, fact.at)
        if isinstance(root, Made):
            begun = start(root)
            if begun is not None:
                self._by_object[root.at, begun.cls].append(link)
        elif isinstance(root, Element) and isinstance(root.key, Known) and isinstance(root.key.value, int):
            self._by_slot[fact.at.path, _method(root.of), root.key.value].append(link)

    def links(self, value: Value) -> tuple[Link, ...]:
        """All that is called on an object: by statements first, then in its own chain."""
        root, links = chain(value)
        begun = start(root)
        if not isinstance(root, Made) or begun is None:
            return links
        own = {link.name for link in links}
        return (*(one for one in self._by_object.get((root.at, begun.cls), ()) if one.name not in own), *links)

    def settings(self, value: Value) -> Settings:
        """What is set on an object; its own chain counts before statements."""
        return _merged(self.links(value), chain(value).links)

    def of_lambda(self, method: str, number: int, function: Own) -> tuple[Link, ...]:
        """What a lambda, handed to the method as that argument, calls on what it is given.

        Calls belong to the lambda that starts last before them among those handed over in the same way.
        """
        slot = (function.at.path, method, number)
        starts = sorted(self._lambdas.get(slot, ()))
        following = bisect_right(starts, function.at)
        end = starts[following] if following < len(starts) else None
        return tuple(
            link for link in self._by_slot.get(slot, ()) if link.at >= function.at and (end is None or link.at < end)
        )

    def lambda_settings(self, method: str, number: int, function: Own) -> Settings:
        """What a lambda sets on the builder that it is given."""
        return _merged(self.of_lambda(method, number, function), ())


def _method(callee: Value) -> str:
    """The name of a method that is called, "" for a constructor or what is untold."""
    if isinstance(callee, Member):
        return callee.name
    return callee.path[-1] if isinstance(callee, Ref) and callee.path else ""


def _merged(links: tuple[Link, ...], own: tuple[Link, ...]) -> Settings:
    """The last of the own settings counts; of others, each that may be."""
    merged: Settings = {}
    for link in links:
        before = merged.get(link.name)
        merged[link.name] = link.args if before is None else _either(before, link.args)
    for link in own:
        merged[link.name] = link.args
    return merged


def _either(first: tuple[Value, ...], second: tuple[Value, ...]) -> tuple[Value, ...]:
    if len(first) != len(second):
        return second
    return tuple(_choice(one, other) for one, other in zip(first, second, strict=True))


def _choice(one: Value, other: Value) -> Value:
    known = options(one)
    more = tuple(option for option in options(other) if not any(_same(option, each) for each in known))
    if not more:
        return one
    every = (*known, *more)
    if len(every) > _MOST_OPTIONS:
        return Choice((*known[: _MOST_OPTIONS - 1], Unknown("set to many values")))
    return Choice(every)


def _same(one: Value, other: Value) -> bool:
    """Whether they are equal; values too deep to compare count as two."""
    try:
        return one == other
    except RecursionError:
        return False
