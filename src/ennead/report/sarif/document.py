"""A scan as SARIF 2.1.0, within what GitHub code scanning takes (`sarif_limits.py`).

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ennead import __version__
from ennead.check import Check
from ennead.engine.result import Accepted, ScanResult
from ennead.model.finding import Finding, Unassessed
from ennead.report.sarif.limits import RESULTS
from ennead.report.sarif.place import ROOT
from ennead.report.sarif.result import notification, result_of
from ennead.report.sarif.rules import rules, taxonomies
from ennead.report.scan.encode import encode

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(result: ScanResult, checks: Iterable[Check], *, prefix: str = "", with_accepted: bool = True) -> str:
    """The log as JSON text; `checks` become rules, `prefix` is the scanned folder seen from the repository's root."""
    return encode(log(result, checks, prefix=prefix, with_accepted=with_accepted))


def log(result: ScanResult, checks: Iterable[Check], *, prefix: str = "", with_accepted: bool = True) -> dict[str, Any]:
    """One run: open findings as results, accepted ones as suppressed results, «could not tell» as notifications."""
    accepted = [item for item in result.accepted if with_accepted]
    told = [(finding, None) for finding in result.findings] + [
        (item.outcome, item) for item in accepted if isinstance(item.outcome, Finding)
    ]
    kept = told[:RESULTS]
    made = rules(checks, (finding for finding, _ in kept))
    index = {rule["id"]: place for place, rule in enumerate(made)}
    notes = _notifications(result, accepted, index, prefix)
    if len(told) > RESULTS:
        notes.insert(0, _left_out(len(told) - RESULTS))
    run = {
        "tool": {"driver": _driver(made)},
        **({"taxonomies": classes} if (classes := taxonomies(made)) else {}),
        "automationDetails": {"id": f"ennead/{prefix}/" if prefix else "ennead/"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": [result_of(finding, result, index, prefix, mark) for finding, mark in kept],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(made: list[dict[str, Any]]) -> dict[str, Any]:
    cwe = any("relationships" in rule for rule in made)
    return {
        "name": "Ennead",
        "semanticVersion": __version__,
        **({"supportedTaxonomies": [{"name": "CWE", "index": 0}]} if cwe else {}),
        "notifications": [
            {"id": "not-assessed", "shortDescription": {"text": "A check could not tell, and why."}},
            {"id": "left-out", "shortDescription": {"text": "Findings beyond what the format's readers take."}},
        ],
        "rules": made,
    }


def _notifications(
    result: ScanResult, accepted: list[Accepted], index: Mapping[str, int], prefix: str
) -> list[dict[str, Any]]:
    notes = [notification(item, prefix, index) for item in result.unassessed]
    for mark in accepted:
        if isinstance(mark.outcome, Unassessed):
            reason = mark.reason or f"{mark.by}, no reason given"
            notes.append(notification(mark.outcome, prefix, index, accepted=reason))
    return notes


def _left_out(number: int) -> dict[str, Any]:
    text = f"{number} findings of the lowest priority are left out: code scanning takes {RESULTS} results of a run"
    return {"descriptor": {"id": "left-out", "index": 1}, "level": "warning", "message": {"text": text}}
