"""`ennead contract` on the command line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ennead.cli.main import main
from tests.cli.conftest import Done, Ennead, ennead
from tests.contract.making import WORK, app, function

__all__ = ["ennead"]

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "contract-check.schema.json").read_text(encoding="utf-8"))
FILE = "ennead.contract.yml"
Change = Callable[[str], str]


@pytest.fixture
def shop(tmp_path: Path, ennead: Ennead) -> Path:
    """An application with its contract."""
    folder = app(tmp_path / "shop")
    assert ennead("contract", "init", folder).code == 0
    return folder


def changed(folder: Path, change: Change) -> None:
    """The contract there, changed by a person."""
    text = (folder / FILE).read_text(encoding="utf-8")
    assert change(text) != text
    (folder / FILE).write_text(change(text), encoding="utf-8")


def checked(done: Done) -> dict[str, object]:
    """A document that fits its schema."""
    made: dict[str, object] = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(made)
    return made


def test_init_then_check(shop: Path, ennead: Ennead) -> None:
    """Right after it is written, nothing differs: exit 0, and it is said."""
    done = ennead("contract", "check", shop)
    assert done.code == 0
    assert "as agreed" in done.out
    assert checked(ennead("contract", "check", shop, "-f", "json"))["differences"] == []


def test_init_writes_over_nothing(shop: Path, ennead: Ennead) -> None:
    """A contract that is there is not written over: `update` is named."""
    done = ennead("contract", "init", shop)
    assert done.code == 2
    assert "ennead contract update" in done.err


def test_init_to_stdout(shop: Path, ennead: Ennead) -> None:
    """`-o -` writes the contract to stdout and nothing else there."""
    done = ennead("contract", "init", shop, "-o", "-")
    assert done.code == 0
    assert done.out == (shop / FILE).read_text(encoding="utf-8")


def test_a_difference_is_1(shop: Path, ennead: Ennead) -> None:
    """What is not agreed is 1, with the next command; `--fail-on none` lets it pass, and it is still shown."""
    changed(shop, lambda text: text.replace("table/Orders", "table/Others"))
    done = ennead("contract", "check", shop)
    assert done.code == 1
    assert "it goes to table/Orders (dynamodb:PutItem), which is not agreed" in done.out
    assert "ennead contract update" in done.out
    lenient = ennead("contract", "check", shop, "--fail-on", "none")
    assert (lenient.code, "not agreed  1" in lenient.out) == (0, True)
    made = checked(ennead("contract", "check", shop, "--format", "json"))
    assert made["counts"] == {"missing": 0, "undeclared": 1, "unused": 1, "gone": 0}


def test_what_is_unused_fails_where_that_is_asked(shop: Path, ennead: Ennead) -> None:
    """An entry that nothing uses is low: it fails a build that asks for low."""
    changed(shop, lambda text: text.replace("ports: []", "ports: [80]"))
    assert ennead("contract", "check", shop).code == 0
    assert ennead("contract", "check", shop, "--fail-on", "low").code == 1


def test_what_could_not_be_told_is_3(shop: Path, ennead: Ennead) -> None:
    """Code that cannot be followed is not as agreed: 3, with the reason."""
    (shop / "src" / "work.py").write_text(
        WORK.replace("    body =", "    eval(event['x'])\n    body ="), encoding="utf-8"
    )
    done = ennead("contract", "check", shop)
    assert done.code == 3
    assert "could not be told" in done.out
    made = checked(ennead("contract", "check", shop, "-f", "json"))
    assert made["untold"] != []


def test_update(shop: Path, ennead: Ennead) -> None:
    """The difference is shown and nothing is written; `--write` writes it, and then nothing differs."""
    changed(shop, lambda text: text.replace("table/Orders", "table/Others").replace("  Work:", "  Work:  # ours"))
    before = (shop / FILE).read_bytes()
    shown = ennead("contract", "update", shop)
    assert shown.code == 0
    assert shown.out.startswith(f"--- a/{FILE}\n+++ b/{FILE}\n")
    assert "-      - to: table/Others" in shown.out
    assert (shop / FILE).read_bytes() == before
    assert ennead("contract", "update", shop, "--write").code == 0
    assert ennead("contract", "check", shop).code == 0
    assert "# ours" in (shop / FILE).read_text(encoding="utf-8")
    again = ennead("contract", "update", shop)
    assert (again.out, "nothing to change" in again.err) == ("", True)


def test_compile(shop: Path, ennead: Ennead) -> None:
    """The file beside the contract, and the hash that the function is told."""
    done = ennead("contract", "compile", shop)
    assert done.code == 0
    data = (shop / "ennead.contract.json").read_bytes()
    assert f"ENNEAD_CONTRACT_HASH={hashlib.sha256(data).hexdigest()}" in done.out
    aside = ennead("contract", "compile", shop, "-o", "-")
    assert (aside.out.encode(), "ENNEAD_CONTRACT_HASH=" in aside.err) == (data, True)


def test_compile_some(tmp_path: Path, ennead: Ennead) -> None:
    """`--function` compiles only some, `--name` says what one is called; a name that there is not is an error."""
    folder = app(tmp_path, function("Work"), function("Other", more=""))
    ennead("contract", "init", folder)
    done = ennead("contract", "compile", folder, "--function", "Other", "--name", "Other=live", "-o", "-")
    assert list(json.loads(done.out)["functions"]) == ["live"]
    wrong = ennead("contract", "compile", folder, "--function", "Othr")
    assert (wrong.code, "there is Other" in wrong.err) == (2, True)
    assert ennead("contract", "compile", folder, "--name", "Other").code == 2


def test_a_layer_takes_it_along(shop: Path, tmp_path: Path, ennead: Ennead) -> None:
    """`ennead layer build --contract` puts it beside the wrapper and prints its hash; another file is refused."""
    ennead("contract", "compile", shop)
    file = shop / "ennead.contract.json"
    layer = tmp_path / "layer"
    done = ennead("layer", "build", "--runtime", "python3.14", "-o", layer, "--contract", file)
    assert done.code == 0
    assert (layer / "ennead.contract.json").read_bytes() == file.read_bytes()
    assert hashlib.sha256(file.read_bytes()).hexdigest() in done.out
    inside = ennead("layer", "build", "--runtime", "python3.14", "-o", layer, "--contract", layer / file.name)
    assert (inside.code, (layer / file.name).exists()) == (2, True)
    wrong = ennead("layer", "build", "--runtime", "python3.14", "-o", layer, "--contract", shop / FILE)
    assert (wrong.code, "ennead contract compile" in wrong.err) == (2, True)


@pytest.mark.parametrize("verb", ["check", "update", "compile"])
def test_without_a_contract(tmp_path: Path, ennead: Ennead, verb: str) -> None:
    """Where there is none, the command that makes one is named."""
    done = ennead("contract", verb, app(tmp_path))
    assert done.code == 2
    assert "ennead contract init" in done.err


@pytest.mark.parametrize("verb", ["init", "check", "update", "compile"])
def test_without_a_function(tmp_path: Path, ennead: Ennead, verb: str) -> None:
    """A folder without a function is no clean one."""
    done = ennead("contract", verb, tmp_path)
    assert done.code == 3
    assert "no function here" in done.err


@pytest.mark.parametrize("verb", ["init", "check", "update", "compile"])
def test_standard_input(ennead: Ennead, verb: str) -> None:
    """A contract belongs to files."""
    assert ennead("contract", verb, "-").code == 2


def test_several_applications(tmp_path: Path, ennead: Ennead) -> None:
    """Each application has its own contract beside its template; one file for all is a usage error."""
    app(tmp_path / "one")
    app(tmp_path / "two")
    assert ennead("contract", "init", tmp_path).code == 0
    assert (tmp_path / "one" / FILE).exists()
    assert (tmp_path / "two" / FILE).exists()
    done = ennead("contract", "check", tmp_path, "-f", "json")
    assert (done.code, checked(done)["apps"]) == (0, ["one", "two"])
    several = ennead("contract", "init", tmp_path, "-o", tmp_path / "all.yml")
    assert (several.code, "--app" in several.err) == (2, True)
    assert ennead("contract", "init", tmp_path, "--app", "one", "-o", tmp_path / "all.yml").code == 0


def test_several_templates_in_a_folder(tmp_path: Path, ennead: Ennead) -> None:
    """Applications that share a folder have each a file with its name."""
    folder = app(tmp_path)
    (folder / "other.yaml").write_bytes((folder / "template.yaml").read_bytes())
    assert ennead("contract", "init", folder).code == 0
    assert len(list(folder.glob("ennead.contract.*.yml"))) == 2
    assert ennead("contract", "check", folder).code == 0


def test_a_contract_that_is_none(shop: Path, ennead: Ennead) -> None:
    """A faulty contract is a message with its place, exit 2, and no traceback."""
    changed(shop, lambda text: text.replace("    flows:", "    flow:"))
    done = ennead("contract", "check", shop)
    assert done.code == 2
    assert "did you mean flows?" in done.err


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    """`ennead contract --help` lists what there is."""
    main(["contract", "--help"])
    shown = capsys.readouterr().out
    assert [verb for verb in ("init", "check", "update", "compile") if verb not in shown] == []
