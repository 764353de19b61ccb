"""Calls on resource objects, their collections and batches, and reads of their attributes."""

from __future__ import annotations

from typing import Any

from ennead.code.facts import CallFact, ReadFact, SdkCall
from ennead.code.sdk import tables
from ennead.code.sdk.python import models, transfers
from ennead.code.sdk.python.objects import limits
from ennead.code.sdk.python.requests import Answer, request, unresolved
from ennead.code.sdk.python.things import Batch, Collection, Thing
from ennead.code.sdk.python.told import keywords, over, record
from ennead.code.values import Member, Record, Series, Unknown, Value

_SILENT = frozenset({"batch_writer", "get_available_subresources", "__enter__", "__exit__", "__aenter__", "__aexit__"})
_WRITES = {"put_item": ("PutRequest", "Item"), "delete_item": ("DeleteRequest", "Key")}


def of_thing(thing: Thing, method: str, fact: CallFact) -> Answer:
    """An action, a load, a waiter or a transfer of a resource object."""
    if thing.many or method in _SILENT:
        return
    if not models.model(thing):
        yield unresolved(fact, f"boto3 has no resource objects of {thing.service or 'an untold service'}")
        return
    facts = models.part(thing, "actions", method)
    if facts is None and method in {"load", "reload"}:
        facts = models.model(thing).get("load")
    if facts is not None:
        yield _asked(thing, facts, fact, keywords(fact), "resource")
    elif method.startswith("wait_until_"):
        yield from _waited(thing, method.removeprefix("wait_until_"), fact)
    elif (found := list(transfers.of_thing(thing, method, fact))) != []:
        yield from found
    elif fact.handed:
        yield from of_read(thing, method, fact)
    elif models.inner(thing, method, fact) is None:
        yield unresolved(
            fact, f"{method} is nothing that a {thing.kind or 'resource'} of {thing.service} is known to have"
        )


def of_collection(collection: Collection, method: str, fact: CallFact) -> Answer:
    """The first limit of a collection asks for its members; a batch action asks for more with each of them."""
    parent = collection.parent
    facts = models.part(parent, "collections", collection.name)
    if facts is None:
        return
    is_first = isinstance(fact.callee, Member) and isinstance(fact.callee.of, Member)
    if is_first:
        told = over(collection.told, keywords(fact)) if method == "filter" else collection.told
        yield _asked(parent, facts, fact, told, "collection")
    if limits(method):
        return
    inner = models.member(collection)
    batch = models.part(inner, "batch", method) if inner is not None else None
    if inner is not None and batch is not None:
        yield _asked(inner, batch, fact, keywords(fact), "collection")


def of_batch(batch: Batch, method: str, fact: CallFact) -> Answer:
    """What a writer of batches is given, as the request that it makes of it."""
    if method not in _WRITES:
        return
    kind, name = _WRITES[method]
    table = batch.table.identifier("Name") or Unknown("which table is not told")
    content = keywords(fact).get(name) or (fact.args[0] if fact.args else Unknown())
    items: Value = Series((record({kind: record({name: content})}),))
    told = record({"RequestItems": Record(((table, items),))})
    yield request(fact, "dynamodb", "BatchWriteItem", told, how="batch", by=batch.table.by)


def of_read(thing: Thing, name: str, fact: CallFact | ReadFact) -> Answer:
    """An attribute that is not there until the object is loaded."""
    facts = models.model(thing)
    if thing.many or thing.loaded or "load" not in facts or name not in facts.get("attributes", ()):
        return
    yield _asked(thing, facts["load"], fact, Record(()), "resource")


def _asked(thing: Thing, facts: dict[str, Any], fact: CallFact | ReadFact, told: Record, how: str) -> SdkCall:
    filled = models.request(thing, facts.get("params", []))
    return request(fact, thing.service, facts["operation"], over(filled, told), how=how, by=thing.by)


def _waited(thing: Thing, name: str, fact: CallFact) -> Answer:
    letters = name.replace("_", "")
    service = tables.service(thing.service)
    for known, (waiter, params) in models.model(thing).get("waiters", {}).items():
        operation = service.waiter(waiter) if service is not None else None
        if known.lower() == letters and operation is not None:
            told = over(models.request(thing, params), keywords(fact))
            yield request(fact, thing.service, operation, told, how="waiter", by=thing.by)
