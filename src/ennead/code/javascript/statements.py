"""Statements, but for loops, modules and what TypeScript adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import (
    Block,
    Case,
    Const,
    Define,
    DefineClass,
    Expr,
    Handler,
    If,
    Jump,
    Let,
    Loop,
    Raise,
    Return,
    Stmt,
    Switch,
    Try,
    With,
)
from ennead.code.javascript.classes import class_
from ennead.code.javascript.declared import annotation
from ennead.code.javascript.functions import function
from ennead.code.javascript.operators import only
from ennead.code.javascript.reader import Reader, field

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_BRANCHES = 40
"""Of `if ... else if ... else if` that are kept inside each other; what follows stands side by side after them."""

_FUNCTIONS = frozenset(("function_expression", "generator_function"))


def nothing(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """Comments, `;`, `debugger`: no statement."""


def expression_statement(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    for child in node.named_children:
        if child.type in _FUNCTIONS:  # one that is broken: a whole one would be a declaration
            function_declaration(reader, child, depth, out)
        elif child.type != "comment":
            reader.effect(child, depth, out)


def block(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    out.append(Block(reader.at(node), reader.body(node, depth)))


def broken(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """What the grammar could not read: the parts that it could."""
    for child in node.named_children:
        if child.child_count:
            reader.statement(child, depth, out)


# declarations


def variables(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`const a = 1, b = 2`: one `Let` each.  `using` is a `const`."""
    word = node.children[0].type if node.children else "var"
    declares = word if word in ("var", "let", "const") else "const"
    for child in node.named_children:
        if child.type != "variable_declarator":
            continue
        given = field(child, "value")
        value = None if given is None else reader.value(given, depth, out)
        target = reader.expression(field(child, "name"), depth)
        out.append(Let(reader.at(child), target, value, declares, annotation(reader, child)))


def function_declaration(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    out.append(Define(reader.at(node), function(reader, node, depth)))


def class_declaration(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    out.append(DefineClass(reader.at(node), class_(reader, node, depth)))


# jumps


def return_(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    out.append(Return(reader.at(node), _given(reader, node, depth, out)))


def throw(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    out.append(Raise(reader.at(node), _given(reader, node, depth, out)))


def _given(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> Expr | None:
    of = only(node)
    return None if of is None else reader.value(of, depth, out)


def break_(reader: Reader, node: Node, _: int, out: list[Stmt]) -> None:
    out.append(Jump(reader.at(node), "break"))


def continue_(reader: Reader, node: Node, _: int, out: list[Stmt]) -> None:
    out.append(Jump(reader.at(node), "continue"))


def labelled(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """Labels are dropped; a block with one can be left by `break`, as a loop that runs once."""
    inner = field(node, "body")
    if inner is not None and inner.type == "statement_block":
        at = reader.at(inner)
        out.append(Loop(at, "do", None, Const(at, False), reader.body(inner, depth)))
    elif inner is not None:
        reader.statement(inner, depth, out)


# branches


def if_(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    arms: list[tuple[int, Expr, tuple[Stmt, ...]]] = []
    last: Node | None = node
    while last is not None and last.type == "if_statement":
        condition = field(last, "condition")
        test = reader.expression(condition, depth) if arms else reader.value(condition, depth, out)
        arms.append((reader.at(last), test, reader.body(field(last, "consequence"), depth)))
        following = field(last, "alternative")
        last = None if following is None else only(following)
    other = reader.body(last, depth)
    if len(arms) > MAX_BRANCHES:
        other = (*[If(at, test, then) for at, test, then in arms[MAX_BRANCHES:]], *other)
        del arms[MAX_BRANCHES:]
    for at, test, then in reversed(arms[1:]):
        other = (If(at, test, then, other),)
    at, test, then = arms[0]
    out.append(If(at, test, then, other))


def switch(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    subject = reader.value(field(node, "value"), depth, out)
    listed = field(node, "body")
    cases = [
        child
        for child in (listed.named_children if listed is not None else ())
        if child.type in ("switch_case", "switch_default")
    ]
    found: list[Case] = []
    for place, case in enumerate(cases):
        body: list[Stmt] = []
        for child in case.children_by_field_name("body"):
            reader.statement(child, depth, body)
        tests = (reader.expression(field(case, "value"), depth),) if case.type == "switch_case" else ()
        falls = place + 1 < len(cases) and not leaves(body)
        found.append(Case(reader.at(case), tests, tuple(body), falls))
    out.append(Switch(reader.at(node), subject, tuple(found)))


def leaves(body: list[Stmt] | tuple[Stmt, ...]) -> bool:
    """Whether control never gets to the end of these statements."""
    waiting = [body]
    while waiting:
        part = waiting.pop()
        last = part[-1] if part else None
        if isinstance(last, Block):
            waiting.append(last.body)
        elif isinstance(last, If) and last.other:
            waiting.extend((last.then, last.other))
        elif not isinstance(last, Return | Raise | Jump):
            return False
    return True


def try_(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    caught, final = field(node, "handler"), field(node, "finalizer")
    handlers: tuple[Handler, ...] = ()
    if caught is not None:
        bound = field(caught, "parameter")
        target = None if bound is None else reader.expression(bound, depth)
        handlers = (Handler(reader.at(caught), (), target, reader.body(field(caught, "body"), depth)),)
    ending = () if final is None else reader.body(field(final, "body"), depth)
    out.append(Try(reader.at(node), reader.body(field(node, "body"), depth), handlers, (), ending))


def with_(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`with (x) ...`: names in it may be members of x, which nobody can tell."""
    at = reader.at(node)
    reader.problem(at, "a `with` statement: what its names mean is told only at run time")
    subject = reader.expression(field(node, "object"), depth)
    out.append(With(at, ((subject, None),), reader.body(field(node, "body"), depth)))
