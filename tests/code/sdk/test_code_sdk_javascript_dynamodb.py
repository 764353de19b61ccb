"""Libraries for JavaScript that keep objects in DynamoDB: each method is the request that the library makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.following import javascript, requests, untold

TOOLBOX = """
import { Table, Entity, EntityRepository, PutItemCommand, GetItemCommand, UpdateItemCommand, UpdateAttributesCommand,
  DeleteItemCommand, QueryCommand, ScanCommand, DeletePartitionCommand, BatchGetCommand, BatchGetRequest,
  BatchWriteCommand, BatchPutRequest, BatchDeleteRequest, executeBatchGet, executeBatchWrite, executeTransactGet,
  executeTransactWrite, GetTransaction, PutTransaction, ConditionCheck } from "dynamodb-toolbox";
const table = new Table({ name: process.env.TABLE, documentClient: null });
const entity = new Entity({ name: "order", table });
export const handler = async (event) => { BODY };
"""
OLD = """
import { Table, Entity } from "dynamodb-toolbox";
const table = new Table({ name: "orders", DocumentClient: null });
const entity = new Entity({ name: "order", table });
export const handler = async (event) => { BODY };
"""
ELECTRO = """
import { Entity, Service } from "electrodb";
const entity = new Entity({ model: { entity: "order" } }, { client: null, table: process.env.TABLE });
const service = new Service({ order: entity }, { table: "shared" });
export const handler = async (event) => { BODY };
"""
MOOSE = """
import dynamoose from "dynamoose";
const Order = dynamoose.model("orders", {}, { create: false, prefix: "dev-" });
export const handler = async (event) => { BODY };
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await entity.build(PutItemCommand).item({}).send()", ["PutItem TableName=$TABLE"]),
        ("await entity.build(GetItemCommand).key({}).options({}).send()", ["GetItem TableName=$TABLE"]),
        ("await entity.build(GetItemCommand).key({}).options({ tableName: 'other' }).send()",
         ["GetItem TableName=other"]),
        ("await entity.build(UpdateItemCommand).item({}).send()", ["UpdateItem TableName=$TABLE"]),
        ("await entity.build(UpdateAttributesCommand).item({}).send()", ["UpdateItem TableName=$TABLE"]),
        ("await entity.build(DeleteItemCommand).key({}).send()", ["DeleteItem TableName=$TABLE"]),
        ("await table.build(QueryCommand).query({ index: 'byDay' }).entities(entity).send()",
         ["Query TableName=$TABLE IndexName=byDay"]),
        ("await table.build(ScanCommand).send()", ["Scan TableName=$TABLE"]),
        ("await table.build(DeletePartitionCommand).query({}).send()",
         ["Query TableName=$TABLE", "BatchWriteItem RequestItems.*.DeleteRequest=$TABLE"]),
        ("await executeBatchGet(table.build(BatchGetCommand).requests(entity.build(BatchGetRequest).key({})))",
         ["BatchGetItem RequestItems.*=$TABLE"]),
        ("await executeBatchWrite(table.build(BatchWriteCommand).requests(entity.build(BatchPutRequest).item({})))",
         ["BatchWriteItem RequestItems.*.PutRequest=$TABLE"]),
        ("await executeTransactGet(entity.build(GetTransaction).key({}))",
         ["TransactGetItems TransactItems[].Get.TableName=$TABLE"]),
        ("await executeTransactWrite({}, entity.build(PutTransaction).item({}), "
         "entity.build(ConditionCheck).key({}))",
         ["TransactWriteItems TransactItems[].Put.TableName=$TABLE TransactItems[].ConditionCheck.TableName=$TABLE"]),
        ("await entity.build(EntityRepository).update({})", ["UpdateItem TableName=$TABLE"]),
        ("entity.build(PutItemCommand).item({}).params()", []),
    ],
)  # fmt: skip
def test_commands_of_dynamodb_toolbox(tmp_path: Path, body: str, expected: list[str]) -> None:
    """A command asks for its operation when it is sent, of the table that its entity names."""
    told = javascript(tmp_path, TOOLBOX.replace("BODY", body))
    assert requests(told) == [f"dynamodb:{one}" for one in expected]
    assert untold(told) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await entity.get({})", ["GetItem TableName=orders"]),
        ("await entity.put({})", ["PutItem TableName=orders"]),
        ("await entity.update({})", ["UpdateItem TableName=orders"]),
        ("await entity.delete({})", ["DeleteItem TableName=orders"]),
        ("await entity.query('a', { index: 'byDay' })", ["Query TableName=orders IndexName=byDay"]),
        ("await table.scan()", ["Scan TableName=orders"]),
        ("await table.batchWrite([entity.putBatch({}), entity.deleteBatch({})])",
         ["BatchWriteItem RequestItems.*.DeleteRequest=orders RequestItems.*.PutRequest=orders"]),
        ("await table.batchGet([entity.getBatch({})])", ["BatchGetItem RequestItems.*=orders"]),
        ("await table.transactWrite([entity.updateTransaction({})])",
         ["TransactWriteItems TransactItems[].Update.TableName=orders"]),
        ("await entity.put({}, { execute: false })", []),
    ],
)  # fmt: skip
def test_methods_of_old_dynamodb_toolbox(tmp_path: Path, body: str, expected: list[str]) -> None:
    """Before 1.0 entities and tables have the methods themselves; told not to execute, they ask for nothing."""
    told = javascript(tmp_path, OLD.replace("BODY", body))
    assert requests(told) == [f"dynamodb:{one}" for one in expected]


