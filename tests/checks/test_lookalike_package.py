"""What `lookalike-package` takes for a slip, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.code.entry import Tree
from ennead.model.package import Ecosystem
from ennead.packages.locks.discover import inventories
from ennead.packages.lookalike import _KNOWN, _OTHERS, model_of
from ennead.practices.p4_dependencies.lookalike_package import lookalike_package
from tests.checks.coded import HANDLER, HEAD, findings, function
from tests.checks.packaged import flaw, known, of, place

__all__ = ["place"]
LOCKS = Path(__file__).parents[3] / "shared" / "acceptance" / "packages" / "lockfiles"
FILES = {"template.yaml": HEAD + function("Orders"), "src/app.py": HANDLER, "src/requirements.txt": "requets==2.0\n"}


def test_a_slip(tmp_path: Path, place: Path) -> None:
    """A name one letter away from a well-known one is found where it is named."""
    (found,) = findings(of(tmp_path, lookalike_package, FILES))
    assert found.message.startswith("requets in Orders is one letter away from requests")
    assert (found.at.path, found.at.line) == ("src/requirements.txt", 1)


def test_a_package_that_advisories_know_is_itself(tmp_path: Path, place: Path) -> None:
    """What has flaws of its own is a package that people use."""
    known(place, flaw("requets"))
    assert of(tmp_path, lookalike_package, FILES) == []


def test_a_trap_that_advisories_know_stays_one(tmp_path: Path, place: Path) -> None:
    """An advisory that calls the name malicious does not make it known."""
    known(place, flaw("requets", None, record="MAL-2026-1"))
    assert len(findings(of(tmp_path, lookalike_package, FILES))) == 1


@pytest.mark.parametrize(
    ("ecosystem", "name", "model"),
    [
        (Ecosystem.NPM, "expres", "express"),
        (Ecosystem.NPM, "expresss", "express"),
        (Ecosystem.NPM, "exprass", "express"),
        (Ecosystem.NPM, "exrpess", "express"),
        (Ecosystem.NPM, "lodahs", "lodash"),
        (Ecosystem.PYPI, "crytography", "cryptography"),
        (Ecosystem.MAVEN, "org.apache.logging.log4j:log4j-cor", "org.apache.logging.log4j:log4j-core"),
        (Ecosystem.NPM, "express", None),
        (Ecosystem.NPM, "preact", None),
        (Ecosystem.NPM, "mysql3", None),
        (Ecosystem.NPM, "cors", None),
        (Ecosystem.NPM, "exprssess", None),
        (Ecosystem.PYPI, "boto", None),
        (Ecosystem.GO, "github.com/expres", None),
    ],
)
def test_which_names_are_close(ecosystem: Ecosystem, name: str, model: str | None) -> None:
    """One letter more, less, another or swapped is close; versions at the end, short names and known ones are not."""
    assert model_of(ecosystem, name) == model


def test_no_package_of_the_acceptance_locks_is_one() -> None:
    """Of the packages that our own lockfiles name none looks like another."""
    if not LOCKS.is_dir():
        pytest.skip("the acceptance files are not beside the repository")
    named = [one.package for part in inventories(Tree(LOCKS)).values() for one in part.named]
    assert len(named) > 300
    assert [one for one in named if model_of(one.ecosystem, one.name)] == []


def test_the_names_of_the_table_are_whole() -> None:
    """No name of the table is broken where a line of it ends, and each of Maven has a group and an artefact."""
    names = [
        (ecosystem, name) for table in (_KNOWN, _OTHERS) for ecosystem in table for name in table[ecosystem].split()
    ]
    assert [name for _, name in names if name.endswith("-")] == []
    assert [name for ecosystem, name in names if ecosystem is Ecosystem.MAVEN and name.count(":") != 1] == []


@pytest.mark.parametrize(
    ("ecosystem", "name", "model"),
    [
        (Ecosystem.MAVEN, "org.slf4j:slf4j-ap1", "org.slf4j:slf4j-api"),
        (Ecosystem.MAVEN, "commons-io:comons-io", "commons-io:commons-io"),
        (Ecosystem.NPM, "fs-extr", "fs-extra"),
        (Ecosystem.NPM, "redux-saga", None),
    ],
)
def test_names_that_stood_on_two_lines(ecosystem: Ecosystem, name: str, model: str | None) -> None:
    """A slip of a name is found whatever line of the table the name stands on, and a digit for a letter is one."""
    assert model_of(ecosystem, name) == model
