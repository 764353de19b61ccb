"""The tables of the SDKs: services, operations, and what each SDK calls them."""

from __future__ import annotations

import pytest

from ennead.code.sdk import tables
from ennead.code.sdk.clients import _JAVA1, _JAVA2, _JS2, _JS3


def test_tables_are_dated() -> None:
    """The tables say of which release they are."""
    assert tables.as_of() >= "2026-11-20"
    assert tables.source().startswith("botocore ")


@pytest.mark.parametrize(
    ("service", "python", "camel", "operation"),
    [
        ("s3", "get_object", "getObject", "GetObject"),
        ("s3", "list_objects_v2", "listObjectsV2", "ListObjectsV2"),
        ("dynamodb", "transact_write_items", "transactWriteItems", "TransactWriteItems"),
        ("storagegateway", "create_cached_iscsi_volume", "createCachediSCSIVolume", "CreateCachediSCSIVolume"),
        ("wafv2", "list_web_acls", "listWebACLs", "ListWebACLs"),
        ("lambda", "invoke", "invoke", "Invoke"),
    ],
)
def test_methods_are_operations(service: str, python: str, camel: str, operation: str) -> None:
    """A method of Python, JavaScript or Java leads to its operation."""
    found = tables.service(service)
    assert found is not None
    assert found.operation_of_python(python) == operation
    assert found.operation_of_camel(camel) == operation
    assert found.operation_of_python("GetObject") is None


def test_a_service_tells_its_parts() -> None:
    """Parameters, paginators, waiters and names of a service are told."""
    found = tables.service("stepfunctions")
    assert found is not None
    assert (found.service_id, found.endpoint_prefix, found.signing_name) == ("SFN", "states", "states")
    assert found.required("StartExecution") == {"stateMachineArn"}
    assert "ListExecutions" in found.paginators
    s3 = tables.service("s3")
    assert s3 is not None
    assert s3.waiter("object_exists") == s3.waiter("ObjectExists") == "HeadObject"
    assert s3.parameter("PutObject", "ssekmsKeyId") == "SSEKMSKeyId"
    assert s3.parameter("PutObject", "nothing") is None
    assert s3.required("NoSuchOperation") == frozenset()


def test_unknown_services_are_none() -> None:
    """A service that the table does not have is none."""
    assert tables.service("no-such-service") is None
    assert tables.resource_models("no-such-service") == tables.resource_models("lambda") == {}


@pytest.mark.parametrize(
    ("method", "services"),
    [
        ("put_item", {"dynamodb"}),
        ("putItem", {"dynamodb"}),
        ("get_object", {"s3", "mediastore-data"}),
        ("query", set()),
        ("Query", set()),
        ("no_such_method", set()),
        ("put_item\n", set()),
        ("", set()),
    ],
)
def test_distinctive_methods(method: str, services: set[str]) -> None:
    """A method of several words tells which services it may be of; one of one word tells nothing."""
    assert tables.distinctive(method) == services


@pytest.mark.parametrize(
    ("package", "service"),
    [
        ("@aws-sdk/client-s3", "s3"),
        ("@aws-sdk/client-sfn", "stepfunctions"),
        ("@aws-sdk/client-eventbridge", "events"),
        ("@aws-sdk/client-cloudwatch-events", "events"),
        ("@aws-sdk/client-cognito-identity-provider", "cognito-idp"),
        ("@aws-sdk/client-secrets-manager", "secretsmanager"),
        ("@aws-sdk/client-rds-data", "rds-data"),
        ("@aws-sdk/client-lex-runtime-service", "lex-runtime"),
        ("@aws-sdk/lib-dynamodb", None),
        ("s3", None),
    ],
)
def test_packages_of_javascript_v3(package: str, service: str | None) -> None:
    """A client's package leads to its service."""
    assert tables.js3_service(package) == service


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("AWS.S3", "s3"),
        ("DynamoDB.DocumentClient", "dynamodb"),
        ("AWS.CognitoIdentityServiceProvider", "cognito-idp"),
        ("StepFunctions", "stepfunctions"),
        ("EventBridge", "events"),
        ("CloudWatchLogs", "logs"),
        ("IotData", "iot-data"),
        ("RDSDataService", "rds-data"),
        ("cognitoidentityserviceprovider", "cognito-idp"),
        ("AWS.Credentials", None),
    ],
)
def test_classes_of_javascript_v2(name: str, service: str | None) -> None:
    """A class, a class inside it, or a module of a client leads to its service."""
    assert tables.js2_service(name) == service


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("software.amazon.awssdk.services.dynamodb.DynamoDbClient", "dynamodb"),
        ("software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient", "dynamodb"),
        ("software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient", "dynamodbstreams"),
        ("software.amazon.awssdk.services.sfn.SfnClient", "stepfunctions"),
        ("software.amazon.awssdk.services.eventbridge.EventBridgeClient", "events"),
        ("software.amazon.awssdk.services.cloudwatchevents.CloudWatchEventsClient", "events"),
        ("software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient", "cognito-idp"),
        ("software.amazon.awssdk.services.s3.S3ClientBuilder", "s3"),
        ("software.amazon.awssdk.services.s3.model.GetObjectRequest", None),
        ("com.example.S3Client", None),
    ],
)
def test_classes_of_java_v2(name: str, service: str | None) -> None:
    """A client, its asynchronous form and its builder lead to the service; other classes of the SDK do not."""
    assert tables.java2_service(name) == service


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("com.amazonaws.services.dynamodbv2.AmazonDynamoDB", "dynamodb"),
        ("com.amazonaws.services.dynamodbv2.AmazonDynamoDBClient", "dynamodb"),
        ("com.amazonaws.services.lambda.AWSLambda", "lambda"),
        ("com.amazonaws.services.s3.AmazonS3ClientBuilder", "s3"),
        ("com.amazonaws.services.sqs.AmazonSQSAsyncClientBuilder", "sqs"),
        ("com.amazonaws.services.stepfunctions.AWSStepFunctions", "stepfunctions"),
        ("com.amazonaws.services.lambda.runtime.Context", None),
        ("AmazonS3", None),
    ],
)
def test_classes_of_java_v1(name: str, service: str | None) -> None:
    """A client of the first SDK for Java, its asynchronous form and its builder lead to the service."""
    assert tables.java1_service(name) == service


def test_names_lead_to_services_that_there_are() -> None:
    """Every name in the hand-made tables leads to a service of the table."""
    known = set(tables.services())
    assert {service for table in (_JAVA1, _JAVA2, _JS2, _JS3) for service in table.values()} <= known
    assert len(set(_JAVA1.values())) >= 45


def test_signing_names() -> None:
    """A signing name tells whose requests it signs."""
    assert "lambda" in tables.signed_as("lambda")
    assert "cognito-idp" in tables.signed_as("cognito-idp")


def test_resource_models() -> None:
    """A model of a resource object has its identifiers and what its requests are filled with."""
    table = tables.resource_models("dynamodb")["Table"]
    assert table["ids"] == ["Name"]
    assert table["actions"]["put_item"] == {"operation": "PutItem", "params": [["TableName", "identifier", "Name"]]}
    assert table["load"]["operation"] == "DescribeTable"
    assert "item_count" in table["attributes"]
    assert "name" not in table["attributes"]
