"""Reports for continuous integration: JUnit, GitHub's annotations, GitLab's Code Quality."""

# ruff: noqa: E501  # whole outputs stand here as they are

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from ennead.check import Check
from ennead.engine.result import AppSummary, ScanResult
from ennead.model.location import Location
from ennead.report import github, gitlab, junit


def test_junit_whole(small: ScanResult, checks: list[Check]) -> None:
    """A finding fails, «could not tell» and accepted are skipped, a silent check passes."""
    assert junit.render(small, checks, prefix="services/shop") == snapshot("""\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ennead scan" time="0.940">
  <testsuite name="shop" tests="7" failures="3" skipped="3" errors="0">
    <testcase classname="ennead.configuration" name="open-route: AdminShell" file="services/shop/template.yml" line="100"><failure type="critical" message="POST /admin reaches AdminShell and asks nobody who they are">template.yml:100
internet/internet: anyone sends a request
route/POST /admin: takes it without an authorizer
function/AdminShell: is started by it
function/AdminShell: eval
fix: attach ShopAuthorizer
identity: open-route-3f2a91c0</failure></testcase>
    <testcase classname="ennead.roles" name="wildcard-action: OrderNew" file="services/shop/template.yml" line="140"><failure type="high" message="OrderNew may call every DynamoDB action">template.yml:140
no mechanical fix: the actions it needs cannot be told from its code
identity: wildcard-action-0a1b2c3d</failure></testcase>
    <testcase classname="ennead.configuration" name="old-runtime: old-runtime-deadbeef" file="services/shop/template.yml"><failure type="low" message="2 functions run python3.8, which ended on 2024-10-14">template.yml
fix: set Runtime to python3.13
identity: old-runtime-deadbeef</failure></testcase>
    <testcase classname="ennead" name="open-queue: OrderQueue" file="services/shop/template.yml" line="210"><skipped message="not assessed: the policy of OrderQueue is made by Fn::Transform"/></testcase>
    <testcase classname="ennead.configuration" name="open-bucket: SiteBucket" file="services/shop/template.yml" line="180"><skipped message="accepted (checkov:skip): the site is public"/></testcase>
    <testcase classname="ennead" name="open-stream: open-stream-99990000" file="services/shop/template.yml" line="230"><skipped message="accepted (baseline): no reason given"/></testcase>
    <testcase classname="ennead.denial" name="deep-recursion"/>
  </testsuite>
</testsuites>
""")


@given(text=st.text(st.characters()))
def test_junit_is_xml_whatever_is_scanned(text: str, filled: Callable[[str], ScanResult], checks: list[Check]) -> None:
    """No name and no message breaks the document, and the numbers of a suite are those of its cases."""
    root = ET.fromstring(junit.render(filled(text), checks))  # noqa: S314
    for suite in root:
        cases = list(suite)
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))
    assert len(root.findall("testsuite/testcase/failure")) == 5


def test_junit_counts_every_finding_once(small: ScanResult) -> None:
    """With several apps a finding stands in its own app's suite; one that names none in the first."""
    apps = tuple(AppSummary(name, (f"{name}.yml",)) for name in ("orders", "users"))
    first = small.findings[0]
    found = (first, replace(first, app="orders"), replace(first, app="users"))
    root = ET.fromstring(junit.render(ScanResult(apps, found), ()))  # noqa: S314
    assert [(suite.attrib["name"], len(suite)) for suite in root] == [("orders", 2), ("users", 1)]


def test_github_whole(small: ScanResult) -> None:
    """Act now is an error, soon a warning, later a notice; then the numbers."""
    assert github.render(small, prefix="services/shop") == snapshot("""\
::error file=services/shop/template.yml,line=100,col=13,title=open-route (critical)::POST /admin reaches AdminShell and asks nobody who they are%0Afix: attach ShopAuthorizer%0Aennead explain open-route
::warning file=services/shop/template.yml,line=140,col=9,title=wildcard-action (high)::OrderNew may call every DynamoDB action%0Ano mechanical fix: the actions it needs cannot be told from its code%0Aennead explain wildcard-action
::notice file=services/shop/template.yml,title=old-runtime (low)::2 functions run python3.8, which ended on 2024-10-14%0Afix: set Runtime to python3.13%0Aennead explain old-runtime
ennead: 1 act now · 1 soon · 1 later · 1 not assessed · 2 accepted
""")


