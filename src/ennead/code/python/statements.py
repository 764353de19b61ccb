"""Statements: imports, assignments and control flow."""

# ruff: noqa: ARG001 - one signature for all forms

from __future__ import annotations

import ast
from typing import Any

from ennead.code.ir import (
    Attr,
    Const,
    Define,
    DefineClass,
    Delete,
    Do,
    Expr,
    Handler,
    If,
    Import,
    Jump,
    Let,
    Loop,
    Name,
    Operate,
    Other,
    Outer,
    Raise,
    Return,
    Stmt,
    Try,
    With,
)
from ennead.code.python.annotations import type_of
from ennead.code.python.classes import class_of
from ennead.code.python.context import Context, StatementForm, block, expression, expressions, optional, place
from ennead.code.python.functions import function
from ennead.code.python.operators import SIGNS
from ennead.code.python.patterns import match


def _pass(c: Context, node: ast.Pass, depth: int, made: list[Stmt]) -> None:
    """Says nothing."""


def _do(c: Context, node: ast.Expr, depth: int, made: list[Stmt]) -> None:
    if not isinstance(node.value, ast.Constant):
        made.append(Do(place(node), expression(c, node.value, depth)))


def _define(c: Context, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int, made: list[Stmt]) -> None:
    made.append(Define(place(node), function(c, node, depth)))


def _define_class(c: Context, node: ast.ClassDef, depth: int, made: list[Stmt]) -> None:
    made.append(DefineClass(place(node), class_of(c, node, depth)))


# -- imports ----------------------------------------------------------------------------------------------------------


def _import(c: Context, node: ast.Import, depth: int, made: list[Stmt]) -> None:
    for alias in node.names:
        here = alias.asname or alias.name.partition(".")[0]
        whole = alias.asname is None and "." in alias.name
        made.append(Import(place(alias), alias.name, (("", here),), whole=whole))


def _import_from(c: Context, node: ast.ImportFrom, depth: int, made: list[Stmt]) -> None:
    names = tuple([(a.name, "" if a.name == "*" else a.asname or a.name) for a in node.names])
    made.append(Import(place(node), node.module or "", names, node.level))


def _is_for_types(test: ast.expr) -> bool:
    word = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return word == "TYPE_CHECKING"


# -- assignments ------------------------------------------------------------------------------------------------------


def _assign(c: Context, node: ast.Assign, depth: int, made: list[Stmt]) -> None:
    """Of a chain (`a = b = f()`) one that is plain takes the value, the others take it from there."""
    at = place(node)
    value = expression(c, node.value, depth)
    targets = expressions(c, node.targets, depth)
    if len(targets) > 1 and not isinstance(value, Const | Name):
        source = next((target for target in targets if isinstance(target, Name | Attr)), None)
        if source is not None:
            made.append(Let(at, source, value))
            targets = tuple([target for target in targets if target is not source])
            value = source
    made += [Let(at, target, value) for target in targets]


def _augment(c: Context, node: ast.AugAssign, depth: int, made: list[Stmt]) -> None:
    at = place(node)
    target = expression(c, node.target, depth)
    made.append(Let(at, target, Operate(at, SIGNS[type(node.op)], (target, expression(c, node.value, depth)))))


def _annotate(c: Context, node: ast.AnnAssign, depth: int, made: list[Stmt]) -> None:
    value = optional(c, node.value, depth)
    made.append(Let(place(node), expression(c, node.target, depth), value, "", type_of(c, node.annotation, depth)))


def _type_alias(c: Context, node: Any, depth: int, made: list[Stmt]) -> None:
    made.append(Let(place(node), expression(c, node.name, depth), expression(c, node.value, depth)))


def _delete(c: Context, node: ast.Delete, depth: int, made: list[Stmt]) -> None:
    made.append(Delete(place(node), expressions(c, node.targets, depth)))


def _outer(c: Context, node: ast.Global | ast.Nonlocal, depth: int, made: list[Stmt]) -> None:
    made.append(Outer(place(node), tuple(node.names), "global" if isinstance(node, ast.Global) else "nonlocal"))


