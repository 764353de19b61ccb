"""Text of a Terraform file to its tree, with tree-sitter.

What is broken becomes a fault with its place, and everything around it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ennead.model.location import Location
from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl import syntax
from ennead.sources.terraform.hcl.chain import MAX_DEPTH, Chain
from ennead.sources.terraform.hcl.literals import escaped, number, plain_dollars
from ennead.sources.terraform.hcl.syntax import Bad, Expression, Literal, Name
from ennead.sources.terraform.hcl.templates import Templates
from ennead.sources.terraform.instance import Fault

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_FAULTS = 20
"""Of one file; a file that is none has thousands of them."""
_OPERATORS = frozenset("+ - * / % && || == != < > <= >=".split())


@cache
def _parser() -> Parser:
    import tree_sitter_hcl  # noqa: PLC0415
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_hcl.language()))


@dataclass(slots=True)
class Tree:
    """A file's body and what is wrong with the file."""

    body: syntax.Body
    faults: list[Fault] = field(default_factory=list)


def parse(text: str, path: str) -> Tree:
    """A file's tree.  Never raises for what the text holds."""
    reader = _Reader(text.encode("utf-8", "replace"), path, text.isascii())
    root = _parser().parse(reader.source).root_node
    if root.has_error:
        reader.note_errors(root)
    bodies = [reader.body(child, 0) for child in root.children if child.type == "body"]
    tree = Tree(bodies[0] if bodies else syntax.Body(), reader.faults)
    for more in bodies[1:]:
        tree.body.attributes.update(more.attributes)
        tree.body = syntax.Body(tree.body.attributes, (*tree.body.blocks, *more.blocks))
    return tree


def parse_expression(text: str, path: str) -> tuple[Expression, list[Fault]]:
    """A single expression, as in a value that is handed in."""
    tree = parse(f"value = {text}\n", path)
    found = tree.body.attributes.get("value")
    return (found.value if found else Bad((path, 1, 1), "no expression"), tree.faults)


def parse_template(text: str, path: str, mark: Mark | None = None) -> tuple[Expression, list[Fault]]:
    """The text of a template file, or of a string in JSON syntax; `mark` stands in for its places."""
    if "${" not in text and "%{" not in text:
        return Literal(mark or (path, 1, 1), text), []
    word = "TEXT"
    while word in text:
        word += "X"
    reader = _Reader(f"value = <<{word}\n{text}\n{word}\n".encode("utf-8", "replace"), path, text.isascii(), mark, -1)
    root = _parser().parse(reader.source).root_node
    if root.has_error:
        reader.note_errors(root)
    node = _first(root, "heredoc_template")
    if node is None or reader.faults:
        return Bad(mark or (path, 1, 1), "not a valid template"), reader.faults
    return Templates(reader).heredoc(node, 0, whole=True), []


def _first(root: Node, kind: str) -> Node | None:
    node: Node | None = root
    while node is not None and node.type != kind:
        node = next((child for child in node.children if child.is_named and child.type != "identifier"), None)
    return node


