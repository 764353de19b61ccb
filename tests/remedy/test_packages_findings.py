"""`ennead fix` for packages: the manifest is raised, the lock is left to its tool."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.cli.main import main
from tests.packages.made import PARSE, WEB, database, files, written


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with two vulnerable packages, which is the one that is asked."""
    place = database(tmp_path / "known.db", PARSE, WEB)
    monkeypatch.setenv("ENNEAD_DATABASE", str(place))
    return place


def fix(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """A command's exit code and what it wrote."""
    code = main([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err


def found(capsys: pytest.CaptureFixture[str], folder: Path) -> dict[str, str]:
    """The identity of the finding of each vulnerable package."""
    listed = json.loads(fix(capsys, "scan", folder, "--format", "json")[1])["findings"]
    return {one["message"].split()[0]: one["identity"] for one in listed if one["check"] == "vulnerable-package"}


def test_a_manifest_is_raised_and_its_lock_left(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is left to do is said, with exit code 1; it can be taken back."""
    folder = written(tmp_path / "shop", files(inner={"acme-parse": "1.4.0"}))
    before = (folder / "src/package.json").read_text()
    identity = found(capsys, folder)["acme-web"]
    code, out, err = fix(capsys, "fix", folder, identity)
    assert code == 1, err
    assert "changed   src/package.json" in out
    assert "`npm install` makes package-lock.json anew" in err
    assert json.loads((folder / "src/package.json").read_text())["dependencies"] == {"acme-web": "3.0.0"}
    fix(capsys, "fix", folder, "--undo")
    assert (folder / "src/package.json").read_text() == before


def test_without_a_lock_it_is_repaired(known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The manifest alone says which version is taken."""
    made = files(inner={})
    del made["src/package-lock.json"]
    folder = written(tmp_path / "shop", made)
    code, out, err = fix(capsys, "fix", folder, found(capsys, folder)["acme-web"])
    assert (code, "fixed     vulnerable-package" in out) == (0, True), err
    assert "acme-web" not in found(capsys, folder)


def test_what_needs_a_new_lock_only_is_left(known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is changed, and the command is named."""
    folder = written(tmp_path / "shop", files())
    code, out, err = fix(capsys, "fix", folder, found(capsys, folder)["acme-parse"])
    assert (code, out) == (1, "")
    assert "`npm update acme-parse` makes package-lock.json anew" in err
