"""Requests of the SDK for JavaScript v3 and its libraries."""

from __future__ import annotations

import pytest

from ennead.code.facts import CallFact
from ennead.code.values import Choice, Element, Event, Member, Ref, Typed, Unknown
from tests.code.sdk.javascript_facts import call, made, new, on, ref, seen, untold

S3 = new(ref("@aws-sdk/client-s3", "S3Client"), {"region": "eu-west-1"})
DDB = new(ref("@aws-sdk/client-dynamodb", "DynamoDBClient"), {})
DOC = made(ref("@aws-sdk/lib-dynamodb", "DynamoDBDocumentClient", "from"), DDB)
GET = new(ref("@aws-sdk/client-s3", "GetObjectCommand"), {"Bucket": "b", "Key": "k"})
PUT = new(ref("@aws-sdk/client-s3", "PutObjectCommand"), {"Bucket": "b", "Key": "k"})


def doc_command(name: str, **given: object) -> CallFact:
    return on(DOC, "send", new(ref("@aws-sdk/lib-dynamodb", name), given))


@pytest.mark.parametrize(
    "receiver",
    [
        S3,
        Unknown("untold"),
        Typed(Ref("@aws-sdk/client-s3", ("S3Client",))),
        Member(Unknown(), "client"),
        made(ref("aws-xray-sdk", "captureAWSv3Client"), S3),
        made(Member(new(ref("@aws-lambda-powertools/tracer", "Tracer")), "captureAWSv3Client"), S3),
    ],
)
def test_a_command_that_is_sent_is_a_request(receiver: Unknown) -> None:
    """The command says service, operation and arguments, whatever is told of the client."""
    assert seen(on(receiver, "send", GET)) == ["s3:GetObject Bucket=b Key=k (client, js3)"]
    assert untold(on(receiver, "send", GET)) == []


def test_a_command_that_is_only_made_is_none() -> None:
    """Making a client or a command asks for nothing."""
    assert seen(call(S3.callee, {}), call(GET.callee, {"Bucket": "b"})) == []


def test_each_of_several_commands_is_a_request() -> None:
    """A choice of commands, and of inputs, gives a request each."""
    assert seen(on(S3, "send", Choice((GET, PUT)))) == [
        "s3:GetObject Bucket=b Key=k (client, js3)",
        "s3:PutObject Bucket=b Key=k (client, js3)",
    ]
    inputs = Choice((GET.args[0], Unknown()))
    assert seen(on(S3, "send", new(GET.callee, inputs))) == [
        "s3:GetObject Bucket=b Key=k (client, js3)",
        "s3:GetObject Bucket=? Key=? (client, js3)",
    ]


def test_wrapped_classes_and_deep_imports_are_the_same() -> None:
    """A class out of a file of the package, or of the whole package, is the class."""
    deep = new(ref("@aws-sdk/client-s3/dist-cjs/commands/GetObjectCommand", "GetObjectCommand"), {"Bucket": "b"})
    assert seen(on(S3, "send", deep)) == ["s3:GetObject Bucket=b (client, js3)"]
    member = new(Member(ref("npm:@aws-sdk/client-s3@3"), "GetObjectCommand"), {"Bucket": "b"})
    assert seen(on(S3, "send", member)) == ["s3:GetObject Bucket=b (client, js3)"]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (on(new(ref("@aws-sdk/client-s3", "S3"), {}), "getObject", {"Bucket": "b"}),
         "s3:GetObject Bucket=b (client, js3)"),
        (on(new(ref("@aws-sdk/client-dynamodb", "DynamoDB"), {}), "putItem", {"TableName": "t"}),
         "dynamodb:PutItem TableName=t (client, js3)"),
        (on(Typed(Ref("@aws-sdk/client-sfn", ("SFN",))), "startExecution", {"stateMachineArn": "a"}),
         "stepfunctions:StartExecution stateMachineArn=a (client, js3)"),
        (on(Unknown(), "send", new(ref("@aws-sdk/client-bedrock-runtime", "InvokeModelCommand"), {"modelId": "m"})),
         "bedrock-runtime:InvokeModel modelId=m (client, js3)"),
        (doc_command("GetCommand", TableName="t"), "dynamodb:GetItem TableName=t (client, js3)"),
        (doc_command("QueryCommand", TableName="t", IndexName="i"),
         "dynamodb:Query TableName=t IndexName=i (client, js3)"),
        (doc_command("BatchGetCommand", RequestItems={"t": {}}),
         "dynamodb:BatchGetItem RequestItems.*=t (client, js3)"),
        (doc_command("TransactWriteCommand", TransactItems=[{"Put": {"TableName": "t"}}]),
         "dynamodb:TransactWriteItems TransactItems[].Put.TableName=t (client, js3)"),
        (on(made(ref("@aws-sdk/lib-dynamodb", "DynamoDBDocument", "from"), DDB), "update", {"TableName": "t"}),
         "dynamodb:UpdateItem TableName=t (client, js3)"),
        (call(ref("@aws-sdk/lib-dynamodb", "paginateScan"), {"client": DOC}, {"TableName": "t"}),
         "dynamodb:Scan TableName=t (paginator, js3)"),
        (call(ref("@aws-sdk/client-s3", "paginateListObjectsV2"), {"client": S3}, {"Bucket": "b"}),
         "s3:ListObjectsV2 Bucket=b (paginator, js3)"),
        (call(ref("@aws-sdk/client-s3", "waitUntilObjectExists"), {"client": S3}, {"Bucket": "b"}),
         "s3:HeadObject Bucket=b (waiter, js3)"),
        (call(ref("@aws-sdk/s3-request-presigner", "getSignedUrl"), S3, PUT, {}),
         "s3:PutObject Bucket=b Key=k (presigned, js3)"),
        (call(ref("@aws-sdk/s3-presigned-post", "createPresignedPost"), S3, {"Bucket": "b", "Key": "k"}),
         "s3:PutObject Bucket=b Key=k (presigned, js3)"),
        (call(ref("@aws-sdk/credential-providers", "fromTemporaryCredentials"), {"params": {"RoleArn": "r"}}),
         "sts:AssumeRole RoleArn=r (helper, js3)"),
        (on(new(ref("@aws-sdk/rds-signer", "Signer"), {"hostname": "h", "username": "u"}), "getAuthToken"),
         "rds:GenerateDbAuthToken DBHostname=h DBUsername=u (signed, js3)"),
        (on(new(ref("@aws-sdk/dsql-signer", "DsqlSigner"), {"hostname": "h"}), "getDbConnectAdminAuthToken"),
         "dsql:DbConnectAdmin Hostname=h (signed, js3)"),
    ],
)  # fmt: skip
def test_requests(fact: CallFact, expected: str) -> None:
    """Every way of the SDK to ask a service is told, with how."""
    assert seen(fact) == [expected]
    assert untold(fact) == []


