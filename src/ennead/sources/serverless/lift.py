"""Constructs of the plugin Lift (https://github.com/getlift/lift): queues with their workers, and buckets."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.serverless.draft import Declared, Draft, alphanumeric, get_att, made, mapping, put, ref

_OUTPUTS = {"queueUrl": ("Queue", None), "queueArn": ("Queue", "Arn"), "dlqUrl": ("Dlq", None),
            "bucketName": ("Bucket", None), "bucketArn": ("Bucket", "Arn")}  # fmt: skip


def reference(name: str, output: str, construct: Any) -> MarkedDict | None:
    """What `${construct:name.output}` stands for; None where the construct is not read."""
    known = _OUTPUTS.get(output)
    if known is None or not isinstance(construct, dict) or construct.get("type") not in ("queue", "storage"):
        return None
    suffix, attribute = known
    logical_id = f"{alphanumeric(name)}{suffix}"
    return get_att(logical_id, attribute) if attribute else ref(logical_id)


def constructs(draft: Draft) -> None:
    """Queues, their workers as functions, and buckets; any other construct is a gap."""
    section = mapping(draft.root.get("constructs"))
    for name, value in section.items():
        mark = mark_of(section, name) or draft.provider_mark
        body = mapping(value)
        kind = body.get("type")
        if kind == "queue":
            _queue(name, body, mark, draft)
        elif kind == "storage":
            draft.put(f"{alphanumeric(name)}Bucket", "AWS::S3::Bucket", made(mark), mark)
        else:
            draft.unsupported(
                "construct", f"Lift construct {name} of type {kind} is not read yet", mark, name, hides=True
            )


def _queue(name: str, body: MarkedDict, mark: Mark, draft: Draft) -> None:
    base = alphanumeric(name)
    draft.put(f"{base}Dlq", "AWS::SQS::Queue", made(mark, MessageRetentionPeriod=1_209_600), mark)
    redrive = MarkedDict({"maxReceiveCount": body.get("maxRetries", 3), "deadLetterTargetArn": get_att(f"{base}Dlq")})
    worker = mapping(body.get("worker"))
    timeout = worker.get("timeout", 6)
    properties = made(mark, RedrivePolicy=redrive)
    if isinstance(timeout, int):
        put(properties, "VisibilityTimeout", timeout * 6, mark)
    draft.put(f"{base}Queue", "AWS::SQS::Queue", properties, mark)
    if worker:
        at = mark_of(body, "worker") or mark
        event = made(at, sqs=made(at, arn=get_att(f"{base}Queue"), batchSize=body.get("batchSize", 1),
                                  functionResponseType="ReportBatchItemFailures"))  # fmt: skip
        copy = worker.copy()
        put(copy, "events", MarkedList([event]), at)
        copy["events"].items_at.append(at)
        draft.functions.setdefault(f"{name}Worker", Declared(f"{name}Worker", copy, at))
