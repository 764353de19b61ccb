"""Chains of member accesses and calls: `a.b(c)[d]?.e`.  They grow to the left without end; no recursion here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.ir import Attr, Await, Call, Expr, Index, Items, Name, Other
from ennead.code.javascript.literals import tagged
from ennead.code.javascript.operators import sequence_of
from ennead.code.javascript.reader import Reader, bare, field, flat_sequence

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
    links.reverse()
    awaited = _awaited(reader, base, links)
    start = None
    if awaited:
        start, value = _operand(reader, links.pop(0), depth)
    else:
        value = _base(reader, base, depth)
    if len(links) > MAX_LINKS:
        value, links = _cut(reader, value, links, depth)
        awaited = min(awaited, 1)
    for place, link in enumerate((*links, None), 1):
        if place == awaited and base is not None:
            value, start = Await(reader.at(base), value), None
        if link is not None:
            value = _linked(reader, value, link, depth, start or reader.at(link))
    return value


def _awaited(reader: Reader, base: Node | None, links: list[Node]) -> int:
    """How many links stand behind an `await` that the grammar of JavaScript takes for a name, in `await (x).y()`."""
    if base is None or base.type != "identifier" or not links or links[0].type == "member_expression":
        return 0
    if reader.text(base) != "await":
        return 0
    return sum(link.start_byte == base.start_byte for link in links)


def _operand(reader: Reader, link: Node, depth: int) -> tuple[int, Expr]:
    """The start of what is awaited, with its place: it stands in parentheses, brackets or a template."""
    given = field(link, "arguments") or next((child for child in link.children if child.type == "["), link)
    at = reader.at(given)
    if link.type == "subscript_expression":
        index = field(link, "index")
        return at, Items(at, tuple(reader.expressions(flat_sequence(index) if index else [], depth)), "array")
    if given.type == "template_string":
        return at, reader.expression(given, depth)
    return at, sequence_of(at, reader.expressions(given.named_children, depth))


def _base(reader: Reader, node: Node | None, depth: int) -> Expr:
    if node is not None and node.type == "import":
        return Name(reader.at(node), "import")
    return reader.expression(node, depth)


def _linked(reader: Reader, value: Expr, link: Node, depth: int, at: int) -> Expr:
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
