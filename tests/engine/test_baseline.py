"""The baseline: written, read again, applied, and refused where it is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ennead.check import identity
from ennead.engine.baseline import Baseline, BaselineError, Entry, after, apply, dump, load
from ennead.engine.result import Accepted, AppSummary, ScanResult
from ennead.engine.suppress import Applied
from ennead.model.finding import Finding, NoFix, Practice, Severity, Unassessed
from ennead.model.location import Location

_TODAY = date(2026, 11, 25)
_SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "baseline.schema.json").read_text(encoding="utf-8"))


def _finding(key: str, check: str = "open-route", app: str | None = None) -> Finding:
    return Finding(
        check=check,
        practice=Practice.CONFIGURATION,
        severity=Severity.LOW,
        message=f"{key} is open",
        at=Location("t.yml", 5),
        identity=identity(check, key),
        fix=NoFix("none"),
        app=app,
    )


def _item(key: str, check: str = "open-route") -> Unassessed:
    return Unassessed(check, f"{key} is not known", identity(check, "?", key))


def _scan(*findings: Finding, items: tuple[Unassessed, ...] = (), accepted: tuple[Accepted, ...] = ()) -> ScanResult:
    return ScanResult((AppSummary("a", ("t.yml",)),), findings, items, accepted)


def _entry(finding: Finding, **more: object) -> Entry:
    plain = Entry(finding.identity, finding.check, "finding", finding.message, finding.at.path)
    return replace(plain, **more)  # type: ignore[arg-type]


def _written(tmp_path: Path, text: str) -> Baseline:
    path = tmp_path / "ennead-baseline.json"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_what_is_written_accepts_what_was_there(tmp_path: Path) -> None:
    """A scan's own baseline accepts all of it, findings and what could not be told, and nothing new."""
    one, two, item, new = _finding("one"), _finding("two"), _item("three"), _finding("four")
    baseline = _written(tmp_path, dump(_scan(one, two, items=(item,))))
    result = apply([new, item, two, one], baseline, _TODAY)
    assert (result.findings, result.unassessed, result.gone) == ((new,), (), ())
    assert [(entry.outcome, entry.by) for entry in result.accepted] == [(o, "baseline") for o in (item, two, one)]
    assert result.accepted[0].at == Location("ennead-baseline.json")


def test_the_text_is_stable_and_valid() -> None:
    """The order of findings does not show, lines end with a newline, and the schema holds."""
    found = [_finding("one"), _finding("two", "no-throttle"), _finding("ü", app="a")]
    text = dump(_scan(*found, items=(_item("x"),)))
    assert text == dump(_scan(*reversed(found), items=(_item("x"),)))
    assert text.endswith("}\n")
    assert "ü is open" in text
    Draft202012Validator(_SCHEMA).validate(json.loads(text))
    assert [row["check"] for row in json.loads(text)["entries"]] == [
        "open-route",
        "no-throttle",
        "open-route",
        "open-route",
    ]


def test_reason_and_day_are_kept_when_it_is_written_again(tmp_path: Path) -> None:
    """What was accepted before and is still there keeps its words; what is gone goes."""
    old, gone, new = _finding("old"), _finding("gone"), _finding("new")
    before = Baseline((_entry(old, reason="we know", expires=date(2027, 1, 31)), _entry(gone)))
    left = apply([old, new], before, _TODAY)
    text = dump(_scan(*left.findings, accepted=left.accepted), before)
    Draft202012Validator(_SCHEMA).validate(json.loads(text))
    entries = {entry.identity: entry for entry in _written(tmp_path, text).entries}
    assert entries.keys() == {old.identity, new.identity}
    assert (entries[old.identity].reason, entries[old.identity].expires) == ("we know", date(2027, 1, 31))
    assert entries[new.identity].reason is None


def test_what_a_suppression_accepts_is_not_written() -> None:
    """A baseline holds what only the baseline accepts, and no complaint about suppressions."""
    accepted = Accepted(_finding("one"), "suppression", "why")
    complaints = (_item("x", "suppression"),)
    text = dump(_scan(_finding("y", "expired-suppression"), items=complaints, accepted=(accepted,)))
    assert json.loads(text)["entries"] == []


def test_complaints_about_suppressions_are_never_accepted() -> None:
    """Even an entry written by hand accepts no expired suppression."""
    late = _finding("y", "expired-suppression")
    assert apply([late], Baseline((_entry(late),)), _TODAY).findings == (late,)


