"""Other tools' marks, honoured where they name the same fault (`foreign_rules.SAME`).

A mark that names no rule says nothing about the fault: `trivy:ignore:*`, `kics-scan ignore` of a whole
file and prefixes in cfn-lint's `ignore_checks` accept nothing here; `nosec` and `nosemgrep` without a rule
accept faults in code on their line; KICS's line marks accept the faults KICS has a query for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from ennead.engine.foreign.rules import KICS_CHECKS, checks_for
from ennead.engine.marks import Lines, Mark, ResourceMark, ResourceSpan, scope
from ennead.model.finding import Practice
from ennead.model.location import Location

_WORDS = ("skip=", "nosec", "nosemgrep", "trivy:ignore:", "tfsec:ignore:", "kics-scan")
_CHECKOV = re.compile(r"(?:checkov|bridgecrew|cortex):skip= *([A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)(?::(.*))?")
_TRIVY = re.compile(r"\b(trivy|tfsec):ignore:([A-Za-z0-9_-]+)(\[[^\]]*\])?(?::exp:(\S+))?")
_NOSEC = re.compile(r"\bnosec\b[ :]*((?:B\d+[ ,]*)*)")
_NOSEMGREP = re.compile(r"\bnosemgrep\b(?::\s*([\w.,: -]*))?")
_KICS = re.compile(r"^\s*kics-scan (ignore-line|ignore-block)\s*$")


def collect(
    sources: Mapping[str, str], metadata: Iterable[ResourceMark] = (), spans: Iterable[ResourceSpan] = ()
) -> tuple[Mark, ...]:
    """Every mark of another tool that concerns a fault of ours, in the sources and in `Metadata`."""
    known = tuple(spans)
    marks: list[Mark] = []
    for path, text in sources.items():
        if any(word in text for word in _WORDS):
            marks += _in_comments(Lines(path, text, known))
    for resource in metadata:
        marks += _in_metadata(resource, known)
    return tuple(marks)


def _in_comments(lines: Lines) -> Iterator[Mark]:
    for number, text in enumerate(lines.text, start=1):
        if not any(word in text for word in _WORDS):
            continue
        comment = lines.comment(number)
        if comment is not None:
            for read in _READERS:
                yield from read(lines, number, comment)


def _checkov(lines: Lines, number: int, comment: str) -> Iterator[Mark]:
    """Inside a resource it accepts the rule for all of it; a secret only beside its line."""
    match = _CHECKOV.search(comment)
    span = lines.inside(number)
    if match is None or span is None:
        return
    for rule in match[1].split(","):
        secret = rule.startswith("CKV_SECRET_")
        first, last = (number - 1, number + 1) if secret else (span.first_line, span.last_line)
        yield from _mark(
            "checkov:skip", rule, lines, number, (first, last), span=span, whole=not secret, reason=match[2]
        )


def _trivy(lines: Lines, number: int, comment: str) -> Iterator[Mark]:
    """A mark with parameters (`[name=value]`) depends on what we do not evaluate, and accepts nothing."""
    for match in _TRIVY.finditer(comment):
        until = _day(match[4])
        if match[3] or (match[4] and until is None):
            continue
        covered, span, whole = scope(lines, number)
        yield from _mark(f"{match[1]}:ignore", match[2], lines, number, covered, span=span, whole=whole, until=until)


def _bandit(lines: Lines, number: int, comment: str) -> Iterator[Mark]:
    match = _NOSEC.search(comment)
    if match is None or lines.suffix != ".py":
        return
    if match[1].strip(" ,"):
        for rule in re.findall(r"B\d+", match[1]):
            yield from _mark("nosec", rule, lines, number, (number, number))
    else:
        yield _code_mark("nosec", lines, number, (number, number))


def _semgrep(lines: Lines, number: int, comment: str) -> Iterator[Mark]:
    """It speaks of its own line, or of the next where it stands alone."""
    match = _NOSEMGREP.search(comment)
    if match is None:
        return
    covered = (number, lines.target(number))
    rules = [rule for rule in re.split(r"[,\s]+", match[1] or "") if rule]
    for rule in rules:
        yield from _mark("nosemgrep", rule, lines, number, covered, span=lines.inside(number))
    if not rules:
        yield _code_mark("nosemgrep", lines, number, covered)


def _kics(lines: Lines, number: int, comment: str) -> Iterator[Mark]:
    match = _KICS.match(comment)
    if match is None:
        return
    line_only = match[1] == "ignore-line"
    covered, span, whole = ((number, number + 1), lines.inside(number), False) if line_only else scope(lines, number)
    yield Mark(
        by="kics-scan",
        checks=KICS_CHECKS,
        at=Location(lines.path, number),
        path=lines.path,
        lines=covered,
        inside=span.logical_id if span else None,
        whole=whole,
    )


_READERS: tuple[Callable[[Lines, int, str], Iterator[Mark]], ...] = (_checkov, _trivy, _bandit, _semgrep, _kics)


def _mark(
    by: str,
    rule: str,
    lines: Lines,
    number: int,
    covered: tuple[int, int],
    *,
    span: ResourceSpan | None = None,
    whole: bool = False,
    reason: str | None = None,
    until: date | None = None,
) -> Iterator[Mark]:
    checks = checks_for(rule)
    if checks:
        yield Mark(
            by=by,
            checks=checks,
            at=Location(lines.path, number),
            reason=(reason or "").strip() or None,
            until=until,
            path=lines.path,
            lines=covered,
            inside=span.logical_id if span else None,
            whole=whole,
        )


def _code_mark(by: str, lines: Lines, number: int, covered: tuple[int, int]) -> Mark:
    at = Location(lines.path, number)
    return Mark(by=by, checks=(), at=at, practice=Practice.CODE, path=lines.path, lines=covered)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _in_metadata(resource: ResourceMark, spans: Sequence[ResourceSpan]) -> Iterator[Mark]:
    """`Metadata` of a resource; of the template only cfn-lint's, the one that is read there."""
    found = list(_cfn_lint(resource.metadata))
    if resource.logical_id is not None:
        found += _listed(resource.metadata, "checkov:skip", ("checkov", "skip"), "comment")
        found += _listed(resource.metadata, "cfn_nag", ("cfn_nag", "rules_to_suppress"), "reason")
    own = (span for span in spans if (span.path, span.logical_id) == (resource.path, resource.logical_id))
    span = next(own, None)
    at = resource.at or Location(resource.path, span.first_line if span else 0)
    lines = (span.first_line, span.last_line) if span else (at.line, at.line)
    for by, rule, reason in found:
        checks = checks_for(rule)
        if checks:
            yield Mark(
                by=by,
                checks=checks,
                at=at,
                reason=reason,
                path=resource.path,
                lines=None if resource.logical_id is None else lines,
                inside=resource.logical_id,
                whole=resource.logical_id is not None,
            )


def _cfn_lint(metadata: Mapping[str, object]) -> Iterator[tuple[str, str, str | None]]:
    ignored = _within(metadata, ("cfn-lint", "config", "ignore_checks"))
    for rule in ignored if isinstance(ignored, list) else ():
        if isinstance(rule, str):
            yield "cfn-lint", rule, None


def _listed(
    metadata: Mapping[str, object], by: str, route: Sequence[str], reason_key: str
) -> Iterator[tuple[str, str, str | None]]:
    entries = _within(metadata, route)
    for entry in entries if isinstance(entries, list) else ():
        rule = entry.get("id") if isinstance(entry, Mapping) else None
        if isinstance(rule, str):
            reason = entry.get(reason_key)
            yield by, rule, reason if isinstance(reason, str) and reason.strip() else None


def _within(value: object, route: Sequence[str]) -> object:
    for key in route:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
