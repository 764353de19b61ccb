"""Findings repaired: plan, edit, read again, ask again, and put everything back where the answer is not better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ennead.engine.change.findings import Standing, finding_changes, moved_by_words, untold_changes
from ennead.engine.result import ScanResult
from ennead.engine.roles import AppRoles
from ennead.graph.graph import AppGraph
from ennead.model.finding import Disposition, Finding, Fix
from ennead.remedy import apply
from ennead.remedy.edit import Edit, Plan
from ennead.remedy.errors import RemedyError
from ennead.remedy.findings import roles as role_plans
from ennead.remedy.findings import table
from ennead.remedy.findings.case import Case
from ennead.remedy.findings.mechanical import PACKAGES, ROLES, is_mechanical
from ennead.remedy.findings.written import Written
from ennead.remedy.roles.source import Source


@dataclass(frozen=True, slots=True)
class State:
    """What a scan says, the graphs it said it of (by application), and the roles."""

    result: ScanResult
    graphs: Mapping[str, AppGraph]
    roles: Callable[[], Sequence[AppRoles]]


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that is left, or not repaired to its end, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The edits that repair findings, and the findings that they do not."""

    plan: Plan
    tried: tuple[Finding, ...]
    left: tuple[Left, ...]
    notes: tuple[tuple[Finding, tuple[str, ...]], ...] = ()
    """What the plan of roles leaves of functions that a finding is about; what to do where a manifest is changed."""
    waiting: frozenset[tuple[str, str]] = frozenset()
    """Findings that may stay until a lock is made anew."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The files that were changed, what is repaired, what is left, and notes on what was repaired in part."""

    files: tuple[str, ...]
    fixed: tuple[Finding, ...]
    left: tuple[Left, ...]


