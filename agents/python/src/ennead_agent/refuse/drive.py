"""A batch whose handler gets its records one by one, where the contract has it so (`refusal: {records: one_by_one}`).

The runtime client is given one record after the other, each in an event that has all else of the batch; of what it
posts nothing goes out before the last one's answer.  So a stopped call ends the handling of its record alone, and while
the handler runs no frame of ours is on the stack.  Each record is an invocation of its own for the guards, with its own
untrusted texts and mark of having been stopped; time is that of the whole.
"""

from __future__ import annotations

import json
from time import time

from .. import faults, invocation, kinds, lifecycle, registry
from ..invocation import Invocation
from ..limits.budget import OutOfTime, check
from ..limits.spent import Spent
from . import came_of_a_stop, compose, dead_letter, rules
from .compose import FAILED, HANDLED, STOPPED, Batch, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..registry import Refusal

_FINAL = "isFinalInvokeForWindow"
_EARLY = "isWindowTerminatedEarly"


def of(found: Invocation, least: int) -> Drive | None:
    """How to hand on the records of an event; None where they go as they came: fewer than `least`, or another kind."""
    try:
        document = json.loads(found.body or b"null")
    except (ValueError, RecursionError):
        return None
    kind = kinds.of(document)
    parts = kinds.singly(kind, document) if kind in compose.KINDS else []
    return Drive(found, kind, document, parts) if len(parts) >= least and _can_be_written(document) else None


def _can_be_written(document: Any) -> bool:
    """Whether no record is nested too deep to be put into an event of its own."""
    try:
        json.dumps(document)
    except RecursionError:
        return False
    return True


class Drive:
    """The batch, and the record that the handler is at."""

    __slots__ = ("_closes", "_document", "_parts", "batch", "whole")

    def __init__(
        self, whole: Invocation, kind: str, document: dict[str, Any], parts: list[tuple[dict[str, Any], Any]]
    ) -> None:
        self.whole = whole
        self.batch = Batch(kind, document, [record for _, record in parts], rules())
        self._document = document
        self._parts = parts
        self._closes: str | None = None
        """What became of the call that ends a window, where the last record was stopped."""

    def begin(self) -> Refusal | None:
        """Enter the first record; the answer if none is to be handled."""
        return None if self._advance() else self._finish()

    def ended(self, body: Any, *, failed: bool, error: Exception | None) -> Refusal:
        """Take what became of the record that was handed on: the handler's answer, or its error.

        Gives what is to be posted; `registry.GOES_ON` where the next record is entered instead.
        """
        part = invocation.latest()
        outcome = Outcome(HANDLED, _document(body))
        if failed:
            stopped = part is not None and part.blocked is not None and came_of_a_stop(error)
            outcome = Outcome(STOPPED, guard=str(part.blocked)) if stopped and part is not None else Outcome(FAILED)
        if len(self.batch.outcomes) < len(self._parts):
            self.batch.note(outcome)
        else:
            self._close(outcome)
        return registry.GOES_ON if self._advance() else self._finish()

    def _advance(self) -> bool:
        """Enter the next record that the guards before the handler let pass; False where the batch is done."""
        while self._goes_on():
            part = self._enter()
            if self.batch.is_whole:  # what ends a window is no record
                return True
            refusal, guard = lifecycle.asked(part, records=True)
            if refusal is None:
                return True
            self.batch.note(Outcome(STOPPED, guard=guard))
        return False

    def _goes_on(self) -> bool:
        return (self.batch.goes_on() or self._is_to_be_closed()) and not self._is_late()

    def _is_late(self) -> bool:
        """Whether the platform's deadline or the contract's time is over: the handler is not called any more."""
        try:
            check()
            self._spend(invocation.latest())
            return time() * 1000 > float(getattr(self.whole.request, "deadline_time_in_ms", None) or "inf")
        except OutOfTime:
            return True
        except (TypeError, ValueError):
            return False

    def _is_to_be_closed(self) -> bool:
        """A window's last call tells the handler to give its result: it is made without the record that was stopped."""
        batch = self.batch
        ends = batch.windowed and batch.is_whole and self._document.get(_FINAL) is True and self._closes is None
        return ends and batch.outcomes[-1].word == STOPPED and not batch.answer()[0].error

    def _enter(self) -> Invocation:
        part = Invocation(self.whole.id, self._event(), cold=self.whole.cold)
        part.request = self.whole.request
        part.drive = self
        spent = self.whole.spent
        if spent is not None:
            part.spent = Spent()
            part.spent.began, part.spent.deadline = spent.began, spent.deadline
        invocation.turn_to(part)
        return part

    def _spend(self, part: Invocation | None) -> None:
        """Time is the batch's: whether its end was told holds for the records behind."""
        if part is not None and part.spent is not None and self.whole.spent is not None:
            self.whole.spent.deadline = part.spent.deadline

    def _event(self) -> bytes:
        number = len(self.batch.outcomes)
        last = number >= len(self._parts)
        event = {**self._document, **({"Records": []} if last else self._parts[number][0])}
        if self.batch.windowed:
            event["state"] = self.batch.state if self.batch.state is not None else {}
            if number < len(self._parts) - 1:
                event.update({name: False for name in (_FINAL, _EARLY) if name in event})
        return json.dumps(event, separators=(",", ":")).encode()

    def _close(self, outcome: Outcome) -> None:
        sound = outcome.word == HANDLED and isinstance(outcome.answer, dict) and "state" in outcome.answer
        if sound:
            self.batch.state = outcome.answer["state"]
        self._closes = outcome.word if sound or outcome.word != HANDLED else compose.NAMED

    def _finish(self) -> Refusal:
        """The one answer; what it drops is sent on and told before it is given."""
        invocation.turn_to(self.whole)
        refusal, dropped = self.batch.answer()
        if self._closes == FAILED:
            refusal = registry.OWN
        elif self._closes == compose.NAMED or self._is_to_be_closed():
            refusal = registry.FAULT
        if refusal.error:
            return refusal
        lost = [(self.batch.outcomes[number].guard, self.batch.records[number]) for number in dropped]
        faults.shielded("dead letter", dead_letter.lose, self.whole, lost)
        return registry.Refusal(lifecycle.answered(refusal.body), error=False)


def _document(body: Any) -> Any:
    """The handler's answer; what is no JSON is an answer of no kind."""
    if not isinstance(body, (str, bytes)):
        return body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return ""
