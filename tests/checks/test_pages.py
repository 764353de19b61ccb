"""Every check has a page, and what the page shows is true."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ennead.engine.assess import assess
from ennead.engine.config import load
from ennead.engine.discover import checks
from ennead.engine.programs import Programs
from ennead.engine.scan import map_of
from ennead.graph.derive import derive
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Unassessed
from ennead.packages.advisories.importing import import_paths
from ennead.sources.read import AppReading, Options, open_path
from ennead.sources.text import fragment_of

PAGES = Path(__file__).parents[2] / "docs" / "checks"
_RULE = re.compile(r"^```toml rule\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ADVISORIES = re.compile(r"^```json advisories\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```ya?ml (before|after|unassessed)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One block of a page, and the configuration and the advisories that the page has for all of them."""

    check: str
    kind: str
    number: int
    text: str
    rule: str = ""
    advisories: str = ""


def examples() -> Iterator[Example]:
    """Every block of every page."""
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        rule = _RULE.search(text)
        for number, match in enumerate(_BLOCK.finditer(text)):
            known = _ADVISORIES.search(text)
            yield Example(
                page.stem,
                match.group(1),
                number,
                match.group(2),
                rule.group(1) if rule else "",
                known.group(1) if known else "",
            )


_FILE = re.compile(r"^# file: (\S+)( base64)?\n", re.MULTILINE)


def read(text: str, folder: Path) -> tuple[AppGraph, Programs | None]:
    """What an example is read as: a template, or several files that each begin with `# file: PATH`, with their code.

    A file that is no text is written in base64, which its heading says.
    """
    parts = _FILE.split(text)
    if len(parts) == 1:
        return derive(merge("example", [fragment_of(text)])), None
    for name, packed, content in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(base64.b64decode(content) if packed else content.encode())
    (reading,) = open_path(folder, Options()).apps()
    assert isinstance(reading, AppReading), reading
    programs = Programs(folder)
    return map_of(reading, (), programs), programs


@pytest.fixture(autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database of a page's advisories lies; there is none before a page makes it."""
    place = tmp_path_factory.mktemp("database") / "advisories.db"
    monkeypatch.setenv("ENNEAD_DATABASE", str(place))
    return place


def database(text: str, place: Path) -> None:
    """Make a database of some records of OSV."""
    for number, record in enumerate(json.loads(text)):
        (place.parent / f"{number}.json").write_text(json.dumps(record), encoding="utf-8")
    import_paths(sorted(place.parent.glob("*.json")), place)


def outcomes(example: Example, folder: Path) -> list[Outcome]:
    """What the check says about a template, under the rule of its page."""
    (folder / "ennead.toml").write_text(example.rule, encoding="utf-8")
    graph, programs = read(example.text, folder)
    return list(assess(graph, [check for check in checks() if check.id == example.check], load(folder).rules, programs))


@pytest.mark.parametrize("example", list(examples()), ids=lambda e: f"{e.check}-{e.kind}-{e.number}")
def test_page_example_is_true(example: Example, tmp_path: Path, place: Path) -> None:
    """`before` is found, `after` is clean, `unassessed` says that it could not tell."""
    if example.advisories:
        database(example.advisories, place)
    said = outcomes(example, tmp_path)
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
