"""Annotations to types: quoted ones are parsed, `Optional` and `Union` are unions, `Annotated` is what it annotates."""

from __future__ import annotations

import ast

from ennead.code.ir import Type
from ennead.code.python.context import MOST_DEPTH, Context

_NONE = Type("None")
_UNTOLD = Type("")
_MOST_QUOTED = 4000


def type_of(c: Context, node: ast.expr | None, depth: int = 0) -> Type | None:
    """The type that an annotation names."""
    return None if node is None else _type(c, node, depth)


def _type(c: Context, node: ast.expr, depth: int) -> Type:
    if depth > MOST_DEPTH:
        c.too_deep(node)
        return _UNTOLD
    if isinstance(node, ast.Name):
        return Type(node.id)
    if isinstance(node, ast.Attribute):
        return Type(_dotted(node))
    if isinstance(node, ast.Subscript):
        return _generic(c, node, depth + 1)
    if isinstance(node, ast.Constant):
        return _constant(c, node, depth + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union(c, node, depth + 1)
    if isinstance(node, ast.List | ast.Tuple):
        return Type("[]", _types(c, node.elts, depth + 1))
    return _type(c, node.value, depth + 1) if isinstance(node, ast.Starred) else _UNTOLD


def _types(c: Context, nodes: list[ast.expr], depth: int) -> tuple[Type, ...]:
    return tuple([_type(c, node, depth) for node in nodes])


def _dotted(node: ast.expr) -> str:
    """`a.b.c`; "" where it is no plain name."""
    words: list[str] = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(words)]) if isinstance(node, ast.Name) else ""


def _generic(c: Context, node: ast.Subscript, depth: int) -> Type:
    name = _dotted(node.value)
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    word = name.rpartition(".")[2]
    if word == "Literal":
        return Type(name, (_UNTOLD,) * len(inner))
    if word == "Annotated" and inner:
        return _type(c, inner[0], depth)
    args = _types(c, inner, depth)
    if word == "Optional":
        return _united([*args, _NONE])
    return _united(list(args)) if word == "Union" else Type(name, args)


def _union(c: Context, node: ast.BinOp, depth: int) -> Type:
    options: list[Type] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.BitOr):
        options.append(_type(c, left.right, depth))
        left = left.left
    return _united([_type(c, left, depth), *reversed(options)])


def _united(options: list[Type]) -> Type:
    """A union in a union is one."""
    flat: list[Type] = []
    for option in options:
        flat += option.args if option.name == "|" else (option,)
    return flat[0] if len(flat) == 1 else Type("|", tuple(dict.fromkeys(flat)))


def _constant(c: Context, node: ast.Constant, depth: int) -> Type:
    if node.value is None:
        return _NONE
    if node.value is ...:
        return Type("...")
    return _quoted(c, node, node.value, depth) if isinstance(node.value, str) else _UNTOLD


def _quoted(c: Context, node: ast.Constant, text: str, depth: int) -> Type:
    if text.isidentifier():
        return Type(text)
    if len(text) > _MOST_QUOTED:
        return _UNTOLD
    try:
        inner = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # any text may stand there
        return _UNTOLD
    ast.increment_lineno(inner, node.lineno - 1)
    return _type(c, inner, depth)
