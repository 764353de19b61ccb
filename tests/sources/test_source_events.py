"""Every event type of a SAM function is a trigger edge with its mode, at the event's own line."""

# ruff: noqa: E501  (templates)

from __future__ import annotations

import pytest

from ennead.model.app import Mode, Trigger
from ennead.sources.text import fragment_of
from tests.sources.reading import FUNCTION, SAM, edges, triggers

HEAD = f"{SAM}Resources:\n{FUNCTION}      Events:\n        Starts:\n"
EVENT = (10, 9)
"""Where the event stands in every template below."""

BASIC = (
    "SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x'}]"
)
NETWORK = "SourceAccessConfigurations: [{Type: VPC_SUBNET, URI: 'subnet:x'}, {Type: VPC_SECURITY_GROUP, URI: 'security_group:x'}]"

EVENTS: list[tuple[str, str, str, str, Mode, str]] = [
    ("Api", "Path: /a, Method: get", "", "route/GET /a", Mode.SYNC, "http"),
    ("HttpApi", "Path: /a, Method: post", "", "route/POST /a", Mode.SYNC, "http"),
    ("HttpApi", "", "", "route/ANY $default", Mode.SYNC, "http"),
    ("S3", "Bucket: !Ref B, Events: 's3:ObjectCreated:*'", "B: {Type: AWS::S3::Bucket}", "bucket/B", Mode.ASYNC, "s3"),
    ("SNS", "Topic: !Ref T", "T: {Type: AWS::SNS::Topic}", "topic/T", Mode.ASYNC, "sns"),
    ("SNS", "Topic: 'arn:aws:sns:eu-west-1:123456789012:other'", "", "topic/other", Mode.ASYNC, "sns"),
    ("SQS", "Queue: !GetAtt Q.Arn", "Q: {Type: AWS::SQS::Queue}", "queue/Q", Mode.POLL, "sqs"),
    ("SQS", "Queue: 'arn:aws:sqs:eu-west-1:123456789012:jobs'", "", "queue/jobs", Mode.POLL, "sqs"),
    ("Kinesis", "Stream: !GetAtt S.Arn, StartingPosition: LATEST", "S: {Type: AWS::Kinesis::Stream}", "stream/S", Mode.POLL, "kinesis"),
    ("DynamoDB", "Stream: !GetAtt D.StreamArn, StartingPosition: LATEST", "D: {Type: AWS::DynamoDB::Table}", "table/D", Mode.POLL, "dynamodb"),
    ("MSK", "Stream: !Ref C, StartingPosition: LATEST, Topics: [t]", "C: {Type: AWS::MSK::Cluster}", "broker/C", Mode.POLL, "kafka"),
    ("MQ", f"Broker: !GetAtt C.Arn, Queues: [q], {BASIC}", "C: {Type: AWS::AmazonMQ::Broker}", "broker/C", Mode.POLL, "mq"),
    ("SelfManagedKafka", f"KafkaBootstrapServers: ['k.example:9092'], Topics: [t], {NETWORK}", "", "broker/k.example:9092", Mode.POLL, "kafka"),
    ("DocumentDB", f"Cluster: 'arn:aws:rds:eu-west-1:123456789012:cluster:c', DatabaseName: d, StartingPosition: LATEST, {BASIC}",
     "", "database/cluster:c", Mode.POLL, "documentdb"),
    ("Schedule", "Schedule: rate(1 minute)", "", "schedule/FnStarts", Mode.ASYNC, "schedule"),
    ("ScheduleV2", "ScheduleExpression: rate(1 minute)", "", "schedule/FnStarts", Mode.ASYNC, "schedule"),
    ("CloudWatchEvent", "Pattern: {source: [x]}", "", "rule/FnStarts", Mode.ASYNC, "events"),
    ("EventBridgeRule", "Pattern: {source: [x]}", "", "rule/FnStarts", Mode.ASYNC, "events"),
    ("CloudWatchLogs", "LogGroupName: g, FilterPattern: x", "", "log_group/g", Mode.ASYNC, "logs"),
    ("IoTRule", "Sql: SELECT * FROM x", "", "iot_rule/FnStarts", Mode.ASYNC, "iot"),
    ("AlexaSkill", "SkillId: x", "", "service/alexa-appkit.amazon.com", Mode.SYNC, "alexa"),
    ("Cognito", "UserPool: !Ref P, Trigger: PreSignUp", "P: {Type: AWS::Cognito::UserPool}", "user_pool/P", Mode.SYNC, "PreSignUp"),
]  # fmt: skip
"""Type, properties, another resource, the node that starts the function, its mode, its word."""


def _only(text: str) -> Trigger:
    (edge,) = triggers(fragment_of(text))
    return edge


