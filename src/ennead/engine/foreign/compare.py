"""Our findings beside another tool's: the same, only here, only there, and why.

Same means the same fault (`foreign_rules.SAME`) at the same place: the same file, and lines in one
resource or at most three apart.  One of theirs may stand for several of ours, and the other way round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ennead.engine.foreign.report import ForeignReport, ForeignResult, clean
from ennead.engine.foreign.rules import (
    ABSENT,
    CFN_LINT,
    CFN_NAG,
    CHECKOV,
    COVERED,
    NOT_HERE,
    SEMGREP,
    TRIVY,
    checks_for,
    rule_key,
    rules_for,
)
from ennead.engine.marks import ResourceSpan
from ennead.engine.result import ScanResult
from ennead.model.finding import Finding, Outcome, Unassessed
from ennead.model.location import Location

NEAR = 3
WIDTH = 100
_TOOLS = {
    "checkov": CHECKOV,
    "cfn-lint": CFN_LINT,
    "cfn_nag": CFN_NAG,
    "trivy": TRIVY,
    "tfsec": TRIVY,
    "semgrep": SEMGREP,
}


@dataclass(frozen=True, slots=True)
class Same:
    """One finding of ours and what they say of it; `accepted` is who accepted ours, if somebody did."""

    ours: Finding
    theirs: tuple[ForeignResult, ...]
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class OnlyOurs:
    """A finding they do not have, and why."""

    ours: Finding
    why: str


@dataclass(frozen=True, slots=True)
class OnlyTheirs:
    """A result we do not have, and why."""

    theirs: ForeignResult
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`tools` are theirs with versions, `left_out` counts what of their report was not compared, by reason."""

    tools: tuple[str, ...]
    same: tuple[Same, ...]
    ours_only: tuple[OnlyOurs, ...]
    theirs_only: tuple[OnlyTheirs, ...]
    left_out: tuple[tuple[str, int], ...] = ()


def compare(
    result: ScanResult,
    report: ForeignReport,
    spans: Iterable[ResourceSpan] = (),
    ran: Collection[str] | None = None,
) -> Comparison:
    """Hold a scan and a report of the same folder against each other.

    `ran` holds the ids of the checks that ran (None: all of them).
    """
    accepted = {id(entry.outcome): entry.by for entry in result.accepted}
    findings = [*result.findings, *(entry.outcome for entry in result.accepted if isinstance(entry.outcome, Finding))]
    index = _Index(result, findings, tuple(spans), ran)
    matched: dict[int, list[ForeignResult]] = defaultdict(list)
    theirs_only: list[OnlyTheirs] = []
    for theirs in report.results:
        ours = index.same_as(theirs)
        for finding in ours:
            matched[id(finding)].append(theirs)
        if not ours:
            theirs_only.append(OnlyTheirs(theirs, index.why_not_here(theirs)))
    alone = [finding for finding in findings if id(finding) not in matched and id(finding) not in accepted]
    return Comparison(
        tools=report.tools,
        same=tuple(Same(f, tuple(matched[id(f)]), accepted.get(id(f))) for f in findings if id(f) in matched),
        ours_only=tuple(OnlyOurs(finding, _why_not_there(finding, report.tools)) for finding in alone),
        theirs_only=tuple(theirs_only),
        left_out=report.left_out,
    )


