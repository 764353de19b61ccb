"""Parameters, lambdas, method references and annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.reader import Reader, kids
from ennead.code.java.type_names import TYPES, class_name, declared

if TYPE_CHECKING:
    from tree_sitter import Node


def params_of(reader: Reader, node: Node | None) -> tuple[ir.Param, ...]:
    """The parameters of a list; a receiver (`T this`) is none."""
    if node is None:
        return ()
    found: list[ir.Param] = []
    for child in kids(node):
        if child.type == "formal_parameter":
            name = child.child_by_field_name("name")
            wanted = declared(reader, child.child_by_field_name("type"), child.child_by_field_name("dimensions"))
            found.append(ir.Param(_named(reader, name or child), type=wanted))
        elif child.type == "spread_parameter":
            found.append(_rest(reader, child))
        elif child.type in {"identifier", "underscore_pattern"}:
            found.append(ir.Param(_named(reader, child)))
    return tuple(found)


def _rest(reader: Reader, node: Node) -> ir.Param:
    children = kids(node)
    wanted = next((declared(reader, child) for child in children if child.type in TYPES), None)
    name = children[-1].child_by_field_name("name") or children[-1]
    return ir.Param(_named(reader, name), kind="rest", type=ir.Type("[]", (wanted,)) if wanted else None)


def _named(reader: Reader, node: Node) -> ir.Name:
    return ir.Name(reader.at(node), reader.text(node))


def lambda_of(reader: Reader, node: Node) -> ir.Expr:
    """`x -> value`, `(x, y) -> { ... }`."""
    at = reader.at(node)
    given, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
    params = (ir.Param(_named(reader, given)),) if given and given.type == "identifier" else params_of(reader, given)
    if body is None or body.type == "block":
        done = reader.body(body)
    else:
        done = (ir.Return(reader.at(body), reader.expr(body)),)
    return ir.Lambda(at, ir.Function(at, "", params, done, "arrow", end=reader.end(node)))


def method_reference(reader: Reader, node: Node) -> ir.Expr:
    """`of::name` as an attribute; `T::new` as a function that makes one of what it is given."""
    first, *rest = kids(node)
    if rest and rest[-1].type == "identifier":
        of = class_name(reader, first) if first.type in TYPES else reader.expr(first)
        return ir.Attr(reader.at(rest[-1]), of, reader.text(rest[-1]))
    at = reader.at(node)
    args = ir.Name(at, "args")
    made: ir.Expr = ir.Other(at, "array_creation_expression", (args,))
    if first.type != "array_type":
        callee = class_name(reader, first) if first.type in TYPES else reader.expr(first)
        made = ir.Call(at, callee, (ir.Spread(at, args),), new=True)
    params = (ir.Param(args, kind="rest"),)
    return ir.Lambda(at, ir.Function(at, "", params, (ir.Return(at, made),), "arrow", end=reader.end(node)))


def annotations_of(reader: Reader, modifiers: Node | None) -> tuple[ir.Expr, ...]:
    """The annotations among modifiers: a name, or a call of it with what it is given."""
    if modifiers is None:
        return ()
    found = (child for child in kids(modifiers) if child.type in {"marker_annotation", "annotation"})
    return tuple(annotation(reader, child) for child in found)


def annotation(reader: Reader, node: Node) -> ir.Expr:
    """`@Name`, `@Name(value)`, `@Name(key = value)`."""
    at = reader.at(node)
    name = node.child_by_field_name("name")
    callee = class_name(reader, name) if name else ir.Name(at, "")
    given = node.child_by_field_name("arguments")
    if given is None:
        return callee
    args: list[ir.Expr] = []
    keywords: list[tuple[str, ir.Expr]] = []
    for child in kids(given):
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type != "element_value_pair":
            args.append(reader.expr(child))
        elif key is not None and value is not None:
            keywords.append((reader.text(key), reader.expr(value)))
    return ir.Call(at, callee, tuple(args), tuple(keywords))
