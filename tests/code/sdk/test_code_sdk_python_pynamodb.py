"""PynamoDB: what methods of models, batches, transactions and connections ask of DynamoDB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.asking import handled, reasons, requests

_MODEL = """
from pynamodb.attributes import MapAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.indexes import GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

class ByName(GlobalSecondaryIndex):
    name = UnicodeAttribute(hash_key=True)

class Base(Model):
    pass

class Order(Base):
    class Meta:
        table_name = os.environ["ORDERS"]
    id = UnicodeAttribute(hash_key=True)
    data = MapAttribute()
    by_name = ByName()

    def rename(self):
        self.update(actions=[Order.id.set("x")])
"""
_NO_TABLE = "TableName=Unknown helper"


@pytest.mark.parametrize(
    ("lines", "operations"),
    [
        (["Order('1').save()"], ["PutItem"]),
        (["Order.get('1').delete()"], ["GetItem", "DeleteItem"]),
        (["for one in Order.query('x'): one.refresh()"], ["Query", "GetItem"]),
        (["next(Order.scan()).save()", "Order('1').rename()"], ["Scan", "PutItem", "UpdateItem"]),
        (["list(Order.query('x'))[0].save()"], ["Query", "PutItem"]),
        (["for one in Order.by_name.query('n'): one.delete()"], ["Query", "DeleteItem"]),
        (["Order.count('h')"], ["Query"]),
        (["Order.count()"], ["DescribeTable"]),
        (["Order.exists()"], ["DescribeTable"]),
        (["Order.create_table(wait=True)"], ["DescribeTable", "CreateTable"]),
        (["Order('1').to_json()", "Order.from_json('{}')"], []),
        (["Order('1').data.update({})", "Order.get('1').data.update({})"], ["GetItem"]),
    ],
)
def test_a_method_of_a_model_asks_its_operation_of_an_untold_table(
    tmp_path: Path, lines: list[str], operations: list[str]
) -> None:
    """Each method of a model or of an item is the operation that PynamoDB sends, and the others are none."""
    answer = handled(tmp_path, _MODEL, *lines)
    assert requests(answer) == [f"dynamodb:{operation} {_NO_TABLE}" for operation in operations]
    assert reasons(answer) == []


def test_batches_and_transactions_tell_what_is_done_with_each_item(tmp_path: Path) -> None:
    """What stands in a batch or a transaction is told as its requests: puts, deletes, checks."""
    answer = handled(
        tmp_path,
        _MODEL,
        "with Order.batch_write() as batch: batch.delete(Order('1'))",
        "with TransactWrite(connection=Connection()) as t: t.save(Order('1')); t.condition_check(Order, '1')",
        "with TransactGet(connection=Connection()) as t: t.get(Order, '1')",
        "Order.batch_get(['1'])",
    )
    assert requests(answer) == [
        "dynamodb:BatchWriteItem RequestItems.*.DeleteRequest=Unknown helper",
        "dynamodb:TransactWriteItems TransactItems[].Put.TableName=Unknown helper",
        "dynamodb:TransactWriteItems TransactItems[].ConditionCheck.TableName=Unknown helper",
        "dynamodb:TransactGetItems TransactItems[].Get.TableName=Unknown helper",
        "dynamodb:BatchGetItem RequestItems.*=Unknown helper",
    ]


def test_a_connection_names_its_table(tmp_path: Path) -> None:
    """A connection to one table is made with the table's name; another is told it with each request."""
    answer = handled(tmp_path, _MODEL, "TableConnection(os.environ['T']).query('k')", "Connection().put_item('t', 'k')")
    assert requests(answer) == ["dynamodb:Query TableName=$T helper", "dynamodb:PutItem TableName=t helper"]


def test_a_models_own_method_on_an_item_of_an_answer_is_a_gap(tmp_path: Path) -> None:
    """Which model an item of an answer is of is not told: a method of the application's own there is said."""
    answer = handled(tmp_path, _MODEL, "Order.get('1').rename()")
    assert requests(answer) == [f"dynamodb:GetItem {_NO_TABLE}"]
    assert reasons(answer) == ["rename of an item of pynamodb is in a model that is not told"]


def test_an_untold_item_is_a_gap(tmp_path: Path) -> None:
    """Where something of the library is saved and nothing tells that it is an item, it is said."""
    answer = handled(tmp_path, "import pynamodb.other", "pynamodb.other.make().save()")
    assert reasons(answer) == ["save is called on something of pynamodb that may be an item"]
