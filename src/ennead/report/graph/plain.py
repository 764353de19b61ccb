"""Model dataclasses as plain JSON values; secrets stay out."""

from __future__ import annotations

import math
from dataclasses import MISSING, Field, fields
from enum import Enum
from typing import Any

from ennead.model.app import Edge, Node, Parameter, Source, Variable
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.report.graph.ids import Rename

_NODE = frozenset(field.name for field in fields(Node))
_EDGE = frozenset(field.name for field in fields(Edge))

# Fields that hold ids of nodes; other text (a path, a handler) may look like one and is none.
_ID_FIELDS = frozenset(
    [
        "api",
        "authorizer",
        "bus",
        "dead_letter",
        "function",
        "on_failure",
        "origins",
        "pool",
        "roles",
        "route_throttles",
        "source",
        "target",
        "targets",
    ]
)


_OF_CODE = frozenset({"environment_open", "inline", "inline_at", "packaging"})
"""Fields of a function that are for whoever reads its code; they are no part of the document."""


def place(at: Location | None) -> dict[str, Any] | None:
    """`{path, line, column}`; line and column only where they are known."""
    if at is None:
        return None
    numbers = {"line": at.line, "column": at.column}
    return {"path": at.path, **{name: number for name, number in numbers.items() if number > 0}}


def properties(thing: Node | Edge, rename: Rename) -> dict[str, Any]:
    """Every field beyond Node's and Edge's own.

    None is left out, and so is an empty value that is the field's default: a public access block
    with no switch on is not the same as none.
    """
    found: dict[str, Any] = {}
    for field in _own_fields(type(thing)):
        if not _secret(thing, field.name):
            value = getattr(thing, field.name)
            if not _left_out(field, value):
                found[field.name] = plain(value, rename if field.name in _ID_FIELDS else None)
    if isinstance(thing, Source):
        return {**_pairs(thing), **{name: value for name, value in found.items() if name != "properties"}}
    return found


_FIELDS: dict[type[Any], tuple[Field[Any], ...]] = {}
"""Of each class, the fields that are its own; looked up once."""


def _own_fields(kind: type[Any]) -> tuple[Field[Any], ...]:
    known = _FIELDS.get(kind)
    if known is None:
        base = _NODE | _OF_CODE if issubclass(kind, Node) else _EDGE
        known = _FIELDS[kind] = tuple(field for field in fields(kind) if field.name not in base)
    return known


def plain(value: Any, rename: Rename | None = None) -> Any:
    """A value of the model as JSON's words; `rename` is applied to text."""
    match value:
        case Unknown():
            return {"unknown": value.reason}
        case Location():
            return place(value)
        case Variable():
            return value.name
        case Enum():
            return value.value
        case str():
            return rename(value) if rename else value
        case None | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else {"unknown": f"{value} is no number"}
        case frozenset():
            return sorted(plain(member, rename) for member in value)
        case tuple():
            return [plain(member, rename) for member in value]
    return _object(value)


def _object(value: Any) -> dict[str, Any]:
    return {
        field.name: member.reason if field.name == "unknown" and isinstance(member, Unknown) else plain(member)
        for field in fields(value)
        if not _left_out(field, member := getattr(value, field.name))
    }


def _left_out(field: Field[Any], value: Any) -> bool:
    if value is None:
        return True
    return field.default is not MISSING and value == field.default and value in ("", (), frozenset())


def _secret(thing: Node | Edge, name: str) -> bool:
    return isinstance(thing, Parameter) and name == "value" and not isinstance(thing.value, Unknown)


def _pairs(source: Source) -> dict[str, Any]:
    """A custom resource is handed what its author likes, passwords included: only the names are told."""
    if source.kind == "custom_resource":
        names = [name for name, _ in source.properties]
        return {"property_names": names} if names else {}
    return dict(source.properties)
