"""What every part of the front end works with: the text, places, problems, and the tables of what is lowered how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ennead.code import ir

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 100
"""Of expressions, statements and classes in each other; real code has less than half of it."""
MAX_CHAIN = 1000
"""Of links in a chain (`a.b().c()`, `a + b + c`), which are lowered without recursion."""
MAX_PROBLEMS = 20
"""Of one file; a file that is none has thousands of them."""
_ASIDE = frozenset({"line_comment", "block_comment", "ERROR"})

ToExpr: TypeAlias = "Callable[[Reader, Node], ir.Expr]"
ToLink: TypeAlias = "Callable[[Reader, list[Node], ir.Expr, Node], ir.Expr]"
ToStmts: TypeAlias = "Callable[[Reader, Node], tuple[ir.Stmt, ...]]"


class Tables(NamedTuple):
    """How the kinds of nodes are lowered.

    `links` are the expressions whose first part may be a long chain: they are given their children and that part,
    which is lowered already.
    """

    expressions: Mapping[str, ToExpr]
    links: Mapping[str, ToLink]
    statements: Mapping[str, ToStmts]
    cls: Callable[[Reader, Node], ir.Class]


def kids(node: Node) -> list[Node]:
    """The named children without comments and errors."""
    return [child for child in node.named_children if child.type not in _ASIDE]


class Reader:
    """Lowers the nodes of one file.  Nothing in it raises for what the file holds."""

    __slots__ = ("_depth", "_lines", "ascii", "problems", "source", "tables")

    def __init__(self, source: bytes, ascii_only: bool, tables: Tables) -> None:
        self.source = source
        self.ascii = ascii_only
        self.tables = tables
        self.problems: list[ir.Problem] = []
        self._lines: list[bytes] = []
        self._depth = 0

    # places and text

    def at(self, node: Node) -> int:
        """Where a node begins."""
        return self._packed(*node.start_point)

    def end(self, node: Node) -> int:
        """Where a node ends."""
        return self._packed(*node.end_point)

    def _packed(self, row: int, column: int) -> int:
        if not self.ascii:
            self._lines = self._lines or self.source.split(b"\n")
            column = len(self._lines[row][:column].decode("utf-8", "replace"))
        return ir.pack(row + 1, column + 1)

    def text(self, node: Node) -> str:
        """What a node is in the text."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    # problems

    def problem(self, at: int, reason: str) -> None:
        """Notes what could not be read."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(ir.Problem(at, reason))

    def note_errors(self, root: Node) -> None:
        """Notes every place where the grammar gave up."""
        waiting = [root]
        while waiting and len(self.problems) < MAX_PROBLEMS:
            node = waiting.pop()
            if node.is_missing:
                self.problem(self.at(node), f"not valid Java: {node.type} is missing")
            elif node.is_error:
                self.problem(self.at(node), "not valid Java")
            elif node.has_error:
                waiting.extend(reversed(node.children))

    def _enter(self, node: Node) -> bool:
        """Whether one more level is allowed; if so, `_depth` is to be taken down again."""
        if self._depth >= MAX_DEPTH:
            self.problem(self.at(node), f"nested deeper than {MAX_DEPTH} levels")
            return False
        self._depth += 1
        return True

    # expressions

    def expr(self, node: Node) -> ir.Expr:
        """An expression.  Chains are gone down without recursion, however long."""
        if not self._enter(node):
            return ir.Other(self.at(node), "too_deep")
        links, chain = self.tables.links, []
        while (link := links.get(node.type)) is not None:
            children = kids(node)
            chain.append((link, node, children))
            if not _goes_on(node.type, children):
                break
            node = children[0]
        value = self._plain(node)
        for count, (link, outer, children) in enumerate(reversed(chain)):
            if count >= MAX_CHAIN:
                self.problem(self.at(outer), f"a chain of more than {MAX_CHAIN} links")
                value = ir.Other(self.at(outer), "too_long", (value,))
                break
            value = link(self, children, value, outer)
        self._depth -= 1
        return value

    def _plain(self, node: Node) -> ir.Expr:
        kind = node.type
        if kind in self.tables.links:
            return NOTHING
        handler = self.tables.expressions.get(kind)
        if handler is not None:
            return handler(self, node)
        parts = (child for child in kids(node) if self.is_expression(child))
        return ir.Other(self.at(node), kind, self.exprs(parts))

    def is_expression(self, node: Node) -> bool:
        """Whether it is lowered as an expression."""
        kind = node.type
        return kind in self.tables.expressions or kind in self.tables.links

    def exprs(self, nodes: Iterable[Node]) -> tuple[ir.Expr, ...]:
        """Expressions in order."""
        return tuple(map(self.expr, nodes))

    # statements and classes

    def statement(self, node: Node) -> tuple[ir.Stmt, ...]:
        """What a statement is lowered to: none, one or more."""
        kind = node.type
        if kind in {"line_comment", "block_comment"}:
            return ()
        if not self._enter(node):
            return (ir.Do(self.at(node), ir.Other(self.at(node), "too_deep")),)
        handler = self.tables.statements.get(kind)
        if handler is not None:
            found = handler(self, node)
        elif self.is_expression(node):
            found = (ir.Do(self.at(node), self.expr(node)),)
        elif node.is_error:
            found = self.statements(node)
        else:
            found = ()
        self._depth -= 1
        return found

    def statements(self, node: Node) -> tuple[ir.Stmt, ...]:
        """The statements among the children."""
        return tuple(part for child in node.named_children for part in self.statement(child))

    def body(self, node: Node | None) -> tuple[ir.Stmt, ...]:
        """The body of a statement: those of a block, or the one."""
        if node is None:
            return ()
        return self.statements(node) if node.type == "block" else self.statement(node)

    def cls(self, node: Node) -> ir.Class:
        """A class, interface, enum or record."""
        if not self._enter(node):
            return ir.Class(self.at(node), "", (), ())
        found = self.tables.cls(self, node)
        self._depth -= 1
        return found


NOTHING: ir.Expr = ir.Name(0, "")
"""What stands before a link that is the first of its chain (`foo(x)`)."""


def _goes_on(kind: str, children: list[Node]) -> bool:
    """Whether a link has a part before it."""
    if kind == "method_invocation":
        return len(children) > 2
    return bool(children)