@dataclass(slots=True)
class _Reader:
    source: bytes
    path: str
    ascii: bool
    fixed: Mark | None = None
    shift: int = 0
    faults: list[Fault] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)

    def mark(self, node: Node) -> Mark:
        if self.fixed:
            return self.fixed
        row, column = node.start_point
        if not self.ascii:
            self.lines = self.lines or self.source.split(b"\n")
            column = len(self.lines[row][:column].decode("utf-8", "replace"))
        return (self.path, max(row + 1 + self.shift, 1), column + 1)

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def fault(self, node: Node, reason: str) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(None, reason, Location(*self.mark(node))))

    def note_errors(self, root: Node) -> None:
        """Every place where the grammar gave up."""
        waiting = [root]
        while waiting and len(self.faults) < MAX_FAULTS:
            node = waiting.pop()
            if node.is_missing:
                self.fault(node, f"not valid HCL: {node.type} is missing")
            elif node.is_error:
                self.fault(node, "not valid HCL")
            elif node.has_error:
                waiting.extend(reversed(node.children))

    # bodies

    def body(self, node: Node, depth: int) -> syntax.Body:
        attributes: dict[str, syntax.Attribute] = {}
        blocks: list[syntax.Block] = []
        for child in node.children:
            if child.type == "attribute":
                attribute = self._attribute(child, depth)
                attributes[attribute.name] = attribute
            elif child.type == "block":
                if depth >= MAX_DEPTH:
                    self.fault(child, f"blocks nested deeper than {MAX_DEPTH} levels")
                    continue
                blocks.append(self._block(child, depth))
        return syntax.Body(attributes, tuple(blocks))

    def _attribute(self, node: Node, depth: int) -> syntax.Attribute:
        name = value = None
        for child in node.children:
            if child.type == "identifier" and name is None:
                name = self.text(child)
            elif child.type == "expression":
                value = self.expression(child, depth + 1)
        mark = self.mark(node)
        return syntax.Attribute(name or "", value or Bad(mark, "not valid HCL"), mark)

    def _block(self, node: Node, depth: int) -> syntax.Block:
        words: list[str] = []
        body = syntax.Body()
        for child in node.children:
            if child.type == "identifier":
                words.append(self.text(child))
            elif child.type == "string_lit":
                words.append(self._plain_string(child))
            elif child.type == "body":
                body = self.body(child, depth + 1)
        kind, *labels = words or [""]
        return syntax.Block(kind, tuple(labels), body, self.mark(node), node.end_point[0] + 1 + self.shift)

    def _plain_string(self, node: Node) -> str:
        return plain_dollars(escaped(self.text(node)[1:-1]))

    # expressions

    def expression(self, node: Node, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            self.fault(node, f"expressions nested deeper than {MAX_DEPTH} levels")
            return Bad(self.mark(node), "nested too deep")
        handler = _KINDS.get(node.type)
        if handler is None:
            return Bad(self.mark(node), "not valid HCL")
        return handler(self, node, depth + 1)

    def _sequence(self, node: Node, depth: int) -> Expression:
        return self.operand(_without_comments(node.children), depth, node)

    def operand(self, children: list[Node], depth: int, around: Node) -> Expression:
        """A primary expression and the accesses that follow it."""
        if not children:
            return Bad(self.mark(around), "not valid HCL")
        if children[0].type == "(":
            inner = next((child for child in children if child.type == "expression"), None)
            closing = next((place for place, child in enumerate(children) if child.type == ")"), len(children))
            first = self.expression(inner, depth) if inner else Bad(self.mark(around), "not valid HCL")
            rest = children[closing + 1 :]
        elif children[0].type == "variable_expr":
            parts = [self.text(children[0])]
            place = 1
            while place < len(children) and children[place].type == "get_attr":
                parts.append(self.attr_name(children[place]))
                place += 1
            first, rest = Name(self.mark(children[0]), tuple(parts)), children[place:]
        else:
            first, rest = self.expression(children[0], depth), children[1:]
        return Chain(self).extended(first, rest, depth)

    def attr_name(self, node: Node) -> str:
        return self.text(node.children[-1])

    def _literal(self, node: Node, _: int) -> Expression:
        child = node.children[0]
        mark = self.mark(node)
        if child.type == "string_lit":
            return Literal(mark, self._plain_string(child))
        text = self.text(child)
        if child.type == "numeric_lit":
            value = number(text)
            return Bad(mark, "not a number") if value is None else Literal(mark, value)
        return Literal(mark, {"true": True, "false": False}.get(text))

    def _inner(self, node: Node, depth: int) -> Expression:
        for child in node.children:
            if child.is_named and child.type != "comment":
                return self.expression(child, depth - 1)
        return Bad(self.mark(node), "not valid HCL")

    def _tuple(self, node: Node, depth: int) -> Expression:
        items = tuple(self.expression(child, depth) for child in node.children if child.type == "expression")
        return syntax.Items(self.mark(node), items)

    def _object(self, node: Node, depth: int) -> Expression:
        items: list[tuple[Expression, Expression]] = []
        for child in node.children:
            sides = (
                [part for part in child.children if part.type == "expression"] if child.type == "object_elem" else []
            )
            if len(sides) == 2:
                items.append((self._key(sides[0], depth), self.expression(sides[1], depth)))
        return syntax.Mapping(self.mark(node), tuple(items))

    def _key(self, node: Node, depth: int) -> Expression:
        """A key that is a bare word is that word."""
        key = self.expression(node, depth)
        bare = isinstance(key, Name) and len(key.parts) == 1 and node.children[0].type != "("
        return Literal(key.mark, key.parts[0]) if bare and isinstance(key, Name) else key

    def _call(self, node: Node, depth: int) -> Expression:
        name, arguments, expand = "", [], False
        for child in node.children:
            if child.type == "identifier":
                name += self.text(child)
            elif child.type == "function_arguments":
                arguments = [self.expression(part, depth) for part in child.children if part.type == "expression"]
                expand = any(part.type == "ellipsis" for part in child.children)
        return syntax.FunctionCall(self.mark(node), name, tuple(arguments), expand)

    def _conditional(self, node: Node, depth: int) -> Expression:
        sides = [self.expression(child, depth) for child in node.children if child.type == "expression"]
        if len(sides) != 3:
            return Bad(self.mark(node), "not valid HCL")
        return syntax.Conditional(self.mark(node), *sides)

    def _unary(self, node: Node, depth: int) -> Expression:
        sign, *rest = _without_comments(node.children)
        return syntax.Unary(self.mark(node), self.text(sign), self.operand(rest, depth, node))

    def _binary(self, node: Node, depth: int) -> Expression:
        children = _without_comments(node.children)
        for place, child in enumerate(children):
            if place and child.type in _OPERATORS:
                left = self.operand(children[:place], depth, node)
                return syntax.Binary(
                    self.mark(node), child.type, left, self.operand(children[place + 1 :], depth, node)
                )
        return Bad(self.mark(node), "not valid HCL")

    def loop_head(self, node: Node, depth: int) -> tuple[str | None, str, Expression]:
        names = [self.text(child) for child in node.children if child.type == "identifier"]
        of = next((child for child in node.children if child.type == "expression"), None)
        over = self.expression(of, depth) if of else Bad(self.mark(node), "not valid HCL")
        return (names[0] if len(names) > 1 else None), (names[-1] if names else ""), over

    def _loop(self, node: Node, depth: int) -> Expression:
        inner = node.children[0] if node.children else node
        intro = next((child for child in inner.children if child.type == "for_intro"), None)
        sides = [self.expression(child, depth) for child in inner.children if child.type == "expression"]
        if intro is None or len(sides) != (2 if inner.type == "for_object_expr" else 1):
            return Bad(self.mark(node), "not valid HCL")
        key, value, of = self.loop_head(intro, depth)
        condition = next((self._inner(child, depth) for child in inner.children if child.type == "for_cond"), None)
        if inner.type == "for_tuple_expr":
            return syntax.Loop(self.mark(node), key, value, of, sides[0], condition)
        grouped = any(child.type == "ellipsis" for child in inner.children)
        return syntax.MappingLoop(self.mark(node), key, value, of, sides[0], sides[1], condition, grouped)


def _without_comments(children: list[Node]) -> list[Node]:
    return [child for child in children if child.type != "comment"]


def _handlers() -> Iterator[tuple[str, Callable[[Any, Any, int], Expression]]]:
    yield "expression", _Reader._sequence
    yield "operation", _Reader._inner
    yield "literal_value", _Reader._literal
    yield "template_expr", _Reader._inner
    yield "quoted_template", lambda reader, node, depth: Templates(reader).quoted(node, depth)
    yield "heredoc_template", lambda reader, node, depth: Templates(reader).heredoc(node, depth)
    yield "collection_value", _Reader._inner
    yield "tuple", _Reader._tuple
    yield "object", _Reader._object
    yield "variable_expr", lambda reader, node, _: Name(reader.mark(node), (reader.text(node),))
    yield "function_call", _Reader._call
    yield "for_expr", _Reader._loop
    yield "conditional", _Reader._conditional
    yield "unary_operation", _Reader._unary
    yield "binary_operation", _Reader._binary


_KINDS = dict(_handlers())
