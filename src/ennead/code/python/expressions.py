"""Names, literals, calls, text and comprehensions."""

# ruff: noqa: ARG001 - one signature for all forms

from __future__ import annotations

import ast
from collections.abc import Sequence

from ennead.code.ir import (
    Attr,
    Await,
    Bind,
    Call,
    Clause,
    Const,
    Dict,
    Each,
    Expr,
    Index,
    Items,
    Lambda,
    Name,
    Other,
    Spread,
    Text,
    Yield,
)
from ennead.code.python.context import Context, ExpressionForm, expression, expressions, optional, place
from ennead.code.python.functions import lambda_function

_AS_IT_IS = -1
_TEXT = ord("s")


def _name(c: Context, node: ast.Name, depth: int) -> Expr:
    return Name(place(node), node.id)


def _constant(c: Context, node: ast.Constant, depth: int) -> Expr:
    value = node.value
    if value is ... or isinstance(value, complex):
        return Other(place(node), "ellipsis" if value is ... else "complex")
    return Const(place(node), value)


def _attribute(c: Context, node: ast.Attribute, depth: int) -> Expr:
    return Attr(place(node), expression(c, node.value, depth), node.attr)


def _subscript(c: Context, node: ast.Subscript, depth: int) -> Expr:
    return Index(place(node), expression(c, node.value, depth), expression(c, node.slice, depth))


def _slice(c: Context, node: ast.Slice, depth: int) -> Expr:
    """Always with three parts: from, to, step."""
    at = place(node)
    bounds = (node.lower, node.upper, node.step)
    return Other(at, "slice", tuple([optional(c, bound, depth) or Const(at, None) for bound in bounds]))


def _call(c: Context, node: ast.Call, depth: int) -> Expr:
    callee = expression(c, node.func, depth)
    args = expressions(c, node.args, depth)
    keywords = tuple([(word.arg or "", expression(c, word.value, depth)) for word in node.keywords])
    return Call(place(node), callee, args, keywords)


def _starred(c: Context, node: ast.Starred, depth: int) -> Expr:
    return Spread(place(node), expression(c, node.value, depth))


def _list(c: Context, node: ast.List, depth: int) -> Expr:
    return Items(place(node), expressions(c, node.elts, depth), "list")


def _tuple(c: Context, node: ast.Tuple, depth: int) -> Expr:
    return Items(place(node), expressions(c, node.elts, depth), "tuple")


def _set(c: Context, node: ast.Set, depth: int) -> Expr:
    return Items(place(node), expressions(c, node.elts, depth), "set")


def _dict(c: Context, node: ast.Dict, depth: int) -> Expr:
    pairs = zip(node.keys, node.values, strict=True)
    return Dict(place(node), tuple([(optional(c, key, depth), expression(c, value, depth)) for key, value in pairs]))


def _walrus(c: Context, node: ast.NamedExpr, depth: int) -> Expr:
    return Bind(place(node), expression(c, node.target, depth), expression(c, node.value, depth))


def _await(c: Context, node: ast.Await, depth: int) -> Expr:
    return Await(place(node), expression(c, node.value, depth))


def _yield(c: Context, node: ast.Yield | ast.YieldFrom, depth: int) -> Expr:
    c.yields += 1
    return Yield(place(node), optional(c, node.value, depth))


def _lambda(c: Context, node: ast.Lambda, depth: int) -> Expr:
    return Lambda(place(node), lambda_function(c, node, depth))


# -- text -------------------------------------------------------------------------------------------------------------


def _text(c: Context, node: ast.JoinedStr, depth: int) -> Expr:
    parts = expressions(c, node.values, depth)
    if not parts:
        return Const(place(node), "")
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Const) else Text(place(node), parts)


def _formatted(c: Context, node: ast.FormattedValue, depth: int) -> Expr:
    """`{value}` is the value; with a format or a conversion it is `format` of the value and the format."""
    value = expression(c, node.value, depth)
    if node.format_spec is None and node.conversion in (_AS_IT_IS, _TEXT):
        return value
    at = place(node)
    spec = optional(c, node.format_spec, depth) or Const(at, "")
    return Other(at, "format", (value, spec))


# -- comprehensions ---------------------------------------------------------------------------------------------------


def _clauses(c: Context, nodes: Sequence[ast.comprehension], depth: int) -> tuple[Clause, ...]:
    return tuple([
        Clause(
            expression(c, node.target, depth),
            expression(c, node.iter, depth),
            expressions(c, node.ifs, depth),
        )
        for node in nodes
    ])  # fmt: skip


_EACH = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}


def _each(c: Context, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, depth: int) -> Expr:
    clauses = _clauses(c, node.generators, depth)
    return Each(place(node), expression(c, node.elt, depth), clauses, _EACH[type(node)])


def _each_pair(c: Context, node: ast.DictComp, depth: int) -> Expr:
    at = place(node)
    clauses = _clauses(c, node.generators, depth)
    pair = (expression(c, node.key, depth), expression(c, node.value, depth))
    return Each(at, Dict(at, (pair,)), clauses, "dict")


FORMS: dict[type[ast.AST], ExpressionForm] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.Starred: _starred,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.NamedExpr: _walrus,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Lambda: _lambda,
    ast.JoinedStr: _text,
    ast.FormattedValue: _formatted,
    ast.ListComp: _each,
    ast.SetComp: _each,
    ast.GeneratorExp: _each,
    ast.DictComp: _each_pair,
}
