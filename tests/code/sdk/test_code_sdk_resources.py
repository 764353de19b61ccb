"""Which arguments name a resource, and what an operation does to it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ennead.code.facts import SdkCall
from ennead.code.sdk import resources, tables
from ennead.code.sdk.effects import _BY_OPERATION, _CONFIGURED, _NOTHING, Effect, effect, effects
from ennead.code.sdk.naming import ALWAYS, OPERATIONS
from ennead.code.values import Choice, Env, Event, Known, Place, Record, Series, Unknown, Value, Words
from tests.code.sdk.python_trace import frozen, short

_BY_HAND = {"execute-api", "neptune-db", "vpc-lattice-svcs"}
"""Services that are called by HTTP alone: no SDK has them."""
_SIGNED = {"GraphQL", "InvokeFunctionUrl", "GenerateDbAuthToken", "DbConnect", "DbConnectAdmin", "APIAccessAll"}


def picked(service: str, operation: str, told: Mapping[str, object] | Record) -> str:
    """The arguments that are picked, in one line."""
    record = told if isinstance(told, Record) else frozen(told)
    assert isinstance(record, Record)
    found = resources.arguments(service, operation, record)
    return short(SdkCall(service, operation, found, Place("a.py", 1), "client", "boto3"))


def test_the_table_names_what_there_is() -> None:
    """Every service, operation and parameter of the table is one that botocore has."""
    wrong = [name for name in ALWAYS if tables.service(name) is None]
    for name, operations in OPERATIONS.items():
        service = tables.service(name)
        if service is None:
            wrong += [name] if name not in _BY_HAND else []
            continue
        for operation, paths in operations.items():
            if operation not in service.operations:
                wrong += [f"{name}:{operation}"] if operation not in _SIGNED and name != "es" else []
                continue
            firsts = {path.partition(".")[0].removesuffix("[]") for path in paths.split()}
            wrong += [f"{name}:{operation} {first}" for first in firsts - service.parameters(operation)]
    # A configuration session is told where it was started, not with every answer.
    assert [one for one in wrong if not one.startswith("appconfigdata:GetLatestConfiguration")] == []


def test_general_parameters_are_of_some_operation() -> None:
    """Every parameter that names a resource throughout a service is one that some operation has."""
    for name, parameters in ALWAYS.items():
        service = tables.service(name)
        assert service is not None
        known = {parameter for operation in service.operations for parameter in service.parameters(operation)}
        assert set(parameters.split()) <= known, name
    assert len(ALWAYS) >= 45


@pytest.mark.parametrize(
    ("service", "operation", "told", "expected"),
    [
        ("s3", "GetObject", {"Bucket": "b", "Key": "k", "VersionId": "1", "Range": "x"}, "Bucket=b Key=k VersionId=1"),
        ("s3", "PutObject", {"Bucket": Env("B"), "Body": "x", "Tagging": "a=b"}, "Bucket=$B Tagging=a=b"),
        ("s3", "PutObject", {"Bucket": "b", "SSEKMSKeyId": Env("K")}, "Bucket=b SSEKMSKeyId=$K"),
        ("dynamodb", "Query", {"TableName": "t", "IndexName": "i"}, "TableName=t IndexName=i"),
        ("dynamodb", "PutItem", {"TableName": "t", "Item": {"RoleArn": "x"}}, "TableName=t"),
        ("dynamodb", "BatchGetItem", {"RequestItems": {"a": {}, "b": {}}}, "RequestItems.*=a RequestItems.*=b"),
        ("dynamodb", "BatchGetItem", {"RequestItems": Event("event")}, "RequestItems.*=Event"),
        (
            "dynamodb",
            "BatchWriteItem",
            {"RequestItems": {"a": [{"PutRequest": {}}, {"DeleteRequest": {}}], "b": Unknown()}},
            "RequestItems.*.DeleteRequest=a RequestItems.*.PutRequest=a RequestItems.*=b",
        ),
        (
            "dynamodb",
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "a"}}, {"Delete": {"TableName": Env("T")}}]},
            "TransactItems[].Put.TableName=a TransactItems[].Delete.TableName=$T",
        ),
        ("ssm", "GetParameters", {"Names": ["/a", "/b"]}, "Names[]=/a Names[]=/b"),
        ("ssm", "GetParametersByPath", {"Path": "/a", "WithDecryption": True}, "Path=/a WithDecryption=True"),
        ("events", "PutEvents", {"Entries": [{"EventBusName": "bus"}]}, "Entries[].EventBusName=bus"),
        ("events", "PutEvents", {"Entries": [{"Source": "x"}]}, "Entries[].EventBusName=default"),
        ("events", "PutEvents", {"Entries": Unknown()}, "Entries[].EventBusName=Unknown"),
        ("lambda", "Invoke", {"FunctionName": "f", "Payload": {"Role": "x"}}, "FunctionName=f"),
        (
            "scheduler",
            "CreateSchedule",
            {"Name": "n", "Target": {"Arn": Env("A"), "RoleArn": Env("R")}},
            "Name=n Target.Arn=$A Target.RoleArn=$R",
        ),
        ("rekognition", "DetectFaces", {"Image": {"S3Object": {"Bucket": "b"}}}, "Image.S3Object.Bucket=b"),
        ("pipes", "CreatePipe", {"Name": "p", "RoleArn": "r"}, "Name=p RoleArn=r"),
        ("events", "PutTargets", {"Targets": [{"Arn": "a", "RoleArn": "r"}]}, "Targets[].Arn=a Targets[].RoleArn=r"),
        ("execute-api", "Invoke", {"url": "https://x"}, "url=https://x"),
        ("no-such", "Nothing", {"RoleArn": "r", "Other": "o"}, "RoleArn=r"),
        ("rds-data", "ExecuteStatement", {"resourceArn": "r", "sql": "SELECT 1"}, "resourceArn=r sql=SELECT 1"),
    ],
)
def test_arguments_are_picked(service: str, operation: str, told: dict[str, object], expected: str) -> None:
    """Arguments that name a resource or change what is needed are picked, others are left."""
    assert picked(service, operation, told) == f"{service}:{operation} {expected} client"


def test_each_option_is_an_argument() -> None:
    """Where an argument may be several values, each is there; what is missing among untold arguments is untold."""
    either = Choice((Known("a"), Env("B")))
    assert picked("sqs", "SendMessage", {"QueueUrl": either}) == "sqs:SendMessage QueueUrl=a QueueUrl=$B client"
    assert picked("sqs", "SendMessage", Record((), open=True)) == "sqs:SendMessage QueueUrl=Unknown client"
    assert picked("sqs", "SendMessage", Record(())) == "sqs:SendMessage client"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (frozen({"Bucket": "b", "Key": "k", "VersionId": "1"}), "Bucket=b CopySource.Key=k CopySource.VersionId=1"),
        (Known("b/a/k"), "Bucket=b CopySource.Key=a/k"),
        (Known("/b/k"), "Bucket=b CopySource.Key=k"),
        (Words((Env("B"), Known("/k"))), "Bucket=$B CopySource.Key=k"),
        (Words((Known("b/"), Env("K"))), "Bucket=b CopySource.Key=$K"),
        (Words((Known("/"), Env("B"), Known("/"), Env("K"))), "Bucket=$B CopySource.Key=$K"),
    ],
)
def test_what_is_copied_is_taken_apart(source: Value, expected: str) -> None:
    """The source of a copy is told by bucket and key, however it is given."""
    told = {"CopySource": source, "Bucket": "t", "Key": "x"}
    assert picked("s3", "CopyObject", told) == f"s3:CopyObject Bucket=t Key=x CopySource.{expected} client"


def test_a_source_that_cannot_be_taken_apart_stays() -> None:
    """The source of a copy that is not told stays as it is."""
    told = {"CopySource": Event("event"), "Bucket": "t"}
    assert picked("s3", "CopyObject", told) == "s3:CopyObject Bucket=t CopySource=Event client"


@pytest.mark.parametrize("depth", [10, 3_000])
def test_deep_arguments_are_bounded(depth: int) -> None:
    """Arguments that are deep inside each other are read as far as is sensible."""
    value: Value = Known("x")
    for _ in range(depth):
        value = Series((value,))
    assert picked("sqs", "SendMessage", Record(((Known("X"), value),))) == "sqs:SendMessage client"


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("s3:GetObject", Effect.READS),
        ("s3:ListObjectsV2", Effect.READS),
        ("s3:PutObject", Effect.WRITES),
        ("s3:DeleteObjects", Effect.DELETES),
        ("s3:GetBucketPolicy", Effect.CALLS),
        ("dynamodb:Scan", Effect.READS),
        ("dynamodb:BatchGetItem", Effect.READS),
        ("dynamodb:UpdateItem", Effect.WRITES),
        ("dynamodb:BatchWriteItem", Effect.WRITES),
        ("dynamodb:DescribeTable", Effect.CALLS),
        ("sqs:SendMessageBatch", Effect.PUBLISHES),
        ("sqs:ReceiveMessage", Effect.READS),
        ("sqs:GetQueueUrl", Effect.CALLS),
        ("sns:Publish", Effect.PUBLISHES),
        ("events:PutEvents", Effect.PUBLISHES),
        ("kinesis:PutRecords", Effect.PUBLISHES),
        ("firehose:PutRecordBatch", Effect.PUBLISHES),
        ("lambda:Invoke", Effect.INVOKES),
        ("lambda:GetFunction", Effect.CALLS),
        ("lambda:UpdateFunctionCode", Effect.WRITES),
        ("stepfunctions:StartExecution", Effect.INVOKES),
        ("cognito-idp:AdminGetUser", Effect.READS),
        ("cognito-idp:ListUsers", Effect.READS),
        ("cognito-idp:AdminCreateUser", Effect.WRITES),
        ("cognito-idp:AdminDeleteUser", Effect.DELETES),
        ("cognito-idp:InitiateAuth", Effect.CALLS),
        ("secretsmanager:GetSecretValue", Effect.READS),
        ("kms:Decrypt", Effect.CALLS),
        ("ses:SendEmail", Effect.NOTHING),
        ("cloudwatch:PutMetricData", Effect.NOTHING),
        ("sts:AssumeRole", Effect.NOTHING),
        ("execute-api:Invoke", Effect.CALLS),
        ("es:ESHttpGet", Effect.READS),
        ("bedrock-runtime:Converse", Effect.CALLS),
    ],
)
def test_effects_of_operations(operation: str, expected: Effect) -> None:
    """An operation reads, writes, deletes, publishes, invokes, calls, or leaves nothing."""
    service, _, name = operation.partition(":")
    assert effect(service, name) == expected


@pytest.mark.parametrize(
    ("call", "argument", "expected"),
    [
        ("s3:CopyObject", "CopySource.Bucket", Effect.READS),
        ("s3:CopyObject", "Bucket", Effect.WRITES),
        ("dynamodb:BatchWriteItem", "RequestItems.*.DeleteRequest", Effect.DELETES),
        ("dynamodb:BatchWriteItem", "RequestItems.*.PutRequest", Effect.WRITES),
        ("dynamodb:BatchWriteItem", "RequestItems.*", Effect.WRITES),
        ("dynamodb:TransactWriteItems", "TransactItems[].Delete.TableName", Effect.DELETES),
        ("dynamodb:TransactWriteItems", "TransactItems[].ConditionCheck.TableName", Effect.READS),
        ("rekognition:DetectFaces", "Image.S3Object.Bucket", Effect.READS),
        ("transcribe:StartTranscriptionJob", "OutputBucketName", Effect.WRITES),
        ("rekognition:StartLabelDetection", "NotificationChannel.SNSTopicArn", Effect.PUBLISHES),
        ("sns:Publish", "PhoneNumber", Effect.NOTHING),
    ],
)
def test_effects_on_an_argument(call: str, argument: str, expected: Effect) -> None:
    """What is done may differ between the arguments of one operation."""
    service, _, name = call.partition(":")
    assert effect(service, name, argument) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (Known("SELECT * FROM t"), Effect.READS),
        (Known(" insert into t"), Effect.WRITES),
        (Words((Known("DELETE FROM "), Env("T"))), Effect.DELETES),
        (Event("event"), Effect.WRITES),
        (Known(""), Effect.WRITES),
    ],
)
def test_a_statement_says_what_it_does(statement: Value, expected: Effect) -> None:
    """A statement that is told says whether it reads, writes or deletes."""
    record = Record(((Known("resourceArn"), Known("r")), (Known("sql"), statement)))
    told = resources.arguments("rds-data", "ExecuteStatement", record)
    call = SdkCall("rds-data", "ExecuteStatement", told, Place("a.py", 1), "client", "boto3")
    assert [(argument.name, found) for argument, found in effects(call)] == [("resourceArn", expected)]


def test_effects_name_what_there_is() -> None:
    """Every operation and service in the table of effects is one that botocore has."""
    for name in _BY_OPERATION:
        identity, _, operation = name.partition(":")
        service = tables.service(identity)
        assert service is not None
        assert operation in service.operations or operation in _SIGNED or identity == "es"
    assert set(tables.services()) >= _NOTHING | set(_CONFIGURED)
