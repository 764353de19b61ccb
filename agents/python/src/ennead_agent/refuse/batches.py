"""Batches of records: queues, streams, transformations.

The platform tries an error again until the records expire, and everything behind them waits.  So by default a refused
batch is dropped, and our event says so.  Where the contract says that the mapping takes `batchItemFailures`, only what
was not handled goes back.
"""

from __future__ import annotations

from .case import ERROR, result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..registry import Refusal
    from .case import Case


def drop(case: Case) -> Refusal:
    """Nobody waits for an answer: done with, unless the contract wants an error."""
    return ERROR if case.rules.get("raise") is True else result(None)


def queue(case: Case) -> Refusal:
    """The record at fault goes back, and so do all later ones: the handler has not come to them.

    Not named, they would be deleted unhandled.  Where it is not known which record it was, or the handler was not
    called, all go back.
    """
    if case.rules.get("partial_batch") is not True:
        return drop(case)
    first = case.at if case.begun and case.at is not None else 0
    return result({"batchItemFailures": [failure(one) for one in case.records[first:]]})


def in_order(listed: list[Any]) -> bool:
    """Whether a queue keeps an order: its name, which nobody else gives it, ends as those of such queues do."""
    first = listed[0] if listed and isinstance(listed[0], dict) else {}
    return str(first.get("eventSourceARN", "")).endswith(".fifo")


def failure(record: dict[str, Any]) -> dict[str, Any]:
    """How a record of a queue is named as failed."""
    return {"itemIdentifier": record.get("messageId")}


def stream(case: Case) -> Refusal:
    """The record at fault is passed over, and the platform goes on with the one behind it.

    It takes up a batch again at the record that is named as failed: naming the next drops exactly the one at fault.
    """
    answer: dict[str, Any] = {}
    if case.document.get("window") is not None and isinstance(case.document.get("state"), dict):
        answer["state"] = case.document["state"]  # a window's state is what the answer says, and gone if it says none
    if case.rules.get("partial_batch") is not True or not case.begun or case.at is None:
        return ERROR if case.rules.get("raise") is True else result(answer or None)
    behind = [number for number in map(sequence, case.records[case.at + 1 :]) if number]
    answer["batchItemFailures"] = [{"itemIdentifier": number} for number in behind[:1]]
    return result(answer)


def sequence(record: dict[str, Any]) -> str | None:
    """The number by which a stream names a record; None where it has none."""
    inner = record.get("kinesis") or record.get("dynamodb")
    if not isinstance(inner, dict):
        return None
    return inner.get("sequenceNumber") or inner.get("SequenceNumber")


def transform(case: Case) -> Refusal:
    """Each record comes back as failed, with its data: the stream keeps them where it keeps failed ones."""
    return result({"records": [failed(one) for one in case.records]})


def failed(record: dict[str, Any]) -> dict[str, Any]:
    """How a record of a transformation is told as failed."""
    return {"recordId": record.get("recordId"), "result": "ProcessingFailed", "data": record.get("data", "")}


def delivery(case: Case) -> Refusal:
    """Told as delivered, for what is told as failed is sent again without end."""
    return result({"records": [delivered(one) for one in case.records]})


def delivered(record: dict[str, Any]) -> dict[str, Any]:
    """How a record is told as delivered."""
    return {"recordId": record.get("recordId"), "result": "Ok"}


def undelivered(record: dict[str, Any]) -> dict[str, Any]:
    """How a record is told as not delivered: it is handed out again."""
    return {"recordId": record.get("recordId"), "result": "DeliveryFailed"}


def s3_batch(case: Case) -> Refusal:
    """Each task has failed for good: it stands so in the job's report."""
    return result(
        {
            "invocationSchemaVersion": case.text("invocationSchemaVersion") or "1.0",
            "treatMissingKeysAs": "PermanentFailure",
            "invocationId": case.text("invocationId"),
            "results": [
                {"taskId": one.get("taskId"), "resultCode": "PermanentFailure", "resultString": "refused"}
                for one in case.records
            ],
        }
    )


def pipe(case: Case) -> Refusal:
    """A pipe's step: an empty answer is a success, and nothing goes on to the next."""
    return ERROR if case.rules.get("raise") is True else result([])
