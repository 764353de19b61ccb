"""What `short-visibility` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Fix, Outcome, Severity, Unassessed
from ennead.practices.p8_denial.short_visibility import short_visibility
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [short_visibility]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def app(visibility: str = "", timeout: str = "") -> str:
    """A queue and the function that polls it."""
    hidden = f"      VisibilityTimeout: {visibility}\n" if visibility else ""
    runs = f"      Timeout: {timeout}\n" if timeout else ""
    return f"""
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
{hidden}{FN}{runs}
      Events:
        Order:
          Type: SQS
          Properties: {{Queue: !GetAtt Orders.Arn}}
"""


@pytest.mark.parametrize(
    ("visibility", "timeout", "short"),
    [("", "", False), ("", "30", False), ("", "31", True), ("60", "60", False), ("59", "60", True), ("2", "", True)],
)
def test_shorter_than_the_timeout(visibility: str, timeout: str, short: bool) -> None:
    """Hidden for less than the function may run, with the services' own defaults: 30 and 3 seconds."""
    assert bool(findings(app(visibility, timeout))) is short


def test_it_stands_at_the_setting() -> None:
    """The finding stands at the queue's setting and names the function beside it."""
    (one,) = findings(app("30", "60"))
    assert (one.severity, one.resource) == (Severity.MEDIUM, "Orders")
    assert (SAM + app("30", "60")).splitlines()[one.at.line - 1].strip() == "VisibilityTimeout: 30"
    assert [related.function for related in one.related] == ["Fn"]


@pytest.mark.parametrize(("timeout", "wanted"), [("60", 360), ("900", 5400)])
def test_fix_is_six_times_the_timeout(timeout: str, wanted: int) -> None:
    """The fix raises the visibility to what Lambda's guide advises."""
    (one,) = findings(app("30", timeout))
    assert isinstance(one.fix, Fix)
    assert one.fix.edit == f"VisibilityTimeout: {wanted}"


def test_queue_declared_elsewhere_is_left_alone() -> None:
    """Of a queue that is only named here nothing is known and nothing said."""
    event = "      Events: {Order: {Type: SQS, Properties: {Queue: arn:aws:sqs:eu-central-1:111122223333:orders}}}\n"
    assert said(FN + "      Timeout: 900\n" + event) == []


@pytest.mark.parametrize(("visibility", "timeout"), [("!ImportValue v", "60"), ("30", "!ImportValue t")])
def test_either_may_be_unknown(visibility: str, timeout: str) -> None:
    """A number that could not be told is said once."""
    (one,) = said(app(visibility, timeout))
    assert isinstance(one, Unassessed)
    assert one.resource == "Orders"
