"""The acceptance programs: their labels fit their files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ennead.code.ir import Class, Function, line_of
from ennead.code.python.read import read

_ROOT = Path(__file__).parents[1] / "corpus" / "python"
_PROGRAMS = sorted(path.parent for path in _ROOT.glob("*/expected.json"))


def _names(item: Any, before: str) -> list[str]:
    """Qualified names of the functions in a part of a module."""
    if isinstance(item, Function) and item.name:
        return [before + item.name, *_names(tuple(item), f"{before}{item.name}.")]
    if isinstance(item, Class):
        return _names(tuple(item), f"{before}{item.name}.")
    return [name for part in item for name in _names(part, before)] if isinstance(item, tuple) else []


@pytest.mark.parametrize("program", _PROGRAMS, ids=[path.name for path in _PROGRAMS])
def test_labels_fit_the_program(program: Path) -> None:
    """Every function is labelled once, every place is a line with something on it, every file is read whole."""
    said = json.loads((program / "expected.json").read_text())
    found: list[str] = []
    lines: dict[str, list[str]] = {}
    for path in sorted(program.rglob("*.py")):
        name = path.relative_to(program).as_posix()
        module = read(path.read_text(), name)
        assert module.problems == ()
        found += [f"{name.removesuffix('.py')}:{one}" for one in _names(module.body, "")]
        lines[name] = path.read_text().splitlines()
        assert all(line_of(line.at) <= len(lines[name]) for line in module.body)
    assert sorted(said["reached"] + said["not_reached"]) == sorted(found)
    places = [call["at"] for key in ("calls", "allowed", "hosts") for call in said.get(key, ())]
    for place in [*places, *said["unresolved"]]:
        name, _, line = place.partition(":")
        assert "(" in lines[name][int(line) - 1]
    assert said["file"] in lines
