"""The compiled contract: what holds when it is there, when it is not, and when it is not what it should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import contract


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function's environment with nothing of ours."""
    for name in ("ENNEAD_CONTRACT", "ENNEAD_CONTRACT_HASH", "ENNEAD_MODE", "ENNEAD_FUNCTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "orders")


def write(folder: Path, document: Any, name: str = contract.FILE) -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


GOOD = {
    "schema": "ennead.contract.compiled/1",
    "default": {"mode": "alert", "guards": {"sql": "enforce"}},
    "functions": {
        "orders": {"mode": "enforce", "on_error": "closed", "later": [1]},
        "OrdersFunction": {"mode": "observe"},
    },
}


def test_no_contract_is_the_default_policy(tmp_path: Path) -> None:
    """Without a file beside the agent, all is observed, faults pass, and nobody complains."""
    policy = contract.load(str(tmp_path))
    assert (policy.mode, policy.closed, policy.digest, policy.complaints) == ("observe", False, None, [])
    assert contract.load(None).complaints == []


def test_function_stands_before_the_default(tmp_path: Path) -> None:
    """A function's own words hold over the default's; what is not known is kept for later guards."""
    write(tmp_path, GOOD)
    policy = contract.load(str(tmp_path))
    assert (policy.mode, policy.closed, policy.mode_of("sql"), policy.mode_of("path")) == (
        "enforce",
        True,
        "enforce",
        "enforce",
    )
    assert policy.rules["later"] == [1]
    assert policy.refuses_on_fault
    assert policy.complaints == []


def test_function_is_named_by_the_template_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ENNEAD_FUNCTION is the template's name, for functions whose own name is made up when they are deployed."""
    write(tmp_path, GOOD)
    monkeypatch.setenv("ENNEAD_FUNCTION", "OrdersFunction")
    assert contract.load(str(tmp_path)).mode == "observe"
    monkeypatch.setenv("ENNEAD_FUNCTION", "Unknown")
    assert contract.load(str(tmp_path)).mode == "alert"


def test_mode_of_the_environment_holds_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ENNEAD_MODE overrides the contract's mode of every guard; a wrong word is said and passed over."""
    write(tmp_path, GOOD)
    monkeypatch.setenv("ENNEAD_MODE", "Observe")
    policy = contract.load(str(tmp_path))
    assert (policy.mode_of("sql"), policy.refuses_on_fault) == ("observe", False)
    monkeypatch.setenv("ENNEAD_MODE", "on")
    policy = contract.load(str(tmp_path))
    assert policy.mode_of("sql") == "enforce"
    assert "ENNEAD_MODE" in policy.complaints[0]


def test_hash_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ENNEAD_CONTRACT_HASH only the file of that SHA-256 holds; any other one is passed over and said."""
    path = write(tmp_path, GOOD)
    right = contract.digest(path.read_bytes())
    for word in (right, "sha256:" + right, right.upper()):
        monkeypatch.setenv("ENNEAD_CONTRACT_HASH", word)
        policy = contract.load(str(tmp_path))
        assert (policy.mode, policy.complaints) == ("enforce", [])
    monkeypatch.setenv("ENNEAD_CONTRACT_HASH", "0" * 64)
    policy = contract.load(str(tmp_path))
    assert policy.mode == "observe"
    assert "hash differs" in policy.complaints[0]


def test_digest_is_sha256() -> None:
    """As `sha256sum` gives it."""
    assert contract.digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ([], "schema"),
        ({"schema": "ennead.contract.compiled/2"}, "schema"),
        ({**GOOD, "functions": {"orders": {"mode": "always"}}}, "mode is none of"),
        ({**GOOD, "functions": {"orders": {"on_error": "maybe"}}}, "on_error"),
        ({**GOOD, "default": {"guards": {"sql": "sometimes"}}}, "guard a mode"),
        (" " * (1 << 20) + "{}", "larger than 1 MB"),
    ],
)
def test_bad_contract_is_said(document: Any, said: str, tmp_path: Path) -> None:
    """What cannot be read or understood is named, and the default stands in its place."""
    write(tmp_path, document)
    policy = contract.load(str(tmp_path))
    assert len(policy.complaints) == 1
    assert said in policy.complaints[0]


def test_contract_that_was_promised_and_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file named by ENNEAD_CONTRACT, or one whose hash is given, must be there."""
    monkeypatch.setenv("ENNEAD_CONTRACT", str(tmp_path / "none.json"))
    assert "cannot be read" in contract.load(None).complaints[0]
    monkeypatch.delenv("ENNEAD_CONTRACT")
    monkeypatch.setenv("ENNEAD_CONTRACT_HASH", "0" * 64)
    assert "cannot be read" in contract.load(str(tmp_path)).complaints[0]


def test_function_runs_under_any_contract(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """The contract in force is in the proof of life, a complaint is an event of its own, and the function runs."""
    path = write(tmp_path, GOOD, "given.json")
    task = function("def handler(event, context): return 1")
    env = {"ENNEAD_CONTRACT": str(path)}
    ran = agent_lab.run(client, task, [{}], layer=layer, env=env)
    (alive,) = ran.of("alive")
    assert alive["facts"]["contract"] == "sha256:" + contract.digest(path.read_bytes())
    assert alive["facts"]["mode"] == "enforce"
    ran = agent_lab.run(client, task, [{}], layer=layer, env={**env, "ENNEAD_CONTRACT_HASH": "1" * 64})
    assert ran.answers == [b"1"]
    assert ran.of("contract")[0]["level"] == "WARN"
    assert ran.of("alive")[0]["facts"]["contract"] != "default"


def test_contract_off_is_only_alive(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A contract that turns the agent off for this function leaves the proof of life, and no sensor."""
    path = write(tmp_path, {"schema": "ennead.contract.compiled/1", "functions": {"orders": {"mode": "off"}}})
    task = function("import os\ndef handler(event, context): return os.system('true')")
    ran = agent_lab.run(client, task, [{}], layer=layer, env={"ENNEAD_CONTRACT": str(path)})
    assert [event["kind"] for event in ran.events] == ["alive"]
    assert ran.of("alive")[0]["facts"]["rings"]["a"] == "off"
