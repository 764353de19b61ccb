"""The one question to code: from this entry, what is reached, what is asked of services and hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ennead.code.entry import Entry
from ennead.code.evaluate.modules import Sources
from ennead.code.evaluate.run import facts_of
from ennead.code.facts import Facts, HostCall, SdkCall, Unresolved
from ennead.code.ir import Language


class Answer(NamedTuple):
    """What a handler does.  `unresolved` holds what the evaluator and the models could not follow; `entry` is where it
    was begun.  `handles_missing`: its files speak of the error that an object is not there."""

    facts: Facts
    calls: tuple[SdkCall, ...]
    hosts: tuple[HostCall, ...]
    unresolved: tuple[Unresolved, ...]
    entry: Entry
    handles_missing: bool = False


_MISSING = re.compile(r"\bNoSuchKey(?:Exception)?\b|\b404\b|[\"']NotFound[\"']")
"""How the answer to a missing object is named (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)."""


def ask(entry: Entry, sources: Sources) -> Answer:
    """Follow the handler of an entry."""
    facts = facts_of(entry, sources)
    models = _models(entry.language)
    answers = tuple(dict.fromkeys(models.answers(facts)))
    told = tuple(one for one in answers if isinstance(one, SdkCall))
    untold = tuple(dict.fromkeys((*facts.unresolved, *(one for one in answers if isinstance(one, Unresolved)))))
    handles = any(call.operation == "GetObject" for call in told) and _handles_missing(entry, facts, sources)
    return Answer(facts, told, tuple(dict.fromkeys(models.hosts(facts))), untold, entry, handles)


def _handles_missing(entry: Entry, facts: Facts, sources: Sources) -> bool:
    texts = (sources.tree.text(path) for path in facts.modules) if entry.inline is None else (entry.inline,)
    return any(_MISSING.search(text) for text in texts if text)


class _Models(NamedTuple):
    """What the libraries of a language mean by calls: requests and what may be some, connections."""

    answers: Callable[[Facts], Iterable[SdkCall | Unresolved]]
    hosts: Callable[[Facts], Iterable[HostCall]]


def _models(language: Language) -> _Models:
    if language is Language.PYTHON:
        from ennead.code.hosts import python as hosts  # noqa: PLC0415  the models of a language are loaded where met
        from ennead.code.sdk import python as sdk  # noqa: PLC0415

        return _Models(sdk.answers, hosts.hosts)
    if language is Language.JAVA:
        from ennead.code.hosts import java as java_hosts  # noqa: PLC0415
        from ennead.code.sdk import java as java_sdk  # noqa: PLC0415

        return _Models(java_sdk.answers, java_hosts.hosts)
    from ennead.code.hosts import javascript as javascript_hosts  # noqa: PLC0415
    from ennead.code.sdk import javascript as javascript_sdk  # noqa: PLC0415

    return _Models(javascript_sdk.answers, javascript_hosts.hosts)
