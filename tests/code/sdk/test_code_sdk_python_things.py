"""Requests of boto3's resource objects, their collections, batches and lazy attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ennead.code.values import Env
from tests.code.sdk.python_trace import Trace

Program = Callable[[Trace, Any], object]
REPORTS = Env("REPORTS")


def _each(trace: Trace, boto3: Any) -> None:
    for thing in boto3.resource("s3").Bucket(REPORTS).objects.all():
        trace.read(thing.size)
        thing.delete()
        thing.Object().get()


def _batch(trace: Trace, boto3: Any) -> None:
    pen = boto3.resource("dynamodb").Table(Env("ORDERS")).batch_writer().__enter__()
    pen.put_item(Item={"id": 1})
    pen.delete_item(Key={"id": 1})


def _messages(trace: Trace, boto3: Any) -> None:
    found = boto3.resource("sqs").Queue(Env("JOBS")).receive_messages(MaxNumberOfMessages=10)
    found.sort()
    for message in found:
        trace.read(message.body)
        message.delete()
    found[0].change_visibility(VisibilityTimeout=0)


def _made(trace: Trace, boto3: Any) -> None:
    bucket = boto3.resource("s3").create_bucket(Bucket="new")
    bucket.put_object(Key="k", Body=b"").Acl().put(ACL="private")
    bucket.upload_file("/tmp/a", "a")


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            lambda t, b: b.resource("dynamodb").Table(REPORTS).put_item(Item={"id": 1}),
            ["dynamodb:PutItem TableName=$REPORTS resource"],
        ),
        (
            lambda t, b: b.resource("dynamodb").Table(name="t").query(IndexName="i"),
            ["dynamodb:Query TableName=t IndexName=i resource"],
        ),
        (
            lambda t, b: b.resource("dynamodb").batch_get_item(RequestItems={"t": {}}),
            ["dynamodb:BatchGetItem RequestItems.*=t resource"],
        ),
        (
            lambda t, b: t.outside("aioboto3").Session().resource("dynamodb").__aenter__().Table("t").scan(),
            ["dynamodb:Scan TableName=t resource aioboto3"],
        ),
        (
            lambda t, b: t.typed("mypy_boto3_dynamodb.service_resource", "Table").get_item(Key={}),
            ["dynamodb:GetItem TableName=Unknown resource"],
        ),
        (
            lambda t, b: t.typed("mypy_boto3_dynamodb", "DynamoDBServiceResource").Table("t").get_item(Key={}),
            ["dynamodb:GetItem TableName=t resource"],
        ),
        (
            lambda t, b: b.resource("dynamodb").Table("t").meta.client.scan(TableName="u"),
            ["dynamodb:Scan TableName=u client"],
        ),
        (
            lambda t, b: b.resource("s3").Object(bucket_name="b", key="k").get(),
            ["s3:GetObject Bucket=b Key=k resource"],
        ),
        (
            lambda t, b: b.resource("s3").Bucket("b").Object("k").Acl().put(ACL="private"),
            ["s3:PutObjectAcl Bucket=b Key=k ACL=private resource"],
        ),
        (
            lambda t, b: b.resource("s3").Object("b", "k").copy({"Bucket": "from", "Key": "a"}),
            [
                "s3:HeadObject Bucket=from Key=a transfer",
                "s3:CopyObject Bucket=b Key=k CopySource.Bucket=from CopySource.Key=a transfer",
            ],
        ),
        (
            lambda t, b: b.resource("s3").Bucket("b").download_fileobj("k", t.untold()),
            ["s3:HeadObject Bucket=b Key=k transfer", "s3:GetObject Bucket=b Key=k transfer"],
        ),
        (
            lambda t, b: b.resource("s3").Bucket("b").objects.filter(Prefix="x").limit(3),
            ["s3:ListObjects Bucket=b collection"],
        ),
        (
            lambda t, b: b.resource("s3").Bucket("b").objects.all().delete(),
            ["s3:ListObjects Bucket=b collection", "s3:DeleteObjects Bucket=b Delete=Record collection"],
        ),
        (
            lambda t, b: b.resource("s3").Bucket("b").objects.delete(),
            ["s3:ListObjects Bucket=b collection", "s3:DeleteObjects Bucket=b Delete=Record collection"],
        ),
        (
            lambda t, b: b.resource("sqs").get_queue_by_name(QueueName="jobs").send_message(MessageBody="go"),
            ["sqs:GetQueueUrl QueueName=jobs resource", "sqs:SendMessage QueueUrl=Element QueueName=jobs resource"],
        ),
        (
            lambda t, b: b.resource("sns").create_topic(Name="news").publish(Message="new"),
            ["sns:CreateTopic Name=news resource", "sns:Publish TopicArn=Element Name=news resource"],
        ),
        (
            lambda t, b: b.resource("dynamodb").Table("t").wait_until_exists(),
            ["dynamodb:DescribeTable TableName=t waiter"],
        ),
        (lambda t, b: b.resource("dynamodb").Table("t").load(), ["dynamodb:DescribeTable TableName=t resource"]),
        (
            lambda t, b: t.read(b.resource("dynamodb").Table("t").item_count),
            ["dynamodb:DescribeTable TableName=t resource"],
        ),
        (lambda t, b: t.read(b.resource("dynamodb").Table("t").name), []),
        (lambda t, b: t.hand(b.resource("dynamodb").Table("t").name), []),
        (
            lambda t, b: t.hand(b.resource("dynamodb").Table("t").item_count),
            ["dynamodb:DescribeTable TableName=t resource"],
        ),
        (lambda t, b: t.read(b.resource("s3").Object("b", "k").e_tag), ["s3:HeadObject Bucket=b Key=k resource"]),
        (lambda t, b: t.read(b.resource("s3").Bucket("b").creation_date), ["s3:ListBuckets resource"]),
        (lambda t, b: b.resource("ec2").Instance("i-1").stop(), ["ec2:StopInstances InstanceIds=Series resource"]),
        (
            _each,
            [
                "s3:ListObjects Bucket=$REPORTS collection",
                "s3:DeleteObject Bucket=$REPORTS Key=Unknown resource",
                "s3:GetObject Bucket=$REPORTS Key=Unknown resource",
            ],
        ),
        (
            _batch,
            [
                "dynamodb:BatchWriteItem RequestItems.*.PutRequest=$ORDERS batch",
                "dynamodb:BatchWriteItem RequestItems.*.DeleteRequest=$ORDERS batch",
            ],
        ),
        (
            _messages,
            [
                "sqs:ReceiveMessage QueueUrl=$JOBS resource",
                "sqs:DeleteMessage QueueUrl=$JOBS resource",
                "sqs:ChangeMessageVisibility QueueUrl=$JOBS resource",
            ],
        ),
        (
            _made,
            [
                "s3:CreateBucket Bucket=new resource",
                "s3:PutObject Bucket=new Key=k resource",
                "s3:PutObjectAcl Bucket=new Key=k ACL=private resource",
                "s3:PutObject Bucket=new Key=a transfer",
            ],
        ),
    ],
)
def test_requests_of_resource_objects(program: Program, expected: list[str]) -> None:
    """A resource object fills what identifies it into the requests that it makes."""
    trace = Trace()
    program(trace, trace.outside("boto3"))
    assert trace.requests() == expected
    assert trace.unresolved() == []


def test_a_method_that_no_object_has_is_said() -> None:
    """A method that a resource object is not known to have is unresolved."""
    trace = Trace()
    trace.outside("boto3").resource("dynamodb").Table("t").frobnicate()
    assert trace.unresolved() == ["receiver: frobnicate is nothing that a Table of dynamodb is known to have"]
