"""What `ast` refuses, read with tree-sitter: Python 2, newer syntax, merge marks, broken lines.

The tree becomes nodes of `ast`, so that all that follows knows one form only.  Where the grammar gave up there is a
problem, and what stands around it is read.
"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from ennead.code.ir import Problem, pack
from ennead.code.python.context import MOST_DEPTH, MOST_PROBLEMS

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MOST_BYTES = 1 << 20
"""A broken file that is larger is not read."""
_Made = TypeVar("_Made", bound=ast.AST)
_SILENT = frozenset({"comment", "line_continuation", "ERROR"})


class Lost(ast.expr):
    """Stands for what has no form, or is nested too deep: its parts, as far as they are told."""

    _fields = ("parts",)


@cache
def _parser() -> Parser:
    import tree_sitter_python  # noqa: PLC0415 - only for files that are refused
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_python.language()))


class Tree:
    """A file that is being read: its text and what is wrong with it."""

    __slots__ = ("problems", "source")

    def __init__(self, source: bytes, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems

    def text(self, node: Node | None) -> str:
        """What is written there."""
        return "" if node is None else self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def problem(self, node: Node, reason: str) -> None:
        """Notes what cannot be read."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(pack(node.start_point[0] + 1, node.start_point[1] + 1), reason))

    def span(self, node: Node) -> dict[str, int]:
        """Where a node stands, in the words of `ast`."""
        (line, column), (end_line, end_column) = node.start_point, node.end_point
        return {"lineno": line + 1, "col_offset": column, "end_lineno": end_line + 1, "end_col_offset": end_column}

    def new(self, form: type[_Made], node: Node, /, **fields: Any) -> _Made:
        """A node of `ast` where the tree's node stands."""
        return form(**fields, **self.span(node))

    def lost(self, node: Node, parts: list[ast.expr]) -> ast.expr:
        """What has no form of its own."""
        return self.new(Lost, node, parts=parts)

    def too_deep(self, node: Node) -> None:
        """Notes what is nested too deep."""
        self.problem(node, f"nested deeper than {MOST_DEPTH} levels")


def named(node: Node) -> list[Node]:
    """The parts of a node, without punctuation, comments and what is broken."""
    return [child for child in node.named_children if child.type not in _SILENT]


def parse(text: str, refusal: Problem | None, problems: list[Problem]) -> ast.Module:
    """The module of a file, as far as it goes; `refusal` is said where nothing else is."""
    from ennead.code.python.tolerant_statements import statements  # noqa: PLC0415 - built on this one

    source = text.encode("utf-8", "replace")
    if len(source) > MOST_BYTES:
        problems.append(Problem(pack(1, 1), f"not valid Python, and larger than {MOST_BYTES} bytes"))
        return ast.Module(body=[], type_ignores=[])
    tree = Tree(source, problems)
    root = _parser().parse(source).root_node
    if root.has_error:
        _note_errors(tree, root)
    module = ast.Module(body=statements(tree, root.children, 0), type_ignores=[])
    if refusal is not None and not problems:
        problems.append(refusal)
    problems.sort()
    return module


def _note_errors(tree: Tree, root: Node) -> None:
    """Every place where the grammar gave up."""
    waiting = [root]
    while waiting and len(tree.problems) < MOST_PROBLEMS:
        node = waiting.pop()
        if node.is_missing:
            tree.problem(node, f"not valid Python: {node.type or 'something'} is missing")
        elif node.is_error:
            tree.problem(node, "not valid Python")
        elif node.has_error:
            waiting.extend(reversed(node.children))
