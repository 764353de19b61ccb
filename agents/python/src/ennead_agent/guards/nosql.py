"""Guard `nosql`: untrusted text that brings an operator into a query of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from .. import faults, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from ..untrusted.texts import Index

GUARD = "nosql"
_METHODS = (
    "find find_one find_one_and_delete find_one_and_replace find_one_and_update count count_documents delete_one "
    "delete_many replace_one update_one update_many aggregate distinct find_raw_batches aggregate_raw_batches watch"
).split()
_SCRIPTS = {"$where", "$function", "$accumulator", "$expr"}
_MOST = 20_000
"""Objects and lists of a query that are looked at."""
_DEEPEST = 24
_MOST_OBJECTS = 10_000
"""Objects of the event that a query's are compared with."""
_MOST_SHARED = 100
"""Operators that event and code both have, and that are compared."""
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
            wrapping.before(owner, name, GUARD, _query)
        if not found:
            faults.missing(f"the queries of {module.__name__}")
        elif "bulk_write" in vars(owner):
            wrapping.before(owner, "bulk_write", GUARD, _requests)


def _query(_self: Any, *args: Any, **kwargs: Any) -> None:
    judge([*args, *kwargs.values()])


def _requests(_self: Any, requests: Any = (), *_: Any, **__: Any) -> None:
    """Of a bulk write the filters, and what its updates do; a document that is put in is no query."""
    if isinstance(requests, list):  # pymongo takes nothing else
        judge([[one._filter, getattr(one, "_doc", None)] for one in requests if hasattr(one, "_filter")])


def judge(query: Any) -> None:
    """Stop a query with an operator that untrusted text brought and the code does not have.

    An operator that both have is the event's if what it stands in came as one; where that cannot be told, it is said.
    """
    operators, whole = _operators(query)
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


def _operators(query: Any) -> tuple[list[tuple[str, Any]], bool]:
    """Each operator with the object that holds it; and whether the query was looked at as a whole."""
    found: list[tuple[str, Any]] = []
    stack = [(query, 0)]
    seen, whole = 0, True
    while stack:
        here, depth = stack.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST:
            whole = False
            continue
        if isinstance(here, Mapping):
            found.extend((key, here) for key in here if isinstance(key, str) and key[:1] == "$")
            here = here.values()
        stack.extend((one, depth + 1) for one in here if type(one) not in _PLAIN and isinstance(one, _HOLDERS))
    return found, whole


def _is_own(key: str, index: Index) -> bool:
    from ..untrusted import constants

    return any(key == text for text, _ in constants.fragments(index))


def _judge_script(script: str) -> None:
    for span in untrusted.spans(script, GUARD):
        if _CODE.search(script[span.start : span.end]):
            verdicts.attack(GUARD, f"value of {span.text.where} becomes code in a query", {"field": span.text.where})
