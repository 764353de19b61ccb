"""Faults by which work never ends or is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.mutations.kinds import Change, Edit, add, drop, fault, put
from bench.mutations.shapes import Event, events, events_of, referred, sam_functions, setting, typed
from bench.mutations.text import Doc, Path

LIMITS = ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "BisectBatchOnFunctionError")
ONCE = frozenset({"S3", "SNS", "EventBridgeRule", "CloudWatchEvent"})
"""Events that come once and asynchronously: what fails is gone."""


def _streams(doc: Doc) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    for event in events(doc, "Kinesis", "DynamoDB"):
        yield event.function, event.path, event.properties
    for name, properties in typed(doc, "AWS::Lambda::EventSourceMapping"):
        target = referred(properties.get("FunctionName"))
        if target and "StartingPosition" in properties:
            yield target, ("Resources", name, "Properties"), properties


def _bounded(properties: dict[str, Any]) -> list[str]:
    keys = [key for key in LIMITS[:2] if isinstance(properties.get(key), int) and properties[key] >= 0]
    return [key for key in LIMITS if key in properties] if keys else []


@fault("endless-retry")
def retry_limit_dropped(doc: Doc) -> Iterator[Change]:
    """A stream's mapping loses its limit of retries and age, and what splits a batch."""
    for function, path, properties in _streams(doc):
        edits = tuple(drop(*path, key) for key in _bounded(properties))
        if edits:
            yield Change((function,), f"{function} retries a record until it expires", edits)


@fault("endless-retry")
def retry_made_endless(doc: Doc) -> Iterator[Change]:
    """A stream's mapping says -1 for retries and age."""
    for function, path, properties in _streams(doc):
        edits = tuple(put(-1, *path, key) for key in _bounded(properties) if key in LIMITS[:2])
        if edits:
            yield Change((function,), f"{function} retries a record for ever", edits)


def _fed(doc: Doc) -> Iterator[tuple[str, str]]:
    """Queues of the template and the one function each feeds."""
    pairs = [(referred(event.properties.get("Queue")), event.function) for event in events(doc, "SQS")]
    for _, properties in typed(doc, "AWS::Lambda::EventSourceMapping"):
        pairs.append((referred(properties.get("EventSourceArn")), referred(properties.get("FunctionName")) or ""))
    queues = {name for name, _ in typed(doc, "AWS::SQS::Queue")}
    for queue, function in pairs:
        if queue in queues and function and [one for one, _ in pairs].count(queue) == 1:
            yield str(queue), function


@fault("no-dead-letter")
def redrive_dropped(doc: Doc) -> Iterator[Change]:
    """A queue that feeds a function never gives a message up."""
    for queue, _ in _fed(doc):
        if doc.get("Resources", queue, "Properties", "RedrivePolicy") is not None:
            yield Change(
                (queue,), f"{queue} gives nothing up", (drop("Resources", queue, "Properties", "RedrivePolicy"),)
            )


@fault("short-visibility")
def visibility_shortened(doc: Doc) -> Iterator[Change]:
    """A queue shows a message again while the function works on it."""
    for queue, function in _fed(doc):
        limit = setting(doc, function, "Timeout")
        limit = 3 if limit is None else limit
        seen = doc.get("Resources", queue, "Properties", "VisibilityTimeout")
        seen = 30 if seen is None else seen
        if isinstance(limit, int) and isinstance(seen, int) and 1 < limit <= seen:
            edit = put(limit // 2, "Resources", queue, "Properties", "VisibilityTimeout")
            yield Change((queue, function), f"{queue} hides for {limit // 2} s, {function} runs {limit} s", (edit,))


def _kept(doc: Doc, function: str) -> tuple[Edit, ...]:
    """Edits that take away what keeps a function's failures."""
    path = ("Resources", function, "Properties")
    edits = []
    if doc.get(*path, "EventInvokeConfig", "DestinationConfig", "OnFailure"):
        edits.append(drop(*path, "EventInvokeConfig", "DestinationConfig", "OnFailure"))
    if doc.get(*path, "DeadLetterQueue"):
        edits.append(drop(*path, "DeadLetterQueue"))
    return tuple(edits)


@fault("no-dead-letter")
def destination_dropped(doc: Doc) -> Iterator[Change]:
    """What an asynchronous function fails on is kept nowhere."""
    for name, properties in sam_functions(doc):
        edits = _kept(doc, name)
        if edits and any(event.type in ONCE for event in events_of(name, properties)):
            yield Change((name,), f"what {name} fails on is lost", edits)


def _source(doc: Doc, event: Event) -> tuple[str, str, str, Any] | None:
    """The thing that starts a function: its id, the way to write to it, and its ARN."""
    path = ("Resources", event.function, "Properties")
    if setting(doc, event.function, "Role") is not None or "Filter" in str(event.properties):
        return None
    policies = doc.get(*path, "Policies")
    if not (policies is None or isinstance(policies, list)):
        return None
    keys = {"SQS": ("Queue", "AWS::SQS::Queue", "sqs:SendMessage"), "SNS": ("Topic", "AWS::SNS::Topic", "sns:Publish")}
    key, kind, action = keys.get(event.type, ("Stream", "AWS::DynamoDB::Table", "dynamodb:PutItem"))
    name = referred(event.properties.get(key))
    if name is None or doc.get("Resources", name, "Type") != kind or str(name) in str(policies):
        return None
    arn = {"Ref": name} if event.type == "SNS" else {"Fn::GetAtt": [name, "Arn"]}
    return name, action, event.function, arn


@fault("trigger-cycle")
def cycle_closed(doc: Doc) -> Iterator[Change]:
    """A function may write to what starts it."""
    for event in events(doc, "SQS", "SNS", "DynamoDB"):
        found = _source(doc, event)
        if found:
            name, action, function, arn = found
            policy = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": arn}]}
            edit = add(policy, "Resources", function, "Properties", "Policies")
            yield Change((function,), f"{function} has {action} on {name}, which starts it", (edit,))


@fault("trigger-cycle")
def bucket_cycle_closed(doc: Doc) -> Iterator[Change]:
    """A function may put objects into the bucket of which every new object starts it."""
    for event in events(doc, "S3"):
        bucket = referred(event.properties.get("Bucket"))
        name = doc.get("Resources", bucket, "Properties", "BucketName") if bucket else None
        policies = doc.get("Resources", event.function, "Properties", "Policies")
        if name is None or "Filter" in event.properties or setting(doc, event.function, "Role") is not None:
            continue
        if "ObjectCreated" not in str(event.properties.get("Events")) or not (
            policies is None or isinstance(policies, list)
        ):
            continue
        if (
            "s3:Put" in str(policies)
            or "S3Write" in str(policies)
            or "S3Crud" in str(policies)
            or "s3:*" in str(policies)
        ):
            continue
        arn = {"Fn::Join": ["", ["arn:aws:s3:::", name, "/*"]]}
        policy = {"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": arn}]}
        edit = add(policy, "Resources", event.function, "Properties", "Policies")
        yield Change((event.function,), f"{event.function} writes into {bucket}, which starts it", (edit,))


@fault("dangling-mapping")
def mapping_leads_nowhere(doc: Doc) -> Iterator[Change]:
    """A mapping feeds a function that the template does not have."""
    for name, properties in typed(doc, "AWS::Lambda::EventSourceMapping"):
        if referred(properties.get("FunctionName")):
            edit = put("a-function-of-last-year", "Resources", name, "Properties", "FunctionName")
            yield Change((name,), f"{name} feeds nobody", (edit,))
