"""dynamodb-toolbox: tables and entities, with methods (0.x) or with commands that they build (1.x and 2.x).

What each asks for is from the library's own sources (`entity/actions`, `table/actions`, 0.x's `classes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ennead.code.facts import CallFact
from ennead.code.sdk.javascript.chains import Chain, chain, each, origin, setting
from ennead.code.sdk.javascript.items import batched, one_table, transacted
from ennead.code.sdk.javascript.named import Named, argument, named
from ennead.code.sdk.javascript.request import Answer, request, unresolved
from ennead.code.values import Choice, Known, Made, Own, Record, Series, Unknown, Value

_COMMANDS = {
    "DeleteItemCommand": ("DeleteItem",),
    "DeletePartitionCommand": ("Query", "BatchWriteItem"),
    "GetItemCommand": ("GetItem",),
    "PutItemCommand": ("PutItem",),
    "QueryCommand": ("Query",),
    "ScanCommand": ("Scan",),
    "UpdateAttributesCommand": ("UpdateItem",),
    "UpdateItemCommand": ("UpdateItem",),
}
"""Commands that are sent, and what they ask for."""
_METHODS = {
    "delete": ("DeleteItem",),
    "deletePartition": ("Query", "BatchWriteItem"),
    "get": ("GetItem",),
    "put": ("PutItem",),
    "query": ("Query",),
    "scan": ("Scan",),
    "update": ("UpdateItem",),
    "updateAttributes": ("UpdateItem",),
}
"""Methods of 0.x's tables and entities, and of the repositories of 2.x."""
_REPOSITORIES = frozenset({"EntityRepository", "TableRepository"})
_KINDS = {
    "BatchDeleteRequest": "DeleteRequest",
    "BatchGetRequest": "Get",
    "BatchPutRequest": "PutRequest",
    "ConditionCheck": "ConditionCheck",
    "DeleteTransaction": "Delete",
    "GetTransaction": "Get",
    "PutTransaction": "Put",
    "UpdateTransaction": "Update",
    "conditionCheck": "ConditionCheck",
    "deleteBatch": "DeleteRequest",
    "deleteTransaction": "Delete",
    "getBatch": "Get",
    "getTransaction": "Get",
    "putBatch": "PutRequest",
    "putTransaction": "Put",
    "updateTransaction": "Update",
}
"""What a part of a batch or a transaction is: by the action that is built, or 0.x's method."""
_MANY = {
    "batchGet": "BatchGetItem",
    "batchWrite": "BatchWriteItem",
    "executeBatchGet": "BatchGetItem",
    "executeBatchWrite": "BatchWriteItem",
    "executeTransactGet": "TransactGetItems",
    "executeTransactWrite": "TransactWriteItems",
    "transactGet": "TransactGetItems",
    "transactWrite": "TransactWriteItems",
}
_INSIDE = frozenset({"BatchGetCommand", "BatchWriteCommand"})
"""Commands that hold the requests to one table, of those that are executed together."""


class _Part(NamedTuple):
    """A part of a batch or a transaction; its kind is None where it is not told."""

    kind: str | None
    table: Value


def function(fact: CallFact, name: Named) -> Answer:
    """`executeBatchWrite(command, ...)`, and `execute` of the module of an action."""
    word = name.path[-1] if name.path else ""
    if word == "execute":
        word = name.module.rpartition("/")[2]
    operation = _MANY.get(word)
    if operation is not None:
        yield from _together(fact, operation, fact.args)


def method(fact: CallFact, receiver: Chain, name: str) -> Answer:
    """A method of a table, of an entity, or of what one of them built."""
    built = _built(receiver)
    if built is not None and built not in _REPOSITORIES:
        if name == "send":
            yield from _sent(fact, receiver, built)
    elif name in _METHODS and _runs(fact):
        yield from _each(fact, _METHODS[name], table_of(receiver.root), _index(fact.args[1:2]))
    elif name in _MANY and _runs(fact):
        yield from _together(fact, _MANY[name], fact.args)


