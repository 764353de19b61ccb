"""Our own suppressions: what they accept, what is refused, and what happens after their last day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.check import identity
from ennead.engine.config import Config, Suppression
from ennead.engine.marks import Mark, ResourceMark, ResourceSpan
from ennead.engine.result import Accepted
from ennead.engine.suppress import Applied, Marks, apply, collect
from ennead.model.finding import Finding, NoFix, Outcome, Practice, Related, Severity, Unassessed
from ennead.model.location import Location

_TODAY = date(2026, 11, 25)
_SPANS = (ResourceSpan("t.yml", "Fn", 2, 6), ResourceSpan("t.yml", "Other", 7, 9))


def _finding(line: int, *, check: str = "open-route", path: str = "t.yml", **more: object) -> Finding:
    values: dict[str, object] = {"function": None, "resource": None, "severity": Severity.HIGH, "related": ()} | more
    return Finding(
        check=check,
        practice=Practice.CONFIGURATION,
        message="it is open",
        at=Location(path, line),
        identity=identity(check, path, str(line)),
        fix=NoFix("none"),
        **values,  # type: ignore[arg-type]
    )


def _unassessed(line: int, check: str = "open-route") -> Unassessed:
    return Unassessed(check, "who knows", identity(check, "?", str(line)), Location("t.yml", line))


def _apply(text: str, *outcomes: Outcome, config: Config | None = None, metadata: object = None) -> Applied:
    resources = [ResourceMark("t.yml", "Fn", {"ennead": metadata}, Location("t.yml", 3))] if metadata else []
    marks = collect({"t.yml": text}, resources, _SPANS)
    return apply(outcomes, marks, config or Config(), _TODAY)


def _template(comment: str, line: int) -> str:
    lines = ["Resources:", "  Fn:", "    Type: F", "    Properties:", "      A: 1", "      B: 2"]
    lines += ["  Other:", "    Type: Q", "    C: 3"]
    lines[line - 1] += f"  # {comment}"
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("comment_line", "finding_line", "accepted"),
    [
        (2, 2, True),
        (2, 6, True),
        (2, 7, False),
        (5, 5, True),
        (5, 6, False),
        (4, 6, True),
        (1, 1, True),
        (7, 9, True),
        (7, 6, False),
    ],
)
def test_a_comment_accepts_what_it_speaks_of(comment_line: int, finding_line: int, *, accepted: bool) -> None:
    """On a resource's name all of the resource, else the line and what is nested under it."""
    text = _template("ennead:ignore open-route it is meant", comment_line)
    finding = _finding(finding_line)
    result = _apply(text, finding)
    assert result.findings == (() if accepted else (finding,))
    assert bool(result.unused) is not accepted


def test_an_accepted_finding_says_by_what() -> None:
    """The reason, the place of the comment and the last day go along."""
    text = _template("ennead:ignore open-route until=2027-01-31 it is meant", 5)
    finding = _finding(5)
    column = text.splitlines()[4].index("ennead") + 1
    at = Location("t.yml", 5, column)
    assert _apply(text, finding) == Applied(
        (), (), (Accepted(finding, "suppression", "it is meant", at, "2027-01-31"),)
    )


def test_what_cannot_be_told_is_accepted_the_same_way() -> None:
    """A «could not tell» is suppressed like a finding."""
    item = _unassessed(5)
    result = _apply(_template("ennead:ignore open-route we know", 5), item)
    assert (result.unassessed, [entry.outcome for entry in result.accepted]) == ((), [item])


def test_a_comment_stands_for_the_checks_it_names() -> None:
    """Several checks and prefixes are accepted, others stay."""
    text = _template("ennead:ignore open-route, public-* both are meant", 5)
    gone = [_finding(5), _finding(5, check="public-bucket"), _finding(5, check="public-queue")]
    stays = _finding(5, check="no-throttle")
    result = _apply(text, *gone, stays)
    assert result.findings == (stays,)
    assert [entry.outcome for entry in result.accepted] == gone


