"""Classes, interfaces and enums."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ennead.code.ir import Attr, Class, ClassValue, Const, Do, Expr, Field, Function, Lambda, Let, Name, Other, Stmt
from ennead.code.javascript.declared import annotation
from ennead.code.javascript.functions import decorators_of, member_name, method
from ennead.code.javascript.literals import string_value
from ennead.code.javascript.operators import only
from ennead.code.javascript.reader import Reader, field, has_word

if TYPE_CHECKING:
    from tree_sitter import Node

Member: TypeAlias = Field | Function | Class
_METHODS = frozenset(("method_definition", "method_signature", "abstract_method_signature"))
_FIELDS = frozenset(("field_definition", "public_field_definition", "property_signature"))
_PARTS_OF_PARAMETER = frozenset(("accessibility_modifier", "override_modifier", "readonly"))


def class_value(reader: Reader, node: Node, depth: int) -> Expr:
    """A class expression."""
    return ClassValue(reader.at(node), class_(reader, node, depth))


def class_(reader: Reader, node: Node, depth: int, decorators: tuple[Expr, ...] = ()) -> Class:
    """A class.  A member whose name is computed is an `Other` with the name and the value, in `setup`."""
    named, body = field(node, "name"), field(node, "body")
    members: list[Member] = []
    setup: list[Stmt] = []
    pending: list[Expr] = []
    for child in body.named_children if body is not None else ():
        if child.type == "decorator":  # where the grammar has them beside the member
            pending.append(reader.expression(only(child), depth))
        elif child.type != "comment":
            _member(reader, child, depth + 1, (*pending, *decorators_of(reader, child, depth)), members, setup)
            pending.clear()
    return Class(
        reader.at(node),
        reader.text(named) if named is not None else "",
        _bases(reader, node, depth),
        tuple(members),
        "class",
        (*decorators, *decorators_of(reader, node, depth)),
        tuple(setup),
        reader.end(node),
    )


def _bases(reader: Reader, node: Node, depth: int) -> tuple[Expr, ...]:
    """What is extended; what is only implemented is a type."""
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    if heritage is None:
        return ()
    clauses = [child for child in heritage.named_children if child.type == "extends_clause"]
    if clauses:
        return (reader.expression(field(clauses[0], "value"), depth),)
    plain = only(heritage)
    return () if plain is None or plain.type == "implements_clause" else (reader.expression(plain, depth),)


def _member(
    reader: Reader,
    node: Node,
    depth: int,
    decorators: tuple[Expr, ...],
    members: list[Member],
    setup: list[Stmt],
) -> None:
    kind = node.type
    if kind == "class_static_block":
        setup.extend(reader.body(field(node, "body"), depth))
    elif kind in _METHODS:
        _method(reader, node, depth, decorators, members, setup)
    elif kind in _FIELDS:
        _field(reader, node, depth, decorators, members, setup)
    elif kind == "ERROR":
        setup.append(Do(reader.at(node), reader.expression(node, depth)))


def _method(
    reader: Reader,
    node: Node,
    depth: int,
    decorators: tuple[Expr, ...],
    members: list[Member],
    setup: list[Stmt],
) -> None:
    made = method(reader, node, depth, decorators)
    named = field(node, "name")
    if made.name == "" and member_name(reader, named) is None:
        setup.append(_computed(reader, node, named, Lambda(made.at, made), depth))
    elif made.name == "constructor" and made.kind == "method":
        fields, assignments = _parameter_properties(reader, node)
        members.extend(fields)
        body = None if made.body is None else (*assignments, *made.body)
        members.append(made._replace(kind="constructor", body=body))
    else:
        members.append(made)


def _parameter_properties(reader: Reader, constructor: Node) -> tuple[list[Field], list[Stmt]]:
    """TypeScript's `constructor(private x: T)`: fields, and what sets them when an object is made."""
    fields: list[Field] = []
    assignments: list[Stmt] = []
    listed = field(constructor, "parameters")
    for param in listed.named_children if listed is not None else ():
        named = param.child_by_field_name("pattern")
        if named is None or not any(child.type in _PARTS_OF_PARAMETER for child in param.children):
            continue
        at, name = reader.at(named), reader.text(named)
        fields.append(Field(at, name, None, annotation(reader, param)))
        assignments.append(Let(at, Attr(at, Name(at, "this"), name), Name(at, name)))
    return fields, assignments


