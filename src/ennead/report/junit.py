"""JUnit XML, as continuous integration reads it: a suite per app, a failure per finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from ennead.check import Check
from ennead.engine.result import Accepted, AppSummary, ScanResult
from ennead.model.finding import Finding, Fix, Outcome
from ennead.report.scan_place import from_root, place_of
from ennead.report.scan_text import printable

# Characters XML 1.0 has no place for (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Case:
    """One `testcase`: its attributes, and the element inside that says it did not pass."""

    kind: str
    attributes: dict[str, str]
    inside: str = ""


def render(result: ScanResult, checks: Iterable[Check], *, prefix: str = "") -> str:
    """One `testsuite` per app.

    A finding is a case that failed; what could not be assessed and what was accepted is skipped; a
    check of `checks` that said nothing about the app is a case that passed.
    """
    known = list(checks)
    suites = [_suite(app, list(_cases(app, result, known, prefix))) for app in result.apps]
    seconds = f"{result.stats.seconds:.3f}"
    opening = f'<testsuites name="ennead scan" time="{seconds}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', opening, *suites, "</testsuites>"]) + "\n"


def _suite(app: AppSummary, cases: list[_Case]) -> str:
    kinds = [case.kind for case in cases]
    numbers = {"tests": len(cases), "failures": kinds.count("failed"), "skipped": kinds.count("skipped"), "errors": 0}
    opening = _attributes({"name": app.name, **{name: str(number) for name, number in numbers.items()}})
    return "\n".join([f"  <testsuite{opening}>", *map(_element, cases), "  </testsuite>"])


def _cases(app: AppSummary, result: ScanResult, checks: list[Check], prefix: str) -> Iterator[_Case]:
    spoken = set()
    for outcome, accepted in _outcomes(app, result):
        spoken.add(outcome.check)
        yield _case(outcome, accepted, result, prefix)
    for check in checks:
        if check.id not in spoken:
            yield _Case("passed", {"classname": f"ennead.{check.practice.name.lower()}", "name": check.id})


def _outcomes(app: AppSummary, result: ScanResult) -> Iterator[tuple[Outcome, Accepted | None]]:
    """What is about the app; what names no app belongs to the first, so that it is counted once."""
    here = {app.name} if app is not result.apps[0] else {app.name, None}
    told: tuple[Outcome, ...] = (*result.findings, *result.unassessed)
    yield from ((item, None) for item in told if item.app in here)
    yield from ((item.outcome, item) for item in result.accepted if item.outcome.app in here)


def _case(outcome: Outcome, accepted: Accepted | None, result: ScanResult, prefix: str) -> _Case:
    at = place_of(outcome, result)
    attributes = {
        "classname": f"ennead.{outcome.practice.name.lower()}" if isinstance(outcome, Finding) else "ennead",
        "name": f"{outcome.check}: {outcome.function or outcome.resource or outcome.identity}",
        **({"file": from_root(at.path, prefix)} if at.path else {}),
        **({"line": str(at.line)} if at.line else {}),
    }
    if accepted is not None:
        reason = f"accepted ({accepted.by}): {accepted.reason or 'no reason given'}"
        return _Case("skipped", attributes, f"<skipped{_attributes({'message': reason})}/>")
    if not isinstance(outcome, Finding):
        reason = f"not assessed: {outcome.reason}"
        return _Case("skipped", attributes, f"<skipped{_attributes({'message': reason})}/>")
    return _Case("failed", attributes, _failure(outcome))


def _failure(finding: Finding) -> str:
    fix = f"fix: {finding.fix.title}" if isinstance(finding.fix, Fix) else f"no mechanical fix: {finding.fix.reason}"
    hops = [f"{hop.node}: {hop.message}" for hop in finding.path]
    lines = [str(finding.at), *hops, fix, f"identity: {finding.identity}"]
    body = "\n".join(_text(printable(line)) for line in lines if line)
    return f"<failure{_attributes({'type': finding.severity.value, 'message': finding.message})}>{body}</failure>"


def _element(case: _Case) -> str:
    opening = f"    <testcase{_attributes(case.attributes)}"
    return f"{opening}>{case.inside}</testcase>" if case.inside else f"{opening}/>"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{_text(printable(value))}"' for name, value in values.items())


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("�", text))
