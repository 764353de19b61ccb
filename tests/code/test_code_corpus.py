"""The labelled programs: what they reach, ask of services and hosts, and what could not be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.corpus import labels, misfits, programs

LANGUAGES = ("python", "javascript", "java")
CASES = [(language, program) for language in LANGUAGES for program in programs(language)]


@pytest.mark.parametrize(("language", "program"), CASES, ids=lambda one: one.name if isinstance(one, Path) else one)
def test_program_is_told_as_labelled(language: str, program: Path) -> None:
    """Everything that is told of a program is true of it, and all that is true is told or said to be unresolved."""
    assert misfits(program, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_programs(language: str) -> None:
    """There are forty programs for each language, and each says what it is made of."""
    assert len(programs(language)) >= 40
    assert all(labels(program)["features"] for program in programs(language))
