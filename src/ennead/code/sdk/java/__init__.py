"""The requests to AWS that a Java program makes: the SDK in versions 1.x and 2.x, and libraries that use it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ennead.code.facts import CallFact, Facts, SdkCall, Unresolved
from ennead.code.hosts.java_chains import chain, start, static_call
from ennead.code.hosts.java_settings import Told
from ennead.code.sdk.java import extensions, registry
from ennead.code.sdk.java.dispatch import answer
from ennead.code.sdk.java.fields import Fields
from ennead.code.sdk.java.untold import LIBRARIES, has_sdk, library
from ennead.code.values import Member, full_name

__all__ = ["answers"]


def answers(facts: Facts) -> Iterator[SdkCall | Unresolved]:
    """The requests in the order of the calls that make them, and calls that may be some and could not be told.

    A library with a way of its own is said once.
    """
    said: set[str] = set()
    told = Told(facts)
    fields = Fields(told)
    program_has_sdk = has_sdk(facts)
    for fact in facts.calls:
        models = (answer(fact, fields, program_has_sdk), registry.of_call(fact, told), extensions.of_call(fact, told))
        yield from itertools.chain(*models)
        yield from _library(fact, said)


def _library(fact: CallFact, said: set[str]) -> Iterator[Unresolved]:
    name = library(_class(fact))
    if name is None or name in said:
        return
    said.add(name)
    yield Unresolved("receiver", f"{name} talks to {LIBRARIES[name]} in its own way", fact.at)


def _class(fact: CallFact) -> str:
    """The class of which something is called or made."""
    if isinstance(fact.callee, Member):
        begun = start(chain(fact.callee.of).root)
        return "" if begun is None else begun.cls
    called = static_call(fact.callee)
    if called is not None and not fact.new:
        return called[0]
    return full_name(fact.callee) or ""