@pytest.mark.parametrize("row", EVENTS, ids=[f"{row[0]} {row[3]}" for row in EVENTS])
def test_an_event_is_one_trigger_at_its_own_line(row: tuple[str, str, str, str, Mode, str]) -> None:
    """The edge comes from what starts the function, says how, and has the event's place among its own."""
    kind, properties, other, source, mode, event = row
    text = f"{HEAD}          Type: {kind}\n" + (f"          Properties: {{{properties}}}\n" if properties else "")
    text += f"  {other}\n" if other else ""
    fragment = fragment_of(text)
    (edge,) = triggers(fragment)
    assert (edge.source, edge.target, edge.mode, edge.event) == (source, "function/Fn", mode, event)
    assert EVENT in {(place.line, place.column) for place in edge.locations}
    assert edge.source in {node.id for node in fragment.nodes}
    assert not fragment.gaps


def test_what_a_mapping_says_is_on_its_edge() -> None:
    """Batch, window, filter, concurrency, partial batches and state of a poller come along."""
    edge = _only(
        f"{HEAD}          Type: SQS\n          Properties:\n"
        "            {Queue: !GetAtt Q.Arn, BatchSize: 5, MaximumBatchingWindowInSeconds: 7, Enabled: false,\n"
        "             FilterCriteria: {Filters: [{Pattern: a}, {Pattern: b}]}, ScalingConfig: {MaximumConcurrency: 2},\n"
        "             FunctionResponseTypes: [ReportBatchItemFailures]}\n"
        "  Q: {Type: AWS::SQS::Queue}\n"
    )
    assert (edge.batch, edge.window, edge.filter, edge.concurrency) == (5, 7, "a | b", 2)
    assert (edge.partial_batch, edge.enabled, edge.retries) == (True, False, None)


def test_a_stream_says_how_long_it_tries() -> None:
    """Retries of a stream are -1 where nothing is said; a destination of failures is an edge's end."""
    stream = "Type: Kinesis\n          Properties: {Stream: !GetAtt S.Arn, StartingPosition: LATEST%s}\n"
    more = "  S: {Type: AWS::Kinesis::Stream}\n  Q: {Type: AWS::SQS::Queue}\n"
    assert _only(f"{HEAD}          {stream % ''}{more}").retries == -1
    said = (
        ", MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 60, BisectBatchOnFunctionError: true,"
        " DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Q.Arn}}"
    )
    edge = _only(f"{HEAD}          {stream % said}{more}")
    assert (edge.retries, edge.max_age, edge.bisect, edge.on_failure) == (3, 60, True, "queue/Q")


def test_a_schedule_says_its_expression_and_its_dead_letters() -> None:
    """A timer carries its rate, its retries and the queue of what failed."""
    edge = _only(
        f"{HEAD}          Type: Schedule\n          Properties: {{Schedule: rate(2 hours), RetryPolicy: {{MaximumRetryAttempts: 4}},"
        " DeadLetterConfig: {Arn: !GetAtt Q.Arn}}\n  Q: {Type: AWS::SQS::Queue}\n"
    )
    assert (edge.schedule, edge.retries, edge.on_failure) == ("rate(2 hours)", 4, "queue/Q")


def test_events_of_one_function_stay_apart() -> None:
    """Two events of a type are two edges, each with its own line."""
    text = (
        f"{SAM}Resources:\n{FUNCTION}      Events:\n"
        "        A: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}\n"
        "        AB: {Type: SQS, Properties: {Queue: !GetAtt R.Arn}}\n"
        "  Q: {Type: AWS::SQS::Queue}\n  R: {Type: AWS::SQS::Queue}\n"
    )
    found = {edge.source: {place.line for place in edge.locations} for edge in triggers(fragment_of(text))}
    assert found == {"queue/Q": {10}, "queue/R": {11}}


def test_a_topic_through_a_queue_is_both_edges() -> None:
    """SAM's SqsSubscription puts a queue between the topic and the function."""
    text = f"{HEAD}          Type: SNS\n          Properties: {{Topic: !Ref T, SqsSubscription: true}}\n  T: {{Type: AWS::SNS::Topic}}\n"
    fragment = fragment_of(text)
    (edge,) = triggers(fragment)
    assert edge.mode is Mode.POLL
    assert ("topic/T", edge.source) in edges(fragment, "publishes")


def test_a_rule_listens_to_its_bus() -> None:
    """A rule's bus publishes to it; without one it is the default bus."""
    rule = f"{HEAD}          Type: EventBridgeRule\n          Properties: {{Pattern: {{source: [x]}}%s}}\n"
    assert ("bus/default", "rule/FnStarts") in edges(fragment_of(rule % ""), "publishes")
    own = rule % ", EventBusName: !Ref B" + "  B: {Type: AWS::Events::EventBus, Properties: {Name: mine}}\n"
    assert ("bus/B", "rule/FnStarts") in edges(fragment_of(own), "publishes")
