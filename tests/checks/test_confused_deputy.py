"""What `confused-deputy` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Exposure, Finding, Outcome, Severity
from ennead.practices.p6_configuration.confused_deputy import confused_deputy
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""
PERMISSION = """
  Permission{number}:
    Type: AWS::Lambda::Permission
    Properties: {{Action: "lambda:InvokeFunction", FunctionName: !GetAtt {fn}.Arn, Principal: {who}{more}}}
"""
ROUTE = """
      Events: {{Call: {{Type: HttpApi, Properties: {{Path: /x, Method: POST{auth}}}}}}}
"""


def permission(who: str, fn: str = "Fn", more: str = "", number: int = 0) -> str:
    """A permission for a service."""
    return PERMISSION.format(who=who, fn=fn, more=more, number=number)


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [confused_deputy]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_one_service_is_one_finding() -> None:
    """Functions that one service may invoke for everybody are one finding, with an entry for each."""
    text = FN.format(name="A") + FN.format(name="B")
    text += permission("s3.amazonaws.com", "A") + permission("s3.amazonaws.com", "B", number=1)
    (one,) = findings(SAM + text)
    assert (one.function, one.severity) == (None, Severity.LOW)
    assert [entry.function for entry in one.related] == ["A", "B"]


@pytest.mark.parametrize("more", [", SourceArn: 'arn:aws:s3:::b'", ", SourceAccount: !Ref AWS::AccountId"])
def test_a_named_source_is_no_finding(more: str) -> None:
    """A permission that names the source or the account is bound."""
    assert not said(SAM + FN.format(name="Fn") + permission("s3.amazonaws.com", more=more))


@pytest.mark.parametrize("who", ["elasticloadbalancing.amazonaws.com", "alexa-appkit.amazon.com", "444455556666"])
def test_other_principals_are_left_alone(who: str) -> None:
    """Services that act within the account, Alexa and accounts are no confused deputies."""
    assert not said(SAM + FN.format(name="Fn") + permission(f"'{who}'"))


def test_a_region_in_the_name_does_not_hide_the_service() -> None:
    """Regional names of services are read like the plain ones."""
    assert findings(SAM + FN.format(name="Fn") + permission("logs.eu-west-1.amazonaws.com"))


def test_going_round_the_authorizer_is_worse() -> None:
    """An API of a stranger that reaches a function behind proof is medium; one that is open anyway is no matter."""
    api = permission("apigateway.amazonaws.com")
    rest = ROUTE.replace("HttpApi", "Api")
    behind = FN.format(name="Fn") + rest.format(auth=", Auth: {Authorizer: AWS_IAM}")
    (one,) = findings(SAM + behind + api)
    assert (one.severity, one.exposure) == (Severity.MEDIUM, Exposure.ANONYMOUS)
    assert not said(SAM + FN.format(name="Fn") + ROUTE.format(auth="") + api)


def test_policies_of_queues_count() -> None:
    """A queue that takes messages of every topic is a finding; API Gateway sends with a role and is none."""
    text = """
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: WHO}, Action: "sqs:SendMessage", Resource: "*"}]
"""
    (one,) = findings(text.replace("WHO", "sns.amazonaws.com"))
    assert one.resource == "Jobs"
    assert not said(text.replace("WHO", "apigateway.amazonaws.com"))
