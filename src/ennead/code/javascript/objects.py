"""Object and array literals, and the patterns that look like them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Const, Default, Dict, Expr, Items, Lambda, Name, Other, Spread
from ennead.code.javascript.functions import method
from ennead.code.javascript.literals import number_value, string_value
from ennead.code.javascript.operators import only
from ennead.code.javascript.reader import Reader, field

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset(("property_identifier", "private_property_identifier", "identifier"))
_SHORT = frozenset(("shorthand_property_identifier", "shorthand_property_identifier_pattern"))
_SPREADING = frozenset(("spread_element", "rest_pattern"))


def key(reader: Reader, node: Node | None, depth: int) -> Expr:
    """The key of an entry, as an expression: names are text, numbers stay numbers."""
    if node is None:
        return Other(0, "missing")
    at = reader.at(node)
    if node.type in _NAMES:
        return Const(at, reader.text(node))
    if node.type == "string":
        return Const(at, string_value(reader, node))
    if node.type == "number":
        return Const(at, number_value(reader.text(node)))
    return reader.expression(only(node) if node.type == "computed_property_name" else node, depth)


def object_(reader: Reader, node: Node, depth: int) -> Expr:
    """An object literal or an object pattern."""
    return Dict(reader.at(node), tuple([_entry(reader, child, depth) for child in _parts(node)]))


def _parts(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


def _entry(reader: Reader, node: Node, depth: int) -> tuple[Expr | None, Expr]:
    kind = node.type
    if kind in ("pair", "pair_pattern"):
        return key(reader, field(node, "key"), depth), reader.expression(field(node, "value"), depth)
    if kind in _SHORT:
        at, name = reader.at(node), reader.text(node)
        return Const(at, name), Name(at, name)
    if kind in _SPREADING:
        return None, reader.expression(only(node), depth)
    if kind == "method_definition":
        return _method(reader, node, depth)
    if kind == "object_assignment_pattern":
        default = reader.expression(node, depth)
        name = reader.text(left) if (left := field(node, "left")) is not None else ""
        return Const(default.at, name), default
    return Other(reader.at(node), kind), reader.expression(node, depth)


def _method(reader: Reader, node: Node, depth: int) -> tuple[Expr, Expr]:
    name = key(reader, field(node, "name"), depth)
    return name, Lambda(reader.at(node), method(reader, node, depth))


def array(reader: Reader, node: Node, depth: int) -> Expr:
    return Items(reader.at(node), _items(reader, node, depth, Const(reader.at(node), None)), "array")


def array_pattern(reader: Reader, node: Node, depth: int) -> Expr:
    return Items(reader.at(node), _items(reader, node, depth, Other(reader.at(node), "hole")), "array")


def _items(reader: Reader, node: Node, depth: int, hole: Expr) -> tuple[Expr, ...]:
    """The items in their positions; what is left out (`[a, , b]`) is a hole."""
    children = node.children
    items: list[Expr] = []
    if len(children) == 2 * node.named_child_count + 1:  # each item and a comma after all but the last
        return tuple(reader.expressions(node.named_children, depth))
    empty = True
    for child in children:
        if child.is_named:
            if child.type != "comment":
                items.append(reader.expression(child, depth))
                empty = False
        elif child.type == ",":
            if empty:
                items.append(hole)
            empty = True
    return tuple(items)


def with_default(reader: Reader, node: Node, depth: int) -> Expr:
    """`a = 1` in a pattern."""
    target = reader.expression(field(node, "left"), depth)
    return Default(reader.at(node), target, reader.expression(field(node, "right"), depth))


def rest(reader: Reader, node: Node, depth: int) -> Expr:
    return Spread(reader.at(node), reader.expression(only(node), depth))
