"""Types as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.reader import MAX_DEPTH, Reader, kids

if TYPE_CHECKING:
    from tree_sitter import Node

TYPES = frozenset(
    (
        "type_identifier scoped_type_identifier generic_type array_type annotated_type "
        "integral_type floating_point_type boolean_type void_type"
    ).split()
)
_ANNOTATIONS = frozenset({"marker_annotation", "annotation"})


def type_of(reader: Reader, node: Node, depth: int = 0) -> ir.Type:
    """A type with its arguments; a `Problem` where it is nested too deep."""
    if depth > MAX_DEPTH:
        reader.problem(reader.at(node), f"a type nested deeper than {MAX_DEPTH} levels")
        return ir.Type("?")
    kind = node.type
    if kind == "generic_type":
        return _generic(reader, node, depth)
    if kind == "array_type":
        children = kids(node)
        return _array(type_of(reader, children[0], depth + 1), children[-1])
    if kind == "annotated_type":
        return type_of(reader, kids(node)[-1], depth + 1)
    if kind == "wildcard":
        bounds = [child for child in kids(node) if child.type not in _ANNOTATIONS and child.type != "super"]
        return ir.Type("?", tuple(type_of(reader, bound, depth + 1) for bound in bounds))
    return ir.Type(_plain_name(reader.text(node)))


def declared(reader: Reader, node: Node | None, dimensions: Node | None = None) -> ir.Type | None:
    """The type of a declaration, with the dimensions that stand after its name; none for `var`."""
    if node is None or (node.type == "type_identifier" and reader.text(node) == "var"):
        return None
    return _array(type_of(reader, node), dimensions)


def _array(of: ir.Type, dimensions: Node | None) -> ir.Type:
    if dimensions is None or dimensions.type != "dimensions":
        return of
    for child in dimensions.children[: 2 * MAX_DEPTH]:
        if child.type == "[":
            of = ir.Type("[]", (of,))
    return of


def class_name(reader: Reader, node: Node) -> ir.Expr:
    """A type as an expression: a name, or a chain of them; its arguments are left out."""
    at = reader.at(node)
    first, *rest = _dotted(reader, node).split(".")[: MAX_DEPTH + 1]
    found: ir.Expr = ir.Name(at, first)
    for name in rest:
        found = ir.Attr(at, found, name)
    return found


def _dotted(reader: Reader, node: Node) -> str:
    while node.type in {"generic_type", "annotated_type", "array_type"}:
        children = kids(node)
        node = children[-1] if node.type == "annotated_type" else children[0]
    return _plain_name(reader.text(node))


def _generic(reader: Reader, node: Node, depth: int) -> ir.Type:
    name, *rest = kids(node)
    given = [child for part in rest if part.type == "type_arguments" for child in kids(part)]
    return ir.Type(_dotted(reader, name), tuple(type_of(reader, child, depth + 1) for child in given))


def _plain_name(written: str) -> str:
    """A dotted name without spaces, arguments (`A<B>.C`) and annotations in it."""
    if written.isidentifier():
        return written
    kept, depth = [], 0
    for char in written:
        depth += char == "<"
        if not depth:
            kept.append(char)
        depth -= char == ">" and depth > 0
    return ".".join(part.split()[-1] if part.split() else "" for part in "".join(kept).split("."))
