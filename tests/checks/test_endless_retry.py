"""What `endless-retry` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity, Unassessed
from ennead.practices.p8_denial.endless_retry import endless_retry
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
    return list(assess(graph, [endless_retry]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


TABLE = """
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
      StreamSpecification: {StreamViewType: NEW_IMAGE}
"""


def changed(more: str = "") -> str:
    """Events of a function that reads the table's stream."""
    return f"""
      Events:
        Changed:
          Type: DynamoDB
          Properties: {{Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST{more}}}
"""


def test_default_mapping_retries_for_a_day() -> None:
    """A mapping without limits is one low finding about its function; a table's stream keeps a record for a day."""
    (one,) = findings(TABLE + FN + changed())
    assert (one.severity, one.function) == (Severity.LOW, "Fn")
    assert "Orders for 24 hours" in one.message


@pytest.mark.parametrize(
    "limit", ["MaximumRetryAttempts: 0", "MaximumRetryAttempts: 5", "MaximumRecordAgeInSeconds: 60"]
)
def test_one_limit_is_enough(limit: str) -> None:
    """Retries or record age: either ends the wait."""
    assert said(TABLE + FN + changed(f", {limit}")) == []


@pytest.mark.parametrize(
    "more",
    [
        "MaximumRetryAttempts: -1",
        "MaximumRecordAgeInSeconds: -1",
        "BisectBatchOnFunctionError: true",
        "FunctionResponseTypes: [ReportBatchItemFailures]",
    ],
)
def test_these_limit_nothing(more: str) -> None:
    """-1 is the default, and a bisected batch still leaves the one bad record."""
    assert findings(TABLE + FN + changed(f", {more}"))


def test_mappings_of_an_app_share_one_finding() -> None:
    """Several mappings give one finding with one related entry for each function."""
    other = FN.replace("Fn:", "Other:") + changed()
    (one,) = findings(TABLE + FN + changed() + other)
    assert one.function is None
    assert {related.function for related in one.related} == {"Fn", "Other"}


def test_stream_says_its_own_retention() -> None:
    """A Kinesis stream that keeps records for a week blocks for a week."""
    stream = """
  Orders:
    Type: AWS::Kinesis::Stream
    Properties: {ShardCount: 1, RetentionPeriodHours: 168}
"""
    event = changed().replace("DynamoDB", "Kinesis").replace("StreamArn", "Arn")
    (one,) = findings(stream + FN + event)
    assert "168 hours" in one.message


def test_queue_is_not_judged() -> None:
    """A queue's mapping has no shards."""
    queue = "\n  Orders: {Type: AWS::SQS::Queue}\n"
    event = "      Events: {Order: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}}\n"
    assert said(queue + FN + event) == []


def test_unknown_age_is_said() -> None:
    """A limit that could not be told is neither none nor one."""
    (one,) = said(TABLE + FN + changed(", MaximumRecordAgeInSeconds: !ImportValue age"))
    assert isinstance(one, Unassessed)
