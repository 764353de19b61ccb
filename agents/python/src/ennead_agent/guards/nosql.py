"""Guard `nosql`: untrusted text that brings an operator into a query of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from .. import faults, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType
    from typing import Any

    from ..untrusted.texts import Index

GUARD = "nosql"
_METHODS = (
    "find find_one find_one_and_delete find_one_and_replace find_one_and_update count count_documents delete_one "
    "delete_many replace_one update_one update_many aggregate distinct find_raw_batches aggregate_raw_batches watch"
).split()
_CHANGES = {
    "update_one": "update",
    "update_many": "update",
    "find_one_and_update": "update",
    "replace_one": "replacement",
    "find_one_and_replace": "replacement",
}
"""Queries with a change behind their filter, and what that is called."""
_KEPT = {"$set", "$setOnInsert"}
"""Operators of a change under which names and values are data."""
_PUSHED = {"$push", "$addToSet"}
"""The same, but for those by which they say how."""
_HOW = {"$each", "$position", "$slice", "$sort"}
_SCRIPTS = {"$where", "$function", "$accumulator", "$expr"}
_MOST = 20_000
"""Objects and lists of a query that are looked at."""
_DEEPEST = 24
_MOST_OBJECTS = 10_000
"""Objects of the event that a query's are compared with."""
_MOST_SHARED = 100
"""Operators that event and code both have, and that are compared."""
_QUERY, _CHANGE, _FIELDS, _VALUE = range(4)
"""What a part of a query is: one that is judged whole, a change, the fields under `$push`, and what is put into one."""
_HOLDERS = (dict, list, tuple, Mapping)
_PLAIN = frozenset((str, int, float, bool, bytes, type(None)))
_CODE = re.compile(r"[^\w\s.-]")


def follow(module: ModuleType) -> None:
    """Watch the queries of pymongo; motor hands its calls on to it."""
    for owner in {getattr(module, name, None) for name in ("Collection", "AsyncCollection")} - {None}:
        if owner.__module__ != module.__name__:
            continue  # handed on from another module, which is followed itself
        found = [name for name in _METHODS if name in vars(owner)]
        for name in found:
            wrapping.before(owner, name, GUARD, _changer(_CHANGES[name]) if name in _CHANGES else _query)
        if not found:
            faults.missing(f"the queries of {module.__name__}")
        elif "bulk_write" in vars(owner):
            wrapping.before(owner, "bulk_write", GUARD, _requests)


def _query(_self: Any, *args: Any, **kwargs: Any) -> None:
    judge([*args, *kwargs.values()])


def _changer(called: str) -> Callable[..., None]:
    def change(_self: Any, *args: Any, **kwargs: Any) -> None:
        changes = [*args[1:2], *(one for name, one in kwargs.items() if name == called)]
        judge([*args[:1], *args[2:], *(one for name, one in kwargs.items() if name != called)], changes)

    return change


def _requests(_self: Any, requests: Any = (), *_: Any, **__: Any) -> None:
    """Of a bulk write the filters, and what its updates do; a document that is put in is no query."""
    if isinstance(requests, list):  # pymongo takes nothing else
        filtering = [one for one in requests if hasattr(one, "_filter")]
        judge([one._filter for one in filtering], [getattr(one, "_doc", None) for one in filtering])


def judge(query: Any, changes: Iterable[Any] = ()) -> None:
    """Stop a query with an operator that untrusted text brought and the code does not have.

    An operator that both have is the event's if what it stands in came as one; where that cannot be told, it is said.
    Of `changes` (updates and replacements) what the database keeps as it is has no operators.
    """
    operators, whole = _operators(query, changes)
    index = untrusted.seen_by(GUARD) if operators or not whole else None
    if index is None:
        return
    if not whole:
        verdicts.unjudged(GUARD, "a query with more in it than is looked at")
    if index.left:
        verdicts.unjudged(GUARD, "an event or an argument with more text than is looked at")
    shared = []
    for key, holder in operators:
        if key in index:
            if not _is_own(key, index):
                _stop(key, index)
                return
            shared.append((key, holder))
        if key in _SCRIPTS and isinstance(holder[key], str):
            _judge_script(holder[key])
    if shared:
        _judge_shared(shared, index)


def _stop(key: str, index: Index) -> None:
    where = index.text(key).where
    verdicts.attack(GUARD, f"value of {where} brings an operator into a query", {"field": where})


def _judge_shared(shared: list[tuple[str, Any]], index: Index) -> None:
    from . import documents

    objects = list(islice(index.objects(), _MOST_OBJECTS + 1))
    doubtful = len(objects) > _MOST_OBJECTS or len(shared) > _MOST_SHARED
    for key, holder in shared[:_MOST_SHARED]:
        came = documents.came(holder, key, [one for one in objects if key in one])
        if came:
            _stop(key, index)
            return
        doubtful = doubtful or came is None
    if doubtful:
        verdicts.unjudged(GUARD, "an operator that event and code have, in documents that cannot be compared")


def _operators(query: Any, changes: Iterable[Any] = ()) -> tuple[list[tuple[str, Any]], bool]:
    """Each operator with the object that holds it; and whether the query was looked at as a whole."""
    found: list[tuple[str, Any]] = []
    stack = [(one, 0, _CHANGE) for one in changes if isinstance(one, _HOLDERS)]
    stack.append((query, 0, _QUERY))
    seen, whole = 0, True
    while stack:
        here, depth, kind = stack.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST:
            whole = False
            continue
        if isinstance(here, Mapping):
            if kind == _CHANGE and not _is_update(here):
                continue  # a replacement
            acting = _HOW if kind == _VALUE else None  # else all
            found.extend(
                (key, here)
                for key in here
                if isinstance(key, str) and key[:1] == "$" and (acting is None or key in acting)
            )
            parts = [(inner, _below(kind, key)) for key, inner in here.items()]
        else:
            below = _below(kind, "")
            parts = [(inner, below) for inner in here]
        stack.extend(
            (one, depth + 1, below)
            for one, below in parts
            if below is not None and type(one) not in _PLAIN and isinstance(one, _HOLDERS)
        )
    return found, whole


def _is_update(change: Mapping[Any, Any]) -> bool:
    """Whether a change says what is done, and not what is put in the place of a document: its first name tells."""
    first = next(iter(change), None)
    return isinstance(first, str) and first[:1] == "$"


def _below(kind: int, key: Any) -> int | None:
    """What lies under a name, or in a list (which has none): None is what is kept as it is."""
    if kind == _CHANGE and key in _PUSHED:
        return _FIELDS
    if kind == _FIELDS:
        return _VALUE
    return None if kind == _VALUE or (kind == _CHANGE and key in _KEPT) else _QUERY


def _is_own(key: str, index: Index) -> bool:
    from ..untrusted import constants

    return any(key == text for text, _ in constants.fragments(index))


def _judge_script(script: str) -> None:
    for span in untrusted.spans(script, GUARD):
        if _CODE.search(script[span.start : span.end]):
            verdicts.attack(GUARD, f"value of {span.text.where} becomes code in a query", {"field": span.text.where})
