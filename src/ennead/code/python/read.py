"""Text of a Python file to its module."""

from __future__ import annotations

import ast
import warnings

from ennead.code.ir import Language, Module, Problem, pack
from ennead.code.python import expressions, operators, statements
from ennead.code.python.context import Context, ExpressionForm, block

_EXPRESSIONS: dict[type[ast.AST], ExpressionForm] = {**expressions.FORMS, **operators.FORMS}


def read(text: str, path: str) -> Module:
    """The module of a file; never raises for what the text holds.

    What `ast` does not take is read with tree-sitter as far as it goes; each part that is lost is a problem.
    """
    context = Context(_EXPRESSIONS, statements.STATEMENTS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = _parsed(text.removeprefix("\ufeff"), context.problems)
        body = block(context, tree.body, 0)
    return Module(path, Language.PYTHON, body, tuple(dict.fromkeys(context.problems)))


def _parsed(text: str, problems: list[Problem]) -> ast.Module:
    """Syntax that tree-sitter takes whole (Python 2, or newer than this Python) is no problem; all else is."""
    try:
        return ast.parse(text)
    except SyntaxError as refused:
        layout = isinstance(refused, IndentationError) or "\0" in text
        reason, line = (f"not valid Python: {refused.msg}" if layout else ""), refused.lineno or 1
    except (ValueError, RecursionError, MemoryError) as refused:  # the last two: nested too deep for it
        reason, line = f"not valid Python: {refused or type(refused).__name__}", 1
    from ennead.code.python.tolerant import parse  # noqa: PLC0415 - loads tree-sitter

    return parse(text, Problem(pack(line, 1), reason) if reason else None, problems)
