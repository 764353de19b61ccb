"""Events that Lambda polls: queues, streams, brokers."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.serverless.draft import (
    Declared,
    Draft,
    alphanumeric,
    made,
    mapping,
    moved,
    named,
    put,
    ref,
    sequence,
)
from ennead.sources.serverless.functions import destination
from ennead.sources.serverless.roles import stream_type

_COMMON = {
    "batchSize": "BatchSize", "batchWindow": "MaximumBatchingWindowInSeconds",
    "maximumBatchingWindow": "MaximumBatchingWindowInSeconds", "enabled": "Enabled",
    "startingPosition": "StartingPosition", "maximumRetryAttempts": "MaximumRetryAttempts",
    "maximumRecordAgeInSeconds": "MaximumRecordAgeInSeconds",
    "bisectBatchOnFunctionError": "BisectBatchOnFunctionError",
    "parallelizationFactor": "ParallelizationFactor", "tumblingWindowInSeconds": "TumblingWindowInSeconds",
}  # fmt: skip


def sqs(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A queue."""
    body = _body(event, mark)
    properties = _mapping(body, mark, declared)
    if body.get("maximumConcurrency") is not None:
        at = mark_of(body, "maximumConcurrency") or mark
        put(properties, "ScalingConfig", made(at, MaximumConcurrency=body["maximumConcurrency"]), at)
    _put(draft, declared, "SQS", body, properties, mark)


def stream(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A DynamoDB or Kinesis stream, by itself or through a consumer."""
    body = _body(event, mark)
    kind = stream_type(event)
    properties = _mapping(body, mark, declared)
    properties.setdefault("StartingPosition", "TRIM_HORIZON")
    failure = mapping(body.get("destinations")).get("onFailure")
    if failure is not None:
        at = mark_of(body, "destinations") or mark
        target = made(at, Destination=destination(failure, draft))
        put(properties, "DestinationConfig", made(at, OnFailure=target), at)
    if body.get("consumer"):
        consumer = _consumer(body, mark, declared, draft)
        put(properties, "EventSourceArn", consumer, mark_of(body, "arn") or mark)
    _put(draft, declared, kind.capitalize(), body, properties, mark)


def _consumer(body: MarkedDict, mark: Mark, declared: Declared, draft: Draft) -> Any:
    """An enhanced fan-out consumer: one the framework makes, or one that is named."""
    value = body["consumer"]
    if value is not True:
        return value
    consumer_id = f"{declared.prefix}{alphanumeric(_tail(body.get('arn')))}StreamConsumer"
    properties = made(mark, StreamARN=body.get("arn"), ConsumerName=consumer_id)
    return ref(draft.put(consumer_id, "AWS::Kinesis::StreamConsumer", properties, mark))


def broker(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """An Amazon MQ broker."""
    body = _body(event, mark)
    properties = _mapping(body, mark, declared)
    put(properties, "Queues", [body.get("queue", "queue")], mark)
    _put(draft, declared, "MQ", body, properties, mark)


def msk(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A managed Kafka cluster."""
    body = _body(event, mark)
    properties = _mapping(body, mark, declared)
    put(properties, "Topics", [body.get("topic", "topic")], mark)
    _put(draft, declared, "MSK", body, properties, mark)


def kafka(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A Kafka cluster of one's own."""
    body = _body(event, mark)
    properties = _mapping(body, mark, declared)
    servers = sequence(body.get("bootstrapServers"))
    endpoints = {"Endpoints": {"KafkaBootstrapServers": servers}}
    put(properties, "SelfManagedEventSource", endpoints, mark_of(body, "bootstrapServers") or mark)
    put(properties, "Topics", [body.get("topic", "topic")], mark)
    _put(draft, declared, "Kafka", body, properties, mark)


def document_db(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """A DocumentDB change stream."""
    body = _body(event, mark)
    properties = moved(body, {**_COMMON, "cluster": "EventSourceArn"}, mark)
    put(properties, "FunctionName", declared.arn, mark)
    put(properties, "DocumentDBEventSourceConfig", moved(body, {"db": "DatabaseName"}, mark), mark)
    _put(draft, declared, "DocumentDb", body, properties, mark)


def _body(event: Any, mark: Mark) -> MarkedDict:
    """The event as a mapping; a text or reference alone is its ARN."""
    if isinstance(event, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in event):
        return mapping(event)
    return made(mark, arn=event)


def _mapping(body: MarkedDict, mark: Mark, declared: Declared) -> MarkedDict:
    properties = moved(body, {**_COMMON, "arn": "EventSourceArn"}, mark)
    put(properties, "FunctionName", declared.arn, mark)
    answers = body.get("functionResponseType", body.get("functionResponseTypes"))
    if answers is not None:
        at = mark_of(body, "functionResponseType") or mark
        put(properties, "FunctionResponseTypes", sequence(answers), at)
    patterns = body.get("filterPatterns")
    if isinstance(patterns, list):
        filters = MarkedList({"Pattern": _text(one)} for one in patterns)
        at = mark_of(body, "filterPatterns") or mark
        put(properties, "FilterCriteria", made(at, Filters=filters), at)
    return properties


def _text(pattern: Any) -> Any:
    return pattern if isinstance(pattern, str) else {"Fn::ToJsonString": pattern}


def _tail(arn: Any) -> str:
    text = named(arn)
    return text.rpartition(":")[2].rpartition("/")[2] or "Source"


def _put(draft: Draft, declared: Declared, kind: str, body: MarkedDict, properties: MarkedDict, mark: Mark) -> None:
    name = alphanumeric(_tail(body.get("arn", body.get("topic", body.get("cluster")))))
    base = mapping_id = f"{declared.prefix}EventSourceMapping{kind}{name}"
    number = 1
    while mapping_id in draft.made:
        number += 1
        mapping_id = f"{base}{number}"
    draft.put(mapping_id, "AWS::Lambda::EventSourceMapping", properties, mark)
