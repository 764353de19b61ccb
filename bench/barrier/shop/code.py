# ruff: noqa: S102, S307
"""Text run as code, and the same read as a value only."""

from __future__ import annotations

import ast
from typing import Any


def evaluated(v: str) -> Any:
    """A factor of a price."""
    return eval("price * " + v, {"price": 3})


def evaluated_literal(v: str) -> Any:
    """The same, numbers only."""
    factor = _literal(v)
    return 3 * factor if isinstance(factor, (int, float, complex)) else "no number"


def executed(v: str) -> Any:
    """An assignment."""
    scope: dict[str, Any] = {"price": 3}
    exec("result = " + v, scope)
    return scope.get("result")


def executed_literal(v: str) -> Any:
    """The same, values only."""
    return _literal(v)


def _literal(v: str) -> Any:
    try:
        return ast.literal_eval(v)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return "no literal"