def test_a_command_that_is_not_told_is_said(tmp_path: Path) -> None:
    """An action of dynamodb-toolbox that the event chooses is no request that could be told."""
    told = javascript(tmp_path, TOOLBOX.replace("BODY", "await entity.build(event.action).send()"))
    assert requests(told) == []
    assert untold(told) == ["what an action of dynamodb-toolbox asks for is not told"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await entity.get({ id: 1 }).go()", ["GetItem TableName=$TABLE"]),
        ("await entity.get([{ id: 1 }]).go()", ["BatchGetItem RequestItems.*=$TABLE"]),
        ("await entity.delete([{ id: 1 }]).go()", ["BatchWriteItem RequestItems.*.DeleteRequest=$TABLE"]),
        ("await entity.create({}).go()", ["PutItem TableName=$TABLE"]),
        ("await entity.patch({}).set({}).where(() => '').go()", ["UpdateItem TableName=$TABLE"]),
        ("await entity.remove({}).go()", ["DeleteItem TableName=$TABLE"]),
        ("await entity.query.byDay({}).gt({}).go({ hydrate: true })",
         ["Query TableName=$TABLE", "BatchGetItem RequestItems.*=$TABLE"]),
        ("await entity.scan.go()", ["Scan TableName=$TABLE"]),
        ("await entity.match({}).go()", ["Query TableName=$TABLE", "Scan TableName=$TABLE"]),
        ("await entity.put({}).go({ table: 'other' })", ["PutItem TableName=other"]),
        ("await service.entities.order.upsert({}).go()", ["UpdateItem TableName=shared"]),
        ("await service.collections.all({}).go()", ["Query TableName=shared"]),
        ("await service.transaction.get(({ order }) => [order.get({}).commit()]).go()",
         ["TransactGetItems TransactItems[].Get.TableName=shared"]),
        ("entity.get({ id: 1 }).params()", []),
    ],
)  # fmt: skip
def test_electrodb(tmp_path: Path, body: str, expected: list[str]) -> None:
    """What is built is asked for when it goes, of the table of the entity or the service."""
    told = javascript(tmp_path, ELECTRO.replace("BODY", body))
    assert requests(told) == [f"dynamodb:{one}" for one in expected]
    assert untold(told) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await Order.get('a')", ["GetItem TableName=dev-orders"]),
        ("await Order.batchGet(['a'])", ["BatchGetItem RequestItems.*=dev-orders"]),
        ("await Order.batchDelete(['a'])", ["BatchWriteItem RequestItems.*.DeleteRequest=dev-orders"]),
        ("await Order.create({})", ["PutItem TableName=dev-orders"]),
        ("await Order.update({}, {})", ["UpdateItem TableName=dev-orders"]),
        ("await new Order({}).save()", ["PutItem TableName=dev-orders"]),
        ("await (await Order.get('a')).delete()", ["GetItem TableName=dev-orders", "DeleteItem TableName=dev-orders"]),
        ("await Order.query('a').eq('b').using('byDay').exec()", ["Query TableName=dev-orders IndexName=byDay"]),
        ("await Order.scan().all().exec()", ["Scan TableName=dev-orders"]),
        ("Order.scan()", []),
        ("await dynamoose.transaction([Order.transaction.create({}), Order.transaction.delete('a')])",
         ["TransactWriteItems TransactItems[].Put.TableName=dev-orders TransactItems[].Delete.TableName=dev-orders"]),
        ("await dynamoose.transaction([Order.transaction.get('a')])",
         ["TransactGetItems TransactItems[].Get.TableName=dev-orders"]),
    ],
)  # fmt: skip
def test_dynamoose(tmp_path: Path, body: str, expected: list[str]) -> None:
    """A model asks for items of its table, between prefix and suffix; a search asks when it is executed."""
    told = javascript(tmp_path, MOOSE.replace("BODY", body))
    assert sorted(requests(told)) == sorted(f"dynamodb:{one}" for one in expected)
    assert untold(told) == []


def test_dynamoose_may_create_its_table(tmp_path: Path) -> None:
    """Told to create it, a model describes and creates its table; told nothing, that hangs on defaults and is said."""
    told = javascript(tmp_path, MOOSE.replace("create: false", "create: true").replace("BODY", ""))
    assert requests(told) == [
        "dynamodb:DescribeTable TableName=dev-orders",
        "dynamodb:CreateTable TableName=dev-orders",
    ]
    told = javascript(tmp_path, MOOSE.replace("create: false, ", "").replace("BODY", ""))
    assert requests(told) == []
    assert untold(told) == ["whether dynamoose describes and creates the table hangs on its defaults"]
