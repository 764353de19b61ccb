"""GitLab's Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: an array of objects with
`description`, `check_name`, `fingerprint`, `severity` and `location`; without byte order mark.
"""

from __future__ import annotations

from typing import Any

from ennead.engine.result import ScanResult
from ennead.model.finding import Finding, Severity, Unassessed
from ennead.report.scan.encode import encode
from ennead.report.scan.place import from_root, place_of

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


def render(result: ScanResult, *, prefix: str = "") -> str:
    """Findings, then what could not be assessed as entries of severity `info`."""
    findings = [_entry(item, item.message, _SEVERITIES[item.severity], result, prefix) for item in result.findings]
    open_ = [_entry(item, f"not assessed: {item.reason}", "info", result, prefix) for item in result.unassessed]
    return encode(findings + open_)


def _entry(
    item: Finding | Unassessed, description: str, severity: str, result: ScanResult, prefix: str
) -> dict[str, Any]:
    """The format demands a line: what is known by its file alone stands at the first."""
    at = place_of(item, result)
    return {
        "description": description,
        "check_name": item.check,
        "fingerprint": f"{item.app}/{item.identity}" if item.app else item.identity,
        "severity": severity,
        "location": {"path": from_root(at.path, prefix), "lines": {"begin": at.line or 1}},
    }