# -- control flow -----------------------------------------------------------------------------------------------------


def _if(c: Context, node: ast.If, depth: int, made: list[Stmt]) -> None:
    test = expression(c, node.test, depth)
    then = block(c, node.body, depth)
    if _is_for_types(node.test):
        then = tuple([line._replace(types_only=True) if isinstance(line, Import) else line for line in then])
    made.append(If(place(node), test, then, block(c, node.orelse, depth)))


def _for(c: Context, node: ast.For | ast.AsyncFor, depth: int, made: list[Stmt]) -> None:
    source = expression(c, node.iter, depth)
    target = expression(c, node.target, depth)
    body = block(c, node.body, depth)
    made.append(Loop(place(node), "each", target, source, body, other=block(c, node.orelse, depth)))


def _while(c: Context, node: ast.While, depth: int, made: list[Stmt]) -> None:
    test = expression(c, node.test, depth)
    body = block(c, node.body, depth)
    made.append(Loop(place(node), "while", None, test, body, other=block(c, node.orelse, depth)))


def _handler(c: Context, node: ast.ExceptHandler, depth: int) -> Handler:
    at = place(node)
    types: tuple[Expr, ...] = ()
    if isinstance(node.type, ast.Tuple):
        types = expressions(c, node.type.elts, depth)
    elif node.type is not None:
        types = (expression(c, node.type, depth),)
    return Handler(at, types, None if node.name is None else Name(at, node.name), block(c, node.body, depth))


def _try(c: Context, node: ast.Try | ast.TryStar, depth: int, made: list[Stmt]) -> None:
    body = block(c, node.body, depth)
    handlers = tuple([_handler(c, handler, depth) for handler in node.handlers])
    other = block(c, node.orelse, depth)
    made.append(Try(place(node), body, handlers, other, block(c, node.finalbody, depth)))


def _with(c: Context, node: ast.With | ast.AsyncWith, depth: int, made: list[Stmt]) -> None:
    items = tuple([
        (expression(c, item.context_expr, depth), optional(c, item.optional_vars, depth)) for item in node.items
    ])  # fmt: skip
    made.append(With(place(node), items, block(c, node.body, depth), isinstance(node, ast.AsyncWith)))


def _return(c: Context, node: ast.Return, depth: int, made: list[Stmt]) -> None:
    made.append(Return(place(node), optional(c, node.value, depth)))


def _raise(c: Context, node: ast.Raise, depth: int, made: list[Stmt]) -> None:
    """A cause that is evaluated comes first, on its own."""
    at = place(node)
    value = optional(c, node.exc, depth)
    if node.cause is not None and not isinstance(node.cause, ast.Name | ast.Constant):
        made.append(Do(at, Other(at, "cause", (expression(c, node.cause, depth),))))
    made.append(Raise(at, value))


def _assert(c: Context, node: ast.Assert, depth: int, made: list[Stmt]) -> None:
    at = place(node)
    parts = [node.test] if node.msg is None else [node.test, node.msg]
    made.append(Do(at, Other(at, "assert", expressions(c, parts, depth))))


def _jump(c: Context, node: ast.Break | ast.Continue, depth: int, made: list[Stmt]) -> None:
    made.append(Jump(place(node), "break" if isinstance(node, ast.Break) else "continue"))


STATEMENTS: dict[type[ast.AST], StatementForm] = {
    ast.Pass: _pass,
    ast.Expr: _do,
    ast.FunctionDef: _define,
    ast.AsyncFunctionDef: _define,
    ast.ClassDef: _define_class,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Assign: _assign,
    ast.AugAssign: _augment,
    ast.AnnAssign: _annotate,
    ast.Delete: _delete,
    ast.Global: _outer,
    ast.Nonlocal: _outer,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: match,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Break: _jump,
    ast.Continue: _jump,
}
if hasattr(ast, "TypeAlias"):  # from Python 3.12
    STATEMENTS[ast.TypeAlias] = _type_alias
