"""`ennead.scan/1`."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.engine.result import ScanResult, Stats
from ennead.model.location import Location
from ennead.report.scan import document as scan_json

SPEC = json.loads((Path(__file__).parents[2] / "spec" / "scan.schema.json").read_text(encoding="utf-8"))


def _strict(schema: Any) -> Any:
    """The schema, closed: no field may be written that it does not describe."""
    closed = deepcopy(schema)
    for place in (closed, *closed["$defs"].values()):
        if "properties" in place:
            place.setdefault("additionalProperties", False)
    return closed


def _validate(text: str) -> Any:
    jsonschema.Draft202012Validator.check_schema(SPEC)
    document = json.loads(text)
    jsonschema.Draft202012Validator(_strict(SPEC)).validate(document)
    return document


def test_the_whole_document(small: ScanResult) -> None:
    """Every field of a scan of one app stands where the interface says."""
    assert scan_json.render(small) == snapshot("""\
{
  "schema": "ennead.scan/1",
  "app": {
    "name": "shop",
    "functions": 2,
    "sources": [
      "template.yml"
    ],
    "counts": {
      "function": 2,
      "route": 3,
      "queue": 1,
      "bucket": 1,
      "role": 4
    },
    "gaps": {}
  },
  "findings": [
    {
      "check": "open-route",
      "practice": 6,
      "severity": "critical",
      "priority": "now",
      "confidence": "high",
      "exposure": "anonymous",
      "message": "POST /admin reaches AdminShell and asks nobody who they are",
      "function": "AdminShell",
      "resource": "ShopApi",
      "location": {
        "path": "template.yml",
        "line": 100,
        "column": 13
      },
      "related": [],
      "path": [
        {
          "node": "internet/internet",
          "message": "anyone sends a request"
        },
        {
          "node": "route/POST /admin",
          "location": {
            "path": "template.yml",
            "line": 100,
            "column": 13
          },
          "message": "takes it without an authorizer"
        },
        {
          "node": "function/AdminShell",
          "location": {
            "path": "template.yml",
            "line": 88,
            "column": 3
          },
          "message": "is started by it"
        },
        {
          "node": "function/AdminShell",
          "location": {
            "path": "src/admin shell.js",
            "line": 36,
            "column": 5
          },
          "message": "eval"
        }
      ],
      "references": [
        "CWE-306",
        "OWASP-SLS-S2",
        "FSBP-APIGateway.8"
      ],
      "identity": "open-route-3f2a91c0",
      "fix": {
        "title": "attach ShopAuthorizer",
        "disposition": "safe",
        "edit": "Auth:\\n  Authorizer: ShopAuthorizer\\n"
      }
    },
    {
      "check": "wildcard-action",
      "practice": 3,
      "severity": "high",
      "priority": "soon",
      "confidence": "medium",
      "exposure": "internal",
      "message": "OrderNew may call every DynamoDB action",
      "function": "OrderNew",
      "resource": null,
      "location": {
        "path": "template.yml",
        "line": 140,
        "column": 9
      },
      "related": [
        {
          "path": "template.yml",
          "line": 120,
          "column": 3,
          "message": "the function that has the role"
        }
      ],
      "references": [
        "CWE-250"
      ],
      "identity": "wildcard-action-0a1b2c3d",
      "fix": null,
      "no_fix": "the actions it needs cannot be told from its code",
      "environments": [
        "prod"
      ]
    },
    {
      "check": "old-runtime",
      "practice": 6,
      "severity": "low",
      "priority": "later",
      "confidence": "high",
      "exposure": "internal",
      "message": "2 functions run python3.8, which ended on 2024-10-14",
      "function": null,
      "resource": null,
      "location": {
        "path": "template.yml"
      },
      "related": [
        {
          "path": "template.yml",
          "line": 90,
          "column": 7,
          "message": "runs python3.8",
          "function": "AdminShell"
        },
        {
          "path": "template.yml",
          "line": 122,
          "column": 7,
          "message": "runs python3.8",
          "function": "OrderNew"
        }
      ],
      "references": [
        "CWE-1104"
      ],
      "identity": "old-runtime-deadbeef",
      "fix": {
        "title": "set Runtime to python3.13",
        "disposition": "review"
      }
    }
  ],
  "unassessed": [
    {
      "check": "open-queue",
      "reason": "the policy of OrderQueue is made by Fn::Transform",
      "identity": "open-queue-11112222",
      "function": null,
      "resource": "OrderQueue",
      "location": {
        "path": "template.yml",
        "line": 210,
        "column": 5
      }
    }
  ],
  "accepted": [
    {
      "identity": "open-bucket-55667788",
      "check": "open-bucket",
      "outcome": "finding",
      "by": "checkov:skip",
      "reason": "the site is public",
      "location": {
        "path": "template.yml",
        "line": 181,
        "column": 5
      }
    },
    {
      "identity": "open-stream-99990000",
      "check": "open-stream",
      "outcome": "unassessed",
      "by": "baseline",
      "reason": null,
      "location": {
        "path": "ennead.baseline.json"
      },
      "expires": "2027-01-01"
    }
  ],
  "stats": {
    "seconds": 0.94,
    "files": 12
  }
}
""")


def test_small_scan_fits_the_published_schema(small: ScanResult) -> None:
    """What is written is described in `spec/scan.schema.json`, every field of it."""
    _validate(scan_json.render(small))


def test_no_app_is_the_empty_list() -> None:
    """A scan that found no application says so with `apps: []` and fits the schema."""
    document = _validate(scan_json.render(ScanResult(())))
    assert document["apps"] == []
    assert "app" not in document


def test_several_apps_are_named_on_each_finding(filled: Callable[[str], ScanResult]) -> None:
    """Where several apps were found everything says which one it is about."""
    document = _validate(scan_json.render(filled("orders")))
    assert [app["name"] for app in document["apps"]] == ["orders", "other"]
    told = document["findings"] + document["unassessed"] + document["accepted"]
    assert {item["app"] for item in told} == {"orders"}


@pytest.mark.parametrize(
    ("at", "place"),
    [
        (Location(""), None),
        (Location("a.yml"), {"path": "a.yml"}),
        (Location("a.yml", 0, 4), {"path": "a.yml"}),
        (Location("a.yml", 7), {"path": "a.yml", "line": 7}),
        (Location("a.yml", 7, 1), {"path": "a.yml", "line": 7, "column": 1}),
    ],
)
def test_unknown_lines_are_left_out(small: ScanResult, at: Location, place: dict[str, Any] | None) -> None:
    """A place known by its file alone has no line, one without a file is null, and both fit the schema."""
    result = replace(small, findings=(replace(small.findings[0], at=at),))
    assert _validate(scan_json.render(result))["findings"][0]["location"] == place


def test_seconds_are_rounded_to_milliseconds(small: ScanResult) -> None:
    """The time of a run is not told finer than anybody reads."""
    document = json.loads(scan_json.render(replace(small, stats=Stats(1.23456, 2))))
    assert document["stats"] == {"seconds": 1.235, "files": 2}


@given(text=st.text(min_size=1))
def test_any_text_comes_back_as_it_was(text: str, filled: Callable[[str], ScanResult]) -> None:
    """Quotes, control characters and letters of every script survive the round trip."""
    document = _validate(scan_json.render(filled(text)))
    assert {finding["message"] for finding in document["findings"]} == {text}
    assert document["findings"][0]["path"][0]["message"] == text


@given(text=st.text(st.characters(categories=["Cs"]), min_size=1))
def test_names_that_are_no_utf8_are_spelled_out(text: str, filled: Callable[[str], ScanResult]) -> None:
    """A lone surrogate, as in names of files that are no UTF-8, is written as its escape: JSON cannot hold it."""
    document = _validate(scan_json.render(filled(text)))
    assert document["findings"][0]["message"] == "".join(f"\\u{ord(char):04x}" for char in text)
