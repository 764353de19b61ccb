"""One answer for a batch whose records the handler got one by one: what the platform gets, and what is dropped by it.

Nothing is lost without a word: each record is handled, named as failed (it comes back, or ends where failed ones are
kept), dropped (and then told), or behind an error, with which the platform tries the whole again.
"""

from __future__ import annotations

from .. import registry
from . import batches
from .case import ERROR, result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..registry import Refusal

    Answer = tuple[Refusal, list[int]]

HANDLED, FAILED, NAMED, STOPPED = "handled", "failed", "named", "stopped"
"""What became of a record.  Failed: by the handler's own error.  Named: its answer says so, or is none of this kind."""
_STREAMS = ("kinesis", "dynamodb")
_RESULTS = {
    "firehose": ("Ok", "Dropped", "ProcessingFailed"),
    "analytics": ("Ok", "Dropped", "ProcessingFailed"),
    "analytics-delivery": ("Ok", "DeliveryFailed"),
}
"""Words by which a transformation tells of its record (Firehose and Kinesis Data Analytics developer guides)."""


class Outcome:
    """What became of one record."""

    __slots__ = ("answer", "guard", "word")

    def __init__(self, word: str, answer: Any = None, guard: str = "") -> None:
        self.word = word
        self.answer = answer
        """What the handler gave, as a document."""
        self.guard = guard
        """Which guard stopped it."""


class Batch:
    """The records, what the contract says of refusing, and what became of the records so far, in their order."""

    __slots__ = ("in_order", "kind", "outcomes", "partial", "raises", "records", "state", "windowed")

    def __init__(
        self, kind: str, document: dict[str, Any], records: list[dict[str, Any]], rules: dict[str, Any]
    ) -> None:
        self.kind = kind
        self.records = records
        self.outcomes: list[Outcome] = []
        self.partial = rules.get("partial_batch") is True and kind in ("sqs", *_STREAMS)
        self.raises = rules.get("raise") is True
        self.in_order = kind == "sqs" and (rules.get("fifo") is True or batches.in_order(records))
        self.windowed = kind in _STREAMS and document.get("window") is not None
        self.state = document.get("state")
        """Of a tumbling window: what the next call is given, and in the end the platform."""

    def note(self, outcome: Outcome) -> None:
        """Take what became of the next record."""
        if outcome.word == HANDLED and not self._is_sound(outcome.answer):
            outcome.word = NAMED
        elif outcome.word == HANDLED and self.windowed:
            self.state = outcome.answer["state"]
        self.outcomes.append(outcome)

    def _is_sound(self, answer: Any) -> bool:
        """Whether an answer says that its record is handled, in a way that the platform takes.

        A window's answer without a state is a failed invocation (Lambda developer guide, tumbling windows).
        """
        if self.windowed and not (isinstance(answer, dict) and "state" in answer):
            return False
        if not self.partial or answer is None:
            return True
        return isinstance(answer, dict) and answer.get("batchItemFailures") in (None, [])

    def goes_on(self) -> bool:
        """Whether the next record is to be handled after what became of the last one."""
        if len(self.outcomes) >= len(self.records):
            return False
        word = self.outcomes[-1].word if self.outcomes else HANDLED
        if word == HANDLED:
            return True
        if self.partial and self.kind == "sqs":
            return not self.in_order
        if word == STOPPED:
            return self.partial or self.kind in _RESULTS or not self.raises
        return False

    def answer(self) -> Answer:
        """What the platform gets, and the numbers of the records that it does not hand out again for it.

        `registry.OWN`: the error that the handler raised for the last record goes out.
        """
        return _SHAPES.get(self.kind, _ignored)(self)

    @property
    def stopped(self) -> list[int]:
        return [number for number, one in enumerate(self.outcomes) if one.word == STOPPED]

    @property
    def is_whole(self) -> bool:
        """Whether the handler came to each record that it was to come to."""
        return len(self.outcomes) == len(self.records)


