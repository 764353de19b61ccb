"""A difference as SARIF 2.1.0: the later scan, each result with its `baselineState`.

`new`, `updated` (there before, with another priority, name or extent), `unchanged`, and `absent` for what is fixed.
GitHub code scanning passes over the property and would open alerts for absent results: they are left out for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ennead.check import Check
from ennead.engine.change.findings import FindingChange, Standing
from ennead.engine.change.words import Change
from ennead.engine.result import ScanResult
from ennead.model.finding import Finding
from ennead.report.sarif import document as sarif
from ennead.report.scan.encode import encode

_STATES = {Standing.NEW: "new", Standing.FIXED: "absent", Standing.STILL: "unchanged", Standing.ACCEPTED: "unchanged"}


def render(change: Change, checks: Iterable[Check], *, prefix: str = "", for_github: bool = False) -> str:
    """The log as JSON text."""
    scanned = change.scanned or ScanResult(())
    single = len(scanned.apps) < 2
    fixed = [] if for_github else [_as_scanned(one.finding, single=single) for one in change.of(Standing.FIXED)]
    whole = replace(scanned, findings=(*scanned.findings, *fixed))
    log = sarif.log(whole, checks, prefix=prefix, with_accepted=not for_github)
    states = {_fingerprint(_as_scanned(one.finding, single=single)): _state(one) for one in change.findings}
    for run in log["runs"]:
        for result in run["results"]:
            _mark(result, states)
    return encode(log)


def _as_scanned(finding: Finding, *, single: bool) -> Finding:
    """Without the name of the application, where the scan holds one only."""
    return replace(finding, app=None) if single else finding


def _state(one: FindingChange) -> str:
    changed = one.moved or one.reprioritised or bool(one.shrunk)
    return "updated" if one.standing is Standing.STILL and changed else _STATES[one.standing]


def _fingerprint(finding: Finding) -> str:
    return f"{finding.app}/{finding.identity}" if finding.app else finding.identity


def _mark(result: dict[str, Any], states: dict[str, str]) -> None:
    """What is not compared (an application that could not be read before) is unchanged as far as anyone knows."""
    result["baselineState"] = states.get(result["partialFingerprints"]["ennead/v1"], "unchanged")