def test_a_finding_about_the_resource_may_stand_elsewhere_in_the_file() -> None:
    """A function's finding at the line of its `Globals` is accepted by the comment on the function's name."""
    text = _template("ennead:ignore end-of-life-runtime we move in spring", 2)
    here = _finding(1, check="end-of-life-runtime", function="Fn")
    other = _finding(1, check="end-of-life-runtime", function="Other")
    elsewhere = _finding(1, check="end-of-life-runtime", function="Fn", path="u.yml")
    assert _apply(text, here, other, elsewhere).findings == (other, elsewhere)


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("ennead:ignore open-route", "without a reason"),
        ("ennead:ignore open-route   ", "without a reason"),
        ("ennead:ignore open-route -", "without a reason"),
        ("ennead:ignore open-route until=2027-01-01", "without a reason"),
        ("ennead:ignore", "without a check"),
        ("ennead:ignored open-route it is meant", "without a check"),
        ("ennead:ignore * all is well", "of every check"),
        ("ennead:ignore open-route,** all is well", "of every check"),
        ("ennead:ignore open-route until=soon it is meant", "which is no day"),
        ("ennead:ignore open-route until= it is meant", "which is no day"),
        ("ennead:ignore open-route it is meant until=2027-01-01", "directly behind the check"),
    ],
)
def test_a_refused_suppression_suppresses_nothing_and_is_said(comment: str, reason: str) -> None:
    """Without reason, check or a real day it accepts nothing, and shows up as not assessed at its line."""
    finding = _finding(5)
    result = _apply(_template(comment, 5), finding)
    assert result.findings == (finding,)
    (refused,) = result.unassessed
    assert refused.check == "suppression"
    assert reason in refused.reason
    assert refused.at is not None
    assert refused.at.line == 5


def test_a_suppression_in_a_string_is_none() -> None:
    """Text that merely contains the words accepts nothing."""
    text = 'Resources:\n  Fn:\n    Description: "write # ennead:ignore open-route because"\n'
    finding = _finding(3)
    assert _apply(text, finding) == Applied((finding,), ())


def test_one_comment_may_hold_marks_of_two_tools() -> None:
    """Behind another tool's mark ours is still read."""
    text = _template("nosec # ennead:ignore open-route it is meant", 5)
    assert _apply(text, _finding(5)).findings == ()


def test_the_last_day_still_counts() -> None:
    """On the day itself it holds."""
    text = _template(f"ennead:ignore open-route until={_TODAY} it is meant", 5)
    assert _apply(text, _finding(5)).findings == ()


def test_after_its_last_day_a_suppression_fails() -> None:
    """What it hid is reported again, and beside it a finding as bad as that."""
    text = _template("ennead:ignore open-route,no-throttle until=2026-11-24 it is meant", 2)
    mild, bad = _finding(5, check="no-throttle", severity=Severity.LOW), _finding(6, severity=Severity.CRITICAL)
    result = _apply(text, mild, bad)
    *back, late = result.findings
    assert (back, result.accepted, result.unused) == ([mild, bad], (), ())
    assert (late.check, late.severity, late.resource) == ("expired-suppression", Severity.CRITICAL, "Fn")
    assert "no-throttle, open-route ended on 2026-11-24" in late.message
    assert late.at.line == 2


def test_an_expired_suppression_of_nothing_is_only_unused() -> None:
    """Where the fault is gone, the past day of its suppression is no finding."""
    result = _apply(_template("ennead:ignore open-route until=2026-11-24 it is meant", 5))
    assert (result.findings, len(result.unused)) == ((), 1)


def test_an_expired_suppression_beside_a_live_one_is_no_finding() -> None:
    """What another suppression accepts has not come back."""
    text = _template("ennead:ignore open-route until=2026-11-24 it is meant", 5)
    config = Config(suppress=(Suppression("it is meant", check="open-route"),))
    assert _apply(text, _finding(5), config=config).findings == ()


def test_the_identity_of_an_expired_suppression_survives_moved_lines() -> None:
    """Its identity holds no line number."""
    text = _template("ennead:ignore open-route until=2026-11-24 it is meant", 2)
    spans = [ResourceSpan("t.yml", "Fn", 3, 7)]
    moved = apply([_finding(3)], collect({"t.yml": f"\n{text}"}, spans=spans), Config(), _TODAY)
    assert moved.findings[-1].identity == _apply(text, _finding(2)).findings[-1].identity