def _queue(batch: Batch) -> Answer:
    """What has failed or was not come to goes back: of a queue in order, all behind the first that failed."""
    if not batch.partial:
        return _ignored(batch)
    failed = [number for number, one in enumerate(batch.outcomes) if one.word != HANDLED]
    failed += range(len(batch.outcomes), len(batch.records))
    return result({"batchItemFailures": [batches.failure(batch.records[number]) for number in failed]}), []


def _stream(batch: Batch) -> Answer:
    """The platform takes up at the first that has failed or was not come to; what was stopped is passed over."""
    if not batch.partial:
        return _ignored(batch)
    words = [one.word for one in batch.outcomes]
    first = next((number for number, word in enumerate(words) if word in (FAILED, NAMED)), len(words))
    answer = _with_state(batch, {"batchItemFailures": []})
    if first < len(batch.records):
        name = batches.sequence(batch.records[first])
        if name is None:
            return registry.OWN if first < len(words) and words[first] == FAILED else ERROR, []
        answer["batchItemFailures"] = [{"itemIdentifier": name}]
    return result(answer), batch.stopped


def _ignored(batch: Batch) -> Answer:
    """Nobody reads an answer, or nobody but who reads what the handler itself names as failed."""
    last = batch.outcomes[-1].word if batch.outcomes else ""
    if last == FAILED:
        return registry.OWN, []
    if not batch.is_whole or last == NAMED or (batch.raises and last == STOPPED):
        return ERROR, []
    named = [
        one.answer for one in batch.outcomes if isinstance(one.answer, dict) and one.answer.get("batchItemFailures")
    ]
    answer: dict[str, Any] = {}
    if named:
        answer["batchItemFailures"] = [entry for one in named for entry in _listed(one["batchItemFailures"])]
    return result(_with_state(batch, answer) or None), batch.stopped


def _listed(value: Any) -> list[Any]:
    """Entries as the handler gave them: what is none the platform takes for a failure of all."""
    return value if isinstance(value, list) else [value]


def _with_state(batch: Batch, answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "state": batch.state} if batch.windowed and isinstance(batch.state, dict) else answer


def _transform(batch: Batch) -> Answer:
    """Each record's own entry; what was stopped, or is not told of as it has to be, comes back as failed."""
    if batch.outcomes and batch.outcomes[-1].word == FAILED:
        return registry.OWN, []
    if not batch.is_whole:
        return ERROR, []
    entries = [_entry(batch, number) for number in range(len(batch.records))]
    return result({"records": entries}), batch.stopped if batch.kind == "analytics-delivery" else []


def _entry(batch: Batch, number: int) -> dict[str, Any]:
    record, outcome = batch.records[number], batch.outcomes[number]
    delivers = batch.kind == "analytics-delivery"
    if outcome.word == STOPPED:
        return batches.delivered(record) if delivers else batches.failed(record)
    listed = outcome.answer.get("records") if isinstance(outcome.answer, dict) else None
    only: Any = listed[0] if isinstance(listed, list) and len(listed) == 1 else None
    if _tells_of(only, record, _RESULTS[batch.kind]):
        told: dict[str, Any] = only
        return told
    return batches.undelivered(record) if delivers else batches.failed(record)


def _tells_of(entry: Any, record: dict[str, Any], words: tuple[str, ...]) -> bool:
    return isinstance(entry, dict) and entry.get("recordId") == record.get("recordId") and entry.get("result") in words


_SHAPES: dict[str, Callable[[Batch], Answer]] = {
    "sqs": _queue,
    **dict.fromkeys(_STREAMS, _stream),
    **dict.fromkeys(_RESULTS, _transform),
}
KINDS = frozenset((*_SHAPES, "kafka", "mq", "rmq", "docdb", "sns", "s3"))
"""Kinds of batches whose answers can be put together.  Of others the answer is one for the whole."""
