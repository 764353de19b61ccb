"""The document of the graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator

from ennead.graph.graph import AppGraph
from ennead.model.app import (
    INTERNET,
    Auth,
    Bucket,
    Edge,
    EdgeKind,
    Exposure,
    Function,
    Gap,
    GapKind,
    Mode,
    Node,
    Parameter,
    Role,
    Route,
    Source,
    Throttle,
    Trigger,
    Variable,
)
from ennead.model.location import Location
from ennead.model.policy import Effect, Policy, PolicySource, Principal, Statement
from ennead.model.unknown import Unknown
from ennead.report.graph import document as graph_json
from ennead.report.graph.plain import plain, properties

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "graph.schema.json").read_text(encoding="utf-8"))


def same(text: str) -> str:
    return text


def small(name: str = "small") -> AppGraph:
    """An open route, its function, a gap."""
    function = Function(
        id="function/Fn",
        name="fn",
        logical_id="Fn",
        at=Location("template.yml", 9, 3),
        runtime="python3.12",
        code="function/Fn",
        timeout=Unknown("parameter Timeout has no value"),
        environment=(Variable("TOKEN", "s3cret"), Variable("TABLE", "orders")),
    )
    route = Route(
        id="route/POST /a", name="POST /a", method="POST", path="/a", auth=Auth.NONE, target="function/Fn", api="api/X"
    )
    edges = (
        Trigger(source=route.id, target=function.id, auth=Auth.NONE, locations=(Location("template.yml", 20),)),
        Exposure(source=INTERNET.id, target=route.id, auth=Auth.NONE),
    )
    gap = Gap(GapKind.INPUT, "parameter Timeout has no value", Location("template.yml"), "parameter", "function/Fn")
    nodes: tuple[Node, ...] = (route, function, INTERNET)
    return AppGraph(name, {node.id: node for node in nodes}, edges, (gap,), ("template.yml",))


def errors(document: dict[str, Any]) -> list[str]:
    return [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def test_schema_is_a_schema() -> None:
    """The schema itself is valid."""
    Draft202012Validator.check_schema(SCHEMA)


def test_document_keeps_the_schema(shop: AppGraph) -> None:
    """Documents of none, one and two apps keep the schema."""
    for graphs in ([], [shop], [shop, small()]):
        assert errors(json.loads(graph_json.render(graphs))) == []


def test_schema_refuses_what_breaks_the_promise() -> None:
    """A node without an id and a line of 0 are refused."""
    document = graph_json.document([small()])
    document["nodes"][0].pop("id")
    document["gaps"][0]["location"]["line"] = 0
    assert len(errors(document)) == 2


def test_small_document() -> None:
    """The whole document of a small app."""
    assert graph_json.document([small()]) == snapshot(
        {
            "schema": "ennead.graph/1",
            "app": {
                "name": "small",
                "functions": 1,
                "sources": ["template.yml"],
                "blast": {
                    "confidentiality": [],
                    "integrity": [],
                    "availability": [],
                    "high_water": "none",
                    "counts": {"high": 0, "moderate": 0, "unknown": 0, "low": 0},
                    "number": 0,
                    "unknown": ["what Fn may do: its role could not be told"],
                },
            },
            "nodes": [
                {
                    "id": "function/Fn",
                    "kind": "function",
                    "name": "fn",
                    "logical_id": "Fn",
                    "location": {"path": "template.yml", "line": 9, "column": 3},
                    "lenses": ["declared"],
                    "properties": {
                        "runtime": "python3.12",
                        "code": "function/Fn",
                        "timeout": {"unknown": "parameter Timeout has no value"},
                        "environment": ["TOKEN", "TABLE"],
                    },
                    "exposure": "anonymous",
                    "blast": {
                        "confidentiality": [],
                        "integrity": [],
                        "availability": [],
                        "high_water": "none",
                        "counts": {"high": 0, "moderate": 0, "unknown": 0, "low": 0},
                        "number": 0,
                        "unknown": ["what Fn may do: its role could not be told"],
                    },
                },
                {
                    "id": "internet/internet",
                    "kind": "internet",
                    "name": "everybody",
                    "logical_id": None,
                    "location": None,
                    "lenses": ["declared"],
                    "properties": {},
                    "blast": {
                        "confidentiality": [],
                        "integrity": [],
                        "availability": [],
                        "high_water": "none",
                        "counts": {"high": 0, "moderate": 0, "unknown": 0, "low": 0},
                        "number": 0,
                        "unknown": ["what Fn may do: its role could not be told"],
                    },
                },
                {
                    "id": "route/POST /a",
                    "kind": "route",
                    "name": "POST /a",
                    "logical_id": None,
                    "location": None,
                    "lenses": ["declared"],
                    "properties": {
                        "api": "api/X",
                        "method": "POST",
                        "path": "/a",
                        "auth": "none",
                        "integration": "unknown",
                        "target": "function/Fn",
                        "preflight": False,
                    },
                    "exposure": "anonymous",
                    "blast": {
                        "confidentiality": [],
                        "integrity": [],
                        "availability": [],
                        "high_water": "none",
                        "counts": {"high": 0, "moderate": 0, "unknown": 0, "low": 0},
                        "number": 0,
                        "unknown": ["what Fn may do: its role could not be told"],
                    },
                },
            ],
            "edges": [
                {
                    "kind": "exposes",
                    "from": "internet/internet",
                    "to": "route/POST /a",
                    "lenses": ["declared"],
                    "locations": [],
                    "properties": {"auth": "none"},
                },
                {
                    "kind": "triggers",
                    "from": "route/POST /a",
                    "to": "function/Fn",
                    "lenses": ["declared"],
                    "locations": [{"path": "template.yml", "line": 20}],
                    "properties": {"mode": "sync", "auth": "none"},
                },
            ],
            "gaps": [
                {
                    "kind": "input",
                    "reason": "parameter Timeout has no value",
                    "location": {"path": "template.yml"},
                    "class": "parameter",
                    "about": "function/Fn",
                }
            ],
            "processes": [
                {
                    "name": "a",
                    "title": "POST /a → Fn",
                    "entries": ["route/POST /a"],
                    "functions": ["function/Fn"],
                    "stores": [],
                    "data_classes": [],
                }
            ],
        }
    )


def test_order_does_not_depend_on_the_graph(shop: AppGraph) -> None:
    """The same nodes, edges and gaps in another order make the same text."""
    turned = AppGraph(
        shop.name, dict(reversed(list(shop.nodes.items()))), shop.edges[::-1], shop.gaps[::-1], sources=shop.sources
    )
    assert graph_json.render([turned]) == graph_json.render([shop])


def test_several_apps_have_the_app_in_their_ids() -> None:
    """With two apps ids, ends of edges, targets and what a gap is about carry the app; the internet stands once."""
    document = graph_json.document([small("one"), small("two")])
    assert [(node["id"], node.get("app")) for node in document["nodes"]] == [
        ("function/one:Fn", "one"),
        ("function/two:Fn", "two"),
        ("internet/internet", None),
        ("route/one:POST /a", "one"),
        ("route/two:POST /a", "two"),
    ]
    assert [(edge["from"], edge["to"]) for edge in document["edges"]] == [
        ("internet/internet", "route/one:POST /a"),
        ("internet/internet", "route/two:POST /a"),
        ("route/one:POST /a", "function/one:Fn"),
        ("route/two:POST /a", "function/two:Fn"),
    ]
    assert [app["name"] for app in document["apps"]] == ["one", "two"]
    assert "app" not in document
    assert [(gap["app"], gap["about"]) for gap in document["gaps"]] == [
        ("one", "function/one:Fn"),
        ("two", "function/two:Fn"),
    ]
    by_id = {node["id"]: node["properties"] for node in document["nodes"]}
    assert by_id["route/one:POST /a"]["target"] == "function/one:Fn"


def test_a_path_that_looks_like_an_id_stays() -> None:
    """A function's code folder is a path even where it is spelt like a node's id."""
    document = graph_json.document([small("one"), small("two")])
    assert {node["properties"].get("code") for node in document["nodes"] if node["kind"] == "function"} == {
        "function/Fn"
    }


def test_two_apps_of_one_name_are_refused() -> None:
    """Apps whose ids could not be told apart raise, and the message names them."""
    with pytest.raises(ValueError, match="two apps are called small"):
        graph_json.document([small(), small()])


def test_no_block_differs_from_a_block_without_switches() -> None:
    """An empty value that is not the default is told: it means the opposite of none."""
    bare = Bucket(id="bucket/A", name="a")
    open_ = Bucket(id="bucket/B", name="b", public_access_block=frozenset())
    some = Bucket(id="bucket/C", name="c", public_access_block=frozenset({"b", "a"}))
    assert [properties(bucket, same) for bucket in (bare, open_, some)] == [
        {},
        {"public_access_block": []},
        {"public_access_block": ["a", "b"]},
    ]


def test_nested_values_are_plain() -> None:
    """Policies, statements and principals are objects, enums their values, an unknown its reason."""
    statement = Statement(
        Effect.ALLOW, ("s3:*",), principals=(Principal("AWS", "*"),), at=Location("a.yml", 2), unknown=Unknown("no")
    )
    role = Role(id="role/R", name="R", policies=(Policy("p", PolicySource.INLINE, (statement,)),))
    assert properties(role, same) == snapshot(
        {
            "policies": [
                {
                    "name": "p",
                    "source": "inline",
                    "statements": [
                        {
                            "effect": "Allow",
                            "actions": ["s3:*"],
                            "principals": [{"kind": "AWS", "value": "*"}],
                            "at": {"path": "a.yml", "line": 2},
                            "unknown": "no",
                        }
                    ],
                    "starred": False,
                }
            ],
            "generated": False,
        }
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Unknown("why"), {"unknown": "why"}),
        (float("nan"), {"unknown": "nan is no number"}),
        (False, False),
        (0, 0),
        ((("a", "b"),), [["a", "b"]]),
        (Location("a.yml", 3, 4), {"path": "a.yml", "line": 3, "column": 4}),
        (Location("a.yml"), {"path": "a.yml"}),
        (Mode.POLL, "poll"),
        (Throttle(rate=5), {"rate": 5}),
        (Variable("NAME", "value"), "NAME"),
    ],
)
def test_plain(value: object, shown: object) -> None:
    """Each sort of value has one plain form."""
    assert plain(value) == shown


def test_stored_values_stay_out() -> None:
    """Of a stored parameter and a custom resource's properties only the names are told; unknown stays unknown."""
    known = Parameter(id="parameter/P", name="p", value="s3cret")
    unknown = Parameter(id="parameter/Q", name="q", value=Unknown("no value"))
    custom = Source(id="custom_resource/C", name="c", properties=(("Password", "s3cret"),))
    rule = Source(id="iot_rule/I", name="i", properties=(("sql", "SELECT *"),))
    assert [properties(node, same) for node in (known, unknown, custom, rule)] == [
        {},
        {"value": {"unknown": "no value"}},
        {"property_names": ["Password"]},
        {"sql": "SELECT *"},
    ]


