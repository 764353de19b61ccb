"""Batches of every kind that handlers may get record by record, and what a platform makes of the answer."""

from __future__ import annotations

import base64
import json
from typing import Any, Callable

from agent_triggers import batch, change, message, shard

OK, FAIL, STOP, NAME, ODD = "ok", "fail", "stop", "name", "odd"
"""What the handler of these tests does with a record: as its text says."""
HANDLER = """
    import base64, json
    from ennead_agent import verdicts
    from ennead_agent.sink import sink

    PLACES = ("Records", "records", "messages", "events", "rmqMessagesByQueue")

    def records(event):
        found = next(event[name] for name in PLACES if name in event)
        return found if isinstance(found, list) else [one for listed in found.values() for one in listed]

    def act(record):
        text = json.dumps(record)
        for data in (record.get("data"), record.get("value"), record.get("kinesis", {}).get("data")):
            text += base64.b64decode(data or "").decode()
        return next(word for word in ("fail", "stop", "name", "odd", "ok") if "do-" + word in text)

    def identity(record):
        inner = record.get("kinesis") or record.get("dynamodb") or {}
        number = inner.get("sequenceNumber") or inner.get("SequenceNumber")
        return record.get("messageId") or record.get("recordId") or number

    def handler(event, context):
        sink.refill()  # every event of these tests is to be seen
        listed, failed, told = records(event), [], []
        print("saw " + json.dumps([act(one) for one in listed]))
        for record in listed:
            word = act(record)
            if word == "fail":
                raise KeyError("the handler's own")
            if word == "stop":
                verdicts.attack("shell", "of a test", {"field": "Records[0].x"})
            if word == "odd":
                return "an answer of no kind"
            if word == "name":
                failed.append({"itemIdentifier": identity(record)})
            told.append({"recordId": identity(record), "result": "Ok", "data": "bmV3"})
        if "applicationArn" in event or "deliveryStreamArn" in event:
            return {"records": told}
        state = {"state": {"sum": event["state"].get("sum", 0) + len(listed)}} if "window" in event else {}
        return {**state, "batchItemFailures": failed}
"""


def _coded(act: str) -> str:
    return base64.b64encode(f"do-{act}".encode()).decode()


def _messages(acts: list[str], queue: str = "orders") -> dict[str, Any]:
    return batch(*(message(n, f"do-{act}", queue) for n, act in enumerate(acts)))


def _stream(make: Callable[[int, str], dict[str, Any]]) -> Callable[[list[str]], dict[str, Any]]:
    return lambda acts: batch(*(make(n, f"do-{act}") for n, act in enumerate(acts, 1)))


def _kafka(acts: list[str]) -> dict[str, Any]:
    listed = [{"topic": "orders", "partition": n % 2, "offset": n, "value": _coded(a)} for n, a in enumerate(acts)]
    groups = {"orders-0": listed[: len(listed) // 2], "orders-1": listed[len(listed) // 2 :]}
    return {"eventSource": "aws:kafka", "bootstrapServers": "b:9092", "records": groups}


def _transform(**words: str) -> Callable[[list[str]], dict[str, Any]]:
    return lambda acts: {
        "invocationId": "i",
        **words,
        "records": [{"recordId": f"r-{n}", "data": _coded(act)} for n, act in enumerate(acts)],
    }


MADE: dict[str, Callable[[list[str]], dict[str, Any]]] = {
    "sqs": _messages,
    "kinesis": _stream(shard),
    "dynamodb": _stream(change),
    "kafka": _kafka,
    "mq": lambda acts: {"eventSource": "aws:mq", "messages": [{"messageID": a, "data": _coded(a)} for a in acts]},
    "rmq": lambda acts: {"rmqMessagesByQueue": {"orders::/": [{"data": _coded(a)} for a in acts]}},
    "docdb": lambda acts: {"eventSourceArn": "arn:x", "events": [{"event": {"x": f"do-{a}"}} for a in acts]},
    "firehose": _transform(deliveryStreamArn="arn:x"),
    "analytics": _transform(applicationArn="arn:x", streamArn="arn:y"),
    "analytics-delivery": _transform(applicationArn="arn:x"),
    "sns": lambda acts: batch(*({"EventSource": "aws:sns", "Sns": {"Message": f"do-{act}"}} for act in acts)),
    "s3": lambda acts: batch(*({"eventSource": "aws:s3", "s3": {"object": {"key": f"do-{act}"}}} for act in acts)),
}
"""By kind: a batch whose records ask for these acts."""


def fifo(acts: list[str]) -> dict[str, Any]:
    """A batch of a queue that keeps an order."""
    return _messages(acts, "orders.fifo")


def window(acts: list[str], *, final: bool = False) -> dict[str, Any]:
    """A batch of a tumbling window, with a sum of its own so far."""
    made = _stream(shard)(acts)
    words = {"isFinalInvokeForWindow": final, "isWindowTerminatedEarly": False, "shardId": "s"}
    return {**made, "window": {"start": "1", "end": "2"}, "state": {"sum": 10}, **words}


def again(kind: str, event: dict[str, Any], rules: dict[str, Any], answer: Any, *, error: bool) -> set[int]:
    """The numbers of the records that a platform hands out again, or keeps as failed, for this answer.

    As the Lambda developer guide has it for each source, and strict where it is: an answer that is none of its kind, or
    names what is not in the batch, is a failure of all.
    """
    everything = set(range(_count(kind, event)))
    if error:
        return everything
    if kind in ("firehose", "analytics", "analytics-delivery"):
        return _kept(event, answer)
    if kind not in ("sqs", "kinesis", "dynamodb") or rules.get("partial_batch") is not True:
        return set()
    if answer is None:
        return set()
    entries = answer.get("batchItemFailures") if isinstance(answer, dict) else "none"
    if not isinstance(entries, (list, type(None))):
        return everything
    return _named(kind, event, entries or [])


def _kept(event: dict[str, Any], answer: Any) -> set[int]:
    """Of a transformation: what is not told as it has to be, or told as failed."""
    told = {one["recordId"]: one["result"] for one in answer["records"]}
    assert len(told) == len(answer["records"]) == len(event["records"])
    return {n for n, one in enumerate(event["records"]) if told.get(one["recordId"]) not in ("Ok", "Dropped")}


def _named(kind: str, event: dict[str, Any], entries: list[Any]) -> set[int]:
    names = [_name(kind, one) for one in event["Records"]]
    told = [entry.get("itemIdentifier") for entry in entries]
    if not set(told) <= set(names):
        return set(range(len(names)))
    numbers = {names.index(name) for name in told}
    if kind == "sqs" or not numbers:
        return numbers
    return set(range(min(numbers), len(names)))


def _name(kind: str, record: dict[str, Any]) -> str:
    if kind == "sqs":
        return str(record["messageId"])
    inner = record.get("kinesis") or record["dynamodb"]
    return str(inner.get("sequenceNumber") or inner.get("SequenceNumber"))


def _count(kind: str, event: dict[str, Any]) -> int:
    from ennead_agent import kinds

    return len(kinds.singly(kind, event))


def seen(log: bytes) -> list[list[str]]:
    """The acts of the records that the handler was called with, call by call."""
    return [json.loads(line[4:]) for line in log.decode().splitlines() if line.startswith("saw ")]
