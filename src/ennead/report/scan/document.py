"""A scan as a document: `ennead.scan/1` (`spec/scan.schema.json`)."""

from __future__ import annotations

from typing import Any

from ennead.engine.priority import priority_of
from ennead.engine.result import Accepted, AppSummary, ScanResult
from ennead.model.finding import Finding, Fix, Hop, NoFix, Related, Unassessed
from ennead.model.location import Location
from ennead.report.scan.encode import encode
from ennead.report.scan.stakes import stakes

SCHEMA = "ennead.scan/1"


def render(result: ScanResult) -> str:
    """The document as JSON text."""
    return encode(document(result))


def document(result: ScanResult) -> dict[str, Any]:
    """`{schema, app | apps, findings, unassessed, accepted, stats}`, findings in the result's own order.

    `app` is there where exactly one was scanned; otherwise `apps` lists them (none found: the empty
    list) and findings and unassessed say which of them they are about.
    """
    apps = [_app(app) for app in result.apps]
    several = len(apps) > 1
    return {
        "schema": SCHEMA,
        **({"app": apps[0]} if len(apps) == 1 else {"apps": apps}),
        "findings": [finding_row(finding, several=several) for finding in result.findings],
        "unassessed": [unassessed_row(item, several=several) for item in result.unassessed],
        "accepted": [_accepted(item, several=several) for item in result.accepted],
        "stats": {"seconds": round(result.stats.seconds, 3), "files": result.stats.files},
    }


def _app(app: AppSummary) -> dict[str, Any]:
    return {
        "name": app.name,
        "functions": app.functions,
        "sources": list(app.sources),
        "counts": app.counts,
        "gaps": app.gaps,
        **_environments(app.environments),
    }


def finding_row(finding: Finding, *, several: bool) -> dict[str, Any]:
    """A finding; with the name of its application where there are several."""
    return {
        "check": finding.check,
        "practice": int(finding.practice),
        "severity": finding.severity.value,
        "priority": priority_of(finding).value,
        "confidence": finding.confidence.value,
        "exposure": finding.exposure.name.lower(),
        **stakes(finding),
        "message": finding.message,
        **_which(finding, several=several),
        "location": _place(finding.at),
        "related": [_related(item) for item in finding.related],
        **({"path": [_hop(hop) for hop in finding.path]} if finding.path else {}),
        "references": list(finding.references),
        "identity": finding.identity,
        **_fix(finding.fix),
        **_environments(finding.environments),
    }


def unassessed_row(item: Unassessed, *, several: bool) -> dict[str, Any]:
    """Something that could not be told."""
    return {
        "check": item.check,
        "reason": item.reason,
        "identity": item.identity,
        **_which(item, several=several),
        "location": _place(item.at),
        **_environments(item.environments),
    }


def _accepted(item: Accepted, *, several: bool) -> dict[str, Any]:
    return {
        "identity": item.outcome.identity,
        "check": item.outcome.check,
        "outcome": "finding" if isinstance(item.outcome, Finding) else "unassessed",
        "by": item.by,
        "reason": item.reason,
        "location": _place(item.at),
        **({"expires": item.expires} if item.expires else {}),
        **({"app": item.outcome.app} if several else {}),
    }


def _which(item: Finding | Unassessed, *, several: bool) -> dict[str, Any]:
    app = {"app": item.app} if several else {}
    return {**app, "function": item.function, "resource": item.resource}


def _place(at: Location | None) -> dict[str, Any] | None:
    """`{path, line?, column?}`, or None where no file is named."""
    if at is None or not at.path:
        return None
    numbers = {"line": at.line, "column": at.column if at.line else 0}
    return {"path": at.path, **{name: number for name, number in numbers.items() if number > 0}}


def _related(item: Related) -> dict[str, Any]:
    function = {"function": item.function} if item.function is not None else {}
    return {**(_place(item.at) or {"path": ""}), "message": item.message, **function}


def _hop(hop: Hop) -> dict[str, Any]:
    place = _place(hop.at)
    return {"node": hop.node, **({"location": place} if place else {}), "message": hop.message}


def _fix(fix: Fix | NoFix) -> dict[str, Any]:
    if isinstance(fix, NoFix):
        return {"fix": None, "no_fix": fix.reason}
    edit = {"edit": fix.edit} if fix.edit is not None else {}
    return {"fix": {"title": fix.title, "disposition": fix.disposition.value, **edit}}


def _environments(names: tuple[str, ...]) -> dict[str, Any]:
    return {"environments": list(names)} if names else {}