def test_entries_that_are_no_longer_seen_are_told() -> None:
    """They can be pruned."""
    gone = _entry(_finding("gone"))
    assert apply([], Baseline((gone,)), _TODAY).gone == (gone,)


def test_an_expired_entry_accepts_nothing_and_fails() -> None:
    """Its finding is back, with one beside it that says so; on the day itself it still holds."""
    finding = _finding("one")
    result = apply([finding], Baseline((_entry(finding, expires=date(2026, 11, 24)),)), _TODAY)
    back, late = result.findings
    assert (back, result.gone, late.check, late.severity) == (finding, (), "expired-suppression", Severity.LOW)
    assert apply([finding], Baseline((_entry(finding, expires=_TODAY),)), _TODAY).findings == ()


def test_the_app_tells_twins_apart() -> None:
    """Of two applications with the same finding only the one that was accepted is; without a name both are."""
    one, two = _finding("x", app="one"), _finding("x", app="two")
    assert apply([one, two], Baseline((_entry(one, app="one"),)), _TODAY).findings == (two,)
    assert apply([one, two], Baseline((_entry(one),)), _TODAY).findings == ()


def test_on_top_of_suppressions_an_entry_is_not_gone() -> None:
    """An entry whose finding a suppression accepts as well still has its finding."""
    suppressed, accepted, left = _finding("a"), _finding("b"), _finding("c")
    applied = Applied((accepted, left), (), (Accepted(suppressed, "suppression", "why"),))
    result, gone = after(applied, Baseline((_entry(suppressed), _entry(accepted))), _TODAY)
    assert (result.findings, gone) == ((left,), ())
    assert [entry.by for entry in result.accepted] == ["suppression", "baseline"]


_ROW = {"identity": "a-00000000", "check": "a", "kind": "finding", "message": "m", "path": "p"}


def _document(**change: object) -> str:
    row = {key: value for key, value in ({**_ROW, **change}).items() if value is not ...}
    return json.dumps({"schema": "ennead.baseline/1", "entries": [row]})


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "is no JSON"),
        ("<<<<<<< ours", "is no JSON"),
        ("[" * 200_000, "is no JSON"),
        ("[]", "holds no entries"),
        ("3", "holds no entries"),
        ('{"entries": {}}', "holds no entries"),
        ('{"entries": []}', "has schema None"),
        ('{"schema": "ennead.baseline/2", "entries": []}', "reads ennead.baseline/1"),
        ('{"schema": "ennead.baseline/1", "entries": [3]}', "entry 1 is no object"),
        (_document(identity=...), "entry 1 has no text in identity"),
        (_document(message=None), "entry 1 has no text in message"),
        (_document(reason=3), "entry 1 has no text in reason"),
        (_document(kind="other"), "is of kind other"),
        (_document(expires="soon"), "which is no day"),
        (_document(expire="2027-01-01"), "unknown field expire"),
    ],
)
def test_a_wrong_file_is_an_error_that_says_where(tmp_path: Path, text: str, advice: str) -> None:
    """No baseline, or one with a field that is missing, unknown or of another type, is refused."""
    with pytest.raises(BaselineError, match=r"ennead-baseline\.json") as refused:
        _written(tmp_path, text)
    assert advice in str(refused.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A missing baseline never counts as an empty one."""
    with pytest.raises(BaselineError, match="cannot be read"):
        load(tmp_path / "missing.json")
    (tmp_path / "x").write_bytes(b"\xff\xff")
    with pytest.raises(BaselineError, match="is no JSON"):
        load(tmp_path / "x")


@given(keys=st.sets(st.text(max_size=8), max_size=6), known=st.sets(st.text(max_size=8), max_size=6))
def test_each_outcome_is_reported_or_accepted(keys: set[str], known: set[str]) -> None:
    """Nothing is lost: accepted are those in the baseline, gone are the entries without an outcome."""
    found = [_finding(key) for key in sorted(keys)]
    baseline = Baseline(tuple(_entry(_finding(key)) for key in sorted(known)))
    result = apply(found, baseline, _TODAY)
    assert {finding.message for finding in result.findings} == {f"{key} is open" for key in keys - known}
    assert len(result.accepted) == len(keys & known)
    assert len(result.gone) == len(known - keys)
