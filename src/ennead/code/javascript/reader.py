"""What all parts of the front end share: places, names and problems of one file, and the way from node to form.

The forms themselves are made by functions in tables (`tables.py`), by the type of a node.  `depth` is how deep a node
lies in others; what lies deeper than `MAX_DEPTH` becomes an `Other` and a `Problem`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ennead.code.ir import Const, Do, Expr, Name, Other, Problem, Stmt, pack

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 140
MAX_PROBLEMS = 50
_WIDEST = 4 * 4095
"""Bytes of a line within which a column can still be told apart from 4095."""

Express: TypeAlias = "Callable[[Reader, Node, int], Expr]"
State: TypeAlias = "Callable[[Reader, Node, int, list[Stmt]], None]"


class Reader:
    """One file while it is read."""

    __slots__ = ("_effects", "_expressions", "_lines", "_settle", "_statements", "doubtful", "problems", "source")

    def __init__(
        self,
        source: bytes,
        ascii_only: bool,
        expressions: Mapping[str, Express],
        statements: Mapping[str, State],
        effects: Mapping[str, State],
        settle: Callable[[list[Stmt]], list[Stmt]],
    ) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.doubtful = 0
        """How many namespaces and interfaces of TypeScript's there were: names that may be given twice."""
        self._lines = [] if ascii_only else [None if line.isascii() else line for line in source.split(b"\n")]
        self._expressions = expressions
        self._statements = statements
        self._effects = effects
        self._settle = settle

    # places and text

    def at(self, node: Node) -> int:
        row, column = node.start_point
        return pack(row + 1, (self._characters(row, column) if self._lines else column) + 1)

    def end(self, node: Node) -> int:
        row, column = node.end_point
        return pack(row + 1, self._characters(row, column) if self._lines else column)

    def _characters(self, row: int, column: int) -> int:
        """How many characters so many bytes of a line are."""
        line = self._lines[row]
        return column if line is None or column > _WIDEST else len(line[:column].decode("utf-8", "replace"))

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def problem(self, at: int, reason: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(at, reason))
        elif len(self.problems) == MAX_PROBLEMS:
            self.problems.append(Problem(at, "more that could not be read, from here on"))

    def too_deep(self, node: Node) -> Other:
        self.problem(self.at(node), f"nested deeper than {MAX_DEPTH} levels")
        return Other(self.at(node), "nested too deep")

    # from node to form

    def expression(self, node: Node | None, depth: int) -> Expr:
        """An expression or a target."""
        if node is None:
            return Other(0, "missing")
        make = self._expressions.get(node.type, unread)
        if depth > MAX_DEPTH:
            return self.too_deep(node)
        return make(self, node, depth + 1)

    def expressions(self, nodes: list[Node], depth: int) -> list[Expr]:
        """In order, without comments."""
        return [self.expression(node, depth) for node in nodes if node.type != "comment"]

    def statement(self, node: Node, depth: int, out: list[Stmt]) -> None:
        """What a statement comes to: none, one or several."""
        if depth > MAX_DEPTH:
            out.append(Do(self.at(node), self.too_deep(node)))
            return
        self._statements.get(node.type, _as_expression)(self, node, depth + 1, out)

    def effect(self, node: Node, depth: int, out: list[Stmt]) -> None:
        """An expression whose value nobody takes, as statements."""
        if depth > MAX_DEPTH:
            out.append(Do(self.at(node), self.too_deep(node)))
            return
        self._effects.get(node.type, _as_expression)(self, node, depth + 1, out)

    def value(self, node: Node | None, depth: int, out: list[Stmt]) -> Expr:
        """An expression; what a comma puts before it happens in statements before."""
        node = bare(node)
        if node is not None and node.type == "sequence_expression":
            parts = flat_sequence(node)
            for part in parts[:-1]:
                self.effect(part, depth + 1, out)
            return self.expression(parts[-1] if parts else None, depth + 1)
        return self.expression(node, depth)

    def body(self, node: Node | None, depth: int) -> tuple[Stmt, ...]:
        """The statements of a block, or the one statement that stands for it."""
        out: list[Stmt] = []
        before = self.doubtful
        if node is not None:
            for child in node.named_children if node.type in _BLOCKS else (node,):
                self.statement(child, depth, out)
        return tuple(out if self.doubtful == before else self._settle(out))


_BLOCKS = frozenset(("statement_block", "program"))


def bare(node: Node | None) -> Node | None:
    """What stands in parentheses, without them."""
    while node is not None and node.type == "parenthesized_expression":
        node = next((child for child in node.named_children if child.type != "comment"), None)
    return node


def field(node: Node, name: str) -> Node | None:
    """A part of a node by its name in the grammar, never a comment."""
    found = node.child_by_field_name(name)
    if found is not None and found.type == "comment":
        return next((part for part in node.children_by_field_name(name) if part.type != "comment"), None)
    return found


def has_word(node: Node, word: str) -> bool:
    """Whether a word of the grammar (`async`, `static`, `*`) stands right in a node."""
    return any(child.type == word for child in node.children)


def flat_sequence(node: Node) -> list[Node]:
    """The parts of `a, b, c`, also where the grammar nests them."""
    parts: list[Node] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part.type == "sequence_expression":
            waiting.extend(child for child in reversed(part.named_children) if child.type != "comment")
        else:
            parts.append(part)
    return parts


def unread(reader: Reader, node: Node, depth: int) -> Expr:
    """What has no form: its parts in order.  Tokens of the grammar are nothing."""
    if not node.named_child_count and node.type not in ("ERROR", "this"):
        return Name(reader.at(node), reader.text(node)) if node.type in _WORDS else Other(reader.at(node), node.type)
    return Other(reader.at(node), node.type, tuple(reader.expressions(node.named_children, depth)))


_WORDS = frozenset(("property_identifier", "statement_identifier", "type_identifier"))


def _as_expression(reader: Reader, node: Node, depth: int, out: list[Stmt]) -> None:
    value = reader.expression(node, depth - 1)
    if not isinstance(value, Const):  # `"use strict"`
        out.append(Do(value.at, value))
