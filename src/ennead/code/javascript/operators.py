"""Operators and assignments inside expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Await, Bind, Cast, Const, Either, Expr, Name, Operate, Other, Spread, Yield
from ennead.code.javascript.declared import type_of
from ennead.code.javascript.reader import Reader, bare, field, flat_sequence

if TYPE_CHECKING:
    from tree_sitter import Node

_CHOOSING = frozenset(("||", "&&", "??"))
_FLAT = _CHOOSING | {"+"}
"""Operators whose operands may stand side by side."""
MAX_CONDITIONS = 40
"""Of `a ? b : c ? d : ...` that are kept inside each other."""
MAX_MIXED = 80
"""Of operators inside each other at the left, where they are not the same one."""


def binary(reader: Reader, node: Node, depth: int) -> Expr:
    """An operator.  `a + b + c` has all its operands side by side, as have `||`, `&&` and `??`."""
    steps: list[tuple[str, Node]] = []
    first: Node | None = node
    while first is not None and first.type == "binary_expression":
        steps.append((_operator(first), first))
        first = bare(field(first, "left"))
    steps.reverse()
    value = reader.expression(first, depth)
    place = groups = 0
    while place < len(steps):
        operator, at = steps[place][0], reader.at(steps[place][1])
        operands = [value]
        while place < len(steps) and steps[place][0] == operator and (len(operands) == 1 or operator in _FLAT):
            operands.append(reader.expression(field(steps[place][1], "right"), depth))
            place += 1
        groups += 1
        value = _joined(at, operator, operands)
        if groups == MAX_MIXED and place < len(steps):
            return _rest(reader, value, steps[place:], depth)
    return value


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _joined(at: int, operator: str, operands: list[Expr]) -> Expr:
    return Either(at, tuple(operands)) if operator in _CHOOSING else Operate(at, operator, tuple(operands))


def _rest(reader: Reader, value: Expr, steps: list[tuple[str, Node]], depth: int) -> Expr:
    """What is too mixed to be nested: all that is left, side by side."""
    at = reader.at(steps[0][1])
    reader.problem(at, f"more than {MAX_MIXED} operators inside each other")
    right = [reader.expression(field(step, "right"), depth) for _, step in steps]
    return Other(at, "operators", (value, *right))


def unary(reader: Reader, node: Node, depth: int) -> Expr:
    at = reader.at(node)
    operator = _operator(node)
    of = reader.expression(field(node, "argument"), depth)
    if operator == "void":
        return Const(at, None) if isinstance(of, Const | Name) else Other(at, "void", (of,))
    if operator == "delete":
        return Other(at, "delete", (of,))
    if operator == "-" and isinstance(of, Const) and isinstance(of.value, int | float):
        return Const(at, -of.value)
    return Operate(at, operator, (of,))


def update(reader: Reader, node: Node, depth: int) -> Expr:
    """`++x` is `x = x + 1`; `x++` is that, less one."""
    at = reader.at(node)
    sign = _operator(node)[:1] or "+"
    target = reader.expression(field(node, "argument"), depth)
    bound = Bind(at, target, Operate(at, sign, (target, Const(at, 1))))
    before = node.children and node.children[0].type in ("++", "--")
    return bound if before else Operate(at, "-" if sign == "+" else "+", (bound, Const(at, 1)))


def ternary(reader: Reader, node: Node, depth: int) -> Expr:
    """`a ? b : c`.  Of a very long row of them, the last options stand side by side under all their tests."""
    arms: list[tuple[int, Expr, Expr]] = []
    last: Node | None = node
    while last is not None and last.type == "ternary_expression":
        test = reader.expression(field(last, "condition"), depth)
        arms.append((reader.at(last), test, reader.expression(field(last, "consequence"), depth)))
        last = bare(field(last, "alternative"))
    value = reader.expression(last, depth)
    if len(arms) > MAX_CONDITIONS:
        beyond = arms[MAX_CONDITIONS:]
        tests = Other(beyond[0][0], "tests", tuple([test for _, test, _ in beyond]))
        value = Either(beyond[0][0], (*[option for _, _, option in beyond], value), tests)
        del arms[MAX_CONDITIONS:]
    for at, test, option in reversed(arms):
        value = Either(at, (option, value), test)
    return value


def sequence(reader: Reader, node: Node, depth: int) -> Expr:
    """`a, b`: the value is the last part's; parts that do nothing are left out."""
    return sequence_of(reader.at(node), reader.expressions(flat_sequence(node), depth))


def sequence_of(at: int, parts: list[Expr]) -> Expr:
    """The value of the last of some expressions, behind those that do anything."""
    kept = [part for part in parts[:-1] if not isinstance(part, Const | Name)]
    if not kept and parts:
        return parts[-1]
    return Other(at, "sequence", (*kept, *parts[-1:]))


def assignment(reader: Reader, node: Node, depth: int) -> Expr:
    target = reader.expression(field(node, "left"), depth)
    return Bind(reader.at(node), target, reader.expression(field(node, "right"), depth))


def augmented(reader: Reader, node: Node, depth: int) -> Expr:
    target, value = augmented_sides(reader, node, depth)
    return Bind(reader.at(node), target, value)


def augmented_sides(reader: Reader, node: Node, depth: int) -> tuple[Expr, Expr]:
    """`a += b` as target and value."""
    target = reader.expression(field(node, "left"), depth)
    value = reader.expression(field(node, "right"), depth)
    return target, _joined(reader.at(node), _operator(node).removesuffix("="), [target, value])


def await_(reader: Reader, node: Node, depth: int) -> Expr:
    return Await(reader.at(node), reader.expression(only(node), depth))


def yield_(reader: Reader, node: Node, depth: int) -> Expr:
    of = only(node)
    return Yield(reader.at(node), None if of is None else reader.expression(of, depth))


def spread(reader: Reader, node: Node, depth: int) -> Expr:
    return Spread(reader.at(node), reader.expression(only(node), depth))


def only(node: Node) -> Node | None:
    """The one part of a node."""
    return next((child for child in node.named_children if child.type != "comment"), None)


# what TypeScript says of an expression's type


def as_type(reader: Reader, node: Node, depth: int) -> Expr:
    """`x as T`; `x as const` is x."""
    parts = [child for child in node.named_children if child.type != "comment"]
    of = reader.expression(parts[0] if parts else None, depth)
    return Cast(reader.at(node), of, type_of(reader, parts[1])) if len(parts) > 1 else of


def asserted(reader: Reader, node: Node, depth: int) -> Expr:
    """`<T>x`."""
    parts = [child for child in node.named_children if child.type != "comment"]
    of = reader.expression(parts[-1] if parts else None, depth)
    named = [child for child in parts[0].named_children if child.type != "comment"] if len(parts) > 1 else []
    return Cast(reader.at(node), of, type_of(reader, named[0])) if named else of


def inner(reader: Reader, node: Node, depth: int) -> Expr:
    """What says nothing more of its first part: `x satisfies T`."""
    return reader.expression(only(node), depth)
