"""ElectroDB: entities and services on one table.

What each method asks for is from ElectroDB's own documentation ("Queries", "Mutations", "Transactions").
"""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.sdk.javascript.chains import Chain, Step, each, setting
from ennead.code.sdk.javascript.items import batched, one_table, transacted
from ennead.code.sdk.javascript.named import argument
from ennead.code.sdk.javascript.request import Answer, request, unresolved
from ennead.code.values import Known, Made, Record, Series, Unknown, Value

_ITEMS = {
    "create": "PutItem",
    "delete": "DeleteItem",
    "get": "GetItem",
    "patch": "UpdateItem",
    "put": "PutItem",
    "remove": "DeleteItem",
    "update": "UpdateItem",
    "upsert": "UpdateItem",
}
_BATCHES = {"delete": "DeleteRequest", "get": "Get", "put": "PutRequest"}
"""Methods that take many items, and what is done with each."""
_SEARCHES = {
    "collections": ("Query",),
    "find": ("Query", "Scan"),
    "match": ("Query", "Scan"),
    "query": ("Query",),
    "scan": ("Scan",),
}
"""`find` and `match` scan where no index fits."""
_RUNS = frozenset({"go", "page"})


def method(fact: CallFact, receiver: Chain, name: str) -> Answer:
    """Whatever is built is asked for by `.go()`."""
    if name not in _RUNS:
        return
    table = _table(fact, receiver)
    names = [step.name for step in receiver.steps]
    if "transaction" in names:
        kind, operation = ("Get", "TransactGetItems") if "get" in names else ("Update", "TransactWriteItems")
        # Which writes they are the callback says, which is given the entities; all are of the service's table.
        told = transacted(((table, kind),), open_=True)
        yield from request(fact, "dynamodb", operation, told, how="helper")
        return
    for step in receiver.steps:
        if step.name in _SEARCHES:
            yield from _searched(fact, step.name, table)
            return
        if step.name in _ITEMS and step.args is not None:
            yield from _of_item(fact, step, table)
            return
    yield from unresolved(fact, "what ElectroDB is asked for is not told")


def _searched(fact: CallFact, name: str, table: Value) -> Answer:
    for operation in _SEARCHES[name]:
        yield from request(fact, "dynamodb", operation, one_table(table), how="helper")
    if setting(argument(fact.args, 0), "hydrate") == Known(True):
        told = batched(((table, "Get"),), open_=False)
        yield from request(fact, "dynamodb", "BatchGetItem", told, how="helper")


def _of_item(fact: CallFact, step: Step, table: Value) -> Answer:
    """One item, or many where an array is given."""
    for given in each(argument(step.args or (), 0)):
        if isinstance(given, Series) and step.name in _BATCHES:
            operation = "BatchGetItem" if step.name == "get" else "BatchWriteItem"
            told: Record = batched(((table, _BATCHES[step.name]),), open_=False)
        else:
            operation, told = _ITEMS[step.name], one_table(table)
        yield from request(fact, "dynamodb", operation, told, how="helper")


def _table(fact: CallFact, receiver: Chain) -> Value:
    """The table that the call names, the settings of the entity or the service, or the model."""
    here = setting(argument(fact.args, 0), "table")
    if here is not None:
        return here
    root = receiver.root
    made = root.args if isinstance(root, Made) else ()
    return setting(argument(made, 1), "table") or setting(argument(made, 0), "table") or Unknown("no table is told")
