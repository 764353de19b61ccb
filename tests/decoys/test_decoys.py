"""Decoys of a map: values and salted hashes that belong together, and change with the version."""

from __future__ import annotations

import base64
import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead import decoys

ROOT = Path(__file__).resolve().parents[2]
AGENT = ROOT / "agents" / "python" / "src"
NODES = ["function/Orders", "function/Mail", "table/Orders", "bucket/uploads", "role/any", "database/Main"]
KEY = b"a key that only these tests have"


def agents_markers(made: list[decoys.Made]) -> Any:
    """The agent's own search, fed with the entries of the contract."""
    sys.path.insert(0, str(AGENT))
    try:
        markers = importlib.import_module("ennead_agent.markers")
    finally:
        sys.path.remove(str(AGENT))
    found = markers.Markers()
    for one in made:
        if one.hash:
            found.add(one.name, one.salt, one.hash)
    return found


def test_the_agent_knows_each_value_by_its_hash() -> None:
    """Each value made here is found by the agent in a text, plain and encoded, from the contract's entry alone."""
    made = decoys.make(NODES, "7")
    sought = agents_markers(made)
    for one in made:
        if one.value:
            assert sought.find(f'{{"a": "{one.value}"}}'.encode()) == one.name
            assert sought.find(base64.b64encode(f"key={one.value};".encode())) == one.name
    assert sought.find(json.dumps([one.entry for one in made]).encode()) is None


def test_each_kind_of_node_has_what_an_intruder_would_take() -> None:
    """Functions have credentials, a variable and a file; stores a secret, tables another table; the rest nothing."""
    made = decoys.make(NODES, "7")
    kinds: dict[str, set[str]] = {}
    for one in made:
        kinds.setdefault(one.owner, set()).add(one.kind)
    assert kinds == {
        "function/Orders": {"credential", "variable", "file"},
        "function/Mail": {"credential", "variable", "file"},
        "table/Orders": {"table", "secret"},
        "bucket/uploads": {"secret"},
        "database/Main": {"secret"},
    }


def test_a_version_has_its_own_decoys() -> None:
    """With one key the same version gives the same decoys, another version or key others; without a key all are new."""
    first = decoys.make(NODES, "7", KEY)
    assert decoys.make(reversed(NODES), "7", KEY) == first
    for other in (decoys.make(NODES, "8", KEY), decoys.make(NODES, "7", KEY[::-1]), decoys.make(NODES, "7")):
        assert [one.name for one in other] == [one.name for one in first]
        assert not {one.value for one in other if one.value} & {one.value for one in first}
        assert not {one.hash for one in other if one.hash} & {one.hash for one in first}


def test_no_value_is_shared() -> None:
    """Two functions have different values under the same name, so that an alert says whose it was."""
    values = [one.value for one in decoys.make(NODES, "7", KEY) if one.value]
    assert len(set(values)) == len(values)


def test_entries_hold_no_value() -> None:
    """What goes into the contract, and how a decoy prints, holds neither the value nor what looks like a key."""
    made = decoys.make(NODES, "7")
    text = json.dumps(decoys.entries(made)) + repr(made)
    assert not any(one.value and one.value in text for one in made)
    assert re.search(r"(?:AKIA|ASIA)[A-Z2-7]{16}", text) is None


def test_a_functions_entries_are_its_own_and_the_stores() -> None:
    """A function's contract has its own decoys and those beside stores, and its environment its own values only."""
    made = decoys.make(NODES, "7", KEY)
    names = {(one["kind"], one["name"]) for one in decoys.entries(made, "function/Mail")}
    assert ("table", "Orders-backup") in names
    assert len([one for one in names if one[0] == "credential"]) == 2
    assert ("file", decoys.SCRATCH_FILE) in names
    mine, others = decoys.variables(made, "function/Mail"), decoys.variables(made, "function/Orders")
    assert set(mine) == set(others)
    assert not set(mine.values()) & set(others.values())


def test_the_contract_of_all_has_each_value() -> None:
    """In the entries for all functions, one name stands with the hash of each function's own value."""
    made = decoys.make(NODES, "7", KEY)
    told = {one.get("hash") for one in decoys.entries(made)}
    assert {one.hash for one in made if one.hash} <= told


def test_our_scanners_can_tell_a_decoy() -> None:
    """A decoy's value is known by the entries; a value beside it, and one of the same length, is not."""
    made = decoys.make(NODES, "7")
    known = decoys.entries(made)
    one = next(one for one in made if one.kind == "secret")
    assert decoys.is_decoy(one.value, known)
    assert not decoys.is_decoy(one.value[:-1], known)
    assert not decoys.is_decoy(one.value[:-1] + ("a" if one.value[-1] not in "aA" else "b"), known)


def test_a_short_key_is_refused() -> None:
    """A key that can be guessed would give the decoys away."""
    with pytest.raises(ValueError, match="fewer than 16"):
        decoys.make(NODES, "7", b"short")


def test_no_value_lies_in_the_repository() -> None:
    """No source or page of the decoys has in it what looks like a key of AWS."""
    places = [ROOT / "src/ennead/decoys.py", ROOT / "docs/agent-decoys.md", *AGENT.glob("ennead_agent/deco*.py")]
    for path in places:
        assert re.search(r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b", path.read_text(encoding="utf-8")) is None, path


@given(st.sets(st.text(min_size=1), max_size=4), st.text())
def test_any_name_makes_decoys(names: set[str], version: str) -> None:
    """Whatever nodes are called, values have the length that their hash says, and the agent's letters in them."""
    for one in decoys.make([f"table/{name}" for name in names], version, KEY):
        length, offset = (int(part) for part in one.hash.split(".")[:2])
        assert len(one.value) == length
        assert one.value[offset : offset + decoys.ANCHOR] == decoys.anchor(one.salt)
