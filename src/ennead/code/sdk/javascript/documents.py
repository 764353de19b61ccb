"""Names of the clients that take DynamoDB's items as plain objects, and the operations behind them."""

from __future__ import annotations

_BY_COMMAND = {
    "BatchExecuteStatement": "BatchExecuteStatement",
    "BatchGet": "BatchGetItem",
    "BatchWrite": "BatchWriteItem",
    "Delete": "DeleteItem",
    "ExecuteStatement": "ExecuteStatement",
    "ExecuteTransaction": "ExecuteTransaction",
    "Get": "GetItem",
    "Put": "PutItem",
    "Query": "Query",
    "Scan": "Scan",
    "TransactGet": "TransactGetItems",
    "TransactWrite": "TransactWriteItems",
    "Update": "UpdateItem",
}


def of_command(name: str) -> str | None:
    """The operation of `GetCommand`."""
    return _BY_COMMAND.get(name.removesuffix("Command"))


def of_method(name: str) -> str | None:
    """The operation of `get`, as a method of a document client."""
    return _BY_COMMAND.get(name[:1].upper() + name[1:]) if name[:1].islower() else None
