"""What is said of a node or an edge, as plain values that can be held against each other.

Places are left out (moved lines change nothing), so are code and its paths (a renamed folder changes nothing), and the
values of variables, stored parameters and custom resources' properties (never shown): their names count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from enum import Enum
from typing import Any

from ennead.model.app import Edge, Node, Parameter, Source, Variable
from ennead.model.location import Location
from ennead.model.unknown import Unknown

_NODE = frozenset(
    "app id at lenses arn tags construct dialect logical_id data_classes worth code inline packaging"
    " environment_open".split()
)
_EDGE = frozenset("kind source target locations lenses label".split())


def facts(thing: Node | Edge) -> dict[str, Any]:
    """The facts by name; what is not said is left out."""
    left_out = _NODE if isinstance(thing, Node) else _EDGE
    found = {}
    for field in fields(thing):
        if field.name in left_out or field.name.endswith("_at"):
            continue
        value = getattr(thing, field.name)
        secret = isinstance(thing, Parameter) and field.name == "value"
        if not secret and _is_said(field, value):
            found[field.name] = plain(value)
    if isinstance(thing, Source):
        found |= _pairs(thing)
    return found


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """`(name, before, after)` of every fact that is another."""
    names = dict.fromkeys((*before, *after))
    return [(name, before.get(name), after.get(name)) for name in sorted(names) if before.get(name) != after.get(name)]


def plain(value: Any) -> Any:
    """A value of the model without places; a variable as its name, an unknown as its reason."""
    match value:
        case None | bool() | int() | float():
            return value
        case Location():
            return None
        case Unknown():
            return {"unknown": value.reason}
        case Variable():
            return value.name
        case Enum():
            return value.value
        case str():
            return value
        case frozenset():
            return sorted((plain(member) for member in value), key=repr)
        case tuple() | list():
            return [plain(member) for member in value]
    pairs = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: plain(member) for field, member in pairs if field.name != "at" and _is_said(field, member)}


def _is_said(field: Field[Any], value: Any) -> bool:
    """An empty value that is no default says something: a public access block without a switch is not none."""
    return value is not None and not (value in ("", (), frozenset()) and value == field.default)


def _pairs(source: Source) -> dict[str, Any]:
    if source.kind == "custom_resource":
        return {"properties": [name for name, _ in source.properties]} if source.properties else {}
    return dict(source.properties)
