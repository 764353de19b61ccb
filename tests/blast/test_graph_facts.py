"""Exposure, reach, processes and ways in the map's document, and in its words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ennead.graph.graph import AppGraph
from ennead.model.app import Function
from ennead.model.finding import Exposure
from ennead.model.impact import Impact
from ennead.report.graph import document as graph_json
from ennead.report.graph import text as graph_text
from ennead.report.graph.document import document
from tests.blast.making import TABLES, allow, function, graph_of

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "graph.schema.json").read_text(encoding="utf-8"))
TEXT = (
    TABLES
    + function("Fn", allow('"dynamodb:GetItem"', "!GetAtt Orders.Arn"))
    + "  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}\n"
)


def shown(*graphs: AppGraph, paths: bool = False) -> dict[str, Any]:
    """The document, held against its schema."""
    found = document(graphs, paths=paths)
    jsonschema.validate(found, SCHEMA)
    return found


def test_a_function_in_the_document() -> None:
    """It carries who gets at it, what is reached by aim, the high-water mark, the counts and the number."""
    nodes = {node["id"]: node for node in shown(graph_of(TEXT))["nodes"]}
    assert nodes["function/Fn"]["exposure"] == "anonymous"
    assert nodes["function/Fn"]["blast"] == {
        "confidentiality": ["table/Orders"],
        "integrity": [],
        "availability": [],
        "high_water": "high",
        "counts": {"high": 1, "moderate": 0, "unknown": 0, "low": 0},
        "number": 100,
    }
    assert nodes["table/Orders"]["exposure"] == "application"
    assert "blast" not in nodes["table/Orders"]
    assert {"exposure", "blast"} & set(nodes["role/FnRole"]) == set()


def test_the_application_has_its_own() -> None:
    """The reach of all functions and entries together stands with the application."""
    assert shown(graph_of(TEXT))["app"]["blast"]["confidentiality"] == ["table/Orders"]


def test_paths_only_where_they_are_asked_for() -> None:
    """The ways stand in the document with `paths` only."""
    assert "paths" not in shown(graph_of(TEXT))
    paths = shown(graph_of(TEXT), paths=True)["paths"]
    assert [(path["from"], path["to"], path["aims"], len(path["steps"])) for path in paths] == [
        ("function_url/Url", "table/Orders", ["confidentiality"], 3),
        ("internet/internet", "table/Orders", ["confidentiality"], 4),
        ("function/Fn", "table/Orders", ["confidentiality"], 2),
    ]
    assert paths[0]["steps"][-1]["location"]["path"] == "template.yaml"


def test_paths_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the bound are left out, and the document says of how many stores."""
    monkeypatch.setattr(graph_json, "MOST_WAYS", 1)
    found = shown(graph_of(TEXT), paths=True)
    assert (len(found["paths"]), found["paths_left_out"]) == (1, 2)


def test_ids_of_several_applications() -> None:
    """In a document of several apps every id names its app, in reach, ways and processes too."""
    one, other = (replace(graph_of(TEXT), name=name) for name in ("a", "b"))
    found = shown(one, other, paths=True)
    nodes = {node["id"]: node for node in found["nodes"]}
    assert nodes["function/b:Fn"]["blast"]["confidentiality"] == ["table/b:Orders"]
    assert [app["blast"]["confidentiality"] for app in found["apps"]] == [["table/a:Orders"], ["table/b:Orders"]]
    assert {process["app"]: process["functions"] for process in found["processes"]} == {
        "a": ["function/a:Fn"], "b": ["function/b:Fn"],
    }  # fmt: skip
    assert {step["to"] for path in found["paths"] for step in path["steps"]} >= {"role/a:FnRole", "table/b:Orders"}


def test_the_schema_knows_the_words() -> None:
    """The schema lists the classes of exposure and the levels of impact that the code has."""
    definitions = SCHEMA["$defs"]
    assert set(definitions["node"]["properties"]["exposure"]["enum"]) == {one.name.lower() for one in Exposure}
    assert definitions["blast"]["properties"]["high_water"]["enum"] == [one.value for one in Impact]


def test_the_map_in_words() -> None:
    """Processes, the reach of each way in with its way, who reaches what."""
    assert graph_text.render([graph_of(TEXT)]) == (
        "app   1 function URL · 1 function · 2 tables\n"
        "\n"
        "processes  1\n"
        "  fn  Url → Fn → Orders                                                    personal, financial, high\n"
        "\n"
        "blast radius  1 store (1 high) reached by all functions and entries together\n"
        "              1 store (1 high) by anyone\n"
        "\n"
        "  ● Url                                                                     anyone  1 store (1 high)\n"
        "    Orders (personal, financial, high) can be read\n"
        "      Url → Fn → may dynamodb:GetItem on Orders (template.yaml:19)\n"
        "\n"
        "reached by\n"
        "  anyone          1 function: Fn\n"
        "  the app itself  1 table: Orders\n"
        "  inside only     1 table: Users\n"
    )


def test_the_map_in_words_keeps_its_width() -> None:
    """No line is wider than a terminal, whatever a thing is called; what would obey is spelled out."""
    graph = graph_of(TEXT)
    node = graph.nodes["function/Fn"]
    assert isinstance(node, Function)
    nodes = {**graph.nodes, "function/Fn": replace(node, logical_id="F\x1b[31m" + "n" * 300)}
    text = graph_text.render([replace(graph, nodes=nodes)])
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text
