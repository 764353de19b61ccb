"""JSX: an element is `Other("jsx")` of its component, the values of its attributes and its children, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Expr, Other
from ennead.code.javascript.reader import Reader, field

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENING = frozenset(("jsx_opening_element", "jsx_self_closing_element"))
_PARTS = frozenset(("jsx_element", "jsx_self_closing_element", "jsx_expression"))


def element(reader: Reader, node: Node, depth: int) -> Expr:
    parts: list[Expr] = []
    for child in (node,) if node.type in _OPENING else node.named_children:
        if child.type == "jsx_opening_element" or child is node:
            _opening(reader, child, depth, parts)
        elif child.type in _PARTS:
            _part(reader, child, depth, parts)
    return Other(reader.at(node), "jsx", tuple(parts))


def _opening(reader: Reader, node: Node, depth: int, parts: list[Expr]) -> None:
    """The component, if it is one (`<div>` is none), and the attributes."""
    named = field(node, "name")
    if named is not None and (named.type != "identifier" or reader.text(named)[:1].isupper()):
        parts.append(reader.expression(named, depth))
    for attribute in node.children_by_field_name("attribute"):
        for child in (attribute,) if attribute.type == "jsx_expression" else attribute.named_children[1:]:
            _part(reader, child, depth, parts)


def _part(reader: Reader, node: Node, depth: int, parts: list[Expr]) -> None:
    if node.type == "jsx_expression":
        parts.extend(reader.expressions(node.named_children, depth))
    elif node.type in _PARTS:
        parts.append(reader.expression(node, depth))
