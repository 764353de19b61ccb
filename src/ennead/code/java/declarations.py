"""Classes, interfaces, enums, records and their members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.constructors import INIT, with_initialisers, with_record_parts
from ennead.code.java.functions import annotations_of, params_of
from ennead.code.java.reader import Reader, kids
from ennead.code.java.type_names import TYPES, class_name, declared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

CLASSES = {
    "class_declaration": "class",
    "interface_declaration": "interface",
    "annotation_type_declaration": "interface",
    "enum_declaration": "enum",
    "record_declaration": "record",
}
_BASES = frozenset({"superclass", "super_interfaces", "extends_interfaces"})


@dataclass(slots=True)
class _Body:
    """The parts of a class as they are found."""

    name: str
    kind: str
    members: list[ir.Field | ir.Function | ir.Class] = field(default_factory=list)
    setup: list[ir.Stmt] = field(default_factory=list)
    initialisers: list[ir.Stmt] = field(default_factory=list)


def class_of(reader: Reader, node: Node) -> ir.Class:
    """A class of its declaration, or of the body after `new T(...)` or after an enum's constant."""
    if node.type not in CLASSES:
        return _anonymous(reader, node)
    name, modifiers = node.child_by_field_name("name") or node, _modifiers(node)
    body = _Body(reader.text(name), CLASSES[node.type])
    _fill(reader, body, _members(node))
    members = tuple(body.members)
    if body.kind == "record":
        members = with_record_parts(params_of(reader, node.child_by_field_name("parameters")), members)
    members = with_initialisers(members, tuple(body.initialisers), reader.at(name))
    return ir.Class(
        reader.at(name),
        body.name,
        _bases(reader, node),
        members,
        body.kind,
        annotations_of(reader, modifiers),
        tuple(body.setup),
        reader.end(node),
    )


def _anonymous(reader: Reader, node: Node) -> ir.Class:
    body = _Body("", "class")
    _fill(reader, body, _members(node))
    base = next((class_name(reader, child) for child in kids(node) if child.type in TYPES), None)
    given = next((bool(kids(child)) for child in kids(node) if child.type == "argument_list"), False)
    members = with_initialisers(tuple(body.members), tuple(body.initialisers), reader.at(node), given)
    return ir.Class(
        reader.at(node), "", (base,) if base else (), members, setup=tuple(body.setup), end=reader.end(node)
    )


def _members(node: Node) -> Iterable[Node]:
    bodies = [child for child in kids(node) if child.type.endswith("_body")]
    return bodies[-1].named_children if bodies else ()


def _modifiers(node: Node) -> Node | None:
    return next((child for child in node.named_children if child.type == "modifiers"), None)


def _bases(reader: Reader, node: Node) -> tuple[ir.Expr, ...]:
    found: list[ir.Expr] = []
    for clause in (child for child in kids(node) if child.type in _BASES):
        for child in kids(clause):
            types = kids(child) if child.type == "type_list" else (child,)
            found.extend(class_name(reader, each) for each in types)
    return tuple(found)


def _fill(reader: Reader, body: _Body, nodes: Iterable[Node]) -> None:
    """Sorts members; those in broken parts and after an enum's constants are members as well."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        kind = node.type
        if kind in {"field_declaration", "constant_declaration"}:
            body.members.extend(_fields(reader, node, interface=body.kind == "interface"))
        elif kind in _FUNCTIONS:
            body.members.append(function_of(reader, node, interface=body.kind == "interface"))
        elif kind in CLASSES:
            body.members.append(reader.cls(node))
        elif kind == "enum_constant":
            body.members.append(_constant(reader, node, body.name))
        elif kind == "static_initializer":
            body.setup.extend(reader.statements(node))
        elif kind == "block":
            body.initialisers.extend(reader.statement(node))
        elif kind in {"ERROR", "enum_body_declarations"}:
            waiting.extend(reversed(node.named_children))


def _fields(reader: Reader, node: Node, *, interface: bool) -> Iterable[ir.Field]:
    modifiers = _modifiers(node)
    static = interface or _is(modifiers, "static")
    decorators = annotations_of(reader, modifiers)
    for child in node.children_by_field_name("declarator"):
        name, value = child.child_by_field_name("name") or child, child.child_by_field_name("value")
        wanted = declared(reader, node.child_by_field_name("type"), child.child_by_field_name("dimensions"))
        first = reader.expr(value) if value else None
        yield ir.Field(reader.at(name), reader.text(name), first, wanted, static, decorators)


def _constant(reader: Reader, node: Node, enum: str) -> ir.Field:
    name = node.child_by_field_name("name") or node
    at, given = reader.at(name), node.child_by_field_name("arguments")
    args = reader.exprs(kids(given)) if given else ()
    callee: ir.Expr = ir.Name(at, enum)
    if node.child_by_field_name("body"):
        callee = ir.ClassValue(at, reader.cls(node)._replace(bases=(callee,)))
    made = ir.Call(at, callee, args, new=True)
    return ir.Field(at, reader.text(name), made, ir.Type(enum), True, annotations_of(reader, _modifiers(node)))


def _is(modifiers: Node | None, word: str) -> bool:
    return modifiers is not None and any(child.type == word for child in modifiers.children)


def function_of(reader: Reader, node: Node, *, interface: bool) -> ir.Function:
    """A method or constructor; the value an annotation's element has by default is what it returns."""
    name, modifiers = node.child_by_field_name("name") or node, _modifiers(node)
    body, value = node.child_by_field_name("body"), node.child_by_field_name("value")
    done: tuple[ir.Stmt, ...] | None = None
    if body is not None:
        done = reader.statements(body)
    elif interface and value is not None:
        done = (ir.Return(reader.at(value), reader.expr(value)),)
    kind, word = _FUNCTIONS[node.type], reader.text(name)
    if kind == "method" and _is(modifiers, "static"):
        kind = "static"
    return ir.Function(
        reader.at(name),
        word if kind in {"method", "static"} else INIT,
        params_of(reader, node.child_by_field_name("parameters")),
        done,
        kind,
        annotations_of(reader, modifiers),
        returns=declared(reader, node.child_by_field_name("type"), node.child_by_field_name("dimensions")),
        end=reader.end(node),
    )


_FUNCTIONS = {
    "method_declaration": "method",
    "annotation_type_element_declaration": "method",
    "constructor_declaration": "constructor",
    "compact_constructor_declaration": "compact",
}
"""Kinds of functions; a compact constructor gets its parameters and its kind from its record."""