def test_an_upload_in_parts_asks_for_all_its_steps() -> None:
    """Uploads of lib-storage write the object at once or in parts."""
    upload = new(ref("@aws-sdk/lib-storage", "Upload"), {"client": S3, "params": {"Bucket": "b", "Key": "k"}})
    assert seen(on(upload, "done")) == [
        f"s3:{operation} Bucket=b Key=k (transfer, js3)"
        for operation in (
            "PutObject",
            "CreateMultipartUpload",
            "UploadPart",
            "CompleteMultipartUpload",
            "AbortMultipartUpload",
        )
    ]


def test_the_endpoint_of_a_websocket_api_is_told() -> None:
    """Where the client's own endpoint says which API is asked, it is an argument."""
    package = "@aws-sdk/client-apigatewaymanagementapi"
    client = new(ref(package, "ApiGatewayManagementApiClient"), {"endpoint": "https://x.execute-api.example"})
    sent = on(client, "send", new(ref(package, "PostToConnectionCommand"), {"ConnectionId": "c"}))
    assert seen(sent) == [
        "apigatewaymanagementapi:PostToConnection Endpoint=https://x.execute-api.example (client, js3)"
    ]


@pytest.mark.parametrize(
    ("fact", "klass"),
    [
        (on(S3, "send", Unknown()), "receiver"),
        (on(S3, "send"), "receiver"),
        (on(Unknown(), "send", Unknown()), "receiver"),
        (on(Unknown(), "putItem", {"TableName": "t", "Item": {}}), "receiver"),
        (on(Unknown(), "get", {"TableName": "t", "Key": {}}), "receiver"),
        (on(Unknown(), "getObject", Unknown()), "receiver"),
        (call(Element(new(ref("@aws-sdk/client-s3", "S3"), {}), Unknown()), {}), "dynamic"),
        (call(ref("@aws-sdk/s3-request-presigner", "getSignedUrl"), S3, Unknown()), "receiver"),
        (on(new(ref("@aws-sdk/client-nosuch", "NoSuch"), {}), "getThing", {}), "receiver"),
        (call(ref("@typedorm/core", "Connection"), "Cat", {}), "receiver"),
        (call(ref("dynogels", "define"), "Cat", {}), "receiver"),
    ],
)
def test_what_cannot_be_told_is_said(fact: CallFact, klass: str) -> None:
    """A call that may be a request, and is not told, is no request and is said."""
    assert seen(fact) == []
    assert untold(fact) == [klass]


def test_libraries_with_a_way_of_their_own_are_said_once() -> None:
    """However often a library is used, it is said once."""
    assert untold(call(ref("dynogels", "define"), "A"), call(ref("dynogels", "define"), "B")) == ["receiver"]


@pytest.mark.parametrize(
    "fact",
    [
        on(S3, "destroy"),
        on(new(ref("express")), "send", {"statusCode": 200}),
        on(Unknown(), "send", "text"),
        on(Unknown(), "get", "key"),
        on(Unknown(), "query", "select 1"),
        on(Event("event"), "getItem", "x"),
        on(ref("", "Map"), "get", {"TableName": "t"}),
        call(ref("@aws-sdk/util-dynamodb", "marshall"), {"a": 1}),
        call(ref("@aws-sdk/credential-providers", "fromEnv")),
        call(ref("@aws-lambda-powertools/batch", "processPartialResponse"), Unknown()),
    ],
)
def test_what_is_no_request(fact: CallFact) -> None:
    """Other calls, and helpers of the SDK that ask for nothing, are neither requests nor said."""
    assert seen(fact) == []
    assert untold(fact) == []


def test_nothing_is_suspected_without_the_sdk() -> None:
    """Where a program has no SDK, untold receivers with untold arguments are left alone."""
    assert untold(on(Unknown(), "send", Unknown()), on(Unknown(), "getObject", Unknown()), packages=()) == []