def safe(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those that a machine repairs and whose repair nobody has to look at first."""
    return tuple(
        one
        for one in findings
        if isinstance(one.fix, Fix) and one.fix.disposition is Disposition.SAFE and is_mechanical(one)
    )


def propose(findings: Sequence[Finding], state: State, root: Path) -> Proposal:
    """The plan for some findings of a scan.

    Raises:
        RemedyError: the edits contradict each other, or a file cannot be read.
    """
    made = _Made()
    written = Written(root, Source(root))
    for finding in findings:
        if finding.check not in ROLES | PACKAGES:
            _properties(finding, state, written, made)
    about = [finding for finding in findings if finding.check in ROLES]
    if about:
        _roles(about, state, root, made)
    vulnerable = [finding for finding in findings if finding.check in PACKAGES]
    if vulnerable:
        _packages(vulnerable, state, root, made)
    seen = {file: apply.fingerprint(root, file) for file in sorted({edit.file for edit in made.edits})}
    title = "; ".join(finding.identity for finding in made.tried[:5])
    plan = Plan(f"fix {title}", tuple(made.edits), seen=seen)
    waiting = frozenset(_key(one) for one in made.tried if one.check in PACKAGES)
    return Proposal(plan, tuple(made.tried), tuple(made.left), tuple(made.notes), waiting)


@dataclass(slots=True)
class _Made:
    edits: list[Edit] = field(default_factory=list)
    tried: list[Finding] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[tuple[Finding, tuple[str, ...]]] = field(default_factory=list)

    def add(self, edits: Sequence[Edit]) -> None:
        """Edits that are not there yet."""
        for edit in edits:
            if edit not in self.edits:
                self.edits.append(edit)


def _properties(finding: Finding, state: State, written: Written, made: _Made) -> None:
    make = table.PROPERTIES.get(finding.check)
    graph = _graph(finding, state)
    if make is None or graph is None:
        made.left.append(Left(finding, "there is no repair that a machine could make"))
        return
    try:
        made.add(list(make(Case(finding, graph, written))))
    except RemedyError as error:
        made.left.append(Left(finding, str(error)))
    else:
        made.tried.append(finding)


def _graph(finding: Finding, state: State) -> AppGraph | None:
    if finding.app is None:
        return next(iter(state.graphs.values()), None) if len(state.graphs) == 1 else None
    return state.graphs.get(finding.app)


def _roles(findings: Sequence[Finding], state: State, root: Path, made: _Made) -> None:
    apps = state.roles()
    tried = []
    for finding in findings:
        try:
            role_plans.check(finding, apps)
            tried.append(finding)
        except RemedyError as error:
            made.left.append(Left(finding, str(error)))
    planned, left = role_plans.planned(tried, apps, root)
    made.add(planned.edits)
    for finding in tried:
        names = role_plans.concerned(finding, apps)
        notes = tuple(f"{one.function}: {one.reason}" for one in left if one.function in names)
        if planned.edits:
            made.tried.append(finding)
            made.notes.append((finding, notes))
        else:
            made.left.append(Left(finding, "; ".join(notes) or "its role is as the function needs it"))


def _packages(findings: Sequence[Finding], state: State, root: Path, made: _Made) -> None:
    from ennead.remedy.packages.findings import planned  # noqa: PLC0415  reads code and manifests

    plans, edits = planned(findings, root, state.graphs)
    made.add(edits)
    for finding, plan in plans:
        if plan.edits:
            made.tried.append(finding)
            made.notes.append((finding, (plan.left,)))
        else:
            made.left.append(Left(finding, plan.left))


# -- made -------------------------------------------------------------------------------------------------------------


def fix(findings: Sequence[Finding], before: State, again: Callable[[], ScanResult], root: Path) -> Fixed:
    """Repair findings of a scan in the files; `again` scans once more.

    Raises:
        RemedyError: an edit cannot be made, or the scan would not be better by it; nothing is changed.
    """
    proposal = propose(findings, before, root)
    applied = apply.apply_plan(proposal.plan, root)
    if not applied.files:
        same = (Left(one, "the files say so already: scan again") for one in proposal.tried)
        return Fixed((), (), (*proposal.left, *same))
    try:
        done = _checked(proposal, before.result, again())
    except BaseException:
        apply.undo(root)
        raise
    return Fixed(applied.files, done[0], (*proposal.left, *done[1]))


def _checked(proposal: Proposal, before: ScanResult, after: ScanResult) -> tuple[tuple[Finding, ...], tuple[Left, ...]]:
    """What is repaired, and what in part.

    Raises:
        RemedyError: the edits made something worse, or not what they were made for.
    """
    _refuse_worse(proposal.tried, before, after)
    notes = {_key(finding): "; ".join(told[:3]) for finding, told in proposal.notes}
    there = {_key(finding) for finding in after.findings}
    fixed = tuple(one for one in proposal.tried if _key(one) not in there)
    for one in proposal.tried:
        waits = _key(one) in proposal.waiting
        if _key(one) in there and not waits and (not fixed or not notes.get(_key(one))):
            why = notes.get(_key(one)) or "what is needed is as wide, or stands elsewhere too"
            raise RemedyError(f"nothing is changed: {one.identity} would still be there: {why}")
    left = [Left(one, notes[_key(one)]) for one in proposal.tried if _key(one) in there]
    known = {_key(one) for one in before.findings}
    rests = [(one, new) for one in fixed for new in after.findings if _key(new) not in known and _is_rest(new, one)]
    left += [Left(new, notes.get(_key(one)) or "part of it is still there") for one, new in rests]
    return fixed, tuple(left)


def _refuse_worse(tried: Sequence[Finding], before: ScanResult, after: ScanResult) -> None:
    """Raises RemedyError for what is new, as bad as what was repaired, and for what is no longer read."""
    bound = min((one.severity.rank for one in tried), default=0)
    for worse in _worse(before, after, bound):
        raise RemedyError(f"nothing is changed, since it would bring {worse.check}: {worse.message}")
    checks = {one.check for one in tried} - PACKAGES  # whose lock cannot be told until it is made anew
    for change in untold_changes(before, after):
        new = change.standing is Standing.NEW
        if new and change.item.check == "source":
            raise RemedyError(f"nothing is changed: the template would no longer be read: {change.item.reason}")
        if new and change.item.check in checks:
            raise RemedyError(f"nothing is changed: {change.item.check} could not tell any more: {change.item.reason}")
    if len(after.apps) < len(before.apps):
        raise RemedyError("nothing is changed: an application would no longer be read")


def _worse(before: ScanResult, after: ScanResult, bound: int) -> Iterator[Finding]:
    """What is new; one that was there may weigh more once a function may do what it needs."""
    for change in finding_changes(before, after, moved_by_words):
        finding = change.finding
        bad = finding.severity.rank >= bound or finding.check == "missing-permission"
        if bad and change.standing is Standing.NEW and not any(_is_rest(finding, one) for one in before.findings):
            yield finding


def _is_rest(finding: Finding, of: Finding) -> bool:
    """Whether a finding is about some of what another was about, and no worse."""
    alike = (finding.check, finding.app) == (of.check, of.app) and finding.severity.rank <= of.severity.rank
    return alike and bool(_about(finding)) and _about(finding) <= _about(of)


def _about(finding: Finding) -> frozenset[str]:
    """What a finding is about: functions, and what else its places are called; the resource where it names none."""
    related = {one.function or one.message for one in finding.related}
    named = {finding.function} - {None} or ({finding.resource} - {None} if not related else set())
    return frozenset(str(name) for name in named | related)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.app or "", finding.identity
