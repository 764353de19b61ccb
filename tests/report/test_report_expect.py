"""Reports of expectations: table, JSON, JUnit."""

# ruff: noqa: E501  # whole outputs stand here as they are

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator

from ennead.expect.expectation import Clause, Expectation, Outcome, Result, Said, Selector, State, Subject
from ennead.model.finding import Hop
from ennead.model.location import Location
from ennead.report.expect import document as expect_json
from ennead.report.expect import junit as expect_junit
from ennead.report.expect import listing as expect_list
from ennead.report.expect import table as expect_table
from ennead.report.scan.text import cells

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "spec" / "results.schema.json").read_text(encoding="utf-8")
)
PLACE = Location("template.yml", 40, 3)


def expectation(line: int, name: str | None = None, **more: Any) -> Expectation:
    """One about timeouts."""
    clause = Clause("timeout", 3, "at most 3", Location("ennead.tests.yml", line + 1, 5))
    at = Location("ennead.tests.yml", line, 5)
    return Expectation(Subject.FUNCTIONS, Selector(("*",)), (clause,), at, name, **more)


PATH = (
    Hop("internet/internet", "anyone"),
    Hop("route/GET /a", "GET /a", Location("template.yml", 12)),
    Hop("function/Orders", "Orders", PLACE),
)
SMALL = Outcome(
    results=(
        Result(
            expectation(3, "answers are quick", why="the caller waits"),
            "shop",
            State.FAILS,
            (
                Said(State.FAILS, "Orders may run 20 s", PLACE, PATH, "function/Orders"),
                Said(
                    State.FAILS, "Worker may run 60 s", Location("template.yml", 60), (), "function/Worker", ("prod",)
                ),
            ),
            2,
        ),
        Result(expectation(8), "shop", State.UNKNOWN, (Said(State.UNKNOWN, "another stack says", PLACE),), 1),
        Result(
            expectation(12, "may stay untold", accept_unknown="set at deploy"),
            "shop",
            State.ACCEPTED,
            (Said(State.UNKNOWN, "another stack says", PLACE),),
            1,
            "set at deploy",
        ),
        Result(expectation(16, "in staging"), "shop", State.SKIPPED, reason="it is about staging only"),
        Result(expectation(20, "all is well", pack="data"), "shop", State.HOLDS, things=4),
    ),
    apps=("shop",),
    unread=(Said(State.UNKNOWN, "not read: not valid YAML", Location("other.yml", 3, 1)),),
    seconds=0.5,
    file="ennead.tests.yml",
    packs=("data",),
)


def test_table_whole() -> None:
    """What fails first with its places and way, then what could not be told, then the numbers."""
    assert expect_table.render(SMALL, exit_code=1) == snapshot("""\
shop   5 expectations of ennead.tests.yml and pack data                                        0.5 s

  ✗ answers are quick                                                             ennead.tests.yml:3
    because the caller waits
    template.yml:40   Orders may run 20 s
      anyone → GET /a → Orders
    template.yml:60   Worker may run 60 s (in prod only)

  ? functions *: timeout at most 3                                                ennead.tests.yml:8
    template.yml:40   could not tell: another stack says

  ~ may stay untold                                                              ennead.tests.yml:12
    accepted: set at deploy
    template.yml:40   could not tell: another stack says

  ? other.yml:3   not read: not valid YAML

1 fails · 1 could not be told · 1 accepted · 1 holds · 1 skipped                              exit 1
all of them: ennead test . --all
""")


def test_table_lists_everything_when_asked() -> None:
    """`--all` names what holds and what was skipped, and why."""
    text = expect_table.render(SMALL, whole=True)
    assert "  ✓ all is well" in text
    assert "  - in staging (it is about staging only)" in text
    assert "--all" not in text


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (Outcome(()), "no application found"),
        (Outcome((), ("shop",)), "nothing was asked"),
        (Outcome(SMALL.results[4:], ("shop",)), "1 holds"),
    ],
)
def test_verdict_is_true(outcome: Outcome, text: str) -> None:
    """Silence is never success: without an application or an expectation it says so and exits 3."""
    assert text in expect_table.render(outcome)
    assert outcome.exit_code == (0 if "hold" in text else 3)


