"""DynamoDB through objects: the enhanced client of 2.x, the document API and the mapper of 1.x."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.hosts.java_chains import Chain, Link, chain, start
from ennead.code.sdk.java.request import Answer, Asked, first, record, request
from ennead.code.values import Choice, Known, Made, Own, Record, Ref, Series, Unknown, Value, full_name, options

_TYPE_ONLY = Unknown("of the table only the type is told")

# -- the enhanced client ----------------------------------------------------------------------------------------------

_ITEMS = {
    "getItem": "GetItem",
    "getItemWithResponse": "GetItem",
    "putItem": "PutItem",
    "putItemWithResponse": "PutItem",
    "updateItem": "UpdateItem",
    "updateItemWithResponse": "UpdateItem",
    "deleteItem": "DeleteItem",
    "deleteItemWithResponse": "DeleteItem",
    "query": "Query",
    "scan": "Scan",
    "createTable": "CreateTable",
    "deleteTable": "DeleteTable",
    "describeTable": "DescribeTable",
}


def enhanced(asked: Asked) -> Answer:
    """`client.table(name, schema)` and `.index(name)`."""
    operation = _ITEMS.get(asked.method)
    if operation is not None:
        told = _named(asked.chain, "table", "index")
        yield from request(asked.fact, "dynamodb", operation, told, how="resource", sdk="java2")


def _named(of: Chain, table: str, index: str) -> Record:
    """The table and the index that a chain of calls names."""
    by_name = {link.name: link.args[0] for link in of.links if link.args}
    begun = start(of.root)
    if begun is not None and begun.static == table and begun.args:
        by_name[table] = begun.args[0]
    return record(TableName=by_name.get(table, _TYPE_ONLY), IndexName=by_name.get(index))


def _table_name(value: Value) -> Value:
    """The name of a table object."""
    if isinstance(value, Choice):
        return Choice(tuple(_table_name(option) for option in value.options))
    return _named(chain(value), "table", "index").get("TableName") or _TYPE_ONLY


_MANY = {
    "batchGetItem": "BatchGetItem",
    "batchWriteItem": "BatchWriteItem",
    "transactGetItems": "TransactGetItems",
    "transactWriteItems": "TransactWriteItems",
    "transactWriteItemsWithResponse": "TransactWriteItems",
}
_KINDS = {
    "addGetItem": "Get",
    "addPutItem": "Put",
    "addUpdateItem": "Update",
    "addDeleteItem": "Delete",
    "addConditionCheck": "ConditionCheck",
}
_BATCHES = frozenset({"readBatches", "addReadBatch", "writeBatches", "addWriteBatch"})


def enhanced_client(asked: Asked) -> Answer:
    """Requests over several tables."""
    operation = _MANY.get(asked.method)
    given = first(asked.fact)
    if operation is None:
        return
    for option in options(given) if given is not None else (None,):
        links = asked.fields.links(option, asked.method) if option is not None else None
        if links is None:
            told = Record((), open=True)
        elif operation.startswith("Transact"):
            told = record(TransactItems=Series(tuple(_transactions(links))))
        else:
            told = record(RequestItems=Record(tuple(_batches(asked, links))))
        yield from request(asked.fact, "dynamodb", operation, told, how="batch", sdk="java2")


def _transactions(links: tuple[Link, ...]) -> Iterator[Value]:
    for link in links:
        kind = _KINDS.get(link.name)
        if kind is not None and link.args:
            yield Record(((Known(kind), record(TableName=_table_name(link.args[0]))),))


def _batches(asked: Asked, links: tuple[Link, ...]) -> Iterator[tuple[Value, Value]]:
    """The tables of a batch, each with what is done to it."""
    for link in links:
        if link.name not in _BATCHES:
            continue
        for number, argument in enumerate(link.args):
            for one in argument.items if isinstance(argument, Series) else (argument,):
                yield _batch(asked, one, link.name, number)


def _batch(asked: Asked, value: Value, method: str, number: int) -> tuple[Value, Value]:
    links = asked.fields.links(value, method, number) or ()
    tables = [link.args[0] for link in links if link.name == "mappedTableResource" and link.args]
    kinds = {"addPutItem": "PutRequest", "addDeleteItem": "DeleteRequest"}
    done = tuple(Record(((Known(kinds[link.name]), Record((), open=True)),)) for link in links if link.name in kinds)
    return _table_name(tables[0]) if tables else _TYPE_ONLY, Series(done)


# -- the document API of 1.x ------------------------------------------------------------------------------------------

_DOCUMENT = {
    **{name: operation for name, operation in _ITEMS.items() if not name.endswith("Response")},
    "getItemOutcome": "GetItem",
    "describe": "DescribeTable",
    "delete": "DeleteTable",
    "updateTable": "UpdateTable",
    "waitForActive": "DescribeTable",
    "waitForDelete": "DescribeTable",
    "waitForActiveOrDelete": "DescribeTable",
}


def document(asked: Asked) -> Answer:
    """`new DynamoDB(client).getTable(name)` and `.getIndex(name)`; a table made by `new Table(client, name)`."""
    operation = _DOCUMENT.get(asked.method)
    if operation is None:
        return
    told = _named(asked.chain, "getTable", "getIndex")
    begun = start(asked.chain.root)
    if begun is not None and begun.new and len(begun.args) > 1:
        told = record(TableName=begun.args[1], IndexName=told.get("IndexName"))
    yield from request(asked.fact, "dynamodb", operation, told, how="resource", sdk="java1")


_DOCUMENT_MANY = {
    "batchGetItem": "BatchGetItem",
    "batchGetItemUnprocessed": "BatchGetItem",
    "batchWriteItem": "BatchWriteItem",
    "batchWriteItemUnprocessed": "BatchWriteItem",
    "createTable": "CreateTable",
    "listTables": "ListTables",
}
_WRITES = {
    "withItemsToPut": "PutRequest",
    "addItemToPut": "PutRequest",
    "withPrimaryKeysToDelete": "DeleteRequest",
    "withHashOnlyKeysToDelete": "DeleteRequest",
    "withHashAndRangeKeysToDelete": "DeleteRequest",
    "addPrimaryKeyToDelete": "DeleteRequest",
    "addHashOnlyPrimaryKeyToDelete": "DeleteRequest",
}


def document_client(asked: Asked) -> Answer:
    """`new DynamoDB(client).batchWriteItem(new TableWriteItems(name)...)`."""
    operation = _DOCUMENT_MANY.get(asked.method)
    if operation is None:
        return
    if operation == "CreateTable":
        given = first(asked.fact)
        begun = start(chain(given).root) if given is not None else None
        plain = begun is None or not begun.cls.endswith("Request")
        told = record(TableName=given) if plain else asked.fields.record(given, "dynamodb", operation)
    elif operation == "ListTables":
        told = Record(())
    else:
        told = record(RequestItems=Record(tuple(_document_tables(asked))))
    yield from request(asked.fact, "dynamodb", operation, told, how="batch", sdk="java1")


def _document_tables(asked: Asked) -> Iterator[tuple[Value, Value]]:
    for argument in asked.fact.args:
        for one in argument.items if isinstance(argument, Series) else options(argument):
            begun = start(chain(one).root)
            if begun is None or not begun.cls.endswith(("TableWriteItems", "TableKeysAndAttributes")):
                yield Unknown("the table is not told"), Series((), open=True)
                continue
            kinds = dict.fromkeys(_WRITES[link.name] for link in asked.fields.told.links(one) if link.name in _WRITES)
            done = tuple(Record(((Known(kind), Record((), open=True)),)) for kind in kinds)
            yield begun.args[0] if begun.args else _TYPE_ONLY, Series(done)


# -- the mapper of 1.x ------------------------------------------------------------------------------------------------

_MAPPER = {
    "load": ("GetItem",),
    "save": ("UpdateItem",),
    "delete": ("DeleteItem",),
    "query": ("Query",),
    "queryPage": ("Query",),
    "scan": ("Scan",),
    "scanPage": ("Scan",),
    "parallelScan": ("Scan",),
    "batchSave": ("BatchWriteItem",),
    "batchDelete": ("BatchWriteItem",),
    "batchWrite": ("BatchWriteItem",),
    "batchLoad": ("BatchGetItem",),
    "transactionWrite": ("TransactWriteItems",),
    "transactionLoad": ("TransactGetItems",),
}
_REPLACES = frozenset({"CLOBBER", "PUT"})
_MAPPER_TABLE = Unknown("the table stands in an annotation of the class")


def mapper(asked: Asked) -> Answer:
    """`DynamoDBMapper`; its table is an annotation's, unless a configuration names another."""
    operations = _MAPPER.get(asked.method, ())
    if asked.method == "count":
        operations = ("Scan",) if _says(asked.fact.args, "DynamoDBScanExpression") else ("Query",)
    begun = start(asked.chain.root)
    given = (*asked.fact.args, *(begun.args if begun is not None else ()))
    if asked.method == "save" and any(name in _REPLACES for name in _constants(asked, given)):
        operations = ("PutItem",)
    for operation in operations:
        several = operation.startswith(("Batch", "Transact"))
        told = Record(()) if several else record(TableName=_override(asked, given) or _annotated(asked))
        yield from request(asked.fact, "dynamodb", operation, told, how="resource", sdk="java1")


