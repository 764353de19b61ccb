"""Classes: fields, methods and inner classes are members; other statements of the body are its setup."""

from __future__ import annotations

import ast

from ennead.code.ir import Class, Do, Expr, Field, Function, Name, Other, Stmt, Type
from ennead.code.python.annotations import type_of
from ennead.code.python.context import Context, block, end_of, expression, expressions, optional, place
from ennead.code.python.functions import function


def class_of(c: Context, node: ast.ClassDef, depth: int) -> Class:
    """A class.  Its keywords (`metaclass=M`) are the first of its setup."""
    decorators = expressions(c, node.decorator_list, depth)
    bases = expressions(c, node.bases, depth)
    setup: list[Stmt] = []
    for word in node.keywords:
        at = place(word.value)
        setup.append(Do(at, Other(at, word.arg or "keywords", (expression(c, word.value, depth),))))
    members: list[Field | Function | Class] = []
    for line in node.body:
        if isinstance(line, ast.FunctionDef | ast.AsyncFunctionDef):
            members.append(function(c, line, depth + 2, member=True))
        elif isinstance(line, ast.ClassDef):
            members.append(_inner(c, line, depth + 2))
        elif fields := _fields(c, line, depth + 1):
            members += fields
        else:
            setup += block(c, [line], depth)
    return Class(
        place(node), node.name, bases, tuple(members), decorators=decorators, setup=tuple(setup), end=end_of(node)
    )  # fmt: skip


def _inner(c: Context, node: ast.ClassDef, depth: int) -> Class:
    return class_of(c, node, depth)


def _fields(c: Context, node: ast.stmt, depth: int) -> list[Field]:
    """The fields that a line of a class body makes.  One with a value lives on the class: it is static."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        value = optional(c, node.value, depth)
        return [Field(place(node.target), node.target.id, value, type_of(c, node.annotation, depth), value is not None)]
    if not isinstance(node, ast.Assign) or not all(isinstance(target, ast.Name) for target in node.targets):
        return []
    made: list[Field] = []
    first: Expr | None = None
    kind: Type | None = None
    for target in node.targets:
        assert isinstance(target, ast.Name)
        value = first or expression(c, node.value, depth)
        made.append(Field(place(target), target.id, value, kind, static=True))
        first = first or Name(place(target), target.id)
    return made
