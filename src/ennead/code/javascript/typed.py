"""What TypeScript declares beside JavaScript: enums, interfaces, namespaces, ambient declarations.

`namespace N { export const a = 1 }` is `let N = {}` and a block: in it, each exported declaration is followed by
`N.a = a`.  A second namespace of the same name, or one of the name of a class or function, only has the block.  An
interface or type with the name of a value is dropped, as it would hide the value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ennead.code.ir import Attr, Block, DefineClass, Dict, Export, Import, Let, Name, Stmt
from ennead.code.javascript.classes import enum, interface
from ennead.code.javascript.names import declared_by
from ennead.code.javascript.reader import Reader, field

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMESPACE = "namespace"
"""What a namespace's `Let` declares until it is told whether the name is there already."""


def enum_declaration(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    out.append(DefineClass(reader.at(node), enum(reader, node, depth)))


def interface_declaration(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    reader.doubtful += 1
    out.append(DefineClass(reader.at(node), interface(reader, node, field(node, "body"), depth)))


def type_alias(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """A type that is written as an object is an interface; others are dropped."""
    value = field(node, "value")
    if value is not None and value.type == "object_type":
        reader.doubtful += 1
        out.append(DefineClass(reader.at(node), interface(reader, node, value, depth)))


def ambient(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`declare ...` makes nothing; enums and types are kept for what they say."""
    for child in node.named_children:
        if child.type in ("enum_declaration", "interface_declaration", "type_alias_declaration"):
            reader.statement(child, depth, out)


def namespace(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    named, body = field(node, "name"), field(node, "body")
    if named is None or body is None or named.type == "string":
        return
    reader.doubtful += 1
    at = reader.at(node)
    first, *inner = [part.strip() for part in reader.text(named).split(".")][:20]
    statements = _exported_to(inner[-1] if inner else first, reader.body(body, depth))
    for outer, name in reversed(list(zip([first, *inner], inner, strict=False))):
        statements = (*_made(at, name, statements, "let"), Let(at, Attr(at, Name(at, outer), name), Name(at, name)))
    out.extend(_made(at, first, statements, _NAMESPACE))


def _made(at: int, name: str, body: tuple[Stmt, ...], declares: str) -> tuple[Stmt, Stmt]:
    return Let(at, Name(at, name), Dict(at, ()), declares), Block(at, body)


def _exported_to(name: str, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """The declarations of a namespace: what is exported is set on its object."""
    out: list[Stmt] = []
    for statement in body:
        if isinstance(statement, Export) and statement.module is None:
            at = statement.at
            out.extend([Let(at, Attr(at, Name(at, name), there), Name(at, here)) for here, there in statement.names])
        else:
            out.append(statement)
    return tuple(out)


def settled(body: list[Stmt]) -> list[Stmt]:
    """Statements with each name given once: by a value rather than a type, by the first namespace of its name."""
    values = _values(body)
    out: list[Stmt] = []
    for statement in body:
        if isinstance(statement, DefineClass) and statement.cls.kind == "interface" and statement.cls.name in values:
            continue
        if isinstance(statement, Let) and statement.declares == _NAMESPACE and isinstance(statement.target, Name):
            if statement.target.id in values:
                continue
            values.add(statement.target.id)
            statement = statement._replace(declares="let")  # noqa: PLW2901 - the same, with its word
        out.append(statement)
    return out


def _values(body: Iterable[Stmt]) -> set[str]:
    """The names that are values for certain."""
    found: set[str] = set()
    for statement in body:
        if isinstance(statement, Import):
            if not statement.types_only:
                found.update([here for _, here in statement.names])
        elif isinstance(statement, DefineClass) and statement.cls.kind == "interface":
            continue
        elif not (isinstance(statement, Let) and statement.declares == _NAMESPACE):
            found.update(declared_by(statement))
    return found
