"""Numbers and text of a tree-sitter tree."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ennead.code.python.tolerant import Tree, named

if TYPE_CHECKING:
    from tree_sitter import Node

_Inner: TypeAlias = "Callable[[Node], ast.expr]"
_REFUSED = (SyntaxError, ValueError, MemoryError, RecursionError)


def number(t: Tree, node: Node) -> ast.expr:
    """A number; Python 2's `0777` and `10L` too."""
    text = t.text(node)
    value: object = None
    try:
        value = ast.literal_eval(text)
    except _REFUSED:
        value = _old_number(text.rstrip("lL"))
    if value is None:
        t.problem(node, "not a number that can be read")
        return t.lost(node, [])
    return t.new(ast.Constant, node, value=value, kind=None)


def _old_number(digits: str) -> int | None:
    if not digits.isdecimal() or not digits.isascii() or len(digits) > 100:
        return None
    octal = digits.startswith("0") and "8" not in digits and "9" not in digits
    return int(digits, 8 if octal else 10)


def string(t: Tree, node: Node, inner: _Inner) -> ast.expr:
    """A literal of text or bytes, with what is put into it."""
    return _joined(t, node, [node], inner)


def strings(t: Tree, node: Node, inner: _Inner) -> ast.expr:
    """Literals side by side."""
    return _joined(t, node, named(node), inner)


def _joined(t: Tree, node: Node, literals: list[Node], inner: _Inner) -> ast.expr:
    parts: list[ast.expr] = []
    for literal in literals:
        for part in _parts(t, literal, inner):
            last = parts[-1] if parts else None
            if not _append(last, part):
                parts.append(part)
    if len(parts) == 1 and isinstance(parts[0], ast.Constant):
        return parts[0]
    return t.new(ast.JoinedStr, node, values=parts)


def _append(last: ast.expr | None, part: ast.expr) -> bool:
    """Adds a literal to the one before it, where both are text or both are bytes."""
    if not isinstance(last, ast.Constant) or not isinstance(part, ast.Constant):
        return False
    if isinstance(last.value, str) and isinstance(part.value, str):
        last.value += part.value
        return True
    return False


def _parts(t: Tree, node: Node, inner: _Inner) -> list[ast.expr]:
    prefix = t.text(node.children[0]).rstrip("\"'").lower() if node.children else ""
    if "f" not in prefix and "t" not in prefix:
        return [_literal(t, node, prefix)]
    made: list[ast.expr] = []
    for child in named(node):
        if child.type == "interpolation":
            made.append(_formatted(t, child, inner))
        elif child.type == "string_content":
            chunk = t.text(child).replace("{{", "{").replace("}}", "}")
            value = chunk if "r" in prefix or "\\" not in chunk else _unescaped(chunk)
            made.append(t.new(ast.Constant, child, value=value, kind=None))
    return made or [t.new(ast.Constant, node, value="", kind=None)]


def _literal(t: Tree, node: Node, prefix: str) -> ast.expr:
    text = t.text(node)
    if prefix == "ur":  # Python 2
        text = text[1:]
    try:
        return t.new(ast.Constant, node, value=ast.literal_eval(text), kind=None)
    except _REFUSED:
        return t.lost(node, [])


def _unescaped(chunk: str) -> str:
    quoted = chunk.replace('\\"', '"').replace('"', '\\"')
    try:
        return str(ast.literal_eval(f'"""{quoted}"""'))
    except _REFUSED:
        return chunk


def _formatted(t: Tree, node: Node, inner: _Inner) -> ast.expr:
    part = node.child_by_field_name("expression")
    conversion = t.text(node.child_by_field_name("type_conversion"))
    value = t.lost(node, []) if part is None else inner(part)
    spec = _format(t, node.child_by_field_name("format_specifier"), inner)
    return t.new(
        ast.FormattedValue, node, value=value, conversion=ord(conversion[1]) if conversion[1:] else -1, format_spec=spec
    )  # fmt: skip


def _format(t: Tree, node: Node | None, inner: _Inner) -> ast.expr | None:
    if node is None:
        return None
    parts: list[ast.expr] = [
        inner(part) for child in named(node) if (part := child.child_by_field_name("expression")) is not None
    ]
    if not parts:
        parts = [t.new(ast.Constant, node, value=t.text(node)[1:], kind=None)]
    return t.new(ast.JoinedStr, node, values=parts)
