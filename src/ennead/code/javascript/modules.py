"""`import` and `export`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import (
    Attr,
    Call,
    ClassValue,
    Const,
    Define,
    DefineClass,
    Export,
    Expr,
    Import,
    Lambda,
    Let,
    Name,
    Stmt,
)
from ennead.code.javascript.functions import decorators_of
from ennead.code.javascript.literals import string_value
from ennead.code.javascript.names import declared_by
from ennead.code.javascript.operators import only
from ennead.code.javascript.reader import Reader, field, has_word

if TYPE_CHECKING:
    from tree_sitter import Node


def _name(reader: Reader, node: Node | None) -> str:
    if node is None:
        return ""
    return string_value(reader, node) if node.type == "string" else reader.text(node)


def _child(node: Node, kind: str) -> Node | None:
    return next((child for child in node.named_children if child.type == kind), None)


# import


def import_(reader: Reader, node: Node, _: int, out: list[Stmt]) -> None:
    """`import ... from "m"`; `import x = require("m")` is `const x = require("m")`.

    Names that are imported as types beside others are an `Import` of their own.
    """
    at = reader.at(node)
    required = _child(node, "import_require_clause")
    if required is not None:
        out.append(_required(reader, at, required))
        return
    module = _name(reader, field(node, "source"))
    types_only = has_word(node, "type") or has_word(node, "typeof")
    clause = _child(node, "import_clause")
    if clause is None:
        out.append(Import(at, module, (), types_only=types_only))
        return
    names, types = _imported(reader, clause)
    if names or not types:
        out.append(Import(at, module, tuple(names), types_only=types_only))
    if types:
        out.append(Import(at, module, tuple(types), types_only=True))


def _required(reader: Reader, at: int, clause: Node) -> Stmt:
    source = field(clause, "source")
    name = only(clause)
    target = Name(at, _name(reader, name))
    return Let(at, target, Call(at, Name(at, "require"), (Const(at, _name(reader, source)),)), "const")


def _imported(reader: Reader, clause: Node) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The names of values and those of types."""
    names: list[tuple[str, str]] = []
    types: list[tuple[str, str]] = []
    for child in clause.named_children:
        if child.type == "identifier":
            names.append(("default", reader.text(child)))
        elif child.type == "namespace_import":
            names.append(("", _name(reader, only(child))))
        elif child.type == "named_imports":
            for specifier in child.named_children:
                if specifier.type == "import_specifier":
                    there = _name(reader, field(specifier, "name"))
                    here = _name(reader, field(specifier, "alias")) or there
                    typed = specifier.children[0].type in ("type", "typeof")
                    (types if typed else names).append((there, here))
    return names, types


def import_alias(reader: Reader, node: Node, _: int, out: list[Stmt]) -> None:
    """`import x = a.b`."""
    at = reader.at(node)
    parts = [child for child in node.named_children if child.type != "comment"]
    first, *rest = (reader.text(parts[-1]) if len(parts) > 1 else "").split(".")
    value: Expr = Name(at, first.strip())
    for part in rest:
        value = Attr(at, value, part.strip())
    out.append(Let(at, Name(at, reader.text(parts[0]) if parts else ""), value, "const"))


# export


def export(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    words = {child.type for child in node.children}
    declared = field(node, "declaration")
    if "=" in words:
        _export_all_as(reader, node, depth, out)
    elif "default" in words:
        _export_default(reader, node, depth, out)
    elif declared is not None:
        _export_declared(reader, node, declared, depth, out)
    elif "type" not in words and "as" not in words:
        _export_names(reader, node, out)


def _export_all_as(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    """`export = x` is `module.exports = x`."""
    at = reader.at(node)
    out.append(Let(at, Attr(at, Name(at, "module"), "exports"), reader.expression(only(node), depth)))


def _export_default(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    at = reader.at(node)
    declared, given = field(node, "declaration"), field(node, "value")
    if declared is not None:
        before = len(out)
        _declare(reader, node, declared, depth, out)
        names = [name for statement in out[before:] for name in declared_by(statement)]
        if before == len(out):
            return  # an interface
        name = names[0] if names else "default"
    else:
        name = _export_value(at, reader.value(given, depth, out), out)
    out.append(Export(at, ((name or "default", "default"),)))


def _export_value(at: int, value: Expr, out: list[Stmt]) -> str:
    """What an exported value is declared as: functions and classes under their names."""
    if isinstance(value, Lambda) and value.function.kind == "function":
        name = value.function.name or "default"
        out.append(Define(at, value.function._replace(name=name)))
        return name
    if isinstance(value, ClassValue):
        name = value.cls.name or "default"
        out.append(DefineClass(at, value.cls._replace(name=name)))
        return name
    out.append(Let(at, Name(at, "default"), value, "const"))
    return "default"


def _declare(reader: Reader, node: Node, declared: Node, depth: int, out: list[Stmt]) -> None:
    """A declaration with the decorators that stand before `export`; one without a name is called `default`."""
    before = len(out)
    reader.statement(declared, depth, out)
    decorators = decorators_of(reader, node, depth)
    for place in range(before, len(out)):
        statement = out[place]
        if isinstance(statement, DefineClass):
            cls = statement.cls
            changed = cls._replace(name=cls.name or "default", decorators=(*decorators, *cls.decorators))
            out[place] = statement._replace(cls=changed)
        elif isinstance(statement, Define) and not statement.function.name:
            out[place] = statement._replace(function=statement.function._replace(name="default"))


def _export_declared(reader: Reader, node: Node, declared: Node, depth: int, out: list[Stmt]) -> None:
    before = len(out)
    _declare(reader, node, declared, depth, out)
    names = dict.fromkeys(name for statement in out[before:] for name in declared_by(statement))
    if names:
        out.append(Export(reader.at(node), tuple([(name, name) for name in names])))


def _export_names(reader: Reader, node: Node, out: list[Stmt]) -> None:
    at = reader.at(node)
    source = field(node, "source")
    module = None if source is None else _name(reader, source)
    clause, spread = _child(node, "export_clause"), _child(node, "namespace_export")
    if spread is not None:
        out.append(Export(at, (("*", _name(reader, only(spread))),), module))
    elif clause is not None:
        names = [
            (_name(reader, field(child, "name")), _name(reader, field(child, "alias") or field(child, "name")))
            for child in clause.named_children
            if child.type == "export_specifier" and child.children[0].type != "type"
        ]
        if names or not clause.named_child_count:
            out.append(Export(at, tuple(names), module))
    elif module is not None:
        out.append(Export(at, (("*", "*"),), module))
