"""SARIF 2.1.0, and what GitHub code scanning takes of it."""

# ruff: noqa: E501  # the whole log stands here as it is

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.check import Check
from ennead.engine.result import Accepted, ScanResult
from ennead.model.finding import Exposure, Hop, Related, Severity
from ennead.model.location import Location
from ennead.report.sarif import document as sarif
from ennead.report.sarif import limits as sarif_limits

SPEC = json.loads((Path(__file__).parents[2] / "spec" / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SPEC)


def _run(result: ScanResult, checks: list[Check], **options: Any) -> dict[str, Any]:
    """The one run, validated."""
    document = json.loads(sarif.render(result, checks, **options))
    VALIDATOR.validate(document)
    run: dict[str, Any] = document["runs"][0]
    return run


def test_the_schema_is_a_schema() -> None:
    """`spec/sarif-2.1.0.schema.json` is itself valid."""
    jsonschema.Draft202012Validator.check_schema(SPEC)


def test_the_whole_log(small: ScanResult, checks: list[Check], monkeypatch: pytest.MonkeyPatch) -> None:
    """One finding, one «could not tell» and one accepted finding, as they are written."""
    monkeypatch.setattr("ennead.report.sarif.rules.page", {}.get)  # the made-up checks have no pages
    one = replace(small, findings=small.findings[:1], accepted=small.accepted[:1])
    document = json.loads(sarif.render(one, checks[:1]))
    document["runs"][0]["tool"]["driver"]["semanticVersion"] = "VERSION"
    assert document == snapshot(
        {
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "Ennead",
                            "semanticVersion": "VERSION",
                            "supportedTaxonomies": [{"name": "CWE", "index": 0}],
                            "notifications": [
                                {
                                    "id": "not-assessed",
                                    "shortDescription": {"text": "A check could not tell, and why."},
                                },
                                {
                                    "id": "left-out",
                                    "shortDescription": {"text": "Findings beyond what the format's readers take."},
                                },
                            ],
                            "rules": [
                                {
                                    "id": "open-route",
                                    "name": "OpenRoute",
                                    "shortDescription": {"text": "A route that asks nobody who they are."},
                                    "fullDescription": {"text": "A route that asks nobody who they are."},
                                    "defaultConfiguration": {"level": "error"},
                                    "help": {
                                        "text": """\
A route that asks nobody who they are.

References: CWE-306, OWASP-SLS-S2.\
"""
                                    },
                                    "helpUri": "https://cwe.mitre.org/data/definitions/306.html",
                                    "relationships": [
                                        {
                                            "target": {"id": "306", "toolComponent": {"name": "CWE", "index": 0}},
                                            "kinds": ["superset"],
                                        }
                                    ],
                                    "properties": {
                                        "tags": [
                                            "security",
                                            "practice/configuration",
                                            "external/cwe/cwe-306",
                                            "OWASP-SLS-S2",
                                        ],
                                        "security-severity": "9.5",
                                    },
                                },
                                {
                                    "id": "open-bucket",
                                    "name": "OpenBucket",
                                    "shortDescription": {"text": "open bucket"},
                                    "fullDescription": {"text": "open bucket"},
                                    "defaultConfiguration": {"level": "error"},
                                    "help": {
                                        "text": """\
open bucket

References: CWE-732.\
"""
                                    },
                                    "helpUri": "https://cwe.mitre.org/data/definitions/732.html",
                                    "relationships": [
                                        {
                                            "target": {"id": "732", "toolComponent": {"name": "CWE", "index": 0}},
                                            "kinds": ["superset"],
                                        }
                                    ],
                                    "properties": {
                                        "tags": ["security", "practice/configuration", "external/cwe/cwe-732"],
                                        "security-severity": "8.0",
                                    },
                                },
                            ],
                        }
                    },
                    "taxonomies": [
                        {
                            "name": "CWE",
                            "organization": "MITRE",
                            "shortDescription": {"text": "The MITRE Common Weakness Enumeration"},
                            "informationUri": "https://cwe.mitre.org/",
                            "isComprehensive": False,
                            "taxa": [{"id": "306"}, {"id": "732"}],
                        }
                    ],
                    "automationDetails": {"id": "ennead/"},
                    "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
                    "columnKind": "unicodeCodePoints",
                    "invocations": [
                        {
                            "executionSuccessful": True,
                            "toolExecutionNotifications": [
                                {
                                    "descriptor": {"id": "not-assessed", "index": 0},
                                    "level": "warning",
                                    "message": {
                                        "text": "open-queue: the policy of OrderQueue is made by Fn::Transform"
                                    },
                                    "locations": [
                                        {
                                            "physicalLocation": {
                                                "artifactLocation": {"uri": "template.yml", "uriBaseId": "%SRCROOT%"},
                                                "region": {"startLine": 210, "startColumn": 5},
                                            }
                                        }
                                    ],
                                    "properties": {"identity": "open-queue-11112222"},
                                }
                            ],
                        }
                    ],
                    "results": [
                        {
                            "ruleId": "open-route",
                            "ruleIndex": 0,
                            "kind": "fail",
                            "level": "error",
                            "message": {
                                "text": "POST /admin reaches AdminShell and asks nobody who they are. Fix: attach ShopAuthorizer."
                            },
                            "locations": [
                                {
                                    "physicalLocation": {
                                        "artifactLocation": {"uri": "template.yml", "uriBaseId": "%SRCROOT%"},
                                        "region": {"startLine": 100, "startColumn": 13},
                                    },
                                    "logicalLocations": [
                                        {"name": "AdminShell", "kind": "function"},
                                        {"name": "ShopApi", "kind": "resource"},
                                    ],
                                }
                            ],
                            "partialFingerprints": {"ennead/v1": "open-route-3f2a91c0"},
                            "codeFlows": [
                                {
                                    "threadFlows": [
                                        {
                                            "locations": [
                                                {
                                                    "location": {
                                                        "physicalLocation": {
                                                            "artifactLocation": {
                                                                "uri": "template.yml",
                                                                "uriBaseId": "%SRCROOT%",
                                                            },
                                                            "region": {"startLine": 100, "startColumn": 13},
                                                        },
                                                        "message": {
                                                            "text": "anyone sends a request → takes it without an authorizer"
                                                        },
                                                    }
                                                },
                                                {
                                                    "location": {
                                                        "physicalLocation": {
                                                            "artifactLocation": {
                                                                "uri": "template.yml",
                                                                "uriBaseId": "%SRCROOT%",
                                                            },
                                                            "region": {"startLine": 88, "startColumn": 3},
                                                        },
                                                        "message": {"text": "is started by it"},
                                                    }
                                                },
                                                {
                                                    "location": {
                                                        "physicalLocation": {
                                                            "artifactLocation": {
                                                                "uri": "src/admin%20shell.js",
                                                                "uriBaseId": "%SRCROOT%",
                                                            },
                                                            "region": {"startLine": 36, "startColumn": 5},
                                                        },
                                                        "message": {"text": "eval"},
                                                    }
                                                },
                                            ]
                                        }
                                    ]
                                }
                            ],
                            "properties": {
                                "severity": "critical",
                                "priority": "now",
                                "confidence": "high",
                                "exposure": "anonymous",
                            },
                        },
                        {
                            "ruleId": "open-bucket",
                            "ruleIndex": 1,
                            "kind": "fail",
                            "level": "error",
                            "message": {
                                "text": "anybody may read SiteBucket. No mechanical fix: a public site has to be readable."
                            },
                            "locations": [
                                {
                                    "physicalLocation": {
                                        "artifactLocation": {"uri": "template.yml", "uriBaseId": "%SRCROOT%"},
                                        "region": {"startLine": 180, "startColumn": 3},
                                    },
                                    "logicalLocations": [{"name": "SiteBucket", "kind": "resource"}],
                                }
                            ],
                            "partialFingerprints": {"ennead/v1": "open-bucket-55667788"},
                            "suppressions": [
                                {
                                    "kind": "inSource",
                                    "status": "accepted",
                                    "justification": "the site is public",
                                    "location": {
                                        "physicalLocation": {
                                            "artifactLocation": {"uri": "template.yml", "uriBaseId": "%SRCROOT%"},
                                            "region": {"startLine": 181, "startColumn": 5},
                                        }
                                    },
                                    "properties": {"by": "checkov:skip"},
                                }
                            ],
                            "properties": {
                                "severity": "high",
                                "priority": "now",
                                "confidence": "high",
                                "exposure": "anonymous",
                            },
                        },
                    ],
                }
            ],
        }
    )