def test_optional_words_only_where_they_hold() -> None:
    """Environments, external, conditional and label are there where they say something."""
    node = Node(id="table/T", name="t", environments=("prod",), external=True, conditional="IsProd")
    edge = Edge(kind=EdgeKind.READS, source="function/F", target=node.id, label="x", environments=("prod",))
    document = graph_json.document([AppGraph("a", {node.id: node}, (edge,))])
    assert document["nodes"][0] == snapshot(
        {
            "id": "table/T",
            "kind": "table",
            "name": "t",
            "logical_id": None,
            "location": None,
            "lenses": ["declared"],
            "properties": {},
            "environments": ["prod"],
            "external": True,
            "conditional": "IsProd",
        }
    )
    assert document["edges"][0] == snapshot(
        {
            "kind": "reads",
            "from": "function/F",
            "to": "table/T",
            "lenses": ["declared"],
            "locations": [],
            "properties": {},
            "label": "x",
            "environments": ["prod"],
        }
    )


def test_text_is_ascii() -> None:
    """No name reaches a terminal as a control or format character, and lone surrogates can be written."""
    node = Node(id="table/T", name="\u202e\x9b31m\ud800", at=None)
    text = graph_json.render([AppGraph("a", {node.id: node})])
    assert text.isascii()
    assert json.loads(text)["nodes"][0]["name"] == node.name
