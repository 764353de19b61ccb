"""What `no-dead-letter` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p8_denial.no_dead_letter import no_dead_letter
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
    return list(assess(graph, [no_dead_letter]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


QUEUE = """
  Orders:
    Type: AWS::SQS::Queue
"""
POLL = """
      Events:
        Order:
          Type: SQS
          Properties: {Queue: !GetAtt Orders.Arn}
"""
FAILURES = """
  Failures:
    Type: AWS::SQS::Queue
"""
KEPT = """
      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Failures.Arn}}
"""
TOPIC = """
  Issues:
    Type: AWS::SNS::Topic
"""
ISSUE = """
      Events:
        Issue:
          Type: SNS
          Properties: {Topic: !Ref Issues}
"""
STREAM = """
  Clicks:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1}
"""


def test_poison_message_stands_at_the_queue() -> None:
    """A polled queue without redrive is one low finding at the queue, with its readers beside it."""
    (one,) = findings(QUEUE + FN + POLL)
    assert (one.severity, one.resource, one.function) == (Severity.LOW, "Orders", None)
    assert [related.function for related in one.related] == ["Fn"]
    assert "4 days" in one.message


@pytest.mark.parametrize(("seconds", "words"), [(60, "60 s"), (3600, "1 h"), (1209600, "14 days"), (5400, "90 min")])
def test_message_says_how_long(seconds: int, words: str) -> None:
    """The message says how long the queue keeps the message, as people say it."""
    (one,) = findings(QUEUE + f"    Properties: {{MessageRetentionPeriod: {seconds}}}\n" + FN + POLL)
    assert f"expires after {words}, and" in one.message


def test_queue_nobody_polls_is_left_alone() -> None:
    """Without a function behind it a queue is somebody else's business."""
    assert said(QUEUE + FN) == []


def test_mapping_that_is_off_is_left_alone() -> None:
    """A mapping that is switched off polls nothing."""
    assert said(QUEUE + FN + POLL.replace("Arn}", "Arn, Enabled: false}")) == []


def test_read_dead_letter_queue_is_the_last_stop() -> None:
    """A dead-letter queue that a function reads needs none of its own."""
    main = """
  Main:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Orders.Arn, maxReceiveCount: 3}
"""
    assert said(main + QUEUE + FN + POLL) == []


def test_lost_message() -> None:
    """A topic's message that the function fails on is lost, and the finding is about that function."""
    (one,) = findings(TOPIC + FN + ISSUE)
    assert (one.severity, one.function) == (Severity.LOW, "Fn")
    assert "Issues" in one.message


@pytest.mark.parametrize("kept", [KEPT, "      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failures.Arn}\n"])
def test_destination_or_dead_letter_queue_keeps_it(kept: str) -> None:
    """An on-failure destination and a function's dead-letter queue both keep what fails."""
    assert said(TOPIC + FAILURES + FN + kept + ISSUE) == []


def test_lost_events_are_one_finding() -> None:
    """All functions that lose events share one finding, with one related entry each."""
    bucket = """
  Uploads:
    Type: AWS::S3::Bucket
  Other:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "x"
      Events:
        Upload:
          Type: S3
          Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}
"""
    (one,) = findings(TOPIC + FN + ISSUE + bucket)
    assert one.function is None
    assert {related.function for related in one.related} == {"Fn", "Other"}


def test_timers_and_callers_that_wait_are_left_alone() -> None:
    """A timer comes again, and a caller that waits sees the error."""
    events = """
      Events:
        Nightly:
          Type: Schedule
          Properties: {Schedule: rate(1 day)}
        Search:
          Type: Api
          Properties: {Method: GET, Path: /search}
"""
    assert said(FN + events) == []


def test_stream_records_are_lost_too() -> None:
    """A function's own destination does not count for a stream's mapping, the mapping's own does."""
    click = """
      Events:
        Click:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Clicks.Arn
            StartingPosition: LATEST
"""
    own = click + "            DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Failures.Arn}}\n"
    assert findings(STREAM + FAILURES + FN + KEPT + click)
    assert said(STREAM + FAILURES + FN + own) == []
