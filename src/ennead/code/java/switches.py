"""`switch`, as a statement and as a value, and patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.reader import Reader, kids
from ennead.code.java.type_names import TYPES, class_name, declared, type_of

if TYPE_CHECKING:
    from tree_sitter import Node

_LEAVES = (ir.Jump, ir.Return, ir.Raise)


def instance_of(reader: Reader, children: list[Node], of: ir.Expr, node: Node) -> ir.Expr:
    """`of instanceof T`, with what a pattern binds."""
    at, wanted = reader.at(node), children[-1]
    name = node.child_by_field_name("name")
    if name is not None:
        wanted = node.child_by_field_name("right") or wanted
        of = ir.Bind(at, ir.Name(reader.at(name), reader.text(name)), ir.Cast(at, of, type_of(reader, wanted)))
    if wanted.type == "record_pattern":
        return ir.Operate(at, "instanceof", (of, _pattern(reader, wanted, of)))
    return ir.Operate(at, "instanceof", (of, class_name(reader, wanted)))


def switch_value(reader: Reader, node: Node) -> ir.Expr:
    """A switch whose value is used: a function called where it stands."""
    at = reader.at(node)
    function = ir.Function(at, "", (), (_switch(reader, node, value=True),), "arrow", end=reader.end(node))
    return ir.Call(at, ir.Lambda(at, function))


def switch_statement(reader: Reader, node: Node) -> tuple[ir.Stmt, ...]:
    """A switch for its effect."""
    return (_switch(reader, node, value=False),)


def _switch(reader: Reader, node: Node, *, value: bool) -> ir.Switch:
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
    at = reader.at(node)
    subject = reader.expr(condition) if condition else ir.Other(at, "condition")
    cases: list[ir.Case] = []
    for child in kids(body) if body else ():
        labels = [part for part in kids(child) if part.type == "switch_label"]
        tests = _tests(reader, labels, subject)
        if child.type == "switch_rule":
            cases.append(ir.Case(reader.at(child), tests, _arm(reader, child, value=value)))
        else:
            done = tuple(stmt for part in child.named_children if part not in labels for stmt in reader.statement(part))
            falls = not done or not isinstance(done[-1], _LEAVES)
            cases.append(ir.Case(reader.at(child), tests, done, falls))
    if cases and cases[-1].falls:
        cases[-1] = cases[-1]._replace(falls=False)
    return ir.Switch(at, subject, tuple(cases))


def _arm(reader: Reader, node: Node, *, value: bool) -> tuple[ir.Stmt, ...]:
    """What stands behind an arrow."""
    part = kids(node)[-1]
    if part.type == "switch_label":
        return ()
    if value and part.type == "expression_statement":
        return tuple(ir.Return(reader.at(child), reader.expr(child)) for child in kids(part)[:1])
    return reader.body(part)


def _tests(reader: Reader, labels: list[Node], subject: ir.Expr) -> tuple[ir.Expr, ...]:
    """The tests of a case; none where `default` is among them."""
    found: list[ir.Expr] = []
    for label in labels:
        if label.children and label.children[0].type == "default":
            return ()
        for child in kids(label):
            if child.type == "identifier" and child.text == b"default":
                return ()
            if child.type == "guard":
                last = found.pop() if found else ir.Other(reader.at(child), "pattern")
                found.append(ir.Other(reader.at(child), "guard", (last, *reader.exprs(kids(child)))))
            elif child.type == "pattern":
                found.append(_pattern(reader, child, subject))
            else:
                found.append(reader.expr(child))
    return tuple(found)


def _pattern(reader: Reader, node: Node, subject: ir.Expr) -> ir.Expr:
    """A pattern with the names it binds: a whole one to the subject, components to something of their type."""
    if node.type == "pattern" and kids(node):
        node = kids(node)[0]
    found: list[ir.Expr] = []
    if node.type == "type_pattern":
        found.extend(_bound(reader, node, subject if isinstance(subject, ir.Name | ir.Attr) else None))
    waiting = [node] if node.type == "record_pattern" else []
    while waiting:
        part = waiting.pop()
        if part.type == "record_pattern_component":
            found.extend(_bound(reader, part, None))
        else:
            waiting.extend(reversed([child for child in kids(part) if child.type.startswith("record_pattern")]))
    return ir.Other(reader.at(node), node.type, tuple(found))


def _bound(reader: Reader, node: Node, value: ir.Expr | None) -> list[ir.Expr]:
    """The name that a typed part of a pattern binds."""
    at = reader.at(node)
    wanted = declared(reader, next((child for child in kids(node) if child.type in TYPES), None))
    names = [child for child in kids(node) if child.type == "identifier"]
    held = value if value is not None else ir.Other(at, node.type)
    if wanted is not None:
        held = ir.Cast(at, held, wanted)
    return [ir.Bind(at, ir.Name(reader.at(name), reader.text(name)), held) for name in names[-1:]]
