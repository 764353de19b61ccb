"""The requests to AWS that a JavaScript or TypeScript program makes: the SDK v2 and v3, and libraries that use them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ennead.code.facts import CallFact, Facts, SdkCall, Unresolved
from ennead.code.sdk.javascript import extensions, search
from ennead.code.sdk.javascript.dispatch import answer, has_sdk
from ennead.code.sdk.javascript.named import named
from ennead.code.sdk.javascript.untold import LIBRARIES

__all__ = ["calls", "unresolved"]


def calls(facts: Facts) -> Iterator[SdkCall]:
    """The requests, in the order of the calls that make them."""
    for _, found in _answers(facts):
        if isinstance(found, SdkCall):
            yield found


def unresolved(facts: Facts) -> Iterator[Unresolved]:
    """Calls that may be requests and could not be told; a library with a way of its own is said once."""
    said: set[str] = set()
    for fact, found in _answers(facts):
        if isinstance(found, Unresolved):
            yield found
        elif found is None:
            yield from _library(fact, said)


def _answers(facts: Facts) -> Iterator[tuple[CallFact, SdkCall | Unresolved | None]]:
    """What each call is; None after all that it is."""
    program_has_sdk = has_sdk(facts)
    signed_by = search.signers(facts.calls)
    for fact in facts.calls:
        models = (answer(fact, program_has_sdk), search.of_call(fact, signed_by), extensions.of_call(fact))
        for found in itertools.chain(*models):
            yield fact, found
        yield fact, None


def _library(fact: CallFact, said: set[str]) -> Iterator[Unresolved]:
    name = named(fact.callee)
    if name is None or name.module not in LIBRARIES or name.module in said:
        return
    said.add(name.module)
    yield Unresolved("receiver", f"{name.module} talks to {LIBRARIES[name.module]} in its own way", fact.at)
