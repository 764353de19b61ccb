"""Findings of two scans held against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ennead.engine.change.findings import (
    FindingChange,
    Standing,
    finding_changes,
    moved_by,
    moved_by_words,
    untold_changes,
)
from ennead.engine.change.words import Change, Note
from ennead.engine.result import Accepted, ScanResult
from ennead.model.finding import Exposure, Finding, NoFix, Practice, Related, Severity, Unassessed
from ennead.model.location import Location
from tests.engine.changing import API, OPEN_API, READS, TABLE, in_the_scan, repository


def finding(identity: str, **fields: Any) -> Finding:
    """A finding; its check is the identity's first word."""
    known: dict[str, Any] = {
        "check": identity.rpartition("-")[0],
        "practice": Practice.CONFIGURATION,
        "severity": Severity.HIGH,
        "message": f"{identity} is there",
        "at": Location("template.yml", 3),
        "identity": identity,
        "fix": NoFix("a test"),
    }
    return Finding(**{**known, **fields})


def result(*findings: Finding, accepted: tuple[Finding, ...] = (), untold: tuple[str, ...] = ()) -> ScanResult:
    """A scan with those."""
    return ScanResult(
        (),
        findings,
        tuple(Unassessed("open-route", one, f"open-route-{one}") for one in untold),
        tuple(Accepted(one, "suppression") for one in accepted),
    )


def standings(before: ScanResult, after: ScanResult) -> dict[str, Standing]:
    """By identity."""
    return {one.finding.identity: one.standing for one in finding_changes(before, after, moved_by({}))}


def test_new_fixed_still() -> None:
    """By identity, wherever it stands: lines do not count."""
    before = result(finding("a-1"), finding("a-2"))
    after = result(finding("a-2", at=Location("other.yml", 900)), finding("a-3"))
    assert standings(before, after) == {"a-3": Standing.NEW, "a-2": Standing.STILL, "a-1": Standing.FIXED}


def test_accepting_is_no_repair() -> None:
    """A finding that is suppressed now is accepted in this change, not fixed; a new one too."""
    after = result(accepted=(finding("a-1"), finding("a-9")))
    found = standings(result(finding("a-1")), after)
    assert found == {"a-1": Standing.ACCEPTED, "a-9": Standing.ACCEPTED}


def test_what_was_accepted_before_is_no_news() -> None:
    """Nor is it anything that stays accepted."""
    assert standings(result(accepted=(finding("a-1"),)), result(accepted=(finding("a-1"),))) == {}


def test_no_longer_accepted_is_new_and_says_so() -> None:
    """A suppression that goes lets its finding count."""
    (one,) = finding_changes(result(accepted=(finding("a-1"),)), result(finding("a-1")), moved_by({}))
    assert one.standing is Standing.NEW
    assert one.returns


def test_priority_that_changes() -> None:
    """The same finding is worked on earlier once more people reach it."""
    before, after = finding("a-1"), finding("a-1", exposure=Exposure.ANONYMOUS)
    (one,) = finding_changes(result(before), result(after), moved_by({}))
    assert one.standing is Standing.STILL
    assert one.reprioritised


def test_renamed_thing_keeps_its_finding() -> None:
    """Where the map says that a thing is called otherwise, its finding is still there."""
    before, after = finding("a-1", resource="Old", app="x"), finding("a-2", resource="New", app="x")
    (one,) = finding_changes(result(before), result(after), moved_by({("x", "Old"): "New"}))
    assert (one.standing, one.moved) == (Standing.STILL, True)
    assert standings(result(before), result(after)) == {"a-1": Standing.FIXED, "a-2": Standing.NEW}


def test_renamed_thing_without_a_map() -> None:
    """Against a saved scan the same sentence in the same file, but for the name, is the same finding."""
    before = finding("a-1", resource="Old", message="Old is open")
    after = finding("a-2", resource="New", message="New is open")
    (one,) = finding_changes(result(before), result(after), moved_by_words)
    assert one.moved
    elsewhere = finding("a-2", resource="New", message="New is open", at=Location("b.yml"))
    assert len(finding_changes(result(before), result(elsewhere), moved_by_words)) == 2


def over(identity: str, *functions: str) -> Finding:
    """A finding over several functions."""
    return finding(identity, related=tuple(Related(Location("t.yml"), name, name) for name in functions))


