"""Other tools' marks: honoured where they name the same fault, and nowhere else."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.check import identity
from ennead.engine.config import Config
from ennead.engine.foreign.hits import collect
from ennead.engine.foreign.rules import ABSENT, KICS_CHECKS, NOT_HERE, SAME, checks_for, rule_key, rules_for, tool_of
from ennead.engine.marks import Mark, ResourceMark, ResourceSpan
from ennead.engine.suppress import Applied, Marks, apply
from ennead.model.finding import Finding, NoFix, Practice, Severity
from ennead.model.location import Location

_TODAY = date(2026, 11, 25)
_SPANS = (ResourceSpan("t.yml", "Fn", 2, 6), ResourceSpan("t.yml", "Other", 7, 9))
_TEMPLATE: tuple[str, ...] = ("Resources:", "  Fn:", "    Type: F", "    Properties:", "      A: 1", "      B: 2")
_TEMPLATE += ("  Other:", "    Type: Q", "    C: 3")


def _finding(line: int, check: str, path: str = "t.yml", practice: Practice = Practice.CONFIGURATION) -> Finding:
    return Finding(
        check=check,
        practice=practice,
        severity=Severity.HIGH,
        message="it is open",
        at=Location(path, line),
        identity=identity(check, path, str(line)),
        fix=NoFix("none"),
    )


def _comment(text: str, line: int) -> dict[str, str]:
    lines = list(_TEMPLATE)
    lines[line - 1] += f"  # {text}"
    return {"t.yml": "\n".join(lines)}


def _apply(marks: tuple[Mark, ...], *findings: Finding) -> Applied:
    return apply(findings, Marks(), Config(), _TODAY, marks)


@pytest.mark.parametrize(
    ("comment", "at", "check", "line", "by"),
    [
        ("checkov:skip=CKV_AWS_115:bounded by the account", 5, "no-concurrency-bound", 2, "checkov:skip"),
        ("checkov:skip=CKV_AWS_116,CKV_AWS_115", 3, "no-concurrency-bound", 6, "checkov:skip"),
        ("bridgecrew:skip=CKV_AWS_45:a test key", 3, "secret-in-environment", 5, "checkov:skip"),
        ("checkov:skip=CKV_SECRET_6 a test key", 4, "secret-in-environment", 5, "checkov:skip"),
        ("trivy:ignore:AVD-AWS-0067", 2, "confused-deputy", 6, "trivy:ignore"),
        ("trivy:ignore:AWS-0067", 5, "confused-deputy", 5, "trivy:ignore"),
        ("tfsec:ignore:aws-s3-block-public-acls", 5, "public-access-block-off", 5, "tfsec:ignore"),
        ("trivy:ignore:AVD-AWS-0066 trivy:ignore:AVD-AWS-0004", 5, "open-route", 5, "trivy:ignore"),
        ("trivy:ignore:AVD-AWS-0067:exp:2026-11-25", 5, "confused-deputy", 5, "trivy:ignore"),
        ("kics-scan ignore-line", 4, "open-route", 5, "kics-scan"),
        ("kics-scan ignore-block", 2, "open-route", 6, "kics-scan"),
        ("nosemgrep: terraform.aws.aws-lambda-environment-credentials", 5, "secret-in-environment", 5, "nosemgrep"),
    ],
)
def test_a_mark_of_the_same_fault_is_honoured(comment: str, at: int, check: str, line: int, by: str) -> None:
    """The mark accepts our finding, under the tool's name."""
    finding = _finding(line, check)
    result = _apply(collect(_comment(comment, at), spans=_SPANS), finding)
    assert [(entry.outcome, entry.by) for entry in result.accepted] == [(finding, by)]