def test_small_scan_fits_the_schema(small: ScanResult, checks: list[Check]) -> None:
    """Every result points at its rule, by id and by index."""
    run = _run(small, checks)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules[:3] == ["open-route", "wildcard-action", "deep-recursion"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]


@given(text=st.text(st.characters()))
def test_any_text_fits_the_schema(text: str, filled: Callable[[str], ScanResult], checks: list[Check]) -> None:
    """Names of files become relative URIs whatever is in them, and no text breaks the log."""
    _run(filled(text), checks, prefix="services/orders")


@pytest.mark.parametrize(
    ("path", "prefix", "uri"),
    [
        ("template.yml", "", "template.yml"),
        ("template.yml", "services/orders", "services/orders/template.yml"),
        ("a b/ü#?.yml", "", "a%20b/%C3%BC%23%3F.yml"),
        ("c:odd.yml", "", "c%3Aodd.yml"),
    ],
)
def test_uris_are_relative_and_escaped(
    small: ScanResult, checks: list[Check], path: str, prefix: str, uri: str
) -> None:
    """A path counts from the repository's root, percent-encoded, and is never read as a scheme."""
    result = replace(small, findings=(replace(small.findings[0], at=Location(path, 1)),), accepted=())
    physical = _run(result, checks, prefix=prefix)["results"][0]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_a_file_outside_has_an_absolute_uri(small: ScanResult, checks: list[Check]) -> None:
    """A path that is absolute does not pretend to lie under the root."""
    result = replace(small, findings=(replace(small.findings[0], at=Location("/opt/layer.py", 1)),))
    physical = _run(result, checks, prefix="svc")["results"][0]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "file:///opt/layer.py"}


