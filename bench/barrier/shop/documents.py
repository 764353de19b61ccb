# ruff: noqa: S608
"""Questions to stores of documents, and the same with the value as a value only."""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import Any

_clients: dict[str, Any] = {}
DOCUMENTS = [
    {"id": 1, "owner": "ann", "name": "lamp", "price": 12},
    {"id": 2, "owner": "bob", "name": "chair", "price": 40},
    {"id": 3, "owner": "ann", "name": "table", "price": 90},
    {"id": 4, "owner": "carol", "name": "shelf", "price": 25},
]


def _tables() -> Any:
    if "dynamodb" not in _clients:
        session = import_module("boto3")
        config = import_module("botocore.config").Config(retries={"max_attempts": 0}, connect_timeout=1, read_timeout=2)
        _clients["dynamodb"] = session.client("dynamodb", endpoint_url=os.environ["TABLES_URL"], config=config)
    return _clients["dynamodb"]


def partiql(v: str) -> list[int]:
    """The value in the statement."""
    answer = _tables().execute_statement(Statement="SELECT * FROM items WHERE owner = '" + v + "'")
    return sorted(int(item["id"]["N"]) for item in answer["Items"])


def partiql_bound(v: str) -> list[int]:
    """The value as a parameter."""
    answer = _tables().execute_statement(Statement="SELECT * FROM items WHERE owner = ?", Parameters=[{"S": v}])
    return sorted(int(item["id"]["N"]) for item in answer["Items"])


def _items() -> Any:
    return import_module("pymongo.collection").Collection(DOCUMENTS, "items")


def filtered(v: str) -> list[int]:
    """Whatever filter the text gives."""
    return sorted(item["id"] for item in _items().find({"owner": json.loads(v)}))


def filtered_equal(v: str) -> Any:
    """The same, text only."""
    owner = json.loads(v)
    if not isinstance(owner, str):
        return "refused"
    return sorted(item["id"] for item in _items().find({"owner": owner}))
