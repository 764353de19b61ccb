"""Requests to services, as the models of the libraries give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ennead.code.facts import Argument, CallFact, SdkCall, Unresolved
from ennead.code.sdk import lent, resources, tables
from ennead.code.values import Choice, Record, Value, options

Answer: TypeAlias = Iterator[SdkCall | Unresolved]
"""What a call is: requests, or why it could not be told."""

MULTIPART = ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload")
"""What an upload in parts may ask for."""

_UNTOLD = Record((), open=True)


def request(
    fact: CallFact,
    service: str,
    operation: str,
    given: Value | None = None,
    *,
    how: str = "client",
    sdk: str = "js3",
    more: tuple[Argument, ...] = (),
) -> Iterator[SdkCall]:
    """A request; one for each of the records that its parameters may be."""
    more = (*more, *lent.of_javascript(fact.callee))
    for option in options(given) if given is not None else (None,):
        record = option if isinstance(option, Record) else _UNTOLD
        told = resources.arguments(service, operation, record)
        yield SdkCall(service, operation, (*told, *more), fact.at, how, sdk, fact.within, fact.via)


def unresolved(fact: CallFact, reason: str, klass: str = "receiver") -> Iterator[Unresolved]:
    """Why a call could not be told."""
    yield Unresolved(klass, reason, fact.at)


def operation_named(service: str, name: str) -> str | None:
    """The operation for its name in the API in any case, or for a method in camel case."""
    found = tables.service(service)
    if found is None:
        return None
    return name if name in found.operations else found.operation_of_camel(name[:1].lower() + name[1:])


def with_bound(given: Value | None, bound: Record | None) -> Value | None:
    """The parameters of a call over those that its client was made with."""
    if bound is None:
        return given
    if given is None:
        return bound
    if isinstance(given, Choice):
        return Choice(tuple(_over(option, bound) for option in given.options))
    return _over(given, bound)


def _over(given: Value, bound: Record) -> Value:
    if not isinstance(given, Record):
        return Record(bound.entries, open=True)
    keys = {key for key, _ in given.entries}
    rest = tuple(entry for entry in bound.entries if entry[0] not in keys)
    return Record(given.entries + rest, given.open)
