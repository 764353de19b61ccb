"""Guard `nosql`: untrusted text that brings an operator into a query of documents."""

from __future__ import annotations

import re

from .. import faults, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any

    from ..untrusted.texts import Index

GUARD = "nosql"
_METHODS = (
    "find find_one find_one_and_delete find_one_and_replace find_one_and_update count count_documents delete_one "
    "delete_many replace_one update_one update_many aggregate distinct find_raw_batches aggregate_raw_batches watch"
).split()
_SCRIPTS = {"$where", "$function", "$accumulator", "$expr"}
_MOST = 4000
_DEEPEST = 24
_SPACE = re.compile(r"\s+")
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


def _query(_self: Any, *args: Any, **kwargs: Any) -> None:
    judge([*args, *kwargs.values()])


def judge(query: Any) -> None:
    """Stop a query with an operator that untrusted text brought and the code does not have."""
    operators = list(_operators(query))
    index = untrusted.seen_by(GUARD) if operators else None
    if index is None:
        return
    for key, holder in operators:
        if key in index and (not _is_own(key, index) or _came_as_one(holder, index)):
            text = next(one for one in index if one.value == key)
            verdicts.attack(GUARD, f"value of {text.where} brings an operator into a query", {"field": text.where})
        if key in _SCRIPTS and isinstance(holder[key], str):
            _judge_script(holder[key])


def _operators(query: Any) -> Iterator[tuple[str, Any]]:
    """Each operator, and the document that holds it."""
    stack = [(query, 0)]
    seen = 0
    while stack and seen < _MOST:
        here, depth = stack.pop()
        seen += 1
        if depth > _DEEPEST:
            continue
        if isinstance(here, dict):
            for key, inner in here.items():
                if isinstance(key, str) and key.startswith("$"):
                    yield key, here
                stack.append((inner, depth + 1))
        elif isinstance(here, (list, tuple)):
            stack.extend((inner, depth + 1) for inner in here)


def _is_own(key: str, index: Index) -> bool:
    from ..untrusted import constants

    return any(key == text for text, _ in constants.fragments(index))


def _came_as_one(holder: Any, index: Index) -> bool:
    """Whether the document stands in an untrusted text as it is: then it was not the code that wrote the operator."""
    import json

    try:
        sought = _SPACE.sub("", json.dumps(holder, ensure_ascii=False))
    except (TypeError, ValueError):
        return False
    return any(text.holds and sought in _SPACE.sub("", text.value) for text in index)


def _judge_script(script: str) -> None:
    for span in untrusted.spans(script, GUARD):
        if _CODE.search(script[span.start : span.end]):
            verdicts.attack(GUARD, f"value of {span.text.where} becomes code in a query", {"field": span.text.where})
