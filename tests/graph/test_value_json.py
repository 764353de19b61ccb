"""Classes and value in the map's document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.data import DataClass, Evidence, Level
from ennead.report.graph.document import document
from ennead.sources.text import fragment_of

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "graph.schema.json").read_text(encoding="utf-8"))
TEXT = """\
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  B: {Type: AWS::S3::Bucket}
  P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: hunter2-stored}}
  K: {Type: AWS::KMS::Key}
"""


def _nodes() -> dict[str, dict[str, Any]]:
    shown = document([derive(merge("app", [fragment_of(TEXT)]))])
    jsonschema.validate(shown, SCHEMA)
    assert "hunter2" not in json.dumps(shown)
    return {node["id"]: node for node in shown["nodes"]}


def test_a_store_in_the_document() -> None:
    """A store carries its classes once each, its levels, and every reason with its place."""
    orders = _nodes()["table/Orders"]
    assert orders["data_classes"] == ["personal", "financial"]
    assert orders["value"] == {"confidentiality": "high", "integrity": "high", "availability": "low"}
    assert orders["class_reasons"][0] == {
        "class": "personal",
        "reason": 'Its name Orders says "order"',
        "by": "name",
        "location": {"path": "template.yaml", "line": 2, "column": 3},
    }
    assert _nodes()["bucket/B"]["data_classes"] == ["unknown"]


def test_what_is_no_store_carries_none() -> None:
    """A key has neither classes nor value nor reasons in the document."""
    assert {"data_classes", "value", "class_reasons"} & set(_nodes()["key/K"]) == set()


def test_the_schema_knows_the_words() -> None:
    """The schema lists the classes, the levels and the sorts of evidence that the code has."""
    definitions = SCHEMA["$defs"]
    reasons = definitions["node"]["properties"]["class_reasons"]["items"]["properties"]
    assert definitions["class"]["enum"] == [one.value for one in DataClass]
    assert set(definitions["level"]["enum"]) == {one.value for one in Level}
    assert reasons["by"]["enum"] == [one.value for one in Evidence]
