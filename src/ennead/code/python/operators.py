"""Operators: arithmetic, comparison, choice."""

from __future__ import annotations

import ast

from ennead.code.ir import Const, Either, Expr, Operate, Other
from ennead.code.python.context import MOST_DEPTH, Context, ExpressionForm, expression, expressions, place

SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.FloorDiv: "//",
    ast.Invert: "~",
    ast.Not: "not",
    ast.UAdd: "+",
    ast.USub: "-",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def _binary(c: Context, node: ast.BinOp, depth: int) -> Expr:
    """A chain (`a + b + c`) leans left and may be long: it is gone through, not into."""
    chain: list[ast.BinOp] = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        chain.append(first)
        first = first.left
    if depth + len(chain) > MOST_DEPTH:
        return _long(c, node, [first, *(link.right for link in reversed(chain))], depth)
    made = expression(c, first, depth + len(chain) - 1)
    for link in reversed(chain):
        made = Operate(place(link), SIGNS[type(link.op)], (made, expression(c, link.right, depth)))
    return made


def _long(c: Context, node: ast.BinOp, operands: list[ast.expr], depth: int) -> Expr:
    c.too_deep(node)
    return Other(place(node), "long", expressions(c, operands, depth))


def _unary(c: Context, node: ast.UnaryOp, depth: int) -> Expr:
    operand = expression(c, node.operand, depth)
    sign = SIGNS[type(node.op)]
    if sign == "-" and isinstance(operand, Const) and type(operand.value) in (int, float):
        return Const(place(node), -operand.value)  # type: ignore[operator]
    return Operate(place(node), sign, (operand,))


def _either(c: Context, node: ast.BoolOp, depth: int) -> Expr:
    return Either(place(node), expressions(c, node.values, depth))


def _choice(c: Context, node: ast.IfExp, depth: int) -> Expr:
    test = expression(c, node.test, depth)
    return Either(place(node), (expression(c, node.body, depth), expression(c, node.orelse, depth)), test)


def _compare(c: Context, node: ast.Compare, depth: int) -> Expr:
    operands = (expression(c, node.left, depth), *expressions(c, node.comparators, depth))
    if len(node.ops) > 1:
        return Other(place(node), "compare", operands)
    return Operate(place(node), SIGNS[type(node.ops[0])], operands)


FORMS: dict[type[ast.AST], ExpressionForm] = {
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _either,
    ast.IfExp: _choice,
    ast.Compare: _compare,
}
