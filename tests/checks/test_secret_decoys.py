"""Decoys that are written out in a template are no secrets where a contract beside it lists their hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ennead import decoys
from ennead.engine.scan import Request, scan
from ennead.practices.p6_configuration.secret_in_environment import secret_in_environment
from ennead.practices.p6_configuration.secret_shapes import secret_of
from tests.cli.conftest import Ennead, ennead
from tests.contract.making import app, function

__all__ = ["ennead"]

KEY = b"a key that only these tests have"
MADE = decoys.make(["function/Work"], "1", KEY)
LAID = decoys.variables(MADE, "function/Work")
ENTRIES = decoys.entries(MADE)
OTHERS = decoys.entries(decoys.make(["function/Work"], "2", KEY))
SECRET = "9fK2x7" + "Qw81LmZ0tRb4"


def contract(entries: object, *, compiled: bool = False) -> str:
    """The text of a contract of one function with these decoys."""
    schema = "ennead.contract.compiled/1" if compiled else "ennead.contract/1"
    return json.dumps({"schema": schema, "default": {}, "functions": {"Work": {"decoys": entries}}})


def found(folder: Path, variables: Mapping[str, str], files: Mapping[str, str], below: str = "") -> list[str]:
    """The variables that the check names in an application that lies there, with these files in the folder."""
    more = "".join(f"          {name}: {value}\n" for name, value in variables.items())
    work = function("Work").replace("{Variables: {ORDERS: !Ref Orders}}", f"\n        Variables:\n{more}".rstrip())
    app(folder / below, work)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    findings = scan(folder, Request((secret_in_environment,))).result.findings
    return sorted(one.message.rpartition(" ")[2] for one in findings)


def test_a_decoy_looks_like_a_secret() -> None:
    """Without its entry each value is found, with it none; another version's entries say nothing of it."""
    for name, value in LAID.items():
        assert secret_of(name, value) is not None
        assert secret_of(name, value, lambda: ENTRIES) is None
        assert secret_of(name, value, lambda: OTHERS) is not None
        other = value[:-1] + ("B" if value[-1].upper() != "B" else "C")
        assert secret_of(name, other, lambda: ENTRIES) is not None


def test_entries_are_asked_for_late() -> None:
    """Where nothing looks like a secret no contract is read."""

    def asked() -> list[Mapping[str, str]]:
        raise AssertionError("it was read")

    assert secret_of("TABLE_NAME", "orders-prod", asked) is None
    with pytest.raises(AssertionError, match="it was read"):
        secret_of("API_KEY", SECRET, asked)


@pytest.mark.parametrize(
    ("file", "compiled"),
    [
        ("ennead.contract.yml", False),
        ("ennead.contract.shop.yml", False),
        ("ennead.contract.json", True),
        ("ennead-layer/ennead.contract.json", True),
    ],
)
@pytest.mark.parametrize("below", ["", "services/shop"])
def test_a_contract_beside_the_template(tmp_path: Path, file: str, compiled: bool, below: str) -> None:
    """Listed decoys are passed over, the contract beside the template; a secret beside them is found."""
    given = {**LAID, "PAYMENT_API_KEY": SECRET}
    assert found(tmp_path, given, {}, below) == sorted(given)
    files = {file if not below else f"{below}/{file}": contract(ENTRIES, compiled=compiled)}
    assert found(tmp_path, given, files, below) == ["PAYMENT_API_KEY"]


def test_a_contract_of_the_folder(tmp_path: Path) -> None:
    """A compiled contract at the top of what is scanned counts for every application there; one beside it does not."""
    compiled = contract(ENTRIES, compiled=True)
    assert found(tmp_path / "a", LAID, {"ennead.contract.json": compiled}, "services/shop") == []
    assert found(tmp_path / "b", LAID, {"services/mail/ennead.contract.json": compiled}, "services/shop") == sorted(
        LAID
    )


@pytest.mark.parametrize(
    "text",
    [
        contract(OTHERS),
        contract([{"kind": "variable", "name": "ADMIN_API_TOKEN"}]),
        contract([{"kind": "variable", "name": "ADMIN_API_TOKEN", "salt": 1, "hash": "32.1.ab"}, "no entry"]),
        contract({"kind": "variable"}),
        "functions: [",
        "[]",
        "",
    ],
)
def test_a_contract_that_says_nothing_of_it(tmp_path: Path, text: str) -> None:
    """A contract without the entry, or one that cannot be read, hides nothing."""
    assert found(tmp_path, LAID, {"ennead.contract.yml": text}) == sorted(LAID)
    assert found(tmp_path, LAID, {"ennead.contract.yml": "", "ennead.contract.json": text}) == sorted(LAID)


def test_what_the_commands_write(tmp_path: Path, ennead: Ennead) -> None:
    """What `ennead contract compile --decoys` made is known again by the contract that it wrote."""
    folder = app(tmp_path / "shop")
    ennead("contract", "init", folder)
    values = tmp_path / "values.json"
    target = folder / "ennead.contract.json"
    done = ennead("contract", "compile", folder, "--decoys", "42", "--decoy-values", values, "-o", target)
    assert done.code == 0
    laid: dict[str, Any] = json.loads(values.read_text(encoding="utf-8"))["variables"]["Work"]
    assert found(folder, laid, {}) == []
    target.unlink()
    assert found(folder, laid, {}) == sorted(laid)
