"""The shape the code base keeps: short functions, small modules, no grab-bags."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "ennead"
MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_module_is_small_and_its_functions_short(module: Path) -> None:
    """A module has at most 400 lines, a function at most 50, and no module is a grab-bag."""
    text = module.read_text(encoding="utf-8")
    long = [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1})"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert not long
    assert len(text.splitlines()) <= 400
    assert module.stem not in {"utils", "helpers", "common", "misc"}
