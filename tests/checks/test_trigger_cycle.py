"""What `trigger-cycle` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Confidence, Finding, Outcome, Severity
from ennead.practices.p8_denial.trigger_cycle import trigger_cycle
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
    return list(assess(graph, [trigger_cycle]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


QUEUE = """
  Orders:
    Type: AWS::SQS::Queue
"""
TOPIC = """
  Issues:
    Type: AWS::SNS::Topic
"""
TABLE = """
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
      StreamSpecification: {StreamViewType: NEW_IMAGE}
"""
BUCKET = """
  Pictures:
    Type: AWS::S3::Bucket
    Properties: {BucketName: our-pictures}
"""
PUT = ("s3:PutObject", "arn:aws:s3:::our-pictures/*")
SEND = ("sqs:SendMessage", "!GetAtt Orders.Arn")
POLL = "{Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}"
ISSUE = "{Type: SNS, Properties: {Topic: !Ref Issues}}"


def fn(event: str, grant: tuple[str, str] | None, more: str = "", name: str = "Fn") -> str:
    """A function with one trigger and one grant."""
    policy = ""
    if grant:
        policy = f"      Policies: [{{Statement: [{{Effect: Allow, Action: {grant[0]!r}, Resource: {grant[1]}}}]}}]\n"
    return FN.replace("Fn:", f"{name}:") + policy + f"      Events: {{E: {event}}}\n" + more


def uploaded(more: str = "") -> str:
    """The event of a new object."""
    return f"{{Type: S3, Properties: {{Bucket: !Ref Pictures, Events: 's3:ObjectCreated:*'{more}}}}}"


def test_bucket_that_starts_its_writer() -> None:
    """A function that may write where new objects start it: medium, since Lambda stops the loop."""
    (one,) = findings(BUCKET + fn(uploaded(), PUT))
    assert (one.severity, one.confidence, one.function) == (Severity.MEDIUM, Confidence.MEDIUM, "Fn")
    assert [hop.node for hop in one.path] == ["function/Fn", "bucket/Pictures"]
    assert "16 rounds" in one.message


def test_allowed_loop_is_worse() -> None:
    """With loop detection switched off nothing stops it."""
    (one,) = findings(BUCKET + fn(uploaded(), PUT, "      RecursiveLoop: Allow\n"))
    assert one.severity is Severity.HIGH
    assert "does not stop it" in one.message


def test_filter_may_break_the_loop() -> None:
    """A prefix or suffix may keep what the function writes from starting it."""
    rule = ", Filter: {S3Key: {Rules: [{Name: suffix, Value: .raw}]}}"
    assert said(BUCKET + fn(uploaded(rule), PUT)) == []


@pytest.mark.parametrize(
    "grant",
    [
        ("s3:GetObject", "arn:aws:s3:::our-pictures/*"),
        ("s3:*", "arn:aws:s3:::our-pictures/*"),
        ("s3:PutObject", "'*'"),
        ("s3:PutObject", "arn:aws:s3:::our-thumbnails/*"),
    ],
)
def test_other_grants_make_no_loop(grant: tuple[str, str]) -> None:
    """Reading, a wildcard and another bucket say nothing of a write into this one."""
    assert said(BUCKET + fn(uploaded(), grant)) == []


def test_removed_objects_do_not_come_from_writing() -> None:
    """A trigger on deletion is not started by a write."""
    removed = uploaded().replace("ObjectCreated", "ObjectRemoved")
    assert said(BUCKET + fn(removed, PUT)) == []


def test_queue_that_is_sent_back_to_is_low() -> None:
    """Sending a message back to try again later is common."""
    (one,) = findings(QUEUE + fn(POLL, SEND))
    assert one.severity is Severity.LOW


def test_table_is_not_covered_by_loop_detection() -> None:
    """Lambda does not follow an event through a table's stream."""
    event = "{Type: DynamoDB, Properties: {Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST}}"
    (one,) = findings(TABLE + fn(event, ("dynamodb:UpdateItem", "!GetAtt Table.Arn")))
    assert one.severity is Severity.MEDIUM
    assert "does not stop it" in one.message


@pytest.mark.parametrize(("pattern", "loops"), [("{account: ['1']}", True), ("{source: [shop]}", False)])
def test_bus_loops_only_where_the_pattern_picks_nothing(pattern: str, loops: bool) -> None:
    """A pattern that picks a source or detail type may leave out what the function puts."""
    bus = """
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: orders}
"""
    event = f"{{Type: EventBridgeRule, Properties: {{EventBusName: !Ref Bus, Pattern: {pattern}}}}}"
    assert bool(findings(bus + fn(event, ("events:PutEvents", "!GetAtt Bus.Arn")))) is loops


def test_loop_over_two_functions_is_one_finding() -> None:
    """A way round over several functions stands once, with each of them beside it and all hops in the path."""
    first = fn(POLL, ("sns:Publish", "!Ref Issues"))
    second = fn(ISSUE, SEND, name="Second")
    (one,) = findings(QUEUE + TOPIC + first + second)
    assert one.function is None
    assert {related.function for related in one.related} == {"Fn", "Second"}
    assert {hop.node for hop in one.path} == {"function/Fn", "topic/Issues", "function/Second", "queue/Orders"}


def test_topic_over_its_queue() -> None:
    """A topic that feeds the queue a function polls starts its publisher."""
    subscription = """
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Issues, Protocol: sqs, Endpoint: !GetAtt Orders.Arn}
"""
    (one,) = findings(QUEUE + TOPIC + subscription + fn(POLL, ("sns:Publish", "!Ref Issues")))
    assert len(one.path) == 3


def test_destination_that_starts_the_function_again() -> None:
    """Failed events that go to the topic the function listens to come back: sure, and only for events that fail."""
    back = """
      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: SNS, Destination: !Ref Issues}}
"""
    (one,) = findings(TOPIC + fn(ISSUE, None, back))
    assert (one.severity, one.confidence) == (Severity.LOW, Confidence.HIGH)
    assert "keeps failing" in one.message


def test_destination_does_not_serve_a_poller() -> None:
    """Lambda uses a function's destination for asynchronous calls only."""
    back = """
      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Orders.Arn}}
"""
    assert said(QUEUE + fn(POLL, None, back)) == []


def test_reprocessing_dead_letters() -> None:
    """A function that sends dead letters back gets the ones that keep failing again."""
    queues = """
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Dead:
    Type: AWS::SQS::Queue
"""
    (one,) = findings(queues + fn(POLL.replace("Orders", "Dead"), SEND))
    assert [hop.node for hop in one.path] == ["function/Fn", "queue/Orders", "queue/Dead"]
