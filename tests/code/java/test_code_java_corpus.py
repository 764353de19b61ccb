"""The labelled programs: they are valid, and their labels point at what is there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ennead.code import ir
from ennead.code.java.read import read

CORPUS = Path(__file__).parent.parent / "corpus" / "java"
PROGRAMS = sorted(path.parent for path in CORPUS.glob("*/expected.json"))


def _expected(program: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((program / "expected.json").read_text())
    return found


def _functions(cls: ir.Class, before: str) -> Iterator[str]:
    for member in cls.members:
        if isinstance(member, ir.Function):
            yield f"{before}.{cls.name}.{member.name}"
        elif isinstance(member, ir.Class):
            yield from _functions(member, f"{before}.{cls.name}")


def _declared(program: Path) -> Iterator[str]:
    for path in sorted(program.rglob("*.java")):
        module = read(path.read_text(), path.name)
        assert module.problems == ()
        for stmt in module.body:
            if isinstance(stmt, ir.DefineClass):
                yield from _functions(stmt.cls, module.package)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
def test_labels_name_functions_that_are_declared(program: Path) -> None:
    """Reached and not reached functions exist, and none is both."""
    expected = _expected(program)
    reached, not_reached = set(expected["reached"]), set(expected["not_reached"])
    assert (reached | not_reached) <= set(_declared(program))
    assert not reached & not_reached
    assert (program / expected["file"]).is_file()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
def test_labels_point_at_calls(program: Path) -> None:
    """Every labelled line has a call in it."""
    expected = _expected(program)
    places = [label["at"] for label in expected["calls"] + expected.get("hosts", [])] + expected["unresolved"]
    for place in places:
        path, _, line = place.rpartition(":")
        assert "(" in (program / path).read_text().splitlines()[int(line) - 1], place


def test_every_feature_is_in_two_programs() -> None:
    """No feature hangs on one program."""
    assert len(PROGRAMS) >= 40
    count = Counter(feature for program in PROGRAMS for feature in _expected(program)["features"])
    assert [feature for feature, times in count.items() if times < 2] == []
