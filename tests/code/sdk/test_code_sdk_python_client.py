"""Requests of clients: boto3, botocore, aioboto3, paginators, waiters, transfers, presigned links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ennead.code.values import Env, Known, Words
from tests.code.sdk.python_trace import Trace

Program = Callable[[Trace, Any], object]
REPORTS = Env("REPORTS")


def requests_of(program: Program) -> list[str]:
    """What a program asks for; it must leave nothing unresolved."""
    trace = Trace()
    program(trace, trace.outside("boto3"))
    assert trace.unresolved() == []
    return trace.requests()


def unresolved_of(program: Program) -> list[str]:
    """What a program leaves unresolved; it must ask for nothing."""
    trace = Trace()
    program(trace, trace.outside("boto3"))
    assert trace.requests() == []
    return trace.unresolved()


@pytest.mark.parametrize(
    "client",
    [
        lambda t: t.outside("boto3").client("s3"),
        lambda t: t.outside("boto3", "client")("s3"),
        lambda t: t.outside("boto3").client(service_name="s3", region_name="x"),
        lambda t: t.outside("boto3").Session().client("s3"),
        lambda t: t.outside("boto3.session", "Session")(profile_name="x").client("s3"),
        lambda t: t.outside("boto3").DEFAULT_SESSION.client("s3"),
        lambda t: t.outside("botocore.session").get_session().create_client("s3"),
        lambda t: t.outside("boto3").resource("s3").meta.client,
        lambda t: t.outside("boto3").resource("s3").Bucket("x").meta.client,
        lambda t: t.outside("boto3").client("s3").__enter__(),
        lambda t: t.outside("contextlib").ExitStack().enter_context(t.outside("boto3").client("s3")),
        lambda t: t.typed("mypy_boto3_s3.client", "S3Client"),
        lambda t: t.typed("mypy_boto3_s3", "S3Client"),
        lambda t: t.either(t.outside("boto3").client("s3"), t.untold()),
        lambda t: t.outside("boto3").client(t.either("s3", "sqs")),
    ],
)
def test_clients_are_recognised(client: Callable[[Trace], Any]) -> None:
    """A client of S3 is one however it is made."""
    assert requests_of(lambda t, _: client(t).get_object(Bucket=REPORTS, Key="k")) == [
        "s3:GetObject Bucket=$REPORTS Key=k client"
    ]


@pytest.mark.parametrize(
    "client",
    [
        lambda t: t.outside("aioboto3").Session().client("s3").__aenter__(),
        lambda t: t.outside("aiobotocore.session").get_session().create_client("s3"),
        lambda t: t.typed("types_aiobotocore_s3", "S3Client"),
    ],
)
def test_asynchronous_clients_are_recognised(client: Callable[[Trace], Any]) -> None:
    """An asynchronous client is told from the plain one."""
    assert requests_of(lambda t, _: client(t).list_buckets()) == ["s3:ListBuckets client aioboto3"]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            lambda t, b: b.client("s3").get_paginator("list_objects_v2").paginate(Bucket=REPORTS),
            ["s3:ListObjectsV2 Bucket=$REPORTS paginator"],
        ),
        (
            lambda t, b: b.client("s3").get_waiter("object_exists").wait(Bucket=REPORTS, Key="done"),
            ["s3:HeadObject Bucket=$REPORTS Key=done waiter"],
        ),
        (
            lambda t, b: b.client("s3").upload_file("/tmp/a", REPORTS, "a", ExtraArgs={"ACL": "public-read"}),
            ["s3:PutObject Bucket=$REPORTS Key=a ACL=public-read transfer"],
        ),
        (
            lambda t, b: b.client("s3").download_file(REPORTS, "a", "/tmp/a", ExtraArgs={"VersionId": "1"}),
            [
                "s3:HeadObject Bucket=$REPORTS Key=a VersionId=1 transfer",
                "s3:GetObject Bucket=$REPORTS Key=a VersionId=1 transfer",
            ],
        ),
        (
            lambda t, b: b.client("s3").copy({"Bucket": "from", "Key": "a"}, "to", "b"),
            [
                "s3:HeadObject Bucket=from Key=a transfer",
                "s3:CopyObject Bucket=to Key=b CopySource.Bucket=from CopySource.Key=a transfer",
            ],
        ),
        (
            lambda t, b: t.outside("boto3.s3.transfer").S3Transfer(b.client("s3")).upload_file("/tmp/a", "b", "k"),
            ["s3:PutObject Bucket=b Key=k transfer"],
        ),
        (
            lambda t, b: b.client("s3").generate_presigned_url("put_object", Params={"Bucket": REPORTS, "Key": "a"}),
            ["s3:PutObject Bucket=$REPORTS Key=a presigned"],
        ),
        (
            lambda t, b: b.client("s3").generate_presigned_url(ClientMethod="get_object", Params={"Bucket": "b"}),
            ["s3:GetObject Bucket=b presigned"],
        ),
        (
            lambda t, b: b.client("s3").generate_presigned_post(REPORTS, "a", Fields={"acl": "private"}),
            ["s3:PutObject Bucket=$REPORTS Key=a ACL=private presigned"],
        ),
        (
            lambda t, b: b.client("rds").generate_db_auth_token(DBHostname=REPORTS, Port=5432, DBUsername="app"),
            ["rds:GenerateDbAuthToken DBHostname=$REPORTS DBUsername=app signed"],
        ),
        (
            lambda t, b: b.client("dsql").generate_db_connect_admin_auth_token(REPORTS, "eu-west-1"),
            ["dsql:DbConnectAdmin Hostname=$REPORTS signed"],
        ),
        (
            lambda t, b: b.client("dynamodb").get_item(spread_={"TableName": "t"}),
            ["dynamodb:GetItem TableName=t client"],
        ),
        (
            lambda t, b: b.client("dynamodb").get_item(spread_=t.either({"TableName": "t"}, {"TableName": "u"})),
            ["dynamodb:GetItem TableName=t TableName=u client"],
        ),
        (
            lambda t, b: b.client("dynamodb").get_item(spread_=t.event()["ask"]),
            ["dynamodb:GetItem TableName=Unknown client"],
        ),
        (lambda t, b: t.hand(b.client("sns").publish, TopicArn="t"), ["sns:Publish TopicArn=t client"]),
        (lambda t, b: t.hand(b.client("sqs").delete_message), ["sqs:DeleteMessage QueueUrl=Unknown client"]),
        (
            lambda t, b: b.client("s3", aws_access_key_id=Env("OTHER")).list_buckets(),
            ["s3:ListBuckets $credentials=$OTHER client"],
        ),
        (
            lambda t, b: b.client("s3", aws_access_key_id=Env("AWS_ACCESS_KEY_ID")).list_buckets(),
            ["s3:ListBuckets client"],
        ),
        (lambda t, b: b.client("s3", aws_access_key_id=None).list_buckets(), ["s3:ListBuckets client"]),
        (lambda t, b: b.Session(Env("AWS_ACCESS_KEY_ID")).client("s3").list_buckets(), ["s3:ListBuckets client"]),
        (
            lambda t, b: b.client("s3", aws_access_key_id=t.either(Env("OTHER"), None)).list_buckets(),
            ["s3:ListBuckets client"],
        ),
        (
            lambda t, b: b.Session(Env("OTHER")).resource("dynamodb").Table("t").scan(),
            ["dynamodb:Scan TableName=t $credentials=$OTHER resource"],
        ),
        (
            lambda t, b: b.client("s3").put_object(Bucket=b.resource("s3").Bucket(REPORTS).name, Key="k"),
            ["s3:PutObject Bucket=$REPORTS Key=k client"],
        ),
        (
            lambda t, b: t.either(b.client("s3"), b.client("sqs")).list_queues(),
            ["sqs:ListQueues client"],
        ),
    ],
)
def test_requests_of_clients(program: Program, expected: list[str]) -> None:
    """A call of a client is the request that it makes."""
    assert requests_of(program) == expected


def test_what_a_resource_was_asked_for_by_is_told() -> None:
    """An argument that another request answered is told by what that request named."""

    def program(trace: Trace, boto3: Any) -> None:
        queues, steps = boto3.client("sqs"), boto3.client("stepfunctions")
        queues.send_message(QueueUrl=queues.get_queue_url(QueueName="jobs")["QueueUrl"])
        queues.send_message(QueueUrl=queues.get_queue_url(QueueName="jobs").get("QueueUrl"))
        steps.describe_execution(executionArn=steps.start_execution(stateMachineArn=Env("FLOW"))["executionArn"])

    assert [line for line in requests_of(program) if "Get" not in line and "Start" not in line] == [
        "sqs:SendMessage QueueUrl=Element QueueName=jobs client",
        "sqs:SendMessage QueueUrl=Made QueueName=jobs client",
        "stepfunctions:DescribeExecution executionArn=Element stateMachineArn=$FLOW client",
    ]


@pytest.mark.parametrize(
    "program",
    [
        lambda t, b: b.client("s3").can_paginate("list_objects"),
        lambda t, b: b.client("s3").close(),
        lambda t, b: b.client("s3").exceptions.NoSuchKey(),
        lambda t, b: b.client("s3").meta.events.register("before-send", print),
        lambda t, b: b.client("s3").get_object,
        lambda t, b: b.Session().get_credentials(),
        lambda t, b: t.hand(b.client("s3").meta),
        lambda t, b: t.outside("json").load(t.untold()),
        lambda t, b: t.outside("json").load(t.untold()).copy(),
        lambda t, b: t.untold().put_item("limit", "x"),
        lambda t, b: t.untold().put_item(key="limit"),
        lambda t, b: t.event()["shelf"].query(TableName="x"),
        lambda t, b: t.outside("boto3.dynamodb.conditions").Key("id").eq("x"),
        lambda t, b: t.outside("", "print")("x"),
        lambda t, b: t.outside("")("x"),
    ],
)
def test_no_requests(program: Program) -> None:
    """What asks nothing of a service is no request, and is no gap either."""
    assert requests_of(program) == []


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            lambda t, b: t.untold().put_item(TableName="t", Item={}),
            "receiver: put_item is called on something untold that may be a client of dynamodb",
        ),
        (
            lambda t, b: t.event()["x"].update_item(UpdateExpression="SET a = :a"),
            "receiver: update_item is called on something untold that may be a client of dynamodb",
        ),
        (
            lambda t, b: t.outside("our_layer").client().get_object(Bucket="b"),
            "receiver: get_object is called on something untold that may be a client of s3",
        ),
        (
            lambda t, b: b.client(t.event()["service"]).list_tags(),
            "receiver: list_tags is called on a client of a service that is chosen at run time",
        ),
        (
            lambda t, b: t.outside("", "getattr")(b.client("ec2"), t.event()["what"])(),
            "dynamic: an operation of ec2 is chosen at run time",
        ),
        (
            lambda t, b: b.client("s3").frobnicate(),
            "receiver: frobnicate is no operation of s3 that is known as of 2026-11-20",
        ),
        (
            lambda t, b: b.client("retired").get_thing(),
            "receiver: retired is no service that is known as of 2026-11-20",
        ),
        (
            lambda t, b: b.client("s3").get_paginator(t.event()["what"]),
            "receiver: a paginator of s3 is chosen at run time",
        ),
        (
            lambda t, b: b.client("s3").generate_presigned_url(t.event()["what"]),
            "receiver: a link to an operation of s3 that is not told",
        ),
        (
            lambda t, b: b.resource("lambda").Function("f"),
            "receiver: boto3 has no resource objects of lambda",
        ),
    ],
)
def test_what_cannot_be_told_is_said(program: Program, expected: str) -> None:
    """A call that may be a request and cannot be told is unresolved, with its reason."""
    assert unresolved_of(program) == [expected]


def test_a_client_of_an_untold_service_is_told_by_its_arguments() -> None:
    """Where only one service has the method and takes the arguments, the client is one of that service."""
    assert requests_of(lambda t, b: b.client(t.event()["s"]).put_item(TableName="t", Item={})) == [
        "dynamodb:PutItem TableName=t client"
    ]


def test_deep_values_are_bounded() -> None:
    """A chain of calls that is far too long is no client, and no error."""

    def program(trace: Trace, boto3: Any) -> None:
        client = boto3.client("s3")
        for _ in range(200):
            client = client.__enter__()
        client.list_buckets()

    assert requests_of(program) == []


def test_text_that_names_a_resource_object() -> None:
    """An identifier of a resource object is told inside a text too."""

    def program(trace: Trace, boto3: Any) -> None:
        bucket = boto3.resource("s3").Bucket("plain")
        source = Words((bucket.name._value, Known("/key")))
        boto3.client("s3").copy_object(CopySource=source, Bucket="to", Key="k")

    assert requests_of(program) == ["s3:CopyObject Bucket=to Key=k CopySource.Bucket=plain CopySource.Key=key client"]