@pytest.mark.parametrize(
    ("comment", "at", "check", "line"),
    [
        ("checkov:skip=CKV_AWS_117:no", 5, "no-concurrency-bound", 5),
        ("checkov:skip=CKV_AWS_115:no", 5, "no-dead-letter", 5),
        ("checkov:skip=CKV_AWS_115:no", 5, "no-concurrency-bound", 8),
        ("checkov:skip=CKV_AWS_115:no", 1, "no-concurrency-bound", 1),
        ("checkov:skip=CKV_SECRET_6", 2, "secret-in-environment", 5),
        ("checkov:skip=", 5, "no-concurrency-bound", 5),
        ("trivy:ignore:*", 5, "confused-deputy", 5),
        ("trivy:ignore:AVD-AWS-0067[principal=x]", 5, "confused-deputy", 5),
        ("trivy:ignore:AVD-AWS-0067:exp:2026-11-24", 5, "confused-deputy", 5),
        ("trivy:ignore:AVD-AWS-0067:exp:soon", 5, "confused-deputy", 5),
        ("trivy:ignore:AVD-AWS-0067", 5, "confused-deputy", 6),
        ("kics-scan ignore", 1, "open-route", 5),
        ("kics-scan ignore-line", 4, "endless-retry", 5),
        ("kics-scan ignore-line", 4, "open-route", 6),
        ("nosec", 5, "open-route", 5),
        ("nosemgrep", 5, "open-route", 5),
        ("nosemgrep: some.other.rule", 5, "open-route", 5),
    ],
)
def test_any_other_mark_accepts_nothing(comment: str, at: int, check: str, line: int) -> None:
    """Another fault, another place, no rule named, parameters, or a day that has passed: the finding stays."""
    finding = _finding(line, check)
    assert _apply(collect(_comment(comment, at), spans=_SPANS), finding) == Applied((finding,), ())


def test_the_reason_of_a_mark_goes_along() -> None:
    """Checkov's comment is kept as the reason; an empty one is none."""
    for text, reason in [("CKV_AWS_115: it is bounded ", "it is bounded"), ("CKV_AWS_115:", None)]:
        (mark,) = collect(_comment(f"checkov:skip={text}", 5), spans=_SPANS)
        assert (mark.reason, mark.at) == (reason, Location("t.yml", 5))


@pytest.mark.parametrize(
    ("path", "text", "line", "accepted"),
    [
        ("a.py", "run(x)  # nosec", 1, True),
        ("a.py", "run(x)  # nosec", 2, False),
        ("a.py", "run(x)  # nosec B602", 1, False),
        ("a.js", "run(x) // nosec", 1, False),
        ("a.py", "run('# nosec')", 1, False),
        ("a.py", "# nosemgrep\nrun(x)", 2, True),
        ("a.js", "run(x) // nosemgrep", 1, True),
        ("a.js", "run(x) // nosemgrep: some.rule", 1, False),
    ],
)
def test_marks_in_code_accept_faults_in_code(path: str, text: str, line: int, *, accepted: bool) -> None:
    """Without a rule they accept findings of the code practice on their line, and no other."""
    in_code = _finding(line, "shell-from-event", path, Practice.CODE)
    other = _finding(line, "secret-in-environment", path)
    result = _apply(collect({path: text}), in_code, other)
    assert result.findings == ((other,) if accepted else (in_code, other))


_METADATA = {
    "checkov": {"skip": [{"id": "CKV_AWS_116", "comment": "it is synchronous"}]},
    "cfn-lint": {"config": {"ignore_checks": ["W2531", "E3505"]}},
    "cfn_nag": {"rules_to_suppress": [{"id": "W11", "reason": "X-Ray knows no other"}]},
}


@pytest.mark.parametrize(
    ("check", "by", "reason"),
    [
        ("no-dead-letter", "checkov:skip", "it is synchronous"),
        ("end-of-life-runtime", "cfn-lint", None),
        ("short-visibility", "cfn-lint", None),
        ("wildcard-resource", "cfn_nag", "X-Ray knows no other"),
    ],
)
def test_metadata_of_a_resource_is_honoured(check: str, by: str, reason: str | None) -> None:
    """All three tools' Metadata accept for the whole resource and no further."""
    marks = collect({}, [ResourceMark("t.yml", "Fn", _METADATA)], _SPANS)
    here, next_door = _finding(5, check), _finding(8, check)
    result = _apply(marks, here, next_door)
    assert result.findings == (next_door,)
    assert [(entry.by, entry.reason) for entry in result.accepted] == [(by, reason)]


def test_of_the_template_only_cfn_lint_counts() -> None:
    """cfn-lint reads the template's Metadata, so its mark holds for the file; the others read none there."""
    marks = collect({}, [ResourceMark("t.yml", None, _METADATA)], _SPANS)
    assert {mark.by for mark in marks} == {"cfn-lint"}
    here, elsewhere = _finding(8, "end-of-life-runtime"), _finding(8, "end-of-life-runtime", "u.yml")
    assert _apply(marks, here, elsewhere).findings == (elsewhere,)