def table_of(value: Value | None) -> Value:
    """The name of a table, or of the table of an entity."""
    if isinstance(value, Choice):
        return Choice(tuple(table_of(option) for option in value.options))
    made = value if isinstance(value, Made) else None
    name = origin(made) if made is not None else None
    if made is None or name is None or not name.path:
        return Unknown("of the table only the type is told")
    if name.path[-1] == "Table":
        told = setting(argument(made.args, 0), "name")
        return Unknown("a function names the table") if told is None or isinstance(told, Own) else told
    inner = setting(argument(made.args, 0), "table")
    return Unknown("the entity's table is set elsewhere") if inner is None else table_of(inner)


def _sent(fact: CallFact, receiver: Chain, built: str) -> Answer:
    """`table.build(QueryCommand).query({index}).send()`; patterns of access build queries."""
    operations = _COMMANDS.get(built)
    if operations is None and built.endswith(("AccessPattern", "PrimaryKeyParser")):
        operations = ("Query",)
    if operations is None:
        yield from unresolved(fact, f"what {built or 'an action'} of dynamodb-toolbox asks for is not told")
        return
    given = receiver.called("options") or ()
    table = setting(argument(given, 0), "tableName") or table_of(receiver.root)
    index = _index(receiver.called("query") or ()) or _index(given)
    yield from _each(fact, operations, table, index)


def _each(fact: CallFact, operations: tuple[str, ...], table: Value, index: Value | None) -> Answer:
    for operation in operations:
        if operation == "BatchWriteItem":
            told = batched(((table, "DeleteRequest"),), open_=False)
        else:
            told = one_table(table, index if operation in ("Query", "Scan") else None)
        yield from request(fact, "dynamodb", operation, told, how="helper")


def _built(receiver: Chain) -> str | None:
    """The action that a chain built; "" where it is not told, None where it built none."""
    given = receiver.called("build")
    if given is None:
        return None
    action = named(given[0]) if given else None
    return action.path[-1] if action is not None and action.path else ""


def _runs(fact: CallFact) -> bool:
    """Whether 0.x asks: not where it is told to give the parameters only."""
    return not any(setting(given, "execute") == Known(False) for given in fact.args)


def _index(given: tuple[Value, ...]) -> Value | None:
    return setting(argument(given, 0), "index", "indexName")


def _together(fact: CallFact, operation: str, args: tuple[Value, ...]) -> Answer:
    found = list(_parts(args))
    parts = [part for part in found if part is not None]
    kinds = [(part.table, part.kind) for part in parts]
    told = len(parts) == len(found) and bool(parts)
    build: Callable[..., Record] = transacted if operation.startswith("Transact") else batched
    yield from request(fact, "dynamodb", operation, build(kinds, open_=not told), how="helper")


def _parts(args: tuple[Value, ...]) -> Iterator[_Part | None]:
    """The parts of a batch or a transaction; None for one that is not told.  Options beside them are none."""
    for given in args:
        for option in each(given):
            if isinstance(option, Series):
                yield from _parts(option.items)
                if option.open:
                    yield None
            elif not isinstance(option, Record):
                yield from _of_chain(chain(option))


def _of_chain(part: Chain) -> Iterator[_Part | None]:
    name = origin(part.root)
    if name is None or not name.module.startswith("dynamodb-toolbox"):
        yield None
        return
    table = table_of(part.root)
    built = _built(part)
    if built in _INSIDE:
        inside = list(_parts(part.called("requests") or ()))
        yield from (_Part(one.kind, table) if one is not None else _Part(None, table) for one in inside)
        if not inside:
            yield _Part(None, table)
        return
    kind = _KINDS.get(built) if built else next((_KINDS[step.name] for step in part.steps if step.name in _KINDS), None)
    yield _Part(kind, table)
