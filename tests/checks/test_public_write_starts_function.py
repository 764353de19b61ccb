"""What `public-write-starts-function` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p8_denial.public_write_starts_function import public_write_starts_function
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
QUEUE = """
  Jobs: {Type: AWS::SQS::Queue}
  Policy:
    Type: ACTION
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: DO, Resource: "*"}]}
""".replace("ACTION", "AWS::SQS::QueuePolicy")
EVENT = """
      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
"""
WIDE = """
      Policies: [{Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}]
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [public_write_starts_function]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_the_path_goes_over_the_store() -> None:
    """The finding is about the store, leads to the function and stands at the statement."""
    (one,) = findings(SAM + FN.format(name="Fn") + EVENT + QUEUE.replace("DO", "sqs:SendMessage"))
    assert [hop.node for hop in one.path] == ["internet/internet", "queue/Jobs", "function/Fn"]
    assert (one.resource, one.function, one.severity) == ("Jobs", "Fn", Severity.MEDIUM)


def test_a_wide_role_makes_it_high() -> None:
    """What the role of the function reaches decides how bad it is."""
    (one,) = findings(SAM + FN.format(name="Fn") + WIDE + EVENT + QUEUE.replace("DO", "sqs:SendMessage"))
    assert one.severity is Severity.HIGH


def test_reading_starts_nothing() -> None:
    """Who may only take messages out starts no function."""
    assert not said(SAM + FN.format(name="Fn") + EVENT + QUEUE.replace("DO", "sqs:ReceiveMessage"))


def test_a_store_that_starts_nothing() -> None:
    """An open queue that no function reads is left to `public-queue`."""
    assert not said(SAM + FN.format(name="Fn") + QUEUE.replace("DO", "sqs:SendMessage"))


def test_one_store_is_one_finding() -> None:
    """Several functions started by one topic are one finding with an entry for each, through a queue as well."""
    text = """
  News: {Type: AWS::SNS::Topic}
  Jobs: {Type: AWS::SQS::Queue}
  Link: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn}}
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref News]
      PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "sns:*", Resource: "*"}]}
"""
    sns = "      Events: {Job: {Type: SNS, Properties: {Topic: !Ref News}}}\n"
    (one,) = findings(SAM + FN.format(name="A") + sns + FN.format(name="B") + EVENT + text)
    assert one.function is None
    assert [entry.function for entry in one.related] == ["A", "B"]
