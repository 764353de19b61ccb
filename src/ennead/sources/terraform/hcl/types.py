"""Type constraints of variables, and values made to fit them.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints.
"""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict, MarkedList
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.syntax import Expression, FunctionCall, Items, Literal, Mapping, Name
from ennead.sources.terraform.hcl.values import (
    REST,
    Members,
    as_flag,
    as_number,
    is_unknown,
    listed,
    mapped,
    scalar_text,
    set_of,
)
from ennead.sources.terraform.instance import Encoded

_COMPLEX = frozenset("any list set map object tuple".split())


def is_text(kind: Expression | None) -> bool:
    """Whether a value that is handed in as text is meant as that very text, and not as an expression."""
    word = kind.parts[0] if isinstance(kind, Name) else kind.name if isinstance(kind, FunctionCall) else ""
    return word not in _COMPLEX


def converted(value: Any, kind: Expression, budget: Budget) -> Any:
    """The value as a constraint wants it; what does not fit stays as it is.  Raises Problem where it is too large."""
    budget.spend(1)
    if value is None or is_unknown(value):
        return value
    if isinstance(kind, Name):
        return _scalar(value, kind.parts[0])
    if not isinstance(kind, FunctionCall) or not kind.arguments:
        return value
    inner = kind.arguments[0]
    if kind.name in ("list", "set") and isinstance(value, list):
        return _list(value, kind.name, inner, budget)
    if kind.name == "map" and isinstance(value, dict):
        return _map(value, inner, budget)
    if kind.name == "object" and isinstance(value, dict) and isinstance(inner, Mapping):
        return _object(value, inner, budget)
    if kind.name == "tuple" and isinstance(value, list) and isinstance(inner, Items):
        pairs = zip(value, inner.items, strict=False)
        result = MarkedList((converted(item, part, budget) for item, part in pairs), getattr(value, "mark", None))
        result.items_at = list(getattr(value, "items_at", []))[: len(result)]
        return result
    return value


def _scalar(value: Any, word: str) -> Any:
    if isinstance(value, dict | list | Encoded):
        return value
    try:
        if word == "string":
            return scalar_text(value)
        if word == "number":
            return as_number(value)
        if word == "bool":
            return as_flag(value)
    except Problem:
        return value
    return value


def _list(value: list[Any], word: str, inner: Expression, budget: Budget) -> Any:
    items = [converted(item, inner, budget) for item in value]
    mark = getattr(value, "mark", None)
    if word == "set":
        return set_of(items, mark)
    if isinstance(value, MarkedList) and not isinstance(value, Members):
        result = MarkedList(items, mark)
        result.items_at = list(value.items_at)
        return result
    return listed(items, mark)


def _map(value: dict[str, Any], inner: Expression, budget: Budget) -> Any:
    result = value.copy() if isinstance(value, MarkedDict) else mapped(dict(value), ("", 0, 0))
    for key, item in value.items():
        result[key] = item if key == REST else converted(item, inner, budget)
    return result


def _object(value: dict[str, Any], inner: Mapping, budget: Budget) -> Any:
    """Attributes that the type does not have are dropped; optional ones get their default."""
    result = MarkedDict(mark=getattr(value, "mark", None))
    places = getattr(value, "keys_at", {})
    for name, kind in inner.items:
        key = str(name.value) if isinstance(name, Literal) else ""
        optional = isinstance(kind, FunctionCall) and kind.name == "optional" and bool(kind.arguments)
        wanted = kind.arguments[0] if optional and isinstance(kind, FunctionCall) else kind
        default = kind.arguments[1] if isinstance(kind, FunctionCall) and optional and len(kind.arguments) > 1 else None
        item = value.get(key)
        if item is None and default is not None:
            item = constant(default)
        if key in value or optional:
            result[key] = converted(item, wanted, budget)
            result.keys_at[key] = places.get(key, name.mark)
    if REST in value:
        result[REST] = value[REST]
    return result


def constant(expression: Expression) -> Any:
    """A default as it is written: literals, lists and mappings of them.  None for anything else."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Items):
        result = MarkedList((constant(item) for item in expression.items), expression.mark)
        result.items_at = [item.mark for item in expression.items]
        return result
    if isinstance(expression, Mapping):
        entries = [(str(name.value), item) for name, item in expression.items if isinstance(name, Literal)]
        made = MarkedDict({name: constant(item) for name, item in entries}, expression.mark)
        made.keys_at = {name: item.mark for name, item in entries}
        return made
    return None