def test_no_line_no_region(small: ScanResult, checks: list[Check]) -> None:
    """A finding known by its file alone claims no line; one without a file stands at its app's template."""
    first = small.findings[0]
    result = replace(small, findings=(replace(first, at=Location("a.yml")), replace(first, at=Location(""))))
    places = [item["locations"][0]["physicalLocation"] for item in _run(result, checks)["results"][:2]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["a.yml", "template.yml"]
    assert not any("region" in place for place in places)


def test_hops_without_a_place_are_told_by_the_next(small: ScanResult, checks: list[Check]) -> None:
    """Code scanning wants a place for every step: what has none is told in the message of a step that has."""
    at = Location("a.py", 3)
    path = (Hop("internet/internet", "anyone"), Hop("function/F", "runs", at), Hop("external/host", "sends"))
    run = _run(replace(small, findings=(replace(small.findings[0], path=path),)), checks)
    steps = run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in steps] == ["anyone → runs → sends"]


def test_path_without_any_place_is_no_flow(small: ScanResult, checks: list[Check]) -> None:
    """A path of which no hop has a place makes no code flow, and the log stays valid."""
    finding = replace(small.findings[0], path=(Hop("internet/internet", "anyone"), Hop("function/F", "runs")))
    assert "codeFlows" not in _run(replace(small, findings=(finding,)), checks)["results"][0]


def test_accepted_findings_are_suppressed(small: ScanResult, checks: list[Check]) -> None:
    """A mark in the source is `inSource`, a baseline `external`; both carry why."""
    finding = small.findings[0]
    marks = (
        Accepted(finding, "checkov:skip", "the site is public"),
        Accepted(finding, "baseline", None, Location("ennead.baseline.json"), "2027-01-01"),
        Accepted(finding, "suppression", "ours", Location("template.yml", 99)),
    )
    found = [result["suppressions"][0] for result in _run(ScanResult(small.apps, accepted=marks), checks)["results"]]
    assert [(item["kind"], item["justification"]) for item in found] == [
        ("inSource", "the site is public"),
        ("external", "accepted by baseline, no reason given"),
        ("inSource", "ours"),
    ]
    assert found[1]["properties"] == {"by": "baseline", "expires": "2027-01-01"}


def test_accepted_findings_can_be_left_out(small: ScanResult, checks: list[Check]) -> None:
    """Readers that ignore `suppressions` get a log without accepted findings."""
    run = _run(small, checks, with_accepted=False)
    assert len(run["results"]) == len(small.findings)
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == len(small.unassessed)