def change_of(before: Finding, after: Finding) -> FindingChange:
    """The one change there is."""
    (one,) = finding_changes(result(before), result(after), moved_by({}))
    return one


def test_finding_over_several_that_grows_is_new() -> None:
    """One function more is what the change brings; its identity is another, and nothing is called fixed."""
    one = change_of(over("a-1", "A", "B"), over("a-2", "A", "B", "C"))
    assert (one.standing, one.grown, one.shrunk) == (Standing.NEW, ("C",), ())


def test_finding_over_several_that_shrinks_is_still_there() -> None:
    """One function less repairs a part of it."""
    one = change_of(over("a-1", "A", "B"), over("a-2", "A"))
    assert (one.standing, one.grown, one.shrunk) == (Standing.STILL, (), ("B",))


def test_findings_of_two_applications_are_two() -> None:
    """The same identity in another application is another finding."""
    found = standings(result(finding("a-1", app="x")), result(finding("a-1", app="y")))
    assert len(finding_changes(result(finding("a-1", app="x")), result(finding("a-1", app="y")), moved_by({}))) == 2
    assert set(found) == {"a-1"}


def test_new_ones_come_first_and_the_worst_of_them() -> None:
    """In the order to look at them."""
    before = result(finding("a-1"))
    after = result(finding("b-1", severity=Severity.LOW), finding("c-1", severity=Severity.CRITICAL))
    assert [one.finding.identity for one in finding_changes(before, after, moved_by({}))] == ["c-1", "b-1", "a-1"]


def test_what_could_not_be_told() -> None:
    """New, still there, told now."""
    found = untold_changes(result(untold=("a", "b")), result(untold=("b", "c")))
    assert {one.item.reason: one.standing for one in found} == {
        "b": Standing.STILL,
        "c": Standing.NEW,
        "a": Standing.FIXED,
    }


def test_exit_code_is_about_what_is_new() -> None:
    """1 for new findings at the level, 3 for what is newly not assessed or could not be compared, else 0."""
    new = (FindingChange(Standing.NEW, finding("a-1")),)
    still = (FindingChange(Standing.STILL, finding("a-1"), finding("a-1")),)
    untold = untold_changes(result(), result(untold=("a",)))
    known = untold_changes(result(untold=("a",)), result(untold=("a",)))
    assert Change("b", ("a",), findings=new).exit_code(Severity.HIGH) == 1
    assert Change("b", ("a",), findings=new, untold=untold).exit_code(Severity.HIGH) == 1
    assert Change("b", ("a",), findings=new).exit_code(Severity.CRITICAL) == 0
    assert Change("b", ("a",), findings=new).exit_code(None) == 0
    assert Change("b", ("a",), findings=still, untold=known).exit_code(Severity.LOW) == 0
    assert Change("b", ("a",), untold=untold).exit_code(None) == 3
    assert Change("b", ("a",), notes=(Note("x"),)).exit_code(None) == 3


def test_new_finding_names_the_change(tmp_path: Path) -> None:
    """A finding that a change brings says what in the change does it, at its place."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    repo.write({"template.yml": OPEN_API})
    (one,) = (one for one in in_the_scan(repo.folder).of(Standing.NEW) if one.finding.check == "open-route")
    assert [cause.what for cause in one.causes] == ["POST /orders: auth iam → none"]


def test_suppression_in_the_change_is_shown(tmp_path: Path) -> None:
    """Opening a route and accepting the finding in one change leaves it under accepted."""
    repo = repository(tmp_path / "app", {"template.yml": API})
    accept = '[[suppress]]\ncheck = "open-route"\nreason = "it is meant to be open"\n'
    repo.write({"template.yml": OPEN_API, "ennead.toml": accept})
    change = in_the_scan(repo.folder)
    assert "open-route" in {one.finding.check for one in change.of(Standing.ACCEPTED)}
    assert "open-route" not in {one.finding.check for one in change.of(Standing.NEW)}


def test_old_findings_do_not_count(tmp_path: Path) -> None:
    """What was there before and still is fails nothing."""
    repo = repository(tmp_path / "app", {"template.yml": OPEN_API})
    repo.write({"template.yml": OPEN_API + READS + TABLE})
    change = in_the_scan(repo.folder)
    assert "open-route" in {one.finding.check for one in change.of(Standing.STILL)}
    assert "open-route" not in {one.finding.check for one in change.of(Standing.NEW)}
