"""`ennead contract compile --decoys`: hashes for the agents, values for the deployment, never both in one place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead import decoys
from tests.cli.conftest import Ennead, ennead
from tests.contract.making import app

__all__ = ["ennead"]


@pytest.fixture
def shop(tmp_path: Path, ennead: Ennead) -> Path:
    """An application with its contract."""
    folder = app(tmp_path / "shop")
    assert ennead("contract", "init", folder).code == 0
    return folder


def test_values_go_to_a_file_of_this_user_alone(shop: Path, tmp_path: Path, ennead: Ennead) -> None:
    """The compiled contract has a hash for each value, and no value; the other file has the values, for one reader."""
    values, compiled = tmp_path / "values.json", tmp_path / "contract.json"
    done = ennead("contract", "compile", shop, "--decoys", "42", "--decoy-values", values, "-o", compiled)
    assert done.code == 0
    assert str(values) in done.out
    assert values.stat().st_mode & 0o777 == 0o600
    laid = json.loads(values.read_text(encoding="utf-8"))
    text = compiled.read_text(encoding="utf-8")
    functions = json.loads(text)["functions"]
    assert laid["version"] == "42"
    assert {name for name, given in laid["variables"].items() if given} == set(laid["variables"]) != set()
    entries = [entry for rules in functions.values() for entry in rules["decoys"]]
    hashed = [entry for entry in entries if entry.get("hash")]
    for given in [*laid["variables"].values(), {one["name"]: one["value"] for one in laid["lay"]}]:
        for value in given.values():
            assert value not in text
            assert decoys.is_decoy(value, hashed)


def test_one_version_is_the_same_with_a_key(
    shop: Path, tmp_path: Path, ennead: Ennead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the deployment's key the contract can be compiled again; another version has other decoys."""
    monkeypatch.setenv("ENNEAD_DECOY_KEY", "a key that only the deployment has")
    made = []
    for number, version in enumerate(("1", "1", "2")):
        compiled = tmp_path / f"{number}.json"
        values = tmp_path / f"values-{number}.json"
        given = ("--decoys", version, "--decoy-values", values, "-o", compiled)
        assert ennead("contract", "compile", shop, *given).code == 0
        made.append(compiled.read_bytes())
    assert made[0] == made[1] != made[2]


def test_values_that_are_laid_out_are_not_lost(shop: Path, tmp_path: Path, ennead: Ennead) -> None:
    """A file of values that is there stays, and nothing is compiled; a version without a file is refused."""
    values, compiled = tmp_path / "values.json", tmp_path / "contract.json"
    values.write_text("{}", encoding="utf-8")
    done = ennead("contract", "compile", shop, "--decoys", "42", "--decoy-values", values, "-o", compiled)
    assert done.code == 2
    assert "there already" in done.err
    assert values.read_text(encoding="utf-8") == "{}"
    assert not compiled.exists()
    assert ennead("contract", "compile", shop, "--decoys", "42", "-o", compiled).code == 2


def test_a_short_key_is_refused(shop: Path, tmp_path: Path, ennead: Ennead, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that could be guessed makes no decoys."""
    monkeypatch.setenv("ENNEAD_DECOY_KEY", "short")
    done = ennead("contract", "compile", shop, "--decoys", "1", "--decoy-values", tmp_path / "values.json")
    assert done.code == 2
    assert "ENNEAD_DECOY_KEY" in done.err
