"""The page about expectations is held equal to the code."""

from __future__ import annotations

import re

import pytest

from ennead.expect import packs
from ennead.expect.file import read
from ennead.expect.selector import KEYS
from ennead.expect.things import TheFunction, TheRoute, TheStore, Thing
from ennead.report.expect.listing import all_words, summary
from tests.expect.conftest import ROOT

PAGE = (ROOT / "docs" / "expectations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("subject", all_words())
def test_every_word_is_on_the_page(subject: str) -> None:
    """Each subject's table has its words, with what they mean, and no other."""
    part = PAGE.partition(f"\n### {subject.capitalize()}\n")[2].partition("\n#")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", part, re.MULTILINE))
    assert rows == all_words()[subject]


def test_packs_and_filters_are_on_the_page() -> None:
    """Each pack with its line, each filter."""
    for name in packs.names():
        assert f"| `{name}` | {summary(name)} |" in PAGE
    for key in KEYS:
        assert f"| `{key}` |" in PAGE


def test_examples_read() -> None:
    """The files of expectations that the page shows are good ones."""
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert [len(read(text, "page").expectations) for text in examples] == [4, 0]


@pytest.mark.parametrize(("row", "of"), [("function", TheFunction), ("route", TheRoute), ("store", TheStore)])
def test_properties_are_there(row: str, of: type) -> None:
    """What a fixture is said to give, it gives."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{row}("))
    names = re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", line.split("|")[2])).partition("(")[0])
    assert names
    assert [name for name in names if not hasattr(of, name)] == []
    shared = next(line for line in PAGE.splitlines() if line.startswith("| all three |"))
    assert all(hasattr(Thing, name) for name in shared.split("`")[1].split())
