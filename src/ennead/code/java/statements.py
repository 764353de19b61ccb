"""Statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.declarations import CLASSES, function_of
from ennead.code.java.expressions import assigned
from ennead.code.java.reader import MAX_CHAIN, Reader, ToStmts, kids
from ennead.code.java.switches import switch_statement
from ennead.code.java.type_names import TYPES, class_name, declared

if TYPE_CHECKING:
    from tree_sitter import Node

Stmts = tuple[ir.Stmt, ...]


def _effect(reader: Reader, node: Node) -> ir.Stmt:
    """An expression for its effect; an assignment is a statement of its own."""
    at = reader.at(node)
    if node.type in {"assignment_expression", "update_expression"}:
        return ir.Let(at, *assigned(reader, node))
    return ir.Do(at, reader.expr(node))


def _expression(reader: Reader, node: Node) -> Stmts:
    inner = next(iter(kids(node)), None)
    if inner is None:
        return ()
    return switch_statement(reader, inner) if inner.type == "switch_expression" else (_effect(reader, inner),)


def _local(reader: Reader, node: Node) -> Stmts:
    wanted = node.child_by_field_name("type")
    found: list[ir.Stmt] = []
    for child in node.children_by_field_name("declarator"):
        name, value = child.child_by_field_name("name") or child, child.child_by_field_name("value")
        of = declared(reader, wanted, child.child_by_field_name("dimensions"))
        at = reader.at(name)
        target = ir.Name(at, reader.text(name))
        found.append(ir.Let(at, target, reader.expr(value) if value else None, "local", of))
    return tuple(found)


def _block(reader: Reader, node: Node) -> Stmts:
    return (ir.Block(reader.at(node), reader.statements(node)),)


def _labelled(reader: Reader, node: Node) -> Stmts:
    return tuple(part for child in kids(node)[1:] for part in reader.statement(child))


def _if(reader: Reader, node: Node) -> Stmts:
    """Long rows of `else if` are gone along without recursion."""
    row: list[tuple[int, ir.Expr, Stmts]] = []
    after: Node | None = node
    while after is not None and after.type == "if_statement":
        at = reader.at(after)
        if len(row) >= MAX_CHAIN:
            reader.problem(at, f"a row of more than {MAX_CHAIN} times else if")
            after = None
            break
        test = _condition(reader, after)
        row.append((at, test, reader.body(after.child_by_field_name("consequence"))))
        after = after.child_by_field_name("alternative")
    other = reader.body(after)
    for at, test, then in reversed(row):
        other = (ir.If(at, test, then, other),)
    return other


def _condition(reader: Reader, node: Node) -> ir.Expr:
    condition = node.child_by_field_name("condition")
    return reader.expr(condition) if condition else ir.Const(reader.at(node), True)


def _while(reader: Reader, node: Node) -> Stmts:
    kind = "do" if node.type == "do_statement" else "while"
    body = reader.body(node.child_by_field_name("body"))
    return (ir.Loop(reader.at(node), kind, None, _condition(reader, node), body),)


def _for(reader: Reader, node: Node) -> Stmts:
    at = reader.at(node)
    first: list[ir.Stmt] = []
    for child in node.children_by_field_name("init"):
        first.extend(_local(reader, child) if child.type == "local_variable_declaration" else (_effect(reader, child),))
    step = tuple(_effect(reader, child) for child in node.children_by_field_name("update"))
    body = reader.body(node.child_by_field_name("body"))
    return (ir.Block(at, (*first, ir.Loop(at, "while", None, _condition(reader, node), body, step))),)


def _for_each(reader: Reader, node: Node) -> Stmts:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    wanted = declared(reader, node.child_by_field_name("type"), node.child_by_field_name("dimensions"))
    target = ir.Name(reader.at(name), reader.text(name)) if name else None
    source = reader.expr(value) if value else None
    body = reader.body(node.child_by_field_name("body"))
    return (ir.Loop(reader.at(node), "each", target, source, body, declares="local", type=wanted),)


def _return(reader: Reader, node: Node) -> Stmts:
    value = next(iter(kids(node)), None)
    return (ir.Return(reader.at(node), reader.expr(value) if value else None),)


def _throw(reader: Reader, node: Node) -> Stmts:
    value = next(iter(kids(node)), None)
    return (ir.Raise(reader.at(node), reader.expr(value) if value else None),)


def _jump(reader: Reader, node: Node) -> Stmts:
    return (ir.Jump(reader.at(node), node.type.removesuffix("_statement")),)


def _assert(reader: Reader, node: Node) -> Stmts:
    at = reader.at(node)
    return (ir.Do(at, ir.Other(at, node.type, reader.exprs(kids(node)))),)


def _synchronized(reader: Reader, node: Node) -> Stmts:
    at = reader.at(node)
    locks = (ir.Do(at, reader.expr(child)) for child in kids(node) if child.type == "parenthesized_expression")
    return (ir.Block(at, (*locks, *reader.body(node.child_by_field_name("body")))),)


def _try(reader: Reader, node: Node) -> Stmts:
    at, body = reader.at(node), reader.body(node.child_by_field_name("body"))
    items = _resources(reader, node.child_by_field_name("resources"))
    handlers = tuple(_handler(reader, child) for child in kids(node) if child.type == "catch_clause")
    last = next((child for child in kids(node) if child.type == "finally_clause"), None)
    final = reader.statements(last)[0] if last and kids(last) else None
    if handlers or last or not items:
        body = (ir.Try(at, body, handlers, (), final.body if isinstance(final, ir.Block) else ()),)
    return (ir.With(at, items, body),) if items else body


def _resources(reader: Reader, node: Node | None) -> tuple[tuple[ir.Expr, ir.Expr | None], ...]:
    found: list[tuple[ir.Expr, ir.Expr | None]] = []
    for child in kids(node) if node else ():
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is None or value is None:
            found.extend((reader.expr(part), None) for part in kids(child)[:1])
            continue
        made = reader.expr(value)
        wanted = declared(reader, child.child_by_field_name("type"))
        held = ir.Cast(made.at, made, wanted) if wanted else made
        found.append((held, ir.Name(reader.at(name), reader.text(name))))
    return tuple(found)


def _handler(reader: Reader, node: Node) -> ir.Handler:
    types: list[ir.Expr] = []
    target = None
    for part in (part for child in kids(node) if child.type == "catch_formal_parameter" for part in kids(child)):
        if part.type == "catch_type":
            types.extend(class_name(reader, child) for child in kids(part) if child.type in TYPES)
        elif part.type in {"identifier", "underscore_pattern"}:
            target = ir.Name(reader.at(part), reader.text(part))
    return ir.Handler(reader.at(node), tuple(types), target, reader.body(node.child_by_field_name("body")))


def _explicit_constructor(reader: Reader, node: Node) -> Stmts:
    """`this(...)`, `super(...)`, `outer.super(...)`."""
    at = reader.at(node)
    which = node.child_by_field_name("constructor") or node
    before = node.child_by_field_name("object")
    given = node.child_by_field_name("arguments")
    call = ir.Call(
        reader.at(which), ir.Name(reader.at(which), reader.text(which)), reader.exprs(kids(given)) if given else ()
    )
    first = (ir.Do(at, reader.expr(before)),) if before else ()
    return (*first, ir.Do(at, call))


def _function(reader: Reader, node: Node) -> Stmts:
    """A method outside of any class, as in a file without one or around broken parts."""
    return (ir.Define(reader.at(node), function_of(reader, node, interface=False)),)


def _class(reader: Reader, node: Node) -> Stmts:
    return (ir.DefineClass(reader.at(node), reader.cls(node)),)


STATEMENTS: dict[str, ToStmts] = {
    **dict.fromkeys(CLASSES, _class),
    **dict.fromkeys(("while_statement", "do_statement"), _while),
    **dict.fromkeys(("break_statement", "continue_statement"), _jump),
    **dict.fromkeys(("return_statement", "yield_statement"), _return),
    **dict.fromkeys(("try_statement", "try_with_resources_statement"), _try),
    "method_declaration": _function,
    "expression_statement": _expression,
    "switch_expression": switch_statement,
    "local_variable_declaration": _local,
    "block": _block,
    "constructor_body": _block,
    "labeled_statement": _labelled,
    "if_statement": _if,
    "for_statement": _for,
    "enhanced_for_statement": _for_each,
    "throw_statement": _throw,
    "assert_statement": _assert,
    "synchronized_statement": _synchronized,
    "explicit_constructor_invocation": _explicit_constructor,
}
