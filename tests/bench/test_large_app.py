"""The made-up application: as large as asked for, read without a gap, the same on every run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.large_app import SERVICES, write
from ennead.cli.main import main


def test_it_is_read_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every function of it is in the map with an edge that starts it; nothing is untold but its code: it has none."""
    assert write(tmp_path, 96) == 96
    assert main(["map", str(tmp_path), "--no-progress"]) == 0
    graph = json.loads(capsys.readouterr().out)
    functions = {node["id"] for node in graph["nodes"] if node["kind"] == "function"}
    assert len(functions) == 96
    assert {edge["to"] for edge in graph["edges"] if edge["kind"] == "triggers"} >= functions
    assert {gap["class"] for gap in graph["gaps"]} == {"code"}
    kinds = Counter(node["kind"] for node in graph["nodes"])
    assert kinds["table"] == sum(len(things.split()) for _, things in SERVICES) + 1
    assert kinds["queue"] == kinds["topic"] == kinds["api"] == len(SERVICES)


def test_it_is_the_same_on_every_run(tmp_path: Path) -> None:
    """Two runs write the same bytes."""
    texts = []
    for name in ("one", "two"):
        write(tmp_path / name, 40)
        texts.append({file.name: file.read_bytes() for file in (tmp_path / name).rglob("*.yml")})
    assert texts[0] == texts[1]
