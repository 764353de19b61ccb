"""Annotations of GitHub Actions: workflow commands on standard output.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; GitHub shows ten errors, ten
warnings and ten notices of a step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ennead.engine.priority import priority_of
from ennead.engine.result import ScanResult
from ennead.model.finding import Finding, Fix, Priority
from ennead.report.scan.place import from_root, place_of
from ennead.report.scan.text import printable

SHOWN = 10

_LEVELS = {Priority.NOW: "error", Priority.SOON: "warning", Priority.LATER: "notice"}
_TITLES = {Priority.NOW: "act now", Priority.SOON: "soon", Priority.LATER: "later"}


def render(result: ScanResult, *, prefix: str = "") -> str:
    """The first ten findings of each priority as annotations, then a line of numbers."""
    return "".join(f"{line}\n" for line in (*_annotations(result, prefix), _numbers(result)))


def _annotations(result: ScanResult, prefix: str) -> Iterator[str]:
    used: Counter[Priority] = Counter()
    for finding in result.findings:
        priority = priority_of(finding)
        if used[priority] < SHOWN:
            used[priority] += 1
            yield _annotation(finding, result, prefix)


def _annotation(finding: Finding, result: ScanResult, prefix: str) -> str:
    at = place_of(finding, result)
    words = {"file": from_root(at.path, prefix)} if at.path else {}
    if at.path and at.line:
        words["line"] = str(at.line)
        words |= {"col": str(at.column)} if at.column else {}
    words["title"] = f"{finding.check} ({finding.severity.value})"
    given = ",".join(f"{name}={escape_property(printable(value))}" for name, value in words.items())
    return f"::{_LEVELS[priority_of(finding)]} {given}::{escape_data(_message(finding))}"


def _message(finding: Finding) -> str:
    fix = f"fix: {finding.fix.title}" if isinstance(finding.fix, Fix) else f"no mechanical fix: {finding.fix.reason}"
    return "\n".join([printable(finding.message), printable(fix), f"ennead explain {finding.check}"])


def _numbers(result: ScanResult) -> str:
    of = Counter(priority_of(finding) for finding in result.findings)
    parts = [f"{of[priority]} {_TITLES[priority]}" for priority in Priority]
    parts += [f"{len(result.unassessed)} not assessed", f"{len(result.accepted)} accepted"]
    left_out = sum(max(0, number - SHOWN) for number in of.values())
    return "ennead: " + " · ".join(parts) + (f" ({left_out} without an annotation)" if left_out else "")


def escape_data(text: str) -> str:
    """Text after the second `::`."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """The value of a property of a command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")
