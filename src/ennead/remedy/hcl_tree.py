"""Terraform's text to a tree by positions: bodies, blocks, attributes, and the way into their expressions.

Positions count bytes; the text is held as one character for each byte (`narrow`), so that both are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ennead.remedy.edit import Route, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import Kind, Member
from ennead.remedy.spans import Node as Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_DEPTH = 60


@dataclass(slots=True)
class Attribute:
    """`name = expression`; `start` and `end` are those of the whole."""

    name: str
    start: int
    end: int
    value: Node


@dataclass(slots=True)
class Body:
    """What stands between the braces of a block (`start` and `end` inside of them), or in a file."""

    start: int
    end: int
    entries: list[Attribute | Block] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """`kind "label" { ... }`."""

    kind: str
    labels: tuple[str, ...]
    start: int
    end: int
    body: Body


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a body, and the rest of the route, which leads into its expression."""

    places: tuple[int, ...]
    entry: Attribute | Block
    rest: Route = ()


def narrow(text: str) -> str:
    """One character for each byte."""
    return text.encode("utf-8").decode("latin-1")


def wide(text: str) -> str:
    """The other way round."""
    return text.encode("latin-1").decode("utf-8")


@cache
def _parser() -> Parser:
    import tree_sitter_hcl  # noqa: PLC0415
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_hcl.language()))


def tree(text: str, path: str) -> Body:
    """The body of a file from its narrow text.

    Raises:
        RemedyError: it is not valid, or nested too deep.
    """
    root = _parser().parse(text.encode("latin-1")).root_node
    if root.has_error:
        raise RemedyError(f"{path} is not valid HCL: repair it first (terraform validate tells where)")
    body = Body(0, len(text))
    for child in root.children:
        if child.type == "body":
            body.entries += _body(child, text, 0, len(text), 0).entries
    return body


def _body(node: Node | None, text: str, start: int, end: int, depth: int) -> Body:
    if depth > MAX_DEPTH:
        raise RemedyError(f"blocks are nested deeper than {MAX_DEPTH} levels: edit by hand")
    body = Body(start, end)
    for child in node.children if node else ():
        if child.type == "attribute":
            value = next(part for part in child.children if part.type == "expression")
            name = text[child.children[0].start_byte : child.children[0].end_byte]
            body.entries.append(Attribute(name, child.start_byte, child.end_byte, value))
        elif child.type == "block":
            body.entries.append(_block(child, text, depth))
    return body


def _block(node: Node, text: str, depth: int) -> Block:
    words = [text[part.start_byte : part.end_byte] for part in node.children if part.type in _WORDS]
    opening = next(part for part in node.children if part.type == "block_start")
    closing = next(part for part in node.children if part.type == "block_end")
    inner = next((part for part in node.children if part.type == "body"), None)
    body = _body(inner, text, opening.end_byte, closing.start_byte, depth + 1)
    labels = tuple(word.strip('"') for word in words[1:])
    return Block(words[0], labels, node.start_byte, node.end_byte, body)


_WORDS = ("identifier", "string_lit")


def find(body: Body, route: Route, whole: Route | None = None) -> Found:
    """The entry that a route leads to.

    Raises:
        RemedyError: there is none, or several.
    """
    whole = route if whole is None else whole
    for place, entry in enumerate(body.entries):
        if route and isinstance(entry, Attribute) and entry.name == narrow(str(route[0])):
            return Found((place,), entry, route[1:])
    place, block, rest = _block_of(body, route, whole)
    if not rest:
        return Found((place,), block)
    inner = find(block.body, rest, whole)
    return Found((place, *inner.places), inner.entry, inner.rest)


def _block_of(body: Body, route: Route, whole: Route) -> tuple[int, Block, Route]:
    words = tuple(narrow(str(step)) for step in route)
    alike = [
        (place, entry, 1 + len(entry.labels))
        for place, entry in enumerate(body.entries)
        if isinstance(entry, Block) and (entry.kind, *entry.labels) == words[: 1 + len(entry.labels)]
    ]
    if not alike:
        raise RemedyError(f"there is no {shown(whole)}: the file may have changed, scan it again")
    used = alike[0][2]
    index = words[used] if len(words) > used else ""
    if index.isdecimal():
        if int(index) >= len(alike):
            raise RemedyError(f"there are {len(alike)} blocks like {shown(route[:used])}, none at {index}")
        place, block, _ = alike[int(index)]
        return place, block, route[used + 1 :]
    if len(alike) > 1:
        raise RemedyError(f"there are {len(alike)} blocks like {shown(route[:used])}: add an index to the route")
    return alike[0][0], alike[0][1], route[used:]


def expression(value: Node, route: Route, text: str) -> Node:
    """The expression inside another: through lists, objects and `jsonencode`.

    Raises:
        RemedyError: the route leads elsewhere.
    """
    for step in route:
        inner = bare(value, text)
        if inner.type == "tuple":
            items = [child for child in inner.children if child.type == "expression"]
            found = items[int(step)] if str(step).isdecimal() and int(step) < len(items) else None
        else:
            pairs = [sides(child) for child in inner.children if child.type == "object_elem"]
            named = [side for name, side in pairs if key_text(name, text) == narrow(str(step))]
            found = named[0] if len(named) == 1 else None
        if found is None:
            raise RemedyError(f"{shown(route)} does not stand in the expression as it is written: edit it by hand")
        value = found
    return value


def bare(value: Node, text: str) -> Node:
    """The list or object that an expression is, without what is wrapped around it."""
    while value.type in ("expression", "collection_value", "function_call"):
        children = [child for child in value.children if child.is_named and child.type != "comment"]
        if value.type == "function_call":
            name = text[children[0].start_byte : children[0].end_byte]
            arguments = [part for part in children[-1].children if part.type == "expression"]
            if name != "jsonencode" or len(arguments) != 1:
                return value
            children = arguments
        if len(children) != 1:
            return value
        value = children[0]
    return value


def sides(pair: Node) -> tuple[Node, Node]:
    """A key and its value."""
    key, value = (part for part in pair.children if part.type == "expression")
    return key, value


def key_text(key: Node, text: str) -> str:
    """The text of a key of an object."""
    return text[key.start_byte : key.end_byte].strip('"')


def span_of(node: Node, text: str) -> Span:
    """A list or object as what the editing of brackets works on."""
    mapping = node.type == "object"
    made = Span(
        Kind.MAPPING if mapping else Kind.SEQUENCE, node.start_byte, node.end_byte, flow=True, opening=node.start_byte
    )
    for child in node.children:
        if child.type == "object_elem":
            key, value = sides(child)
            name: str | int = key_text(key, text)
            held = Span(Kind.SCALAR, value.start_byte, value.end_byte)
            made.members.append(Member(name, child.start_byte, held, Span(Kind.SCALAR, key.start_byte, key.end_byte)))
        elif child.type == "expression":
            held = Span(Kind.SCALAR, child.start_byte, child.end_byte)
            made.members.append(Member(len(made.members), child.start_byte, held))
    return made