def test_a_prefix_in_cfn_lint_names_no_fault() -> None:
    """`ignore_checks: [W]` switches a tool's warnings off; it accepts no fault."""
    metadata = {"cfn-lint": {"config": {"ignore_checks": ["W", "E25", ""]}}}
    assert collect({}, [ResourceMark("t.yml", "Fn", metadata)], _SPANS) == ()


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["CKV_AWS_115", "W11", "id"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["skip", "id", "config", "ignore_checks", "rules_to_suppress"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(metadata=st.dictionaries(st.sampled_from(["checkov", "cfn-lint", "cfn_nag"]), _ANY))
def test_metadata_of_any_shape_is_read_or_passed_over(metadata: dict[str, object]) -> None:
    """Wrong types give no marks and no error."""
    marks = collect({}, [ResourceMark("t.yml", "Fn", metadata)], _SPANS)
    assert all(mark.checks and mark.whole for mark in marks)


_PIECES = st.sampled_from(
    ["checkov:skip=", "CKV_AWS_115", ",", ":", "trivy:ignore:", "AVD-AWS-0067", "[", "]", ":exp:", "2027-01-01"]
) | st.sampled_from(["nosec", "nosemgrep", "B105", "kics-scan ignore-line", "#", " ", "'", '"', "\n", "\x00", "\u202e"])


@given(text=st.lists(_PIECES, max_size=40).map("".join), path=st.sampled_from(["t.yml", "a.py", "main.tf"]))
def test_any_comment_gives_marks_that_say_whose_they_are(text: str, path: str) -> None:
    """Whatever a comment holds, a mark names its tool, stands in the file, and accepts something definite."""
    for mark in collect({path: text}, spans=[ResourceSpan(path, "A", 1, 3)]):
        assert mark.by in {"checkov:skip", "trivy:ignore", "nosec", "nosemgrep", "kics-scan"}
        assert mark.path == path
        assert mark.checks or mark.practice is Practice.CODE


_CHECKS = {check for row in SAME.values() for check in row}


class TestTables:
    """The tables of rules hold together."""

    def test_no_rule_is_both_mapped_and_absent(self) -> None:
        """A rule has a check of ours or a reason why not; a note on silence needs a check."""
        assert not SAME.keys() & ABSENT.keys()
        assert NOT_HERE.keys() <= SAME.keys()

    def test_each_rule_is_somebodys(self) -> None:
        """The shape of every id tells its tool."""
        assert [rule for rule in (*SAME, *ABSENT) if tool_of(rule) is None] == []

    def test_every_check_of_ours_reads_like_one(self) -> None:
        """Ids are words with dashes; each row names at least one."""
        checks = _CHECKS | set(KICS_CHECKS)
        assert all(SAME.values())
        assert [check for check in checks if not re.fullmatch(r"[a-z]+(-[a-z]+)+", check)] == []

    def test_names_of_one_rule_are_one(self) -> None:
        """Trivy's short, new and long ids, and the full path of a semgrep rule, are the same."""
        assert rule_key("AWS-0067") == rule_key("aws-lambda-restrict-source-arn") == "AVD-AWS-0067"
        assert checks_for("a.b.aws-iam-admin-policy") == checks_for("aws-iam-admin-policy") != ()
        assert checks_for("CKV_SECRET_2") == ("secret-in-environment",)

    def test_the_way_back(self) -> None:
        """A check knows its rules in one tool."""
        assert rules_for("open-route", "checkov") == ("CKV_AWS_59", "CKV2_AWS_70", "CKV_AWS_309")
        assert rules_for("open-route", "cfn_nag") == ("W59",)
        assert rules_for("trigger-cycle", "checkov") == ()

    def test_the_page_lists_every_row(self) -> None:
        """The table that users read names each rule beside each of its checks."""
        page = (Path(__file__).parents[2] / "docs" / "suppress.md").read_text(encoding="utf-8")
        rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
        missing = [
            (rule, check) for rule, row in SAME.items() for check in row if f"`{rule}`" not in rows.get(check, "")
        ]
        assert missing == []
        listed = {name for check, line in rows.items() if check in _CHECKS for name in line.split("`")[3::2]}
        assert listed - {"CKV_SECRET_*"} == set(SAME)
