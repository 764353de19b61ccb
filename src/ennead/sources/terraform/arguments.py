"""Tables that say which argument of a resource type is which property, and how they are applied.

An argument is named by its path: `vpc_config.subnet_ids` is a member of the first block of that name.  A
property likewise: `VpcConfig.SubnetIds`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.terraform.convert_json import document, structure
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear


@dataclass(frozen=True, slots=True)
class Json:
    """The argument holds JSON; the property gets its structure."""

    path: str


@dataclass(frozen=True, slots=True)
class Body:
    """The argument holds JSON or YAML."""

    path: str


@dataclass(frozen=True, slots=True)
class Each:
    """Repeated blocks become a list of mappings."""

    path: str
    arguments: Table


@dataclass(frozen=True, slots=True)
class By:
    """What a function makes of the value; nothing where that is None."""

    path: str
    make: Callable[[Any], Any]


How: TypeAlias = str | Json | Body | Each | By
Table: TypeAlias = Mapping[str, How]
Found: TypeAlias = tuple[Any, Mark | None]


def fill(properties: MarkedDict, source: Mapping[str, Any], table: Table, draft: Draft, mark: Mark) -> None:
    """Set the properties that the arguments of `source` give, each with the place of its argument."""
    for argument, how in table.items():
        value, at = reach(source, argument)
        if value is None or (isinstance(value, str | list) and not value):
            continue  # a plan writes out what is not set; to the provider the two are the same
        path = how if isinstance(how, str) else how.path
        if isinstance(value, _Whole):
            path, made = path.partition(".")[0], convert(value.value, draft)
            if path in properties:
                continue
        else:
            made = _made(value, how, draft, at or mark)
            if isinstance(value, Pointer) and isinstance(made, MarkedList):
                made = made.copy()  # others may point at the same
        if made is not None:
            put(properties, path, made, at or mark)


def _made(value: Any, how: How, draft: Draft, mark: Mark) -> Any:
    if isinstance(how, Json):
        return convert(structure(value), draft)
    if isinstance(how, Body):
        return convert(document(value), draft)
    if isinstance(how, Each):
        return _each(value, how.arguments, draft, mark)
    if isinstance(how, By):
        made = how.make(value)
        return None if made is None else convert(made, draft)
    return convert(value, draft)


def _each(value: Any, table: Table, draft: Draft, mark: Mark) -> Any:
    """A list of blocks as a list of mappings with other names."""
    if not isinstance(value, dict | list):
        return convert(value, draft)
    done = MarkedList(mark=getattr(value, "mark", None))
    for place, item in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(item, dict):
            continue
        at = getattr(item, "mark", None) or mark_of(value, place) or mark
        one = MarkedDict(mark=at)
        fill(one, item, table, draft, at)
        done.append(one)
        done.items_at.append(at)
    return done


@dataclass(frozen=True, slots=True)
class _Whole:
    """A value that stands for the block an argument should be in: the block could not be told."""

    value: Pointer | Unclear | Joined | Encoded


def reach(source: Mapping[str, Any], argument: str) -> tuple[Any, Mark | None]:
    """The value at an argument's path and its place; None where it is not written."""
    value: Any = source
    at: Mark | None = None
    for step in argument.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, Pointer | Unclear | Joined | Encoded):
            return _Whole(value), at
        if not isinstance(value, dict):
            return None, at
        at = mark_of(value, step) or at
        value = value.get(step)
    return value, at


def put(properties: MarkedDict, path: str, value: Any, mark: Mark) -> None:
    """Set a property at a path, making what it is in."""
    *holders, last = path.split(".")
    here = properties
    for step in holders:
        inner = here.get(step)
        if not isinstance(inner, MarkedDict):
            inner = MarkedDict(mark=mark)
            here[step] = inner
            here.keys_at[step] = mark
        here = inner
    here[last] = value
    here.keys_at[last] = mark


def add(properties: MarkedDict, path: str, value: Any, mark: Mark) -> None:
    """Put a value at the end of a list of properties, making the list."""
    *holders, last = path.split(".")
    here: Any = properties
    for step in holders:
        here = here.setdefault(step, MarkedDict(mark=mark))
    items = here.get(last)
    if not isinstance(items, MarkedList):
        items = MarkedList(items if isinstance(items, list) else (), mark)
        items.items_at = [mark] * len(items)
        here[last] = items
        if isinstance(here, MarkedDict):
            here.keys_at.setdefault(last, mark)
    items.append(value)
    items.items_at.append(mark)