class TestMetadata:
    """`Metadata: {ennead: {ignore: […]}}` of a resource."""

    def test_it_accepts_for_all_of_the_resource(self) -> None:
        """Anywhere in the resource, by check or list of checks, with a day as text or as YAML's own type."""
        entries = [
            {"check": "open-route", "reason": "it is meant", "until": "2027-01-01"},
            {"check": ["no-throttle", "public-*"], "reason": "so are these", "until": date(2027, 1, 1)},
        ]
        gone = [_finding(2), _finding(6, check="no-throttle"), _finding(4, check="public-queue")]
        stays = _finding(7)
        result = _apply("", *gone, stays, metadata={"ignore": entries})
        assert result.findings == (stays,)
        assert {entry.expires for entry in result.accepted} == {"2027-01-01"}
        assert result.accepted[0].at == Location("t.yml", 3)

    @pytest.mark.parametrize(
        ("metadata", "reason"),
        [
            ({"ignore": [{"check": "open-route"}]}, "without a reason"),
            ({"ignore": [{"check": "open-route", "reason": 3}]}, "without a reason"),
            ({"ignore": [{"reason": "it is meant"}]}, "of every check"),
            ({"ignore": [{"check": "*", "reason": "it is meant"}]}, "of every check"),
            ({"ignore": [{"check": [], "reason": "it is meant"}]}, "of every check"),
            ({"ignore": [{"check": "open-route", "reason": "r", "until": "x"}]}, "no day"),
            ({"ignore": [{"check": "open-route", "reason": "r", "until": None}]}, "no day"),
            ({"ignore": [{"check": "open-route", "reason": "r", "expires": "2020-01-01"}]}, "an entry has"),
            ({"ignore": ["open-route"]}, "an entry has"),
            ({"ignore": {"check": "open-route", "reason": "r"}}, "that is not read"),
            ({"ignored": []}, "that is not read"),
            ("open-route", "that is not read"),
        ],
    )
    def test_what_is_not_understood_is_said(self, metadata: object, reason: str) -> None:
        """A wrong shape accepts nothing and shows up as not assessed."""
        finding = _finding(5)
        result = _apply("", finding, metadata=metadata)
        assert result.findings == (finding,)
        assert [reason in refused.reason for refused in result.unassessed] == [True]

    def test_that_of_the_template_is_refused(self) -> None:
        """A suppression of the whole template is none."""
        mark = ResourceMark("t.yml", None, {"ennead": {"ignore": [{"check": "open-route", "reason": "r"}]}})
        marks = collect({}, [mark], _SPANS)
        assert (marks.marks, len(marks.refused)) == ((), 1)


class TestSeveralFunctions:
    """A finding over several functions is accepted as a whole or not at all."""

    _GROUP = _finding(
        3,
        check="end-of-life-runtime",
        related=(Related(Location("t.yml", 3), "one", "Fn"), Related(Location("t.yml", 8), "two", "Other")),
    )

    def _result(self, *lines: int) -> Applied:
        text = _template("", 1).splitlines()
        for line in lines:
            text[line - 1] += "  # ennead:ignore end-of-life-runtime we move in spring"
        return _apply("\n".join(text), self._GROUP)

    def test_one_of_them_is_not_enough(self) -> None:
        """A mark on one function accepts nothing of the others, and counts as used."""
        for lines in [(2,), (3,), (7,)]:
            result = self._result(*lines)
            assert (result.findings, result.accepted, result.unused) == ((self._GROUP,), (), ())

    def test_a_mark_on_each_is(self) -> None:
        """With a mark on every function the finding is accepted."""
        assert self._result(2, 8).findings == ()

    def test_so_is_one_in_the_configuration(self) -> None:
        """A suppression of the check speaks of all of them."""
        config = Config(suppress=(Suppression("we move in spring", check="end-of-life-runtime"),))
        assert _apply("", self._GROUP, config=config).findings == ()

    def test_one_function_in_the_configuration_is_not_enough(self) -> None:
        """A suppression for one function speaks of that one."""
        config = Config(suppress=(Suppression("r", check="end-of-life-runtime", function="Fn"),))
        assert _apply("", self._GROUP, config=config).findings == (self._GROUP,)


