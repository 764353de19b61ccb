"""Our findings beside another tool's report: what is the same, and why the rest is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.check import identity
from ennead.engine.foreign import report as foreign_report
from ennead.engine.foreign.compare import Comparison, compare, render
from ennead.engine.foreign.report import ForeignReportError, ForeignResult, load, parse
from ennead.engine.marks import ResourceSpan
from ennead.engine.result import Accepted, AppSummary, ScanResult
from ennead.model.finding import Finding, NoFix, Practice, Related, Severity, Unassessed
from ennead.model.location import Location

_SPANS = (ResourceSpan("t.yml", "Api", 10, 20), ResourceSpan("t.yml", "Fn", 21, 30))


def _finding(check: str, line: int, path: str = "t.yml", related: tuple[Related, ...] = ()) -> Finding:
    return Finding(
        check=check,
        practice=Practice.CONFIGURATION,
        severity=Severity.HIGH,
        message=f"{check} is here",
        at=Location(path, line),
        identity=identity(check, path, str(line)),
        fix=NoFix("none"),
        related=related,
    )


def _result(rule: str, first: int | None, last: int | None = None, uri: str = "t.yml") -> dict[str, Any]:
    """One result as Checkov 3.3.30 writes it: the region is the whole resource."""
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if first is not None:
        place["region"] = {"startLine": first, "endLine": last or first, "snippet": {"text": "  Fn:\n"}}
    return {
        "ruleId": rule,
        "ruleIndex": 0,
        "level": "error",
        "attachments": [],
        "message": {"text": f"Ensure {rule}"},
        "locations": [{"physicalLocation": place}],
    }


def _report(*results: object, name: str = "Checkov", version: str = "3.3.30") -> bytes:
    driver = {"name": name, "version": version, "informationUri": "https://checkov.io", "rules": [{"id": "CKV_AWS_59"}]}
    document = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results)}]}
    return json.dumps(document).encode()


def _compare(findings: tuple[Finding, ...], *results: object, **more: Any) -> Comparison:
    scan = ScanResult((AppSummary("a", ("t.yml",)),), findings, more.pop("unassessed", ()), more.pop("accepted", ()))
    return compare(scan, parse(_report(*results)), more.pop("spans", _SPANS), **more)


def _counts(comparison: Comparison) -> tuple[int, int, int]:
    return len(comparison.same), len(comparison.ours_only), len(comparison.theirs_only)


@pytest.mark.parametrize(
    ("rule", "first", "last", "uri", "same"),
    [
        ("CKV_AWS_59", 10, 20, "t.yml", True),
        ("CKV_AWS_59", 15, 15, "t.yml", True),
        ("CKV_AWS_59", 20, 20, "t.yml", True),
        ("CKV_AWS_59", 21, 30, "t.yml", False),
        ("CKV_AWS_59", None, None, "t.yml", True),
        ("CKV_AWS_59", 10, 20, "/t.yml", True),
        ("CKV_AWS_59", 10, 20, "file:///home/somebody/app/t.yml", True),
        ("CKV_AWS_59", 10, 20, "./t.yml", True),
        ("CKV_AWS_59", 10, 20, "u.yml", False),
        ("CKV_AWS_59", 10, 20, "not-t.yml", False),
        ("CKV_AWS_115", 10, 20, "t.yml", False),
    ],
)
def test_the_same_fault_at_the_same_place(rule: str, first: int, last: int, uri: str, *, same: bool) -> None:
    """A rule of the same fault, in the same file and the same resource, is the same finding."""
    found = _compare((_finding("open-route", 15),), _result(rule, first, last, uri))
    assert _counts(found) == ((1, 0, 0) if same else (0, 1, 1))


@pytest.mark.parametrize(("line", "same"), [(7, True), (10, True), (15, True), (18, True), (6, False), (19, False)])
def test_without_known_resources_three_lines_are_near(line: int, *, same: bool) -> None:
    """Where no resource's lines are known, three lines beside theirs still count."""
    found = _compare((_finding("open-route", line),), _result("CKV_AWS_59", 10, 15), spans=())
    assert _counts(found) == ((1, 0, 0) if same else (0, 1, 1))


def test_paths_of_a_folder_above_or_below_are_the_same() -> None:
    """Either side may have scanned from another folder; an exact path wins over one that only ends alike."""
    ours = (_finding("open-route", 15, "a/t.yml"), _finding("open-route", 15))
    for uri, expected in [("a/t.yml", "a/t.yml"), ("repository/a/t.yml", "a/t.yml"), ("t.yml", "t.yml")]:
        found = _compare(ours, _result("CKV_AWS_59", 15, uri=uri), spans=())
        assert [row.ours.at.path for row in found.same] == [expected]


def test_several_of_theirs_may_be_one_of_ours() -> None:
    """Checkov's four rules on the access block stand beside our one finding."""
    results = [_result(f"CKV_AWS_{number}", 10, 20) for number in (53, 54, 55, 56)]
    found = _compare((_finding("public-access-block-off", 12),), *results)
    assert _counts(found) == (1, 0, 0)
    assert [theirs.rule for theirs in found.same[0].theirs] == ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"]


