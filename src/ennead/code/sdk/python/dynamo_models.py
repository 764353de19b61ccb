"""Requests of PynamoDB: models of tables, batches, transactions and connections to one table.

What each method asks is as `pynamodb/models.py`, `transactions.py` and `connection/table.py` of 6.1 have it, and of
older releases for methods that are gone.  Which table a model stands for is in the class `Meta` inside it, which no
fact about a call tells: the table is then unknown, and only the operation is told.
"""

from __future__ import annotations

from ennead.code.facts import CallFact, SdkCall
from ennead.code.sdk import tables
from ennead.code.sdk.python.requests import Answer, helper, unresolved
from ennead.code.sdk.python.told import argument, record, split
from ennead.code.values import (
    Choice,
    Element,
    Made,
    Member,
    Record,
    Ref,
    Result,
    Series,
    Typed,
    Unknown,
    Value,
    full_name,
)

_TABLE = Unknown("the table that the Meta of a model names")
_MODEL = "pynamodb.models.Model"
_INDEXES = frozenset({"pynamodb.indexes.GlobalSecondaryIndex", "pynamodb.indexes.LocalSecondaryIndex"})
_ASKS = {
    "batch_get": "BatchGetItem",
    "create_table": "DescribeTable CreateTable",
    "delete": "DeleteItem",
    "delete_table": "DeleteTable",
    "describe_table": "DescribeTable",
    "dump": "Scan",
    "dumps": "Scan",
    "exists": "DescribeTable",
    "get": "GetItem",
    "load": "BatchWriteItem",
    "loads": "BatchWriteItem",
    "query": "Query",
    "rate_limited_scan": "Scan",
    "refresh": "GetItem",
    "save": "PutItem",
    "scan": "Scan",
    "update": "UpdateItem",
    "update_item": "UpdateItem",
    "update_ttl": "UpdateTimeToLive",
}
"""Methods of a model that ask something."""
_SILENT = frozenset(
    """attribute_values batch_write deserialize from_dict from_dynamodb_dict from_json from_raw_data from_simple_dict
    get_attributes serialize to_dict to_dynamodb_dict to_json to_simple_dict total_count last_evaluated_key
    __enter__ __exit__ __iter__ __next__ next append extend sort pop items keys values""".split()
)
"""Methods of a model, or of a list of its items, that ask nothing themselves."""
_OF_ITEMS = frozenset({"save", "update", "delete", "refresh"})
_OF_INDEXES = frozenset({"query", "scan", "count"})
_GIVES = frozenset({"get", "query", "scan", "batch_get", "rate_limited_scan", "from_raw_data"})
"""Methods that give a model's items."""
_BATCH = {"save": "PutRequest", "delete": "DeleteRequest"}
_TRANSACTION = {"save": "Put", "update": "Update", "delete": "Delete", "condition_check": "ConditionCheck"}
_CONNECTIONS = frozenset({"pynamodb.connection.TableConnection", "pynamodb.connection.table.TableConnection"})
_BARE = frozenset({"pynamodb.connection.Connection", "pynamodb.connection.base.Connection"})
"""A connection whose methods take the table's name first."""


def of_call(fact: CallFact) -> Answer:
    """A call of the library."""
    apart = split(fact.callee)
    if apart is None:
        return
    owner, method = apart
    maker = full_name(owner.callee) if isinstance(owner, Made) else None
    if _is_model(owner) or (_is_index(owner) and method in _OF_INDEXES):
        yield from _of_model(owner, method, fact)
    elif isinstance(owner, Made) and isinstance(owner.callee, Member) and owner.callee.name == "batch_write":
        if method in _BATCH:
            yield _batch(fact, _BATCH[method])
    elif maker is not None and maker.endswith(".TransactWrite") and method in _TRANSACTION:
        told = Series((record({_TRANSACTION[method]: record({"TableName": _TABLE})}),))
        yield helper(fact, "dynamodb", "TransactWriteItems", "boto3", {"TransactItems": told})
    elif maker is not None and maker.endswith(".TransactGet") and method == "get":
        told = Series((record({"Get": record({"TableName": _TABLE})}),))
        yield helper(fact, "dynamodb", "TransactGetItems", "boto3", {"TransactItems": told})
    elif isinstance(owner, Made) and maker in _CONNECTIONS | _BARE:
        table = argument(owner, 0, "table_name") if maker in _CONNECTIONS else argument(fact, 0, "table_name")
        yield from _of_connection(method, table or _TABLE, fact)
    elif method in _OF_ITEMS and not isinstance(owner, Ref) and not _is_attribute(owner):
        yield unresolved(fact, f"{method} is called on something of pynamodb that may be an item")


def _of_model(owner: Value, method: str, fact: CallFact) -> Answer:
    """A method of a model; those of the application's own are followed where the model is told, not in an answer."""
    operations = _ASKS.get(method, "")
    if method == "count":  # without a key the table's own count is asked for
        operations = "DescribeTable" if argument(fact, 0, "hash_key") is None and not fact.handed else "Query"
    for operation in operations.split():
        yield _asked(fact, operation, _TABLE)
    if not operations and method not in _SILENT and not isinstance(owner, Ref | Typed):
        yield unresolved(fact, f"{method} of an item of pynamodb is in a model that is not told", "dynamic")


def _asked(fact: CallFact, operation: str, table: Value) -> SdkCall:
    if operation in {"BatchGetItem", "BatchWriteItem"}:
        return helper(fact, "dynamodb", operation, "boto3", {"RequestItems": _items(table)})
    return helper(fact, "dynamodb", operation, "boto3", {"TableName": table})


def _batch(fact: CallFact, kind: str) -> SdkCall:
    told = {"RequestItems": _items(_TABLE, kind)}
    return helper(fact, "dynamodb", "BatchWriteItem", "boto3", dict(told))


def _of_connection(method: str, table: Value, fact: CallFact) -> Answer:
    service = tables.service("dynamodb")
    operation = service.operation_of_python(method) if service is not None else None
    if operation is not None:
        yield _asked(fact, operation, table)


def _items(table: Value, kind: str = "") -> Value:
    inner: Value = Series((record({kind: Record((), open=True)}),)) if kind else Record((), open=True)
    return Record(((table, inner),))


def _named(value: Value) -> str | None:
    """The class that a value is, or is an object of."""
    if isinstance(value, Typed):
        value = value.type
    elif isinstance(value, Made):
        value = value.callee
    return full_name(value)


def _is_index(value: Value) -> bool:
    return _named(value) in _INDEXES


def _is_attribute(value: Value) -> bool:
    """Whether a value is an attribute of a model or of an item: nothing in one asks for anything."""
    return (_named(value) or "").startswith("pynamodb.attributes.") or (
        isinstance(value, Member) and (_is_model(value.of) or _is_attribute(value.of))
    )


def _is_model(value: Value) -> bool:
    """Whether a value is a model or an item of one: what it was asked for, or what is in the answer."""
    if _named(value) == _MODEL:
        return True
    if isinstance(value, Element):
        return _is_model(value.of)
    if isinstance(value, Result):
        return bool(value.of) and _is_model(value.of[0])
    if isinstance(value, Choice):
        return any(_is_model(option) for option in value.options)
    if isinstance(value, Made) and isinstance(value.callee, Member):
        name, owner = value.callee.name, value.callee.of
        return (name in _GIVES and _is_model(owner)) or (name in _OF_INDEXES and _is_index(owner))
    if isinstance(value, Made) and full_name(value.callee) in {"next", "list", "iter", "sorted", "reversed", "tuple"}:
        return bool(value.args) and _is_model(value.args[0])
    return False