def test_categories_tell_folders_apart(small: ScanResult, checks: list[Check]) -> None:
    """Two folders of one repository do not close each other's alerts."""
    ids = {_run(small, checks, prefix=prefix)["automationDetails"]["id"] for prefix in ("", "a", "b")}
    assert ids == {"ennead/", "ennead/a/", "ennead/b/"}


def test_more_results_than_code_scanning_takes(small: ScanResult, checks: list[Check]) -> None:
    """Results beyond the limit are left out from the end, and the log says how many."""
    number = sarif_limits.RESULTS + 2
    document = sarif.log(replace(small, findings=small.findings[2:] * number, accepted=()), checks)
    run = document["runs"][0]
    assert len(run["results"]) == sarif_limits.RESULTS
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("2 findings")


def test_limits_of_a_result_and_of_a_rule(small: ScanResult, checks: list[Check]) -> None:
    """Locations, steps, tags and descriptions stay within what code scanning takes."""
    at = Location("a.py", 1)
    finding = replace(
        small.findings[0],
        related=tuple(Related(at, str(number)) for number in range(sarif_limits.LOCATIONS + 5)),
        path=tuple(Hop("function/F", "x", at) for _ in range(sarif_limits.THREAD_FLOW_LOCATIONS + 5)),
    )
    check = replace(checks[0], summary="x" * 2000, references=tuple(f"CWE-{number}" for number in range(1, 40)))
    run = _run(replace(small, findings=(finding,)), [check])
    assert len(run["results"][0]["relatedLocations"]) + 1 == sarif_limits.LOCATIONS
    assert len(run["tool"]["driver"]["rules"][0]["properties"]["tags"]) == sarif_limits.TAGS


def test_text_that_reads_like_a_link_is_none(small: ScanResult, checks: list[Check]) -> None:
    """A template cannot put a link into somebody's list of alerts; plain brackets stay as they are."""
    message = "[see](https://example.com) of Records[0]"
    run = _run(replace(small, findings=(replace(small.findings[0], message=message),)), checks)
    assert run["results"][0]["message"]["text"].startswith("\\[see](https://example.com) of Records[0]. ")


@pytest.mark.parametrize("severity", list(Severity))
def test_code_scanning_reads_our_severity(small: ScanResult, checks: list[Check], severity: Severity) -> None:
    """The score of a rule lies in the band that GitHub documents for our word; information has no score."""
    run = _run(replace(small, findings=()), [replace(checks[0], severity=severity)])
    score = float(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"])
    bands = {
        "critical": score > 9.0,
        "high": 7.0 <= score <= 8.9,
        "medium": 4.0 <= score <= 6.9,
        "low": 0.1 <= score <= 3.9,
        "info": score == 0.0,
    }
    assert [word for word, holds in bands.items() if holds] == [severity.value]


def test_taxa_are_the_rules_classes(small: ScanResult, checks: list[Check]) -> None:
    """Every CWE a rule names is in the taxonomy, once; without any there is no taxonomy."""
    run = _run(small, checks)
    assert [taxon["id"] for taxon in run["taxonomies"][0]["taxa"]] == ["250", "306", "674", "732", "1104"]
    bare = _run(ScanResult(small.apps), [replace(checks[0], references=())])
    assert "taxonomies" not in bare
    assert "supportedTaxonomies" not in bare["tool"]["driver"]


def test_the_page_of_a_check_is_its_help(
    small: ScanResult, checks: list[Check], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the check has a page the rule carries it as Markdown."""
    monkeypatch.setattr("ennead.report.sarif.rules.page", {"open-route": "# Open route\n"}.get)
    rules = _run(small, checks)["tool"]["driver"]["rules"]
    assert [rule["help"].get("markdown") for rule in rules[:2]] == ["# Open route\n", None]


def test_apps_do_not_share_fingerprints(small: ScanResult, checks: list[Check]) -> None:
    """One finding in two apps of a repository is two alerts."""
    finding = replace(small.findings[0], exposure=Exposure.ANONYMOUS)
    found = (replace(finding, app="orders"), replace(finding, app="users"), finding)
    run = _run(replace(small, findings=found, accepted=()), checks)
    assert len({result["partialFingerprints"]["ennead/v1"] for result in run["results"]}) == 3