def test_a_finding_over_several_functions_stands_at_each() -> None:
    """One finding of ours answers theirs at every function it is about."""
    related = (Related(Location("t.yml", 12), "one", "A"), Related(Location("t.yml", 22), "two", "B"))
    ours = _finding("end-of-life-runtime", 12, related=related)
    found = _compare((ours,), _result("CKV_AWS_363", 10, 20), _result("CKV_AWS_363", 21, 30))
    assert _counts(found) == (1, 0, 0)
    assert len(found.same[0].theirs) == 2


def test_what_somebody_accepted_here_is_the_same_too() -> None:
    """An accepted finding answers theirs and says who accepted it; alone it is not counted as ours."""
    accepted = (Accepted(_finding("open-route", 15), "baseline"), Accepted(_finding("no-throttle", 15), "suppression"))
    found = _compare((), _result("CKV_AWS_59", 10, 20), accepted=accepted)
    assert _counts(found) == (1, 0, 0)
    assert found.same[0].accepted == "baseline"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("CKV_AWS_117", "we have no such check: a VPC closes no door"),
        ("CKV_AWS_173", "we have no such check: the data is encrypted at rest without it"),
        ("CKV_AWS_18", "we have no such check: an access log"),
        ("CKV_AWS_366", "we have no such check: not looked at yet"),
        ("CKV_AWS_115", "no-concurrency-bound speaks up only where somebody outside"),
        ("CKV_AWS_116", "no-dead-letter speaks up only where a function is started asynchronously"),
        ("CKV_AWS_258", "open-function-url looks for this fault and does not find it here"),
        ("CKV_AWS_9999", "unknown rule: compare by hand"),
    ],
)
def test_each_of_theirs_alone_says_why(rule: str, why: str) -> None:
    """No such check and its reason, a check that is silent here, or a rule we do not know."""
    (row,) = _compare((), _result(rule, 21, 30)).theirs_only
    assert row.why.startswith(why)


def test_what_we_could_not_tell_is_said() -> None:
    """Where our check stands unassessed at that place, that is the reason, not «does not find it»."""
    item = Unassessed("open-route", "its body lies elsewhere", "x", Location("t.yml", 11))
    (row,) = _compare((), _result("CKV_AWS_59", 10, 20), unassessed=(item,)).theirs_only
    assert row.why == "open-route could not tell here: its body lies elsewhere"


def test_a_check_that_did_not_run_says_so() -> None:
    """A check left out by a selection has not looked."""
    (row,) = _compare((), _result("CKV_AWS_59", 10, 20), ran={"no-throttle"}).theirs_only
    assert row.why == "open-route did not run"


def test_each_of_ours_alone_says_why() -> None:
    """Their rules do not look at it, or one does and is silent; without a table we say so."""
    ours = (_finding("trigger-cycle", 15), _finding("open-route", 15))
    assert [row.why for row in _compare(ours).ours_only] == [
        "their rules do not look at this",
        "known there as CKV_AWS_59, CKV2_AWS_70, CKV_AWS_309, and not reported here",
    ]
    other = compare(ScanResult((), ours), parse(_report(name="Somebody's scanner")))
    assert {row.why for row in other.ours_only} == {"no table of that tool's rules: compare by hand"}


def test_the_text() -> None:
    """What both say, what one says, and what was not compared, each with its reason."""
    ours = (_finding("open-route", 15), _finding("trigger-cycle", 22))
    results = [_result("CKV_AWS_59", 10, 20), *(_result("CKV_AWS_117", line, line + 1) for line in (21, 40, 50, 60))]
    assert render(_compare(ours, *results, 3)) == snapshot("""\
Checkov 3.3.30: 1 the same · 1 only here · 4 only there

the same
  open-route                    t.yml:15                CKV_AWS_59

only here
  trigger-cycle                 t.yml:22                trigger-cycle is here
      their rules do not look at this

only there
  CKV_AWS_117                   4 ×                     Ensure CKV_AWS_117
      t.yml:21, t.yml:40, t.yml:50, …
      we have no such check: a VPC closes no door of a function: its callers come through its
      triggers; it serves private resources only

not compared
  1 × a result that is no object
""")


def test_the_text_of_nothing() -> None:
    """An empty comparison is one line."""
    assert render(_compare(())) == "Checkov 3.3.30: 0 the same · 0 only here · 0 only there\n"


def test_a_strangers_text_stays_on_its_line() -> None:
    """Control characters, escapes and endless messages of a report do not reach the terminal."""
    result = _result("CKV\x1b[31m_1\n", 1, uri="a\x07/\u202eb.yml")
    result["message"] = {"text": "x\r\ny" + "z" * 10_000}
    text = render(_compare((), result))
    assert all(letter.isprintable() for letter in text.replace("\n", ""))
    assert max(len(line) for line in text.splitlines()) <= 100


