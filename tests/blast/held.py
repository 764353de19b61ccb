"""What must hold of a map's blast radii, whatever the application."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.blast.search import AIMS, Search

WITHOUT_EDGE = {"admits", "routes", "asks", "fills", "widens"}
"""Steps that go along no edge of the document; the second search knows them from properties."""


def wrong_labels(document: dict[str, Any], labels: Path) -> list[list[Any]]:
    """The labels that the document decides otherwise."""
    nodes = {node["id"]: node for node in document["nodes"]}
    rows = json.loads(labels.read_text(encoding="utf-8"))["labels"]
    return [row for row in rows if (row[2] in nodes[row[0]]["blast"][row[1]]) is not row[3]]


def differences(document: dict[str, Any]) -> list[tuple[str, str, set[str]]]:
    """Per node and aim the stores that only one of the two searches reaches."""
    search = Search(document)
    found = []
    for node in document["nodes"]:
        if "blast" in node:
            reached = search.reach(node["id"])
            for aim in AIMS:
                apart = {store for one, store in reached if one == aim} ^ set(node["blast"][aim])
                if apart:
                    found.append((node["id"], aim, apart))
    return found


def broken_paths(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Paths that do not hang together, go along an edge that is not there, or are no shortest way."""
    search = Search(document)
    edges = {(edge["kind"], edge["from"], edge["to"]) for edge in document["edges"]}
    edges |= {
        ("fails_to", edge["from"], edge["properties"]["on_failure"])
        for edge in document["edges"]
        if edge["properties"].get("on_failure")
    }
    reach = {start: search.reach(start) for start in {path["from"] for path in document["paths"]}}
    return [path for path in document["paths"] if not _holds(path, edges, reach[path["from"]])]


def _holds(path: dict[str, Any], edges: set[tuple[str, str, str]], reached: dict[tuple[str, str], int]) -> bool:
    place = path["from"]
    for step in path["steps"]:
        known = step["kind"] in WITHOUT_EDGE or (step["kind"], step["from"], step["to"]) in edges
        open_to_him = step["kind"] == "exposes" and step["from"] == step["to"]
        if step["from"] != place or not (known or open_to_him) or "maybe" in step:
            return False
        place = step["to"]
    lengths = [reached.get((aim, path["to"]), 0) for aim in path["aims"]]
    own = len(path["steps"])
    if any(step["kind"] == "widens" for step in path["steps"]):  # a short cut that the second search does not know
        return place == path["to"] and all(length >= own for length in lengths)
    return place == path["to"] and all(length == own for length in lengths)
