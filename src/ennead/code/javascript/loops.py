"""Loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Attr, Block, Call, Expr, Loop, Name, Stmt
from ennead.code.javascript.reader import Reader, bare, field

if TYPE_CHECKING:
    from tree_sitter import Node

_LEXICAL = frozenset(("lexical_declaration", "using_declaration"))


def for_(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`for (;;)`; one that declares names with `let` is in a block of its own with them."""
    start, step = field(node, "initializer"), field(node, "increment")
    before: list[Stmt] = []
    if start is not None and start.type in ("variable_declaration", "lexical_declaration", "empty_statement"):
        reader.statement(start, depth, before)
    elif start is not None:
        _effects(reader, start, depth, before)
    condition = field(node, "condition")
    after: list[Stmt] = []
    if step is not None:
        reader.effect(step, depth, after)
    at = reader.at(node)
    body = reader.body(field(node, "body"), depth)
    before.append(Loop(at, "while", None, _test(reader, condition, depth), body, tuple(after)))
    if start is not None and start.type in _LEXICAL:
        out.append(Block(at, tuple(before)))
    else:
        out.extend(before)


def _effects(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """What a loop starts with, with or without its `;` in the grammar."""
    if node.type == "expression_statement":
        reader.statement(node, depth, out)
    else:
        reader.effect(node, depth, out)


def _test(reader: Reader, node: Node | None, depth: int) -> Expr | None:
    if node is None or node.type in ("empty_statement", ";"):
        return None
    if node.type == "expression_statement":
        node = next((child for child in node.named_children if child.type != "comment"), None)
    return reader.expression(bare(node), depth)


def for_each(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`for (x of y)`, `for await (x of y)`; `for (x in y)` goes through `Object.keys(y)`."""
    at = reader.at(node)
    source = reader.expression(field(node, "right"), depth)
    operator, kind = field(node, "operator"), field(node, "kind")
    if operator is not None and operator.type == "in":
        source = Call(source.at, Attr(source.at, Name(source.at, "Object"), "keys"), (source,))
    word = kind.type if kind is not None else ""
    target = reader.expression(field(node, "left"), depth)
    body = reader.body(field(node, "body"), depth)
    declares = word if word in ("", "var", "let", "const") else "const"
    out.append(Loop(at, "each", target, source, body, declares=declares))


def while_(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    test = _test(reader, field(node, "condition"), depth)
    out.append(Loop(reader.at(node), "while", None, test, reader.body(field(node, "body"), depth)))


def do(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    body = reader.body(field(node, "body"), depth)
    out.append(Loop(reader.at(node), "do", None, _test(reader, field(node, "condition"), depth), body))
