"""The requests to AWS that a JavaScript or TypeScript program makes: the SDK v2 and v3, and libraries that use them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ennead.code.facts import CallFact, Facts, SdkCall, Unresolved
from ennead.code.sdk.javascript import extensions, search
from ennead.code.sdk.javascript.dispatch import answer, has_sdk
from ennead.code.sdk.javascript.named import named
from ennead.code.sdk.javascript.untold import LIBRARIES

__all__ = ["answers"]


def answers(facts: Facts) -> Iterator[SdkCall | Unresolved]:
    """The requests in the order of the calls that make them, and calls that may be some and could not be told.

    A library with a way of its own is said once.
    """
    said: set[str] = set()
    program_has_sdk = has_sdk(facts)
    signed_by = search.signers(facts.calls)
    for fact in facts.calls:
        models = (answer(fact, program_has_sdk), search.of_call(fact, signed_by), extensions.of_call(fact))
        yield from itertools.chain(*models)
        yield from _library(fact, said)


def _library(fact: CallFact, said: set[str]) -> Iterator[Unresolved]:
    name = named(fact.callee)
    if name is None or name.module not in LIBRARIES or name.module in said:
        return
    said.add(name.module)
    yield Unresolved("receiver", f"{name.module} talks to {LIBRARIES[name.module]} in its own way", fact.at)
