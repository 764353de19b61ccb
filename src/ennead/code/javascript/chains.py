"""Chains of member accesses and calls: `a.b(c)[d]?.e`.  They grow to the left without end; no recursion here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Attr, Call, Expr, Index, Name, Other
from ennead.code.javascript.literals import tagged
from ennead.code.javascript.reader import Reader, bare, field

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_LINKS = 120
"""Of one chain that are kept as such; of a longer one, the arguments of the first links are kept side by side."""
_INNER = {
    "member_expression": "object",
    "subscript_expression": "object",
    "call_expression": "function",
    "non_null_expression": "",
    "instantiation_expression": "",
}


def chain(reader: Reader, node: Node, depth: int) -> Expr:
    links: list[Node] = []
    base: Node | None = node
    while base is not None and base.type in _INNER:
        inner = _INNER[base.type]
        if inner:
            links.append(base)
        base = bare(field(base, inner) if inner else next(iter(base.named_children), None))
    value = _base(reader, base, depth)
    links.reverse()
    if len(links) > MAX_LINKS:
        value, links = _cut(reader, value, links, depth)
    for link in links:
        value = _linked(reader, value, link, depth)
    return value


def _base(reader: Reader, node: Node | None, depth: int) -> Expr:
    if node is not None and node.type == "import":
        return Name(reader.at(node), "import")
    return reader.expression(node, depth)


def _linked(reader: Reader, value: Expr, link: Node, depth: int) -> Expr:
    at = reader.at(link)
    kind = link.type
    if kind == "member_expression":
        name = link.child_by_field_name("property")
        return Attr(at, value, reader.text(name) if name is not None else "")
    if kind == "subscript_expression":
        return Index(at, value, reader.expression(field(link, "index"), depth))
    return Call(at, value, arguments(reader, link, depth))


def arguments(reader: Reader, call: Node, depth: int) -> tuple[Expr, ...]:
    """What a call, or `new`, hands over."""
    given = field(call, "arguments")
    if given is None:
        return ()
    if given.type == "template_string":
        return tagged(reader, given, depth)
    return tuple(reader.expressions(given.named_children, depth))


def _cut(reader: Reader, value: Expr, links: list[Node], depth: int) -> tuple[Expr, list[Node]]:
    """Of a chain too long: a value in place of the first links, and the others."""
    parts = [value]
    cut = len(links) - MAX_LINKS
    for link in links[:cut]:
        if link.type == "call_expression":
            parts.extend(arguments(reader, link, depth))
        elif link.type == "subscript_expression":
            parts.append(reader.expression(field(link, "index"), depth))
    at = reader.at(links[0])
    reader.problem(at, f"a chain of more than {MAX_LINKS} accesses and calls")
    return Other(at, "long chain", tuple(parts)), links[cut:]


def new(reader: Reader, node: Node, depth: int) -> Expr:
    made = reader.expression(field(node, "constructor"), depth)
    return Call(reader.at(node), made, arguments(reader, node, depth), new=True)


def meta_property(reader: Reader, node: Node, _: int) -> Expr:
    """`new.target`, `import.meta`."""
    return Other(reader.at(node), "import.meta" if reader.text(node).startswith("import") else "new.target")


def parenthesized(reader: Reader, node: Node, depth: int) -> Expr:
    return reader.expression(bare(node), depth)
