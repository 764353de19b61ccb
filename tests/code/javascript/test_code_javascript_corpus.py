"""The acceptance programs in JavaScript and TypeScript are well formed, and their labels point at calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ennead.code import ir
from ennead.code.javascript.read import read

PROGRAMS = sorted((Path(__file__).parents[1] / "corpus" / "javascript").iterdir())


def calls(part: object) -> Iterator[ir.Call]:
    """Every call in a form."""
    if isinstance(part, ir.Call):
        yield part
    if isinstance(part, tuple):
        for inner in part:
            yield from calls(inner)


def labels(program: Path) -> dict[str, Any]:
    """What is expected of a program."""
    found: dict[str, Any] = json.loads((program / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_a_program_is_read_and_its_labels_are_calls(program: Path) -> None:
    """Every file parses, and every place of a label is the line where a call starts."""
    starts: set[str] = set()
    for file in program.rglob("*"):
        if file.is_file() and file.suffix != ".json":
            path = file.relative_to(program).as_posix()
            module = read(file.read_text(encoding="utf-8"), path)
            assert module.problems == ()
            starts.update(f"{path}:{ir.line_of(call.at)}" for call in calls(module.body))
    expected = labels(program)
    assert (program / expected["file"]).is_file()
    assert expected["file"].startswith(expected["handler"].rsplit(".", 1)[0] + ".")
    told = [each["at"] for each in (*expected["calls"], *expected.get("hosts", ()))]
    assert set(told) | set(expected["unresolved"]) <= starts


def test_there_are_forty_programs() -> None:
    """The corpus holds forty programs at least, of all kinds of files."""
    assert len(PROGRAMS) >= 40
    suffixes = {file.suffix for program in PROGRAMS for file in program.rglob("*") if file.is_file()}
    assert suffixes == {".js", ".mjs", ".cjs", ".ts", ".tsx", ".json"}
