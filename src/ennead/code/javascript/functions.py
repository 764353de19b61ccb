"""Functions of all kinds, and their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Expr, Function, Lambda, Name, Other, Param, Return, Stmt
from ennead.code.javascript.declared import annotation
from ennead.code.javascript.literals import string_value
from ennead.code.javascript.operators import only
from ennead.code.javascript.reader import Reader, field

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPED = frozenset(("required_parameter", "optional_parameter"))


def function_value(reader: Reader, node: Node, depth: int) -> Expr:
    """A function expression."""
    return Lambda(reader.at(node), function(reader, node, depth))


def function(reader: Reader, node: Node, depth: int, decorators: tuple[Expr, ...] = ()) -> Function:
    """A function declaration, expression or signature."""
    named = node.child_by_field_name("name")
    name = reader.text(named) if named is not None else ""
    return _made(reader, node, depth, name, "function", decorators)


def _made(reader: Reader, node: Node, depth: int, name: str, kind: str, decorators: tuple[Expr, ...] = ()) -> Function:
    block = field(node, "body")
    words = _words(node)
    return Function(
        reader.at(node),
        name,
        tuple(parameters(reader, node, depth)),
        None if block is None else reader.body(block, depth + 1),
        kind,
        (*decorators, *_parameter_decorators(reader, node, depth)),
        is_async="async" in words,
        generator="*" in words,
        returns=annotation(reader, node, "return_type"),
        end=reader.end(node),
    )


def _words(node: Node) -> set[str]:
    """The words that stand before a function's parameters."""
    words: set[str] = set()
    for child in node.children:
        if child.type == "formal_parameters":
            break
        words.add(child.type)
    return words


def arrow(reader: Reader, node: Node, depth: int) -> Expr:
    """An arrow function; an expression for a body is what it returns."""
    at = reader.at(node)
    block = field(node, "body")
    if block is not None and block.type == "statement_block":
        body = reader.body(block, depth + 1)
    else:
        before: list[Stmt] = []
        value = reader.value(block, depth, before)
        body = (*before, Return(value.at, value))
    made = Function(
        at,
        "",
        tuple(parameters(reader, node, depth)),
        body,
        "arrow",
        _parameter_decorators(reader, node, depth),
        is_async=bool(node.children) and node.children[0].type == "async",
        returns=annotation(reader, node, "return_type"),
        end=reader.end(node),
    )
    return Lambda(at, made)


def method(reader: Reader, node: Node, depth: int, decorators: tuple[Expr, ...] = ()) -> Function:
    """A method of a class or an object.  A static getter is a getter."""
    words = _words(node)
    name = member_name(reader, field(node, "name")) or ""
    kind = "method"
    if "get" in words:
        kind = "getter"
    elif "set" in words:
        kind = "setter"
    elif "static" in words:
        kind = "static"
    return _made(reader, node, depth, name, kind, decorators)


def member_name(reader: Reader, node: Node | None) -> str | None:
    """The name of a member of a class; None where it is computed.  `[Symbol.iterator]` stays as it is written."""
    if node is None:
        return ""
    if node.type == "string":
        return string_value(reader, node)
    if node.type != "computed_property_name":
        return reader.text(node)
    inside = only(node)
    if inside is not None and inside.type == "string":
        return string_value(reader, inside)
    text = reader.text(node)
    return text if text.startswith("[Symbol.") and text[8:-1].isalpha() else None


# parameters


def parameters(reader: Reader, node: Node, depth: int) -> list[Param]:
    """The parameters of a function; TypeScript's `this` is none."""
    single = node.child_by_field_name("parameter")
    if single is not None:
        return [Param(reader.expression(single, depth))]
    listed = node.child_by_field_name("parameters")
    if listed is None:
        return []
    found = [_parameter(reader, child, depth) for child in listed.named_children if child.type != "comment"]
    return [param for param in found if not (isinstance(param.target, Name) and param.target.id == "this")]


def _parameter(reader: Reader, node: Node, depth: int) -> Param:
    if node.type in _TYPED:
        pattern, value = field(node, "pattern"), field(node, "value")
        declared = annotation(reader, node)
        default = None if value is None else reader.expression(value, depth)
        if pattern is not None and pattern.type == "rest_pattern":
            return Param(reader.expression(only(pattern), depth), default, "rest", declared)
        return Param(reader.expression(pattern, depth), default, "plain", declared)
    if node.type == "assignment_pattern":
        target = reader.expression(field(node, "left"), depth)
        return Param(target, reader.expression(field(node, "right"), depth))
    if node.type == "rest_pattern":
        return Param(reader.expression(only(node), depth), None, "rest")
    return Param(reader.expression(node, depth))


def _parameter_decorators(reader: Reader, node: Node, depth: int) -> tuple[Expr, ...]:
    """Decorators of parameters, each as an `Other`: they are evaluated where the function's own are."""
    listed = node.child_by_field_name("parameters")
    if listed is None:
        return ()
    found: list[Expr] = []
    for child in listed.named_children:
        if child.type in _TYPED:
            made = decorators_of(reader, child, depth)
            found.extend([Other(each.at, "parameter decorator", (each,)) for each in made])
    return tuple(found)


def decorators_of(reader: Reader, node: Node, depth: int) -> tuple[Expr, ...]:
    """The decorators that stand right in a node."""
    if not node.children or b"@" not in reader.source[node.start_byte : node.start_byte + 1]:
        return ()
    return tuple([reader.expression(only(child), depth) for child in node.named_children if child.type == "decorator"])
