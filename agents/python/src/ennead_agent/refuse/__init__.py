"""What the platform gets in the place of a handler's answer, so that refusing does no harm: each kind its shape.

`answer` is for a guard that refuses before the handler; `instead` for a call that was stopped within it.
"""

from __future__ import annotations

import re

from .. import faults, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..invocation import Invocation
    from ..registry import Refusal
    from .case import Case

_RECORD = re.compile(r"(?:Records|records|messages|events|tasks)?\[(\d{1,6})\]")
_DEEPEST = 64
_SHORTEST, _LONGEST = 0.3, 2.0


def answer(found: Invocation) -> Refusal:
    """Refuse an event before its handler is called."""
    from . import shapes
    from .case import Case

    kind, document = read(found)
    case = Case(kind, document, rules(), begun=False, at=None, seconds=_patience(found))
    return _told(found, case, document, shapes.of(case))


def instead(found: Invocation, error: Exception | None = None) -> Refusal | None:
    """What goes out in the place of the handler's error; None if that is not what became of a stopped call."""
    from . import shapes
    from .case import Case

    if not came_of_a_stop(error):
        return None
    kind, document = read(found)
    at = _record(found, kind, document) if rules().get("partial_batch") is True else None
    case = Case(kind, document, rules(), begun=True, at=at, seconds=_patience(found))
    return _told(found, case, document, shapes.of(case))


def _told(found: Invocation, case: Case, document: Any, refusal: Refusal) -> Refusal:
    """The refusal; what it drops is sent on first, where the deployment says where to."""
    if registry.state.dead_letter is None or refusal.error:
        return refusal
    from . import dead_letter, shapes

    dropped = shapes.dropped(case, document)
    whole = [found.body] if dropped is None else dropped
    lost = [(found.blocked or "agent", one) for one in whole]
    faults.shielded("dead letter", dead_letter.lose, found, lost)
    return refusal


def came_of_a_stop(error: Exception | None) -> bool:
    """Whether an error is a stopped call or came of one; None: the error that the runtime client is about to post."""
    return _let_out() if error is None else _came_of_it(error)


def held(kind: str, listed: list[Any], bad: set[int]) -> tuple[set[int], tuple[str, list[dict[str, Any]]]] | None:
    """Which records of a batch the handler is not to see, and what its answer has to say of them.

    None where an error of the whole is wanted.  Of a queue that keeps an order, those behind a bad one wait with it.
    """
    from . import batches

    words = rules()
    if kind in ("firehose", "analytics"):
        return bad, ("records", [batches.failed(listed[number]) for number in sorted(bad)])
    if kind == "analytics-delivery":
        return bad, ("records", [batches.delivered(listed[number]) for number in sorted(bad)])
    if kind == "sqs" and words.get("partial_batch") is True:
        if words.get("fifo") is True or batches.in_order(listed):
            bad = set(range(min(bad), len(listed)))
        return bad, ("batchItemFailures", [batches.failure(listed[number]) for number in sorted(bad)])
    return None if words.get("raise") is True else (bad, ("batchItemFailures", []))


def is_dropped(kind: str, told: tuple[str, list[dict[str, Any]]]) -> bool:
    """Whether records that are held back are so for good: no answer names them as failed."""
    return not told[1] or kind == "analytics-delivery"


def answered(found: Invocation, body: Any) -> Any:
    """The handler's answer with what is to be said of records that it has not seen; those that are dropped are told."""
    if found.held is None:
        return body
    if registry.state.dead_letter is not None:
        from . import dead_letter

        faults.shielded("dead letter", dead_letter.lose, found, [("event", one) for one in found.dropped])
    return with_held(found.held, body)


def with_held(held: tuple[str, list[dict[str, Any]]], body: Any) -> Any:
    """An answer's text that tells, beside the handler's own records, those that it has not seen.

    What is no answer of this kind stays as it is: the platform takes it for a failure of the whole.
    """
    import json

    name, entries = held
    if not entries:
        return body
    try:
        document = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        return body
    if document is None:
        document = {}
    if not isinstance(document, dict) or not isinstance(document.get(name) or [], list):
        return body
    return json.dumps({**document, name: (document.get(name) or []) + entries}, separators=(",", ":"))


def read(found: Invocation) -> tuple[str, Any]:
    """The kind of an event and its document; None for one that cannot be parsed, whose kind is told by its text."""
    import json

    from .. import kinds

    body = found.body or b""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _BY_TEXT.get(found.trigger or "", found.trigger or kinds.INVOKE), None
    return kinds.of(document), document


_BY_TEXT = {"api": "api-rest"}


def rules() -> dict[str, Any]:
    """What the contract says of refusing."""
    policy = registry.state.policy
    return policy.refusal if policy is not None else {}


def _patience(found: Invocation) -> float:
    """Seconds for each step of an answer that is sent elsewhere: a third of what is left, and not too long."""
    from time import time

    deadline = getattr(found.request, "deadline_time_in_ms", None)
    try:
        left = float(deadline or 0) / 1000 - time()
    except (TypeError, ValueError):
        left = 0.0
    return max(_SHORTEST, min(_LONGEST, left / 3)) if left > 0 else _SHORTEST


def _record(found: Invocation, kind: str, document: Any) -> int | None:
    """The first record that has the stopped text: equal texts are known by one field only."""
    from .. import kinds
    from ..untrusted.texts import Index

    where = _RECORD.match(found.blocked_at or "")
    listed = kinds.records(kind, document)
    last = int(where.group(1)) if where is not None else len(listed)
    if last >= len(listed):
        return None
    name = str(found.blocked_at).rpartition(".")[2]  # the field's own name stands in the index under the same way
    values = [text.value for text in found.untrusted or () if text.where == found.blocked_at and text.value != name]
    for number in range(last):
        own = Index()
        own.add(listed[number], "")
        if any(value in own for value in values):
            return number
    return last


def _let_out() -> bool:
    """Whether the error that the client is about to post is a stopped call, or came of one.

    The client keeps the exception while it posts.  Where it cannot be seen, it counts as one: a call was stopped, and
    an error would have the platform try again.
    """
    import sys

    frame: Any = sys._getframe(1)
    for _ in range(_DEEPEST):
        if frame is None:
            return True
        if str(frame.f_globals.get("__name__", "")).startswith("awslambdaric.bootstrap"):
            errors = [one for one in frame.f_locals.values() if isinstance(one, BaseException)]
            if errors:
                return any(_came_of_it(one) for one in errors)
        frame = frame.f_back
    return True


def _came_of_it(error: BaseException) -> bool:
    from ..verdicts import Blocked

    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting and len(seen) < _DEEPEST:
        one = waiting.pop()
        if id(one) in seen or not isinstance(one, BaseException):
            continue
        if isinstance(one, Blocked):
            return True
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *one.args, *getattr(one, "exceptions", ())]
    return False
