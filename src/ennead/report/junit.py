"""JUnit XML, as continuous integration reads it: a suite per app, a failure per finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ennead.check import Check
from ennead.engine.result import Accepted, AppSummary, ScanResult
from ennead.model.finding import Finding, Fix, Outcome
from ennead.report.junit_case import Case, attrs, element, escaped
from ennead.report.scan.place import from_root, place_of
from ennead.report.scan.text import printable


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


def _suite(app: AppSummary, cases: list[Case]) -> str:
    kinds = [case.kind for case in cases]
    numbers = {"tests": len(cases), "failures": kinds.count("failed"), "skipped": kinds.count("skipped"), "errors": 0}
    opening = attrs({"name": app.name, **{name: str(number) for name, number in numbers.items()}})
    return "\n".join([f"  <testsuite{opening}>", *map(element, cases), "  </testsuite>"])


def _cases(app: AppSummary, result: ScanResult, checks: list[Check], prefix: str) -> Iterator[Case]:
    spoken = set()
    for outcome, accepted in _outcomes(app, result):
        spoken.add(outcome.check)
        yield _case(outcome, accepted, result, prefix)
    for check in checks:
        if check.id not in spoken:
            yield Case("passed", {"classname": f"ennead.{check.practice.name.lower()}", "name": check.id})


def _outcomes(app: AppSummary, result: ScanResult) -> Iterator[tuple[Outcome, Accepted | None]]:
    """What is about the app; what names no app belongs to the first, so that it is counted once."""
    here = {app.name} if app is not result.apps[0] else {app.name, None}
    told: tuple[Outcome, ...] = (*result.findings, *result.unassessed)
    yield from ((item, None) for item in told if item.app in here)
    yield from ((item.outcome, item) for item in result.accepted if item.outcome.app in here)


def _case(outcome: Outcome, accepted: Accepted | None, result: ScanResult, prefix: str) -> Case:
    at = place_of(outcome, result)
    attributes = {
        "classname": f"ennead.{outcome.practice.name.lower()}" if isinstance(outcome, Finding) else "ennead",
        "name": f"{outcome.check}: {outcome.function or outcome.resource or outcome.identity}",
        **({"file": from_root(at.path, prefix)} if at.path else {}),
        **({"line": str(at.line)} if at.line else {}),
    }
    if accepted is not None:
        reason = f"accepted ({accepted.by}): {accepted.reason or 'no reason given'}"
        return Case("skipped", attributes, f"<skipped{attrs({'message': reason})}/>")
    if not isinstance(outcome, Finding):
        reason = f"not assessed: {outcome.reason}"
        return Case("skipped", attributes, f"<skipped{attrs({'message': reason})}/>")
    return Case("failed", attributes, _failure(outcome))


def _failure(finding: Finding) -> str:
    fix = f"fix: {finding.fix.title}" if isinstance(finding.fix, Fix) else f"no mechanical fix: {finding.fix.reason}"
    hops = [f"{hop.node}: {hop.message}" for hop in finding.path]
    lines = [str(finding.at), *hops, fix, f"identity: {finding.identity}"]
    body = "\n".join(escaped(printable(line)) for line in lines if line)
    return f"<failure{attrs({'type': finding.severity.value, 'message': finding.message})}>{body}</failure>"
