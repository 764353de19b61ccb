"""Findings as SARIF results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ennead.engine.priority import priority_of
from ennead.engine.result import Accepted, ScanResult
from ennead.model.finding import Finding, Fix, Unassessed
from ennead.report.sarif.limits import LOCATIONS
from ennead.report.sarif.place import code_flows, location
from ennead.report.sarif.rules import LEVELS
from ennead.report.sarif.text import message
from ennead.report.scan.place import place_of


def result_of(
    finding: Finding, result: ScanResult, rule_index: Mapping[str, int], prefix: str, accepted: Accepted | None = None
) -> dict[str, Any]:
    """One `result`; suppressed where somebody has accepted it."""
    flows = code_flows(finding.path, prefix)
    related = _related(finding, prefix)
    return {
        "ruleId": finding.check,
        "ruleIndex": rule_index[finding.check],
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": message(_message(finding)),
        "locations": [location(place_of(finding, result), prefix, logical=_logical(finding))],
        "partialFingerprints": {"ennead/v1": f"{finding.app}/{finding.identity}" if finding.app else finding.identity},
        **({"codeFlows": flows} if flows else {}),
        **({"relatedLocations": related} if related else {}),
        **({"suppressions": [_suppression(accepted, prefix)]} if accepted else {}),
        "properties": _properties(finding),
    }


def _related(finding: Finding, prefix: str) -> list[dict[str, Any]]:
    """Each place and message once: the standard wants a set."""
    told = ((replace(item.at, route=()), item.message) for item in finding.related if item.at.path)
    return [location(at, prefix, message=text) for at, text in list(dict.fromkeys(told))[: LOCATIONS - 1]]


def _message(finding: Finding) -> str:
    """The first sentence stands alone where space is short."""
    fix = f"Fix: {finding.fix.title}" if isinstance(finding.fix, Fix) else f"No mechanical fix: {finding.fix.reason}"
    return f"{finding.message.rstrip('.')}. {fix.rstrip('.')}."


def _logical(item: Finding | Unassessed) -> list[dict[str, str]]:
    named = {"function": item.function, "resource": item.resource}
    return [{"name": name, "kind": kind} for kind, name in named.items() if name]


def _properties(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "priority": priority_of(finding).value,
        "confidence": finding.confidence.value,
        "exposure": finding.exposure.name.lower(),
        **({"app": finding.app} if finding.app else {}),
        **({"environments": list(finding.environments)} if finding.environments else {}),
    }


def _suppression(accepted: Accepted, prefix: str) -> dict[str, Any]:
    """`inSource` where the mark stands in the file the finding is about, or is another scanner's comment."""
    own = accepted.by in {"baseline", "suppression"}
    beside = (
        accepted.at is not None and accepted.outcome.at is not None and accepted.at.path == accepted.outcome.at.path
    )
    at = accepted.at if accepted.at is not None and accepted.at.path else None
    return {
        "kind": "external" if own and not beside else "inSource",
        "status": "accepted",
        "justification": accepted.reason or f"accepted by {accepted.by}, no reason given",
        **({"location": location(at, prefix)} if at else {}),
        "properties": {"by": accepted.by, **({"expires": accepted.expires} if accepted.expires else {})},
    }


def notification(
    item: Unassessed, prefix: str, rule_index: Mapping[str, int], accepted: str | None = None
) -> dict[str, Any]:
    """What could not be told, as a `notification`; a note where somebody has accepted that."""
    index = rule_index.get(item.check)
    where = location(item.at, prefix) if item.at else {}
    return {
        "descriptor": {"id": "not-assessed", "index": 0},
        **({"associatedRule": {"id": item.check, "index": index}} if index is not None else {}),
        "level": "note" if accepted else "warning",
        "message": message(f"{item.check}: {item.reason}" + (f" (accepted: {accepted})" if accepted else "")),
        **({"locations": [where]} if where else {}),
        "properties": {"identity": item.identity, **({"app": item.app} if item.app else {})},
    }
