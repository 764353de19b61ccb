"""Every check has a page, and what the page shows is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ennead.engine.assess import assess
from ennead.engine.discover import checks
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Unassessed
from ennead.sources.text import fragment_of

PAGES = Path(__file__).parents[2] / "docs" / "checks"
_BLOCK = re.compile(r"^```ya?ml (before|after|unassessed)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One block of a page."""

    check: str
    kind: str
    number: int
    text: str


def examples() -> Iterator[Example]:
    """Every block of every page."""
    for page in sorted(PAGES.glob("*.md")):
        for number, match in enumerate(_BLOCK.finditer(page.read_text(encoding="utf-8"))):
            yield Example(page.stem, match.group(1), number, match.group(2))


def outcomes(text: str, check_id: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("example", [fragment_of(text)]))
    return list(assess(graph, [check for check in checks() if check.id == check_id]))


@pytest.mark.parametrize("example", list(examples()), ids=lambda e: f"{e.check}-{e.kind}-{e.number}")
def test_page_example_is_true(example: Example) -> None:
    """`before` is found, `after` is clean, `unassessed` says that it could not tell."""
    said = outcomes(example.text, example.check)
    found = [one for one in said if isinstance(one, Finding)]
    unsure = [one for one in said if isinstance(one, Unassessed)]
    if example.kind == "before":
        assert found
    elif example.kind == "after":
        assert not found
        assert not unsure
    else:
        assert unsure
        assert not found


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.id)
def test_check_has_a_page(check: object) -> None:
    """A check's page has its title, a before and an after block."""
    page = PAGES / f"{check.id}.md"  # type: ignore[attr-defined]
    text = page.read_text(encoding="utf-8")
    kinds = {match.group(1) for match in _BLOCK.finditer(text)}
    assert text.startswith(f"# {check.id}\n")  # type: ignore[attr-defined]
    assert kinds >= {"before", "after"}


def test_no_page_without_a_check() -> None:
    """Every page belongs to a check."""
    assert {page.stem for page in PAGES.glob("*.md")} <= {check.id for check in checks()} | {
        "expired-suppression",
        "suppression",
    }
