"""Expectations about checks: `check: open-route` has no findings but those that are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ennead.check import Check
from ennead.engine.select import SelectionError, choose
from ennead.expect.expectation import Clause, Expectation, Said, State
from ennead.expect.select import globbed
from ennead.model.finding import Finding, Outcome, Unassessed


def checks_of(expectation: Expectation, known: Sequence[Check]) -> tuple[Check, ...]:
    """The checks an expectation names (ids, globs, `practice:6`).  Raises ValueError for one there is not."""
    try:
        return choose(known, select=expectation.selector.names)
    except SelectionError as error:
        raise ValueError(str(error)) from error


def judge(expectation: Expectation, outcomes: Iterable[Outcome], checks: Sequence[Check]) -> Iterator[Said]:
    """What the findings of its checks (those nobody accepted) say against an expectation."""
    ids = {check.id for check in checks}
    told = [one for one in outcomes if one.check in ids and not _left_out(one, expectation.selector.other)]
    findings = [one for one in told if isinstance(one, Finding)]
    for clause in expectation.clauses:
        yield from _count(clause, findings) if clause.word == "count" else _clean(clause, findings)
    for one in told:
        if isinstance(one, Unassessed):
            yield Said(State.UNKNOWN, f"{one.check}: {one.reason}", one.at, environments=one.environments)


def _clean(clause: Clause, findings: list[Finding]) -> Iterator[Said]:
    if clause.value:
        yield from map(_said, findings)
    elif not findings:
        yield Said(State.FAILS, "they find nothing", None)


def _count(clause: Clause, findings: list[Finding]) -> Iterator[Said]:
    if not clause.value.takes(len(findings)):
        for one in findings:
            yield _said(one)
        if not findings:
            yield Said(State.FAILS, "they find nothing", None)


def _said(one: Finding) -> Said:
    return Said(State.FAILS, f"{one.check}: {one.message}", one.at, one.path, None, one.environments)


def _left_out(one: Outcome, patterns: tuple[str, ...]) -> bool:
    """Whether all an outcome is about is left out: its function or resource, its identity, all its functions."""
    names = [name for name in (one.function, one.resource, one.identity) if name]
    expressions = [globbed(pattern) for pattern in patterns]
    if any(expression.fullmatch(name) for expression in expressions for name in names):
        return True
    functions = {item.function for item in one.related if item.function} if isinstance(one, Finding) else set()
    return bool(functions) and all(any(each.fullmatch(name) for each in expressions) for name in functions)