def _field(
    reader: Reader,
    node: Node,
    depth: int,
    decorators: tuple[Expr, ...],
    members: list[Member],
    setup: list[Stmt],
) -> None:
    named = field(node, "property") or field(node, "name")
    given = field(node, "value")
    value = None if given is None else reader.expression(given, depth)
    name = member_name(reader, named)
    if name is None:
        setup.append(_computed(reader, node, named, value or Const(reader.at(node), None), depth))
        return
    static = has_word(node, "static")
    members.append(Field(reader.at(node), name, value, annotation(reader, node), static, decorators))


def _computed(reader: Reader, node: Node, named: Node | None, value: Expr, depth: int) -> Stmt:
    at = reader.at(node)
    key = reader.expression(only(named) if named is not None else None, depth)
    return Do(at, Other(at, "computed member", (key, value)))


# interfaces and enums


def interface(reader: Reader, node: Node, body: Node | None, depth: int) -> Class:
    """An interface, or a type that is written as one: fields with their types, methods without bodies."""
    named = field(node, "name")
    members: list[Member] = []
    for child in body.named_children if body is not None else ():
        if child.type in ("property_signature", "method_signature"):
            _member(reader, child, depth, (), members, [])
    above = next((child for child in node.named_children if child.type == "extends_type_clause"), None)
    bases = [_type_name(reader, child) for child in above.named_children] if above is not None else []
    return Class(
        reader.at(node),
        reader.text(named) if named is not None else "",
        tuple(bases),
        tuple(members),
        "interface",
        end=reader.end(node),
    )


def _type_name(reader: Reader, node: Node) -> Expr:
    at = reader.at(node)
    named = field(node, "name") if node.type == "generic_type" else node
    first, *rest = reader.text(named or node).split(".")
    value: Expr = Name(at, first)
    for part in rest:
        value = Attr(at, value, part)
    return value


def enum(reader: Reader, node: Node, depth: int) -> Class:
    """An enum: static fields.  A member without a value is one more than the member before it."""
    named, body = field(node, "name"), field(node, "body")
    name = reader.text(named) if named is not None else ""
    members: list[Member] = []
    names: set[str] = set()
    following: int | float | None = 0
    for child in body.named_children if body is not None else ():
        if child.type == "comment":
            continue
        value, following = _enum_value(reader, child, depth, following)
        told = _enum_name(reader, child)
        members.append(Field(reader.at(child), told, _own(value, name, names), static=True))
        names.add(told)
    return Class(reader.at(node), name, (), tuple(members), "enum", end=reader.end(node))


def _enum_name(reader: Reader, node: Node) -> str:
    named = field(node, "name") if node.type == "enum_assignment" else node
    if named is None:
        return ""
    return string_value(reader, named) if named.type == "string" else reader.text(named)


def _enum_value(
    reader: Reader, node: Node, depth: int, following: int | float | None
) -> tuple[Expr, int | float | None]:
    """What a member is, and what the next one is if it does not say."""
    at = reader.at(node)
    if node.type != "enum_assignment":
        if following is None:
            return Other(at, "enum value"), None
        return Const(at, following), following + 1
    value = reader.expression(field(node, "value"), depth)
    told = value.value if isinstance(value, Const) else None
    return value, told + 1 if isinstance(told, int | float) else None


def _own(value: Expr, name: str, names: set[str]) -> Expr:
    """A member that is another one of the same enum."""
    if isinstance(value, Name) and value.id in names:
        return Attr(value.at, Name(value.at, name), value.id)
    return value