def _annotated(asked: Asked) -> Value:
    """The table that an annotation of the class names: `@DynamoDBTable(tableName = "orders")`."""
    for argument in asked.fact.args:
        for one in options(argument):
            if isinstance(one, Own) and one.name in asked.fields.told.tables:
                return asked.fields.told.tables[one.name]
    return _MAPPER_TABLE


def _says(args: tuple[Value, ...], cls: str) -> bool:
    begun = [start(chain(argument).root) for argument in args]
    return any(one is not None and one.cls.endswith(cls) for one in begun)


def _inside(asked: Asked, values: tuple[Value, ...]) -> Iterator[Value]:
    """The values and what they were given where they are configurations of the mapper."""
    left = [(value, 0) for value in values]
    while left:
        value, depth = left.pop()
        yield value
        begun = start(chain(value).root)
        if depth < 4 and begun is not None and "DynamoDBMapperConfig" in begun.cls and not isinstance(value, Own):
            args = (*begun.args, *(one for link in asked.fields.told.links(value) for one in link.args))
            left += [(one, depth + 1) for argument in args for one in options(argument)]


def _constants(asked: Asked, values: tuple[Value, ...]) -> Iterator[str]:
    for value in _inside(asked, values):
        name = full_name(value) or ""
        if "DynamoDBMapperConfig" in name and isinstance(value, Ref):
            yield name.rpartition(".")[2]


def _override(asked: Asked, values: tuple[Value, ...]) -> Value | None:
    """`TableNameOverride.withTableNameReplacement(name)` and `new TableNameOverride(name)`."""
    for value in _inside(asked, values):
        if isinstance(value, Made) and value.args:
            name = full_name(value.callee) or ""
            if name.endswith(("TableNameOverride", "withTableNameReplacement")):
                return value.args[0]
    return None
