"""Findings of two scans held against each other, by their identity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ennead.engine.priority import priority_of
from ennead.engine.result import ScanResult, order
from ennead.graph.change.words import Cause
from ennead.model.finding import Finding, Outcome, Unassessed


class Standing(StrEnum):
    """What a change means for a finding, or for something that could not be told.

    `accepted`: it is there, and somebody has accepted it in this change; `still` is there in both versions.
    """

    NEW = "new"
    FIXED = "fixed"
    STILL = "still"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding, as it stands in the later version (in the earlier, where it is fixed).

    `was` is the finding before, where it is there in both; its severity, priority or place may be others.
    `moved`: the thing it is about has another name now.  `returns`: it was accepted before and is no longer.
    `by` says what accepts it.  `grown` and `shrunk` name what a finding over several things is about now and
    was not before, and the other way round: one that has grown is new, one that has only shrunk is not.
    """

    standing: Standing
    finding: Finding
    was: Finding | None = None
    moved: bool = False
    returns: bool = False
    by: str | None = None
    grown: tuple[str, ...] = ()
    shrunk: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def reprioritised(self) -> bool:
        """Whether it is worked on earlier or later than before."""
        return self.was is not None and priority_of(self.was) is not priority_of(self.finding)


@dataclass(frozen=True, slots=True)
class UntoldChange:
    """Something that a check could not tell."""

    standing: Standing
    item: Unassessed


Key = tuple[str, str]
Moved = Callable[[Finding, Finding], bool]
"""Whether the second of two findings of one check is the first under another name."""


def finding_changes(before: ScanResult, after: ScanResult, moved: Moved) -> tuple[FindingChange, ...]:
    """Every finding of both, the new ones first, each group in the order to work on them."""
    old = _by_key(before.findings)
    was_accepted = _accepted_keys(before)
    found: list[FindingChange] = []
    new: list[Finding] = []
    for finding in after.findings:
        known = old.pop(_key(finding), None)
        if known is not None:
            found.append(FindingChange(Standing.STILL, finding, known))
        else:
            new.append(finding)
    accepted = [one for one in after.accepted if _key(one.outcome) not in was_accepted]
    for one in accepted:
        known = old.pop(_key(one.outcome), None)
        if isinstance(one.outcome, Finding):
            found.append(FindingChange(Standing.ACCEPTED, one.outcome, known, by=one.by))
    found += [_told(finding, old, moved, returns=_key(finding) in was_accepted) for finding in new]
    still_accepted = _accepted_keys(after)
    found += [FindingChange(Standing.FIXED, one) for key, one in old.items() if key not in still_accepted]
    places = list(Standing)
    return tuple(sorted(found, key=lambda change: (places.index(change.standing), order(change.finding))))


def _told(finding: Finding, old: dict[Key, Finding], moved: Moved, *, returns: bool) -> FindingChange:
    """A finding whose identity is not among the old ones: under another name, over other things, or new."""
    alike = [(key, one) for key, one in old.items() if _alike(one, finding)]
    twin = next((key for key, one in alike if moved(one, finding)), None)
    if twin is not None:
        return FindingChange(Standing.STILL, finding, old.pop(twin), moved=True)
    have = _members(finding)
    for key, one in alike:
        had = _members(one)
        if have & had and one.resource == finding.resource and one.function == finding.function:
            del old[key]
            more, less = tuple(sorted(have - had)), tuple(sorted(had - have))
            standing = Standing.STILL if less and not more else Standing.NEW
            return FindingChange(standing, finding, one, grown=more, shrunk=less)
    return FindingChange(Standing.NEW, finding, returns=returns)


def _members(finding: Finding) -> frozenset[str]:
    """What a finding over several things is about."""
    return frozenset(item.function or item.message for item in finding.related)


def untold_changes(before: ScanResult, after: ScanResult) -> tuple[UntoldChange, ...]:
    """What could not be told: new, still, or gone (told now, or its thing is)."""
    old = {_key(one): one for one in before.unassessed}
    accepted = _accepted_keys(before)
    found = []
    for item in after.unassessed:
        known = old.pop(_key(item), None) is not None or _key(item) in accepted
        found.append(UntoldChange(Standing.STILL if known else Standing.NEW, item))
    gone = _accepted_keys(after)
    found += [UntoldChange(Standing.FIXED, one) for key, one in old.items() if key not in gone]
    return tuple(found)


def moved_by(pairs: Mapping[tuple[str, str], str]) -> Moved:
    """By the map: `{(app, old logical id): new logical id}` of what was renamed."""

    def answer(old: Finding, new: Finding) -> bool:
        app = new.app or ""
        return any(
            one is not None and pairs.get((app, one)) == other
            for one, other in ((old.function, new.function), (old.resource, new.resource))
        )

    return answer


def moved_by_words(old: Finding, new: Finding) -> bool:
    """Without a map: the same file and the same sentence once the names of the things are taken out."""
    return old.at.path == new.at.path and bool(old.function or old.resource) and _words(old) == _words(new)


def _words(finding: Finding) -> str:
    names = [name for name in (finding.function, finding.resource) if name]
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(pattern, "\0", finding.message) if pattern else finding.message


def _alike(old: Finding, new: Finding) -> bool:
    return old.check == new.check and (old.app or "") == (new.app or "")


def _key(outcome: Outcome) -> Key:
    return (outcome.app or "", outcome.identity)


def _by_key(findings: Iterable[Finding]) -> dict[Key, Finding]:
    found: dict[Key, Finding] = {}
    for finding in findings:
        found.setdefault(_key(finding), finding)
    return found


def _accepted_keys(result: ScanResult) -> frozenset[Key]:
    return frozenset(_key(one.outcome) for one in result.accepted)
