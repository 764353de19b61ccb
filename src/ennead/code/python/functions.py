"""Functions and their parameters."""

from __future__ import annotations

import ast
from itertools import repeat

from ennead.code.ir import Expr, Function, Name, Param, Return, Stmt
from ennead.code.python.annotations import type_of
from ennead.code.python.context import Context, block, end_of, expression, expressions, optional, place

_KINDS = {
    "staticmethod": "static",
    "classmethod": "class",
    "property": "getter",
    "cached_property": "getter",
    "abstractproperty": "getter",
    "setter": "setter",
}
_NAMED = {"__init__": "constructor", "__new__": "static", "__init_subclass__": "class", "__class_getitem__": "class"}
_BODILESS = frozenset({"overload", "abstractmethod", "abstractproperty"})


def function(c: Context, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int, *, member: bool = False) -> Function:
    """A function; `member`: of a class."""
    decorators = expressions(c, node.decorator_list, depth)
    params = _params(c, node.args, depth)
    words = [_last_word(item) for item in node.decorator_list]
    kind = _kind(node.name, words) if member else "function"
    before, c.yields = c.yields, 0
    body: tuple[Stmt, ...] | None = block(c, node.body, depth)
    generator, c.yields = c.yields > 0, before
    if not _BODILESS.isdisjoint(words) and all(_says_nothing(line) for line in node.body):
        body = None
    is_async = isinstance(node, ast.AsyncFunctionDef)
    returns = type_of(c, node.returns, depth)
    return Function(
        place(node), node.name, params, body, kind, decorators, is_async, generator, returns, end_of(node)
    )  # fmt: skip


def lambda_function(c: Context, node: ast.Lambda, depth: int) -> Function:
    """The function of a lambda: one `Return`."""
    at = place(node)
    params = _params(c, node.args, depth)
    before, c.yields = c.yields, 0
    body = (Return(place(node.body), expression(c, node.body, depth)),)
    generator, c.yields = c.yields > 0, before
    return Function(at, "", params, body, generator=generator, end=end_of(node))


def _kind(name: str, decorators: list[str]) -> str:
    for word in decorators:
        if word in _KINDS:
            return _KINDS[word]
    return _NAMED.get(name, "method")


def _last_word(node: ast.expr) -> str:
    """The last word of a decorator: `setter` of `@name.setter`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _says_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _params(c: Context, args: ast.arguments, depth: int) -> tuple[Param, ...]:
    plain = [*args.posonlyargs, *args.args] if args.posonlyargs else args.args
    missing = len(plain) - len(args.defaults)
    defaults: list[ast.expr | None] = [*repeat(None, missing), *args.defaults]
    made = [_param(c, arg, value, "plain", depth) for arg, value in zip(plain, defaults, strict=True)]
    if args.vararg:
        made.append(_param(c, args.vararg, None, "rest", depth))
    for arg, value in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        made.append(_param(c, arg, value, "keyword", depth))
    if args.kwarg:
        made.append(_param(c, args.kwarg, None, "keywords", depth))
    return tuple(made)


def _param(c: Context, arg: ast.arg, value: ast.expr | None, kind: str, depth: int) -> Param:
    target: Expr = Name(place(arg), arg.arg)
    return Param(target, optional(c, value, depth), kind, type_of(c, arg.annotation, depth))
