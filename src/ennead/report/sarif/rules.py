"""Checks as SARIF rules, and the weakness classes they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ennead.check import Check
from ennead.model.finding import Finding, Severity
from ennead.report.pages import page
from ennead.report.sarif.limits import DESCRIPTION, TAGS

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}

# Code scanning reads over 9.0 as critical, from 7.0 as high, from 4.0 as medium, from 0.1 as low, and 0.0 as
# «no security severity», which is what information is.
SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.INFO: "0.0",
}


def rules(checks: Iterable[Check], findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """A rule per check, then one for each finding whose check is not among them; every id once."""
    made = {check.id: _of_check(check) for check in checks}
    for finding in findings:
        made.setdefault(finding.check, _of_finding(finding))
    return list(made.values())


def _of_check(check: Check) -> dict[str, Any]:
    tags = ["security", f"practice/{check.practice.name.lower()}"]
    return _rule(check.id, check.summary, check.severity, check.references, tags)


def _of_finding(finding: Finding) -> dict[str, Any]:
    tags = ["security", f"practice/{finding.practice.name.lower()}"]
    return _rule(finding.check, finding.check.replace("-", " "), finding.severity, finding.references, tags)


def _rule(
    check_id: str, summary: str, severity: Severity, references: tuple[str, ...], tags: list[str]
) -> dict[str, Any]:
    numbers = cwe_numbers(references)
    foreign = [f"external/cwe/cwe-{number}" for number in numbers]
    others = [reference for reference in references if not reference.startswith("CWE-")]
    return {
        "id": check_id,
        "name": "".join(part.capitalize() for part in check_id.split("-")),
        "shortDescription": {"text": _short(summary)},
        "fullDescription": {"text": _short(summary)},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "help": _help(check_id, summary, references),
        **({"helpUri": f"https://cwe.mitre.org/data/definitions/{numbers[0]}.html"} if numbers else {}),
        **({"relationships": [_membership(number) for number in numbers]} if numbers else {}),
        "properties": {
            "tags": list(dict.fromkeys([*tags, *foreign, *others]))[:TAGS],
            "security-severity": SCORES[severity],
        },
    }


def _short(text: str) -> str:
    return text if len(text) <= DESCRIPTION else text[: DESCRIPTION - 1] + "…"


def _help(check_id: str, summary: str, references: tuple[str, ...]) -> dict[str, str]:
    named = f"\n\nReferences: {', '.join(references)}." if references else ""
    markdown = page(check_id)
    return {"text": summary + named, **({"markdown": markdown} if markdown else {})}


def _membership(number: str) -> dict[str, Any]:
    """The rule finds some of the weaknesses of that class."""
    target = {"id": number, "toolComponent": {"name": "CWE", "index": 0}}
    return {"target": target, "kinds": ["superset"]}


def cwe_numbers(references: Iterable[str]) -> list[str]:
    """`CWE-306` as `306`, each once, in their order."""
    numbers = (reference.removeprefix("CWE-") for reference in references if reference.startswith("CWE-"))
    return list(dict.fromkeys(number for number in numbers if number.isdecimal()))


def taxonomies(made: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The CWE classes the rules name, as the one taxonomy; none where they name none."""
    named = {link["target"]["id"] for rule in made for link in rule.get("relationships", ())}
    if not named:
        return []
    return [
        {
            "name": "CWE",
            "organization": "MITRE",
            "shortDescription": {"text": "The MITRE Common Weakness Enumeration"},
            "informationUri": "https://cwe.mitre.org/",
            "isComprehensive": False,
            "taxa": [{"id": number} for number in sorted(named, key=int)],
        }
    ]
