"""The requests to AWS that a JavaScript or TypeScript program makes: the SDK v2 and v3, and libraries that use them."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, Facts, SdkCall, Unresolved
from ennead.code.sdk.javascript.dispatch import answer, has_sdk
from ennead.code.sdk.javascript.named import named
from ennead.code.sdk.javascript.untold import LIBRARIES

__all__ = ["calls", "unresolved"]


def calls(facts: Facts) -> Iterator[SdkCall]:
    """The requests, in the order of the calls that make them."""
    program_has_sdk = has_sdk(facts)
    for fact in facts.calls:
        for found in answer(fact, program_has_sdk):
            if isinstance(found, SdkCall):
                yield found


def unresolved(facts: Facts) -> Iterator[Unresolved]:
    """Calls that may be requests and could not be told; a library with a way of its own is said once."""
    program_has_sdk = has_sdk(facts)
    said: set[str] = set()
    for fact in facts.calls:
        for found in answer(fact, program_has_sdk):
            if isinstance(found, Unresolved):
                yield found
        yield from _library(fact, said)


def _library(fact: CallFact, said: set[str]) -> Iterator[Unresolved]:
    name = named(fact.callee)
    if name is None or name.module not in LIBRARIES or name.module in said:
        return
    said.add(name.module)
    yield Unresolved("receiver", f"{name.module} talks to {LIBRARIES[name.module]} in its own way", fact.at)
