"""Chains of calls and members (`table.build(Query).options({}).send`) taken apart, as builders make them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ennead.code.sdk.javascript.named import Named, named, peel
from ennead.code.values import Made, Member, Record, Typed, Value, options

_MOST_STEPS = 60


class Step(NamedTuple):
    """A member of a chain; `args` is None where it is not called."""

    name: str
    args: tuple[Value, ...] | None


class Chain(NamedTuple):
    """What a chain starts with, and its steps in order."""

    root: Value
    steps: tuple[Step, ...]

    def called(self, name: str) -> tuple[Value, ...] | None:
        """What the last step of that name was given; None where there is none."""
        return next((step.args or () for step in reversed(self.steps) if step.name == name), None)


def chain(value: Value) -> Chain:
    """The value as a chain; one that is none has no steps."""
    steps: list[Step] = []
    for _ in range(_MOST_STEPS):
        value = peel(value)
        if isinstance(value, Made) and isinstance(value.callee, Member):
            steps.append(Step(value.callee.name, value.args))
            value = value.callee.of
        elif isinstance(value, Member):
            steps.append(Step(value.name, None))
            value = value.of
        else:
            break
    return Chain(value, tuple(reversed(steps)))


def origin(root: Value) -> Named | None:
    """The class or function of a package that the start of a chain came from, by its making or its declared type."""
    if isinstance(root, Typed):
        return named(root.type)
    return named(root.callee) if isinstance(root, Made) else None


def setting(value: Value | None, *names: str) -> Value | None:
    """What a record of settings has under the first of the names that is there."""
    for name in names:
        found = value.get(name) if isinstance(value, Record) else None
        if found is not None:
            return found
    return None


def each(value: Value | None) -> Iterator[Value]:
    """The values it may be; none where there is none."""
    if value is not None:
        yield from options(value)