class TestConfiguration:
    """Suppressions of the configuration file."""

    @pytest.mark.parametrize(
        ("entry", "accepted"),
        [
            (Suppression("r", check="open-route"), True),
            (Suppression("r", check="open-*"), True),
            (Suppression("r", check="no-throttle"), False),
            (Suppression("r", check="open-route", resource="Api"), True),
            (Suppression("r", check="open-route", resource="Fn"), True),
            (Suppression("r", check="open-route", resource="Other"), False),
            (Suppression("r", check="open-route", function="Fn"), True),
            (Suppression("r", check="open-route", function="Api"), False),
            (Suppression("r", check="open-route", path="services/a/t.yml"), True),
            (Suppression("r", check="open-route", path="services/*"), True),
            (Suppression("r", check="open-route", path="t.yml"), False),
            (Suppression("r", check="open-route", expires=date(2026, 11, 25)), True),
            (Suppression("r", check="open-route", expires=date(2026, 11, 24)), False),
        ],
    )
    def test_everything_given_has_to_hold(self, entry: Suppression, *, accepted: bool) -> None:
        """Check, resource, function, path (from the file's own folder) and day all have to fit."""
        finding = _finding(5, function="Fn", resource="Api")
        config = Config(source=Path("x/ennead.toml"), prefix="services/a", suppress=(entry,))
        result = _apply("", finding, config=config)
        assert (finding not in result.findings) is accepted
        if accepted:
            assert result.accepted[0].at == Location("ennead.toml")

    def test_a_unique_prefix_of_an_identity_is_enough(self) -> None:
        """An identity may be cut short as long as it fits one outcome."""
        one, two = _finding(5), _finding(6, check="no-throttle")
        config = Config(suppress=(Suppression("r", identity=one.identity[:13]),))
        assert _apply("", one, two, config=config).findings == (two,)

    def test_a_prefix_that_fits_several_accepts_nothing(self) -> None:
        """An ambiguous identity is said and suppresses neither."""
        one, two = _finding(5), _finding(6)
        config = Config(suppress=(Suppression("r", identity="open-route-"),))
        result = _apply("", one, two, config=config)
        assert result.findings == (one, two)
        assert "fits 2 outcomes" in result.unassessed[0].reason

    def test_unused_ones_are_listed(self) -> None:
        """A suppression that fits nothing is information, not a finding."""
        config = Config(suppress=(Suppression("r", check="open-route"),))
        result = _apply("", config=config)
        assert (result.findings, [mark.checks for mark in result.unused]) == ((), [("open-route",)])


def test_marks_of_others_accept_and_are_not_listed_as_unused() -> None:
    """A foreign mark accepts under its own name; one without use, or past its day, says nothing."""
    finding = _finding(5)
    at = Location("t.yml", 5)
    used = Mark(by="checkov:skip", checks=("open-route",), at=at, path="t.yml", lines=(5, 5))
    idle = Mark(by="cfn-lint", checks=("log-retention",), at=at)
    late = Mark(by="tfsec:ignore", checks=("open-route",), at=at, until=date(2020, 1, 1))
    assert apply([finding], Marks(), Config(), _TODAY, [idle, late, used]) == Applied(
        (), (), (Accepted(finding, "checkov:skip", None, at),)
    )
    assert apply([finding], Marks(), Config(), _TODAY, [late]) == Applied((finding,), ())


_PIECES = st.sampled_from(
    [
        "ennead:ignore",
        " ",
        "open-route",
        ",",
        "*",
        "until=",
        "2027-01-01",
        "2020-01-01",
        "why",
        "#",
        '"',
        "'",
        "\n",
        "-",
    ]
)


@given(text=st.lists(_PIECES, max_size=25).map("".join), line=st.integers(0, 8))
def test_any_comment_keeps_every_outcome(text: str, line: int) -> None:
    """Whatever a source holds, each outcome is reported or accepted with a reason, exactly once."""
    outcomes: list[Outcome] = [_finding(line), _unassessed(line, "no-throttle")]
    marks = collect({"t.yml": text}, spans=_SPANS)
    result = apply(outcomes, marks, Config(), _TODAY)
    left: list[Outcome] = [finding for finding in result.findings if finding.check != "expired-suppression"]
    left += [item for item in result.unassessed if item.check != "suppression"]
    kept = left + [entry.outcome for entry in result.accepted]
    assert sorted(outcome.identity for outcome in kept) == sorted(outcome.identity for outcome in outcomes)
    assert all(entry.reason and "ennead:ignore" in text for entry in result.accepted)
