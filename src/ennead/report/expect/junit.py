"""Expectations as JUnit XML: a suite per application, a case per expectation."""

from __future__ import annotations

from collections.abc import Iterable

from ennead.expect.expectation import Outcome, Result, Said, State
from ennead.report.junit_case import Case, attrs, element, escaped
from ennead.report.scan.place import from_root
from ennead.report.scan.text import printable


def render(outcome: Outcome, *, prefix: str = "") -> str:
    """One that fails is a failure, one that could not be told an error (nobody knows whether it holds).

    `prefix` is the scanned folder seen from the root of the repository.
    """
    suites = [_suite(app, [one for one in outcome.results if one.app == app], prefix) for app in _apps(outcome)]
    if outcome.unread:
        suites.append(_unread(outcome.unread, prefix))
    opening = f'<testsuites name="ennead test" time="{outcome.seconds:.3f}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', opening, *suites, "</testsuites>"]) + "\n"


def _apps(outcome: Outcome) -> list[str]:
    """Applications that were read, then those that only an expectation names."""
    return list(dict.fromkeys([*outcome.apps, *(one.app for one in outcome.results)]))


def _suite(name: str, results: list[Result], prefix: str) -> str:
    return _written(name, [_case(one, prefix) for one in results])


def _written(name: str, cases: list[Case]) -> str:
    kinds = [case.kind for case in cases]
    numbers = {"tests": len(cases), "failures": kinds.count("failed"), "errors": kinds.count("error")}
    numbers["skipped"] = kinds.count("skipped")
    opening = attrs({"name": name, **{word: str(number) for word, number in numbers.items()}})
    return "\n".join([f"  <testsuite{opening}>", *map(element, cases), "  </testsuite>"])


def _case(one: Result, prefix: str) -> Case:
    expectation = one.expectation
    # A pack stands in no file of the repository: its case points at the thing instead.
    first = next((said for said in one.said if said.state is one.state), None)
    at = (first.at if first is not None else None) if expectation.pack else expectation.at
    file = from_root(at.path, prefix) if at is not None and at.path else ""
    named = {"classname": f"ennead.test.{expectation.pack or expectation.subject.value}", "name": expectation.title}
    where = {"file": file, **({"line": str(at.line)} if at is not None and at.line else {})} if file else {}
    if one.state is State.HOLDS:
        return Case("passed", named | where)
    if one.state in {State.SKIPPED, State.ACCEPTED}:
        word = "accepted: " if one.state is State.ACCEPTED else ""
        return Case("skipped", named | where, f"<skipped{attrs({'message': f'{word}{one.reason}'})}/>")
    first = first or one.said[0]
    more = f" (and {len(one.said) - 1} more)" if len(one.said) > 1 else ""
    tag, kind = ("failure", "failed") if one.state is State.FAILS else ("error", "error")
    said = attrs({"type": one.state.value, "message": first.message + more})
    place = str(expectation.at) if expectation.pack else from_root(str(expectation.at), prefix)
    return Case(kind, named | where, f"<{tag}{said}>{_body(one.said, expectation.why, place, prefix)}</{tag}>")


def _body(said: Iterable[Said], why: str | None, place: str, prefix: str) -> str:
    lines = [f"expected at {place}" + (f", because {why}" if why else "")]
    for one in said:
        only = f" (in {', '.join(one.environments)} only)" if one.environments else ""
        where = f"{from_root(str(one.at), prefix)}: " if one.at is not None and one.at.path else ""
        lines.append(f"{where}{one.message}{only}")
        lines += [f"  {hop.node}: {hop.message}" for hop in one.path]
    return "\n".join(escaped(printable(one)) for one in lines)


def _unread(unread: tuple[Said, ...], prefix: str) -> str:
    cases = []
    for said in unread:
        path = from_root(said.at.path, prefix) if said.at is not None else ""
        named = {"classname": "ennead.test", "name": f"everything is read: {path}"}
        error = f"<error{attrs({'type': 'not read', 'message': said.message})}/>"
        cases.append(Case("error", named | ({"file": path} if path else {}), error))
    return _written("not read", cases)