class _Index:
    """Our outcomes by check, and whether a place of theirs is one of ours."""

    def __init__(
        self,
        result: ScanResult,
        findings: Sequence[Finding],
        spans: tuple[ResourceSpan, ...],
        ran: Collection[str] | None,
    ) -> None:
        self.spans = spans
        self.ran = ran
        self.findings: dict[str, list[Finding]] = defaultdict(list)
        self.unassessed: dict[str, list[Unassessed]] = defaultdict(list)
        for finding in findings:
            self.findings[finding.check].append(finding)
        for item in result.unassessed:
            self.unassessed[item.check].append(item)
        outcomes: list[Outcome] = [*findings, *result.unassessed]
        self.paths = {at.path for outcome in outcomes for at in _locations(outcome)} | {span.path for span in spans}
        self.known: dict[str, str] = {}

    def same_as(self, theirs: ForeignResult) -> list[Finding]:
        """Our findings of the same fault at the same place."""
        candidates = (finding for check in checks_for(theirs.rule) for finding in self.findings.get(check, ()))
        found = [finding for finding in candidates if self._here(finding, theirs)]
        for check in COVERED.get(rule_key(theirs.rule), ()):
            found += [finding for finding in self.findings.get(check, ()) if self._mentioned(finding, theirs)]
        return found

    def why_not_here(self, theirs: ForeignResult) -> str:
        """Why we do not say what they say."""
        checks, key = checks_for(theirs.rule), rule_key(theirs.rule)
        if not checks:
            absent = ABSENT.get(key)
            return f"we have no such check: {absent}" if absent else "unknown rule: compare by hand"
        missing = [check for check in checks if self.ran is not None and check not in self.ran]
        if missing:
            return f"{' and '.join(missing)} did not run"
        for check in checks:
            for item in self.unassessed.get(check, ()):
                if self._here(item, theirs):
                    return f"{check} could not tell here: {item.reason}"
        return NOT_HERE.get(key) or f"{' and '.join(checks)} looks for this fault and does not find it here"

    def _here(self, outcome: Outcome, theirs: ForeignResult) -> bool:
        path = self._our_path(theirs.path)
        return any(at.path == path and self._near(at, theirs) for at in _locations(outcome))

    def _mentioned(self, finding: Finding, theirs: ForeignResult) -> bool:
        """Whether any place the finding shows is theirs."""
        path = self._our_path(theirs.path)
        places = (finding.at, *(other.at for other in finding.related))
        return any(at.path == path and self._near(at, theirs) for at in places)

    def _near(self, at: Location, theirs: ForeignResult) -> bool:
        if not theirs.first_line or theirs.first_line <= at.line <= theirs.last_line:
            return True
        ours = [span for span in self.spans if span.holds(at.path, at.line)]
        if any(span.holds(at.path, theirs.first_line) for span in ours):
            return True
        if ours and any(span.holds(at.path, theirs.first_line) for span in self.spans):
            return False  # two resources side by side
        return theirs.first_line - NEAR <= at.line <= theirs.last_line + NEAR

    def _our_path(self, path: str) -> str:
        """Our name of their file: theirs may be absolute, or start at a folder above or below ours."""
        if path not in self.known:
            fitting = [ours for ours in self.paths if _ends_with(path, ours) or _ends_with(ours, path)]
            best = max(fitting, key=lambda ours: (ours == path, len(ours), ours), default=path)
            self.known[path] = best
        return self.known[path]


def _ends_with(long: str, short: str) -> bool:
    return bool(short) and (long == short or long.endswith(f"/{short}"))


def _locations(outcome: Outcome) -> Iterable[Location]:
    if outcome.at is not None:
        yield outcome.at
    if isinstance(outcome, Finding):
        yield from (other.at for other in outcome.related if other.function is not None)


def _why_not_there(finding: Finding, tools: Sequence[str]) -> str:
    names = {ours for tool in tools for theirs, ours in _TOOLS.items() if tool.lower().startswith(theirs)}
    if not names:
        return "no table of that tool's rules: compare by hand"
    rules = [rule for name in sorted(names) for rule in rules_for(finding.check, name)]
    if not rules:
        return "their rules do not look at this"
    return f"known there as {', '.join(rules[:3])}, and not reported here"


def render(comparison: Comparison) -> str:
    """Plain text of at most 100 columns, what both say first."""
    same, ours, theirs = comparison.same, comparison.ours_only, comparison.theirs_only
    names = ", ".join(comparison.tools) or "an empty report"
    lines = [f"{names}: {len(same)} the same · {len(ours)} only here · {len(theirs)} only there"]
    if same:
        lines += ["", "the same"]
        for row in same:
            rules = ", ".join(dict.fromkeys(result.rule for result in row.theirs))
            note = f" (accepted: {row.accepted})" if row.accepted else ""
            lines += [_line(row.ours.check, str(row.ours.at), f"{rules}{note}")]
    if ours:
        lines += ["", "only here"]
        for only in ours:
            lines += [_line(only.ours.check, str(only.ours.at), only.ours.message), *_wrapped(only.why)]
    if theirs:
        lines += ["", "only there"]
        for rule, why, members in _grouped(theirs):
            places = ", ".join(_at(result) for result in members[:3]) + (", …" if len(members) > 3 else "")
            lines += [_line(rule, f"{len(members)} ×", members[0].message), _cut(f"      {places}")]
            lines += _wrapped(why)
    if comparison.left_out:
        lines += ["", "not compared"]
        lines += [_cut(f"  {count} × {reason}") for reason, count in comparison.left_out]
    return "\n".join(lines) + "\n"


def _grouped(rows: Iterable[OnlyTheirs]) -> list[tuple[str, str, list[ForeignResult]]]:
    groups: dict[tuple[str, str], list[ForeignResult]] = defaultdict(list)
    for row in rows:
        groups[row.theirs.rule, row.why].append(row.theirs)
    return sorted(((rule, why, found) for (rule, why), found in groups.items()), key=lambda g: (-len(g[2]), g[0], g[1]))


def _at(result: ForeignResult) -> str:
    return f"{result.path}:{result.first_line}" if result.first_line else result.path


def _line(name: str, where: str, text: str) -> str:
    return _cut(f"  {clean(name):<30}{clean(where):<22}  {clean(text)}")


def _wrapped(text: str) -> list[str]:
    from textwrap import wrap  # noqa: PLC0415 only where something is printed

    return wrap(clean(text), WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)


def _cut(text: str) -> str:
    return text.rstrip() if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