class TestReport:
    """Reading a SARIF file."""

    def test_a_result_of_the_usual_shape(self) -> None:
        """Rule, message, path and lines are read; the tool has its version."""
        report = parse(_report(_result("CKV_AWS_59", 10, 20, "/app/t.yml")))
        assert report.tools == ("Checkov 3.3.30",)
        assert report.results == (ForeignResult("Checkov", "CKV_AWS_59", "Ensure CKV_AWS_59", "app/t.yml", 10, 20),)

    def test_a_rule_may_be_named_by_its_index(self) -> None:
        """SARIF's `rule` object and `ruleIndex` are followed where `ruleId` is missing."""
        for change in ({"ruleId": None}, {"ruleId": 3, "rule": {"id": "CKV_AWS_59"}, "ruleIndex": None}):
            (result,) = parse(_report(_result("x", 1) | change)).results
            assert result.rule == "CKV_AWS_59"

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"ruleId": None, "ruleIndex": 7}, "a result without a rule"),
            ({"ruleId": None, "ruleIndex": -1}, "a result without a rule"),
            ({"ruleId": None, "ruleIndex": True}, "a result without a rule"),
            ({"locations": []}, "a result without a file"),
            ({"locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}]}, "a result without a file"),
            ({"kind": "pass"}, "a result that is no failure"),
            ({"suppressions": [{"kind": "inSource"}]}, "a result suppressed there"),
        ],
    )
    def test_what_cannot_be_compared_is_counted(self, change: dict[str, Any], reason: str) -> None:
        """A result without rule or place, a passed one and a suppressed one are left out and counted."""
        report = parse(_report(_result("CKV_AWS_59", 1) | change))
        assert (report.results, report.left_out) == ((), ((reason, 1),))

    @pytest.mark.parametrize("region", [None, 3, {}, {"startLine": -1}, {"startLine": "1"}, {"startLine": 10**30}])
    def test_a_strange_region_means_the_file(self, region: object) -> None:
        """Without a line that makes sense a result speaks of its whole file."""
        result = _result("CKV_AWS_59", 1)
        result["locations"][0]["physicalLocation"]["region"] = region
        (read,) = parse(_report(result)).results
        assert (read.first_line, read.last_line) == (0, 0)

    @pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b"3", b"{}", b'{"runs": {}}', b"[" * 200_000, b"1" * 5000])
    def test_what_is_no_sarif_is_an_error(self, raw: bytes, tmp_path: Path) -> None:
        """Anything else is refused with the file's name."""
        path = tmp_path / "theirs.sarif"
        path.write_bytes(raw)
        with pytest.raises(ForeignReportError, match=r"theirs\.sarif"):
            load(path)

    def test_a_file_too_large_or_missing_is_an_error(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The size is bounded before anything is parsed."""
        path = tmp_path / "theirs.sarif"
        path.write_bytes(_report())
        monkeypatch.setattr(foreign_report, "MAXIMUM_BYTES", 10)
        with pytest.raises(ForeignReportError, match="more than 10 bytes"):
            load(path)
        with pytest.raises(ForeignReportError, match="cannot be read"):
            load(tmp_path / "missing.sarif")

    def test_a_byte_order_mark_is_no_matter(self) -> None:
        """Files of other platforms start with one."""
        assert parse(b"\xef\xbb\xbf" + _report()).results == ()


_WORDS = st.sampled_from(
    [
        "runs",
        "tool",
        "driver",
        "name",
        "rules",
        "results",
        "ruleId",
        "rule",
        "id",
        "ruleIndex",
        "message",
        "text",
        "uri",
    ]
) | st.sampled_from(["locations", "physicalLocation", "artifactLocation", "region", "startLine", "endLine", "kind"])
_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(["CKV_AWS_59"])
)
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4), max_leaves=25
)


@given(results=st.lists(_JSON, max_size=4), damage=_JSON, key=_WORDS)
def test_any_report_is_compared_or_refused(results: list[object], damage: object, key: str) -> None:
    """Wrong types anywhere leave every result compared or counted, or the file refused; the text is clean."""
    usual: dict[str, Any] = json.loads(_report(_result("CKV_AWS_59", 10, 20), *results))
    usual["runs"][0]["results"][0][key] = damage
    report = parse(json.dumps(usual).encode())
    assert len(report.results) + sum(count for _, count in report.left_out) == len(results) + 1
    found = compare(ScanResult((), (_finding("open-route", 15),)), report, _SPANS)
    assert sum(len(row.theirs) for row in found.same) + len(found.theirs_only) == len(report.results)
    assert len(found.same) + len(found.ours_only) == 1
    assert all(row.why for row in found.ours_only)
    assert all(row.why for row in found.theirs_only)
    assert render(found).replace("\n", "").isprintable()


@given(document=_JSON)
def test_any_json_is_a_report_or_refused(document: object) -> None:
    """A document of any shape gives a report or a ForeignReportError, never another error."""
    try:
        report = parse(json.dumps(document).encode())
    except ForeignReportError:
        return
    assert isinstance(document, dict)
    assert len(report.results) <= len(json.dumps(document))
