"""Requests to services, as the models of Java's libraries give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from ennead.code.facts import Argument, CallFact, SdkCall, Unresolved
from ennead.code.hosts.java_chains import Chain
from ennead.code.sdk import resources
from ennead.code.sdk.java.fields import Fields
from ennead.code.values import Known, Record, Value

Answer: TypeAlias = Iterator[SdkCall | Unresolved]
"""What a call is: requests, or why it could not be told."""

MULTIPART = ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload")
"""What an upload in parts may ask for."""


class Asked(NamedTuple):
    """A method that is called on an object of a known class."""

    fact: CallFact
    method: str
    cls: str
    chain: Chain
    """The receiver."""
    fields: Fields


Model: TypeAlias = Callable[[Asked], Answer]
"""What the methods of a class ask for."""


def request(
    fact: CallFact,
    service: str,
    operation: str,
    given: Record | None = None,
    *,
    how: str = "client",
    sdk: str = "java2",
    more: tuple[Argument, ...] = (),
) -> Iterator[SdkCall]:
    """A request with the arguments that are told."""
    told = () if given is None else resources.arguments(service, operation, given)
    yield SdkCall(service, operation, (*told, *more), fact.at, how, sdk, fact.within, fact.via)


def unresolved(fact: CallFact, reason: str) -> Iterator[Unresolved]:
    """Why a call could not be told."""
    yield Unresolved("receiver", reason, fact.at)


def record(**entries: Value | None) -> Record:
    """A record of those arguments that are given."""
    return Record(tuple((Known(name), value) for name, value in entries.items() if value is not None))


def first(fact: CallFact, number: int = 0) -> Value | None:
    """The argument with that number; None where there is none."""
    return fact.args[number] if number < len(fact.args) else None
