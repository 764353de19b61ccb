"""A collection over a list, with the published signatures of what is used here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any


class Cursor:
    """What was found."""

    def __init__(self, documents: Sequence[dict[str, Any]]) -> None:
        self._documents = documents

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._documents)


class Collection:
    """Documents under a name."""

    def __init__(self, database: Any, name: str, create: bool | None = False, **_kwargs: Any) -> None:
        self._documents: Sequence[dict[str, Any]] = database
        self.name = name
        self.created = create

    def find(self, *args: Any, **kwargs: Any) -> Cursor:
        """All documents that the filter matches."""
        wanted = args[0] if args else kwargs.get("filter")
        return Cursor([document for document in self._documents if matches(document, wanted or {})])

    def find_one(self, filter: Any | None = None, *args: Any, **kwargs: Any) -> Any | None:  # noqa: A002
        """The first of them."""
        return next(iter(self.find(filter, *args, **kwargs)), None)


def matches(document: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a document fits a filter."""
    return all(_field(document, name, value) for name, value in wanted.items())


def _field(document: Mapping[str, Any], name: str, value: Any) -> bool:
    if name == "$where":
        return bool(value)
    if name in ("$or", "$and", "$nor"):
        fits = [matches(document, one) for one in value]
        return {"$or": any(fits), "$and": all(fits), "$nor": not any(fits)}[name]
    if isinstance(value, Mapping) and any(str(key).startswith("$") for key in value):
        return all(_asked(document, name, key, operand) for key, operand in value.items())
    return bool(document.get(name) == value)


def _asked(document: Mapping[str, Any], name: str, operator: str, operand: Any) -> bool:
    held = document.get(name)
    if operator == "$exists":
        return (name in document) == bool(operand)
    if operator == "$not":
        return not all(_asked(document, name, key, inner) for key, inner in operand.items())
    if operator == "$regex":
        return isinstance(held, str) and re.search(operand, held) is not None
    if operator == "$where":
        return bool(operand)
    if operator not in _COMPARED:
        raise ValueError(f"unknown operator: {operator}")
    return _COMPARED[operator](held, operand)


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda held, operand: type(held) is type(operand) and holds(held, operand)


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda held, operand: bool(held == operand),
    "$ne": lambda held, operand: bool(held != operand),
    "$gt": _ordered(lambda held, operand: bool(held > operand)),
    "$gte": _ordered(lambda held, operand: bool(held >= operand)),
    "$lt": _ordered(lambda held, operand: bool(held < operand)),
    "$lte": _ordered(lambda held, operand: bool(held <= operand)),
    "$in": lambda held, operand: held in operand,
    "$nin": lambda held, operand: held not in operand,
    "$all": lambda held, operand: operand == [held],
    "$type": lambda held, operand: operand in ("string", 2) and isinstance(held, str),
    "$size": lambda held, operand: isinstance(held, list) and len(held) == operand,
    "$options": lambda _held, _operand: True,
}
