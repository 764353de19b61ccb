"""Expressions whose value nobody takes: assignments, commas, choices as statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Const, Delete, Do, If, Let, Operate, Stmt
from ennead.code.javascript.operators import augmented_sides
from ennead.code.javascript.reader import Reader, bare, field, flat_sequence

if TYPE_CHECKING:
    from tree_sitter import Node


def assignment(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`a = b`.  Of `a = b = 1` each takes the constant by itself."""
    chain = [node]
    last = bare(field(node, "right"))
    while last is not None and last.type == "assignment_expression":
        chain.append(last)
        last = bare(field(last, "right"))
    if len(chain) > 1:
        value = reader.expression(last, depth)
        if isinstance(value, Const):
            out.extend(
                [Let(reader.at(each), reader.expression(field(each, "left"), depth), value) for each in reversed(chain)]
            )
            return
    target = reader.expression(field(node, "left"), depth)
    out.append(Let(reader.at(node), target, reader.expression(field(node, "right"), depth)))


def augmented(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    target, value = augmented_sides(reader, node, depth)
    out.append(Let(reader.at(node), target, value))


def update(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`x++`."""
    at = reader.at(node)
    operator = field(node, "operator")
    sign = operator.type[:1] if operator is not None else "+"
    target = reader.expression(field(node, "argument"), depth)
    out.append(Let(at, target, Operate(at, sign, (target, Const(at, 1)))))


def unary(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`delete x.y`; of others (`void f()`, `!function () {}()`) what they are an operator on."""
    at = reader.at(node)
    operator, of = field(node, "operator"), field(node, "argument")
    if of is not None and operator is not None and operator.type != "delete":
        reader.effect(of, depth, out)
        return
    out.append(Delete(at, (reader.expression(of, depth),)))


def sequence(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    for part in flat_sequence(node):
        reader.effect(part, depth, out)


def parenthesized(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    inner = bare(node)
    if inner is not None:
        reader.effect(inner, depth, out)


def binary(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`a && b()` is an `if`; `a || b()` is one for `!a`."""
    operator, right = field(node, "operator"), field(node, "right")
    word = operator.type if operator is not None else ""
    if right is None or word not in ("&&", "||"):
        value = reader.expression(node, depth)
        out.append(Do(value.at, value))
        return
    at = reader.at(node)
    test = reader.value(field(node, "left"), depth, out)
    out.append(If(at, test if word == "&&" else Operate(at, "!", (test,)), _branch(reader, right, depth)))


def ternary(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`a ? b() : c()` is an `if`; a row of them is read as a value."""
    then, other = field(node, "consequence"), bare(field(node, "alternative"))
    if then is None or other is None or other.type == "ternary_expression":
        value = reader.expression(node, depth)
        out.append(Do(value.at, value))
        return
    test = reader.value(field(node, "condition"), depth, out)
    out.append(If(reader.at(node), test, _branch(reader, then, depth), _branch(reader, other, depth)))


def _branch(reader: Reader, node: Node, depth: int) -> tuple[Stmt, ...]:
    out: list[Stmt] = []
    reader.effect(node, depth, out)
    return tuple(out)
