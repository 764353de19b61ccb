"""What `timeout-beyond-trigger` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome
from ennead.practices.p8_denial.timeout_beyond_trigger import timeout_beyond_trigger
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
    return list(assess(graph, [timeout_beyond_trigger]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def pool(trigger: str, timeout: int, more: str = "") -> str:
    """A user pool that asks a function."""
    return f"""
  Members:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig:
        {trigger}
{FN}      Timeout: {timeout}
{more}
"""


@pytest.mark.parametrize(("timeout", "late"), [(3, False), (5, False), (6, False), (7, True), (900, True)])
def test_user_pool_gives_up_after_five_seconds(timeout: int, late: bool) -> None:
    """Five seconds, and one more is no fault."""
    assert bool(findings(pool("PreSignUp: !GetAtt Fn.Arn", timeout))) is late


def test_it_names_who_waits() -> None:
    """The message names the function, its time and who gives up on it."""
    (one,) = findings(pool("PreSignUp: !GetAtt Fn.Arn", 10))
    assert one.function == "Fn"
    assert "Fn may run 10 s while Members gives it up after 5 s" in one.message


def test_custom_sender_is_not_waited_for() -> None:
    """A custom mail sender only takes over a delivery."""
    sender = "CustomEmailSender: {LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V1_0}"
    assert said(pool(sender, 60)) == []


def test_route_belongs_to_the_other_check() -> None:
    """A function that only routes start is timeout-beyond-gateway's."""
    event = "      Events: {Report: {Type: Api, Properties: {Method: GET, Path: /report}}}\n"
    assert said(FN + "      Timeout: 300\n" + event) == []


def test_the_most_patient_trigger_decides() -> None:
    """Beside a route that waits 29 seconds, a pool's five do not matter."""
    event = "      Events: {Report: {Type: Api, Properties: {Method: GET, Path: /report}}}\n"
    assert said(pool("PreSignUp: !GetAtt Fn.Arn", 20, event)) == []
    (one,) = findings(pool("PreSignUp: !GetAtt Fn.Arn", 60, event))
    assert "after 29 s" in one.message


@pytest.mark.parametrize(("event", "late"), [("viewer-request", True), ("origin-request", False)])
def test_edge_of_a_distribution(event: str, late: bool) -> None:
    """CloudFront waits five seconds at the viewer's side and thirty at the origin's."""
    edge = f"""
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{{Id: o, DomainName: shop.example}}]
        DefaultCacheBehavior:
          TargetOriginId: o
          ViewerProtocolPolicy: https-only
          LambdaFunctionAssociations: [{{EventType: {event}, LambdaFunctionARN: !Ref Fn.Version}}]
"""
    function = FN + "      AutoPublishAlias: live\n      Timeout: 20\n"
    assert bool(findings(edge + function)) is late
