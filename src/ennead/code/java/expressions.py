"""Expressions that are no part of another subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.functions import lambda_of, method_reference
from ennead.code.java.literals import LITERALS
from ennead.code.java.reader import NOTHING, Reader, ToExpr, ToLink, kids
from ennead.code.java.switches import instance_of, switch_value
from ennead.code.java.type_names import TYPES, class_name, type_of

if TYPE_CHECKING:
    from tree_sitter import Node


def assigned(reader: Reader, node: Node) -> tuple[ir.Expr, ir.Expr]:
    """Target and value of an assignment, `+=` and `x++` written out."""
    children = kids(node)
    target = reader.expr(children[0])
    if node.type == "update_expression":
        sign = next((child.type[0] for child in node.children if child.type in {"++", "--"}), "+")
        at = reader.at(node)
        return target, ir.Operate(at, sign, (target, ir.Const(at, 1)))
    value = reader.expr(children[-1])
    operator = node.child_by_field_name("operator")
    if operator is not None and operator.type != "=":
        value = ir.Operate(reader.at(node), operator.type.removesuffix("="), (target, value))
    return target, value


def _assignment(reader: Reader, node: Node) -> ir.Expr:
    return ir.Bind(reader.at(node), *assigned(reader, node))


def _update(reader: Reader, node: Node) -> ir.Expr:
    at = reader.at(node)
    target, value = assigned(reader, node)
    bind = ir.Bind(at, target, value)
    if node.children[0].type in {"++", "--"} or not isinstance(value, ir.Operate):
        return bind
    return ir.Operate(at, "-" if value.operator == "+" else "+", (bind, ir.Const(at, 1)))


def _name(reader: Reader, node: Node) -> ir.Expr:
    return ir.Name(reader.at(node), reader.text(node))


def _ternary(reader: Reader, node: Node) -> ir.Expr:
    test, *options = reader.exprs(kids(node))
    return ir.Either(reader.at(node), tuple(options), test)


def _unary(reader: Reader, node: Node) -> ir.Expr:
    return ir.Operate(reader.at(node), node.children[0].type, reader.exprs(kids(node)[-1:]))


def _cast(reader: Reader, node: Node) -> ir.Expr:
    *types, value = kids(node)
    names = tuple(type_of(reader, child) for child in types)
    wanted = names[0] if len(names) == 1 else ir.Type("&", names)
    return ir.Cast(reader.at(node), reader.expr(value), wanted)


def _new(reader: Reader, node: Node) -> ir.Expr:
    """`new T(...)`, `new T(...) { ... }`, `outer.new T(...)`."""
    at = next((reader.at(child) for child in node.children if child.type == "new"), reader.at(node))
    callee: ir.Expr = ir.Name(at, "")
    args: tuple[ir.Expr, ...] = ()
    outer: ir.Expr | None = None
    for child in kids(node):
        kind = child.type
        if kind in TYPES:
            callee = class_name(reader, child)
        elif kind == "argument_list":
            args = reader.exprs(kids(child))
        elif kind == "class_body":
            callee = ir.ClassValue(at, reader.cls(node))
        elif reader.is_expression(child):
            outer = reader.expr(child)
    if outer is not None and isinstance(callee, ir.Name):
        callee = ir.Attr(at, outer, callee.id)
    return ir.Call(at, callee, args, new=True)


def _array_items(reader: Reader, node: Node) -> ir.Expr:
    return ir.Items(reader.at(node), reader.exprs(kids(node)), "array")


def _new_array(reader: Reader, node: Node) -> ir.Expr:
    """`new T[] {...}` is its items; of `new T[n]` only the sizes are known."""
    children = kids(node)
    if children[-1].type == "array_initializer":
        return _array_items(reader, children[-1])
    sizes = [size for child in children if child.type == "dimensions_expr" for size in kids(child)]
    return ir.Other(reader.at(node), node.type, reader.exprs(filter(reader.is_expression, sizes)))


def _class_literal(reader: Reader, node: Node) -> ir.Expr:
    named = kids(node)[0]
    if named.type == "array_type":
        return ir.Other(reader.at(node), node.type)
    return ir.Attr(reader.at(node), class_name(reader, named), "class")


def _template(reader: Reader, node: Node) -> ir.Expr:
    """`STR."..."`: a call of its processor."""
    callee, *parts = reader.exprs(kids(node))
    return ir.Call(reader.at(node), callee, tuple(parts))


# -- links of chains --------------------------------------------------------------------------------------------------


def _invocation(reader: Reader, children: list[Node], of: ir.Expr, node: Node) -> ir.Expr:
    *before, name, arguments = children
    at, word = reader.at(name), reader.text(name)
    callee: ir.Expr = ir.Name(at, word)
    if of is not NOTHING:
        if any(child.type == "super" for child in before[1:]):
            of = ir.Attr(reader.at(node), of, "super")
        callee = ir.Attr(at, of, word)
    return ir.Call(at, callee, reader.exprs(kids(arguments)))


def _field(reader: Reader, children: list[Node], of: ir.Expr, node: Node) -> ir.Expr:
    if any(child.type == "super" for child in children[1:-1]):
        of = ir.Attr(reader.at(node), of, "super")
    return ir.Attr(reader.at(children[-1]), of, reader.text(children[-1]))


def _index(reader: Reader, children: list[Node], of: ir.Expr, node: Node) -> ir.Expr:
    return ir.Index(reader.at(node), of, reader.expr(children[-1]))


def _binary(reader: Reader, children: list[Node], of: ir.Expr, node: Node) -> ir.Expr:
    at, right = reader.at(node), reader.expr(children[-1])
    found = node.child_by_field_name("operator")
    operator = found.type if found is not None else ""
    if operator in {"&&", "||"}:
        return ir.Either(at, (of, right))
    if operator == "+" and isinstance(of, ir.Const) and isinstance(right, ir.Const):
        left, other = of.value, right.value
        if isinstance(left, str) and isinstance(other, str):
            return ir.Const(at, left + other)
    return ir.Operate(at, operator, (of, right))


def _inside(reader: Reader, children: list[Node], of: ir.Expr, node: Node) -> ir.Expr:  # noqa: ARG001 - the shape of a link
    return of


LINKS: dict[str, ToLink] = {
    "method_invocation": _invocation,
    "field_access": _field,
    "array_access": _index,
    "binary_expression": _binary,
    "instanceof_expression": instance_of,
    "parenthesized_expression": _inside,
}
EXPRESSIONS: dict[str, ToExpr] = {
    **LITERALS,
    **dict.fromkeys(("identifier", "this", "super", "underscore_pattern"), _name),
    "assignment_expression": _assignment,
    "update_expression": _update,
    "ternary_expression": _ternary,
    "unary_expression": _unary,
    "cast_expression": _cast,
    "object_creation_expression": _new,
    "array_creation_expression": _new_array,
    "array_initializer": _array_items,
    "element_value_array_initializer": _array_items,
    "class_literal": _class_literal,
    "template_expression": _template,
    "lambda_expression": lambda_of,
    "method_reference": method_reference,
    "switch_expression": switch_value,
}
