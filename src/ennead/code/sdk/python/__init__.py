"""Requests that a Python program makes to AWS services: boto3 and its kin, Powertools, awswrangler, signed HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ennead.code.facts import CallFact, Facts, SdkCall, Unresolved
from ennead.code.sdk.python import (
    agents,
    clients,
    dsql,
    dynamo_models,
    extensions,
    libraries,
    powertools,
    signed,
    things_calls,
    transfers,
    untold,
    wrangler,
)
from ennead.code.sdk.python.objects import SDKS, objects
from ennead.code.sdk.python.requests import Answer
from ennead.code.sdk.python.things import Asker, Batch, Client, Collection, Thing
from ennead.code.sdk.python.told import package_of, split
from ennead.code.values import Element, Made, Member, Place, Value, full_name

__all__ = ["answers", "packages"]

_BY_OBJECT: dict[type, Callable[[Any, str, CallFact], Answer]] = {
    Asker: clients.of_asker,
    Batch: things_calls.of_batch,
    Client: clients.of_client,
    Collection: things_calls.of_collection,
    Thing: things_calls.of_thing,
}

_BY_PACKAGE: dict[str, Callable[[CallFact], Answer]] = {
    **dict.fromkeys(dsql.PACKAGES, dsql.of_call),
    "pynamodb": dynamo_models.of_call,
    "strands": agents.of_call,
}
"""Libraries that make requests in a way of their own, and what tells it."""


def answers(facts: Facts) -> Iterator[SdkCall | Unresolved]:
    """Every request to a service in the order of the facts, and every call that may be one and cannot be told.

    Where a receiver may be several things and one of them makes it a request, the others say nothing.
    """
    found = list(_answers(facts))
    told = {answer.at for answer in found if isinstance(answer, SdkCall)}
    for answer in found:
        if isinstance(answer, SdkCall) or answer.klass != "receiver" or answer.at not in told:
            yield answer


def packages() -> frozenset[str]:
    """The libraries that are known to make requests, by their top module."""
    further = ("aws_lambda_powertools", "aws_secretsmanager_caching", "awswrangler", "smart_open")
    return frozenset({*_BY_PACKAGE, *untold.PACKAGES, *signed.PACKAGES, *SDKS, *further})


def _answers(facts: Facts) -> Answer:
    signers = signed.used(facts.calls)
    for fact in facts.calls:
        yield from _of_call(fact, signers)
    for read in facts.reads:
        if isinstance(read.value, Member):
            for owner in objects(read.value.of):
                if isinstance(owner, Thing):
                    yield from things_calls.of_read(owner, read.value.name, read)


def _of_call(fact: CallFact, signers: frozenset[Place]) -> Answer:
    own_way = _BY_PACKAGE.get(package_of(fact.callee) or "")
    if own_way is not None:
        yield from own_way(fact)
        return
    yield from untold.own_way(fact)
    yield from extensions.of_call(fact)
    yield from dsql.of_pool(fact)
    apart = split(fact.callee)
    if apart is None:
        yield from untold.method_of(_chosen_from(fact.callee), fact)
        return
    owner, method = apart
    found = objects(owner)
    for one in found:
        handler = _BY_OBJECT.get(type(one))
        yield from handler(one, method, fact) if handler is not None else ()
    if not found:
        yield from _of_library(owner, method, fact, signers)


def _chosen_from(callee: Value) -> Value:
    """The object of `getattr(object, name)`, where that is what is called."""
    if isinstance(callee, Made) and full_name(callee.callee) == "getattr" and callee.args:
        return callee.args[0]
    return callee.of if isinstance(callee, Element) else callee


def _of_library(owner: Value, method: str, fact: CallFact, signers: frozenset[Place]) -> Answer:
    name = full_name(fact.callee) or ""
    if name.startswith(powertools.PREFIX):
        yield from powertools.of_function(name, fact)
    elif name.startswith(wrangler.PREFIX):
        yield from wrangler.of_function(name, fact)
    else:
        answered = False
        for answers in (
            powertools.of_method(owner, method, fact),
            signed.of_call(fact, signers),
            libraries.of_function(name, fact),
            libraries.of_method(owner, method, fact),
            transfers.of_s3transfer(method, fact) if _is_transfer(owner) else iter(()),
        ):
            for answer in answers:
                answered = True
                yield answer
        if not answered:
            yield from untold.receiver(owner, method, fact)


def _is_transfer(owner: Value) -> bool:
    return isinstance(owner, Made) and full_name(owner.callee) == "boto3.s3.transfer.S3Transfer"