@given(text=st.text(max_size=300), width=st.integers(40, 100))
def test_table_keeps_its_width_and_obeys_nobody(text: str, width: int) -> None:
    """Names out of an application break no line and send nothing to the terminal."""
    said = replace(SMALL.results[0].said[0], message=text, at=Location(text, 3))
    result = replace(
        SMALL.results[0], said=(said,), expectation=replace(SMALL.results[0].expectation, name=text or None)
    )
    for line in expect_table.render(Outcome((result,), (text,)), width=width).splitlines():
        assert line.isprintable()
        assert cells(line) <= width


def test_json_is_valid() -> None:
    """The document is what the schema says, and holds every result."""
    document = json.loads(expect_json.render(SMALL))
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    assert [one["state"] for one in document["results"]] == ["fails", "unknown", "accepted", "skipped", "holds"]
    assert document["results"][0]["location"] == {"path": "ennead.tests.yml", "line": 3, "column": 5}
    assert document["results"][0]["said"][0]["location"]["line"] == 40


def test_junit_whole() -> None:
    """A case for each expectation with its own line; a failure holds the places of what is not so."""
    assert expect_junit.render(SMALL, prefix="services/shop") == snapshot("""\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ennead test" time="0.500">
  <testsuite name="shop" tests="5" failures="1" errors="1" skipped="2">
    <testcase classname="ennead.test.functions" name="answers are quick" file="services/shop/ennead.tests.yml" line="3"><failure type="fails" message="Orders may run 20 s (and 1 more)">expected at services/shop/ennead.tests.yml:3, because the caller waits
services/shop/template.yml:40: Orders may run 20 s
  internet/internet: anyone
  route/GET /a: GET /a
  function/Orders: Orders
services/shop/template.yml:60: Worker may run 60 s (in prod only)</failure></testcase>
    <testcase classname="ennead.test.functions" name="functions *: timeout at most 3" file="services/shop/ennead.tests.yml" line="8"><error type="could not tell" message="another stack says">expected at services/shop/ennead.tests.yml:8
services/shop/template.yml:40: another stack says</error></testcase>
    <testcase classname="ennead.test.functions" name="may stay untold" file="services/shop/ennead.tests.yml" line="12"><skipped message="accepted: set at deploy"/></testcase>
    <testcase classname="ennead.test.functions" name="in staging" file="services/shop/ennead.tests.yml" line="16"><skipped message="it is about staging only"/></testcase>
    <testcase classname="ennead.test.data" name="all is well"/>
  </testsuite>
  <testsuite name="not read" tests="1" failures="0" errors="1" skipped="0">
    <testcase classname="ennead.test" name="everything is read: services/shop/other.yml" file="services/shop/other.yml"><error type="not read" message="not read: not valid YAML"/></testcase>
  </testsuite>
</testsuites>
""")


@given(text=st.text(st.characters()))
def test_junit_is_valid_whatever_is_said(text: str) -> None:
    """The document has the shape that CI systems read, and its numbers are those of its cases."""
    said = replace(SMALL.results[0].said[0], message=text)
    results = (replace(SMALL.results[0], said=(said,), expectation=expectation(1, text or None)), *SMALL.results[1:])
    root = ET.fromstring(expect_junit.render(replace(SMALL, results=results)))  # noqa: S314
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        assert set(suite.attrib) == {"name", "tests", "failures", "errors", "skipped"}
        for tag, number in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.attrib[number]) == len(suite.findall(f"testcase/{tag}"))
        assert int(suite.attrib["tests"]) == len(suite)
        for case in suite:
            assert case.tag == "testcase"
            assert set(case.attrib) <= {"name", "classname", "file", "line"}
            assert {"name", "classname"} <= set(case.attrib)
            assert len(case) <= 1
            assert all("message" in inside.attrib for inside in case)


def test_list_names_every_word_and_pack() -> None:
    """`--list` says of each word what it means, and of each pack what it is for."""
    text = expect_list.render(())
    for words in expect_list.all_words().values():
        for name, says in words.items():
            assert f"  {name:22}  {says}" in text
    assert "least-surprise  Each function has a role of its own" in text
