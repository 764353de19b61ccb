"""What lowering a module carries along, and the two ways down: an expression, a block of statements."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from ennead.code.ir import Expr, Other, Problem, Stmt, pack

MOST_DEPTH = 150
"""Expressions and statements nested deeper than this are not followed: four calls each must fit the stack."""

MOST_PROBLEMS = 20
"""Of one file; a file that is no Python has thousands of them."""

ExpressionForm: TypeAlias = "Callable[[Context, Any, int], Expr]"
StatementForm: TypeAlias = "Callable[[Context, Any, int, list[Stmt]], None]"


class Context:
    """Of one module: the tables of forms, the problems so far, and how many yields the function at hand has."""

    __slots__ = ("expressions", "problems", "statements", "yields")

    def __init__(
        self,
        expressions: Mapping[type[ast.AST], ExpressionForm],
        statements: Mapping[type[ast.AST], StatementForm],
    ) -> None:
        self.expressions = expressions
        self.statements = statements
        self.problems: list[Problem] = []
        self.yields = 0

    def too_deep(self, node: ast.AST) -> Expr:
        """Stands for what is nested too deep."""
        at = place(node)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(at, f"nested deeper than {MOST_DEPTH} levels"))
        return Other(at, "deep")


def place(node: Any) -> int:
    """Where a node starts; columns count bytes, as `ast` does."""
    return pack(node.lineno, node.col_offset + 1)


def end_of(node: Any) -> int:
    """The last place of a node."""
    return pack(node.end_lineno or node.lineno, node.end_col_offset or 1)


def expression(c: Context, node: ast.AST, depth: int) -> Expr:
    """An expression or a target in the common form."""
    if depth > MOST_DEPTH:
        return c.too_deep(node)
    form = c.expressions.get(type(node), other)
    return form(c, node, depth + 1)


def expressions(c: Context, nodes: Sequence[ast.AST], depth: int) -> tuple[Expr, ...]:
    """Expressions in order."""
    return tuple([expression(c, node, depth) for node in nodes]) if nodes else ()


def optional(c: Context, node: ast.AST | None, depth: int) -> Expr | None:
    """An expression that may be absent."""
    return None if node is None else expression(c, node, depth)


def block(c: Context, nodes: Sequence[ast.stmt], depth: int) -> tuple[Stmt, ...]:
    """Statements in order; what says nothing (`pass`, docstrings) is left out."""
    if not nodes:
        return ()
    if depth > MOST_DEPTH:
        c.too_deep(nodes[0])
        return ()
    made: list[Stmt] = []
    for node in nodes:
        c.statements[type(node)](c, node, depth + 1, made)
    return tuple(made)


def other(c: Context, node: ast.AST, depth: int) -> Expr:
    """What has no form of its own, with its parts."""
    parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return Other(place(node), type(node).__name__.lower(), expressions(c, parts, depth))
