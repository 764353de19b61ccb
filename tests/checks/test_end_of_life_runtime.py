"""What `end-of-life-runtime` finds and what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity, Unassessed
from ennead.practices.p6_configuration import end_of_life_runtime as module
from ennead.practices.p6_configuration.end_of_life_runtime import end_of_life_runtime
from ennead.practices.p6_configuration.runtimes import RUNTIMES
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [end_of_life_runtime]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, runtime: str) -> str:
    """A function on a runtime."""
    return FN.format(name=name, runtime=runtime)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "today", lambda: date(2026, 11, 25))


def test_functions_on_one_runtime_are_one_finding() -> None:
    """Each function is named at the line of its own Runtime."""
    (found,) = findings(fn("A", "python3.8") + fn("B", "python3.8"))
    assert found.function is None
    assert [each.function for each in found.related] == ["A", "B"]
    assert [each.at.line for each in found.related] == [7, 14]
    assert found.message.startswith("2 functions run python3.8, which ended on 2024-10-14")
    assert found.severity is Severity.MEDIUM


def test_each_runtime_has_its_finding() -> None:
    """Two ended runtimes are two findings, each of its function."""
    found = findings(fn("A", "python3.8") + fn("B", "nodejs18.x"))
    assert {one.function for one in found} == {"A", "B"}


def test_supported_runtime_is_left_alone() -> None:
    """A runtime whose end is far, or not scheduled, is no finding."""
    assert said(fn("A", "python3.14") + fn("B", "java17.al2023")) == []


def test_runtime_that_ends_within_90_days_is_low(monkeypatch: pytest.MonkeyPatch) -> None:
    """89 days before the end it is low and says that it ends; 91 days before it is silent."""
    monkeypatch.setattr(module, "today", lambda: date(2027, 1, 31))
    (found,) = findings(fn("A", "nodejs22.x"))
    assert found.severity is Severity.LOW
    assert "ends on 2027-04-30" in found.message
    monkeypatch.setattr(module, "today", lambda: date(2027, 1, 29))
    assert findings(fn("A", "nodejs22.x")) == []


def test_blocked_updates_are_told_as_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once AWS refuses updates the sentence says since when."""
    monkeypatch.setattr(module, "today", lambda: date(2027, 3, 4))
    (found,) = findings(fn("A", "python3.8"))
    assert "since 2027-03-03 AWS refuses updates" in found.message


def test_unknown_runtime_is_not_assessed() -> None:
    """A runtime the table does not have is neither safe nor broken."""
    (one,) = said(fn("A", "python3.99"))
    assert isinstance(one, Unassessed)
    assert one.function == "A"


def test_image_function_is_left_alone() -> None:
    """A function from an image has no runtime."""
    uri = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:1"
    properties = f"{{PackageType: Image, ImageUri: '{uri}'}}"
    assert said(f"  A: {{Type: AWS::Serverless::Function, Properties: {properties}}}\n") == []


@pytest.mark.parametrize("name", sorted(RUNTIMES))
def test_successors_are_current(name: str) -> None:
    """Nobody is told to move to a runtime that has ended or that the table does not have."""
    ends = RUNTIMES[RUNTIMES[name].successor].ends
    assert ends is not None
    assert ends > date(2027, 11, 25)
