"""Types as TypeScript writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Type
from ennead.code.javascript.reader import Reader

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_DEPTH = 20
_LIST = {"union_type": "|", "intersection_type": "&", "array_type": "[]", "tuple_type": "[,]"}
_NAMED = frozenset(("type_identifier", "identifier", "predefined_type", "nested_type_identifier", "nested_identifier"))
_THROUGH = frozenset(("parenthesized_type", "readonly_type", "type_annotation", "optional_type", "rest_type"))
_SHAPES = {"object_type": "{}", "function_type": "=>", "constructor_type": "=>", "this_type": "this"}


def annotation(reader: Reader, node: Node, name: str = "type") -> Type | None:
    """The type that is declared for something."""
    given = node.child_by_field_name(name)
    return None if given is None else type_of(reader, given)


def type_of(reader: Reader, node: Node, depth: int = 0) -> Type:
    """A type.  Intersections are `&`, tuples `[,]`, object types `{}`, functions `=>`; what is computed is `""`."""
    kind = node.type
    if kind in _NAMED:
        return Type(reader.text(node))
    parts = [child for child in node.named_children if child.type != "comment"]
    if depth > _MAX_DEPTH:
        return Type("")
    if kind in _THROUGH:
        return type_of(reader, parts[-1], depth + 1) if parts else Type("")
    if kind in _LIST:
        return Type(_LIST[kind], _alternatives(reader, kind, parts, depth))
    if kind == "generic_type" and parts:
        given = [child for child in parts[-1].named_children if child.type != "comment"] if len(parts) > 1 else []
        return Type(reader.text(parts[0]), tuple([type_of(reader, child, depth + 1) for child in given]))
    return Type(_SHAPES.get(kind, ""))


def _alternatives(reader: Reader, kind: str, parts: list[Node], depth: int) -> tuple[Type, ...]:
    """The parts of a type; unions, which nest to the left, side by side."""
    found: list[Node] = []
    while parts and parts[0].type == kind and kind in ("union_type", "intersection_type"):
        found.extend(reversed(parts[1:]))
        parts = [child for child in parts[0].named_children if child.type != "comment"]
    found.extend(reversed(parts))
    return tuple([type_of(reader, part, depth + 1) for part in reversed(found)])