def test_github_shows_ten_of_each(small: ScanResult) -> None:
    """GitHub shows ten annotations of a kind: the worst get them, and the rest are counted."""
    out = github.render(replace(small, findings=tuple(item for item in small.findings for _ in range(13))))
    assert [out.count(f"::{level} ") for level in ("error", "warning", "notice")] == [10, 10, 10]
    assert out.splitlines()[-1].endswith("(9 without an annotation)")


def _unescaped(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


@given(text=st.text(st.characters()))
def test_github_escapes_round_trip(text: str) -> None:
    """What the runner unescapes is what was said, on one line, and a property ends where it should."""
    assert _unescaped(github.escape_property(text)) == text
    assert not set(github.escape_property(text)) & set("\r\n:,")
    assert not set(github.escape_data(text)) & set("\r\n")


@given(text=st.text(st.characters()))
def test_no_template_gives_orders_to_the_runner(text: str, filled: Callable[[str], ScanResult]) -> None:
    """Every line is one annotation of ours or the numbers; nothing scanned starts a command of its own."""
    *lines, last = github.render(filled(text)).removesuffix("\n").split("\n")
    assert len(lines) == 5
    assert all(re.match(r"::(error|warning|notice) ([a-z]+=[^,:]*,)*title=[^,:]*::", line) for line in lines)
    assert all(line.isprintable() for line in lines)
    assert last.startswith("ennead: ")


def test_gitlab_whole(small: ScanResult) -> None:
    """Findings in GitLab's words, and what could not be assessed as information."""
    assert gitlab.render(small, prefix="services/shop") == snapshot("""\
[
  {
    "description": "POST /admin reaches AdminShell and asks nobody who they are",
    "check_name": "open-route",
    "fingerprint": "open-route-3f2a91c0",
    "severity": "blocker",
    "location": {
      "path": "services/shop/template.yml",
      "lines": {
        "begin": 100
      }
    }
  },
  {
    "description": "OrderNew may call every DynamoDB action",
    "check_name": "wildcard-action",
    "fingerprint": "wildcard-action-0a1b2c3d",
    "severity": "critical",
    "location": {
      "path": "services/shop/template.yml",
      "lines": {
        "begin": 140
      }
    }
  },
  {
    "description": "2 functions run python3.8, which ended on 2024-10-14",
    "check_name": "old-runtime",
    "fingerprint": "old-runtime-deadbeef",
    "severity": "minor",
    "location": {
      "path": "services/shop/template.yml",
      "lines": {
        "begin": 1
      }
    }
  },
  {
    "description": "not assessed: the policy of OrderQueue is made by Fn::Transform",
    "check_name": "open-queue",
    "fingerprint": "open-queue-11112222",
    "severity": "info",
    "location": {
      "path": "services/shop/template.yml",
      "lines": {
        "begin": 210
      }
    }
  }
]
""")


@given(text=st.text(st.characters()))
def test_gitlab_has_all_that_the_format_demands(text: str, filled: Callable[[str], ScanResult]) -> None:
    """Each entry has its five fields, a line of 1 or more and a fingerprint of its own."""
    entries = json.loads(gitlab.render(filled(text)))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 6
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1


def test_gitlab_places_what_has_no_file(small: ScanResult) -> None:
    """An entry without a file stands at the app's template: the format demands a path."""
    result = replace(small, findings=(replace(small.findings[0], at=Location("")),), unassessed=())
    (entry,) = json.loads(gitlab.render(result))
    assert entry["location"] == {"path": "template.yml", "lines": {"begin": 1}}
