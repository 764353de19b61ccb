"""Blast radii of the sample: held against labels made by hand and against a second search."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.blast.held import broken_paths, differences, wrong_labels

ROOT = Path(__file__).parents[2]
LABELS = Path(__file__).parent / "shop.json"


@cache
def shop() -> dict[str, Any]:
    """The map of the vulnerable sample, with its paths."""
    done = subprocess.run(
        [sys.executable, "-m", "ennead", "map", str(ROOT / "samples/shop/vulnerable"), "--format", "json", "--paths"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 3}, done.stderr.decode()
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_every_label_is_right() -> None:
    """What a person read out of the templates is what the map says."""
    assert wrong_labels(shop(), LABELS) == []


def test_a_second_search_reaches_the_same() -> None:
    """From every function and entry, a search over the document alone reaches the same stores with the same aims."""
    assert differences(shop()) == []


def test_every_path_holds() -> None:
    """Each path hangs together, goes along edges of the document and is as short as any."""
    document = shop()
    assert len(document["paths"]) > 100
    assert broken_paths(document) == []


def test_every_reached_store_has_its_path() -> None:
    """For every node, aim and store there is exactly one path."""
    document = shop()
    told = sorted((path["from"], aim, path["to"]) for path in document["paths"] for aim in path["aims"])
    reached = sorted(
        (node["id"], aim, store)
        for node in document["nodes"]
        if "blast" in node
        for aim in ("confidentiality", "integrity", "availability")
        for store in [*node["blast"][aim], *node["blast"].get("maybe", {}).get(aim, [])]
    )
    assert told == reached
