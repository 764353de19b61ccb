"""Requests of the SDK for JavaScript v2."""

from __future__ import annotations

import pytest

from ennead.code.facts import CallFact
from ennead.code.values import Element, Known, Member, Own, Place, Ref, Typed, Unknown
from tests.code.sdk.javascript_facts import call, made, new, on, ref, seen, untold

AWS = ref("aws-sdk")
S3 = new(ref("aws-sdk", "S3"))
DOC = new(ref("aws-sdk", "DynamoDB", "DocumentClient"), {"region": "eu-west-1"})
CALLBACK = Own("function", "done", Place("app.js", 9))
STEPS = ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload")


@pytest.mark.parametrize(
    "client",
    [
        S3,
        new(Member(AWS, "S3")),
        new(ref("aws-sdk/clients/s3")),
        new(ref("aws-sdk/clients/s3", "default")),
        new(ref("aws-sdk/clients/all", "S3")),
        new(Member(made(ref("aws-xray-sdk", "captureAWS"), AWS), "S3")),
        new(Member(made(ref("aws-xray-sdk-core", "captureAWS"), AWS), "S3")),
        made(ref("aws-xray-sdk", "captureAWSClient"), S3),
        Typed(Ref("aws-sdk", ("S3",))),
    ],
)
def test_a_method_of_a_client_is_a_request(client: Unknown) -> None:
    """However the class is brought in and traced, its methods are requests; what is done with the promise is none."""
    asked = on(client, "getObject", {"Bucket": "b", "Key": "k"})
    promised = on(made(Member(client, "getObject"), {"Bucket": "b", "Key": "k"}), "promise")
    assert seen(asked, promised) == ["s3:GetObject Bucket=b Key=k (client, js2)"]
    assert untold(asked, promised) == []


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (on(S3, "getObject", {"Bucket": "b"}, CALLBACK), "s3:GetObject Bucket=b (client, js2)"),
        (on(S3, "listBuckets", CALLBACK), "s3:ListBuckets (client, js2)"),
        (on(S3, "getObjectAsync", {"Bucket": "b"}), "s3:GetObject Bucket=b (client, js2)"),
        (on(DOC, "get", {"TableName": "t"}), "dynamodb:GetItem TableName=t (client, js2)"),
        (on(DOC, "batchWrite", {"RequestItems": {"t": [{"PutRequest": {}}]}}),
         "dynamodb:BatchWriteItem RequestItems.*.PutRequest=t (client, js2)"),
        (on(DOC, "transactGet", {"TransactItems": [{"Get": {"TableName": "t"}}]}),
         "dynamodb:TransactGetItems TransactItems[].Get.TableName=t (client, js2)"),
        (on(new(ref("aws-sdk/clients/dynamodb", "DocumentClient")), "scan", {"TableName": "t"}),
         "dynamodb:Scan TableName=t (client, js2)"),
        (on(new(ref("aws-sdk", "CognitoIdentityServiceProvider")), "adminGetUser", {"UserPoolId": "p"}),
         "cognito-idp:AdminGetUser UserPoolId=p (client, js2)"),
        (on(new(ref("aws-sdk/clients/stepfunctions")), "startExecution", {"stateMachineArn": "a"}),
         "stepfunctions:StartExecution stateMachineArn=a (client, js2)"),
        (on(new(ref("aws-sdk", "S3"), {"params": {"Bucket": "bound"}}), "getObject", {"Key": "k"}),
         "s3:GetObject Bucket=bound Key=k (client, js2)"),
        (on(new(ref("aws-sdk", "S3"), {"params": {"Bucket": "bound"}}), "getObject", {"Bucket": "b", "Key": "k"}),
         "s3:GetObject Bucket=b Key=k (client, js2)"),
        (on(S3, "getSignedUrl", "putObject", {"Bucket": "b"}), "s3:PutObject Bucket=b (presigned, js2)"),
        (on(S3, "getSignedUrlPromise", "getObject", {"Bucket": "b"}), "s3:GetObject Bucket=b (presigned, js2)"),
        (on(S3, "createPresignedPost", {"Bucket": "b", "Fields": {"key": "k"}}),
         "s3:PutObject Bucket=b Key=k (presigned, js2)"),
        (on(S3, "waitFor", "objectExists", {"Bucket": "b"}), "s3:HeadObject Bucket=b (waiter, js2)"),
        (on(S3, "makeRequest", "getObject", {"Bucket": "b"}), "s3:GetObject Bucket=b (client, js2)"),
        (call(Element(S3, Known("getObject")), {"Bucket": "b"}), "s3:GetObject Bucket=b (client, js2)"),
        (on(new(ref("aws-sdk", "RDS", "Signer"), {"hostname": "h"}), "getAuthToken", {"username": "u"}),
         "rds:GenerateDbAuthToken DBHostname=h DBUsername=u (signed, js2)"),
        (call(ref("aws-sdk", "ChainableTemporaryCredentials"), {"params": {"RoleArn": "r"}})._replace(new=True),
         "sts:AssumeRole RoleArn=r (helper, js2)"),
        (on(new(ref("aws-sdk", "ApiGatewayManagementApi"), {"endpoint": "e"}), "postToConnection", {}),
         "apigatewaymanagementapi:PostToConnection Endpoint=e (client, js2)"),
    ],
)  # fmt: skip
def test_requests(fact: CallFact, expected: str) -> None:
    """Every way of the SDK to ask a service is told, with how."""
    assert seen(fact) == [expected]
    assert untold(fact) == []


@pytest.mark.parametrize(
    "fact",
    [
        on(S3, "upload", {"Bucket": "b", "Key": "k"}),
        on(new(ref("aws-sdk", "S3", "ManagedUpload"), {"params": {"Bucket": "b", "Key": "k"}}), "promise"),
    ],
)
def test_an_upload_in_parts_asks_for_all_its_steps(fact: CallFact) -> None:
    """Uploads write the object at once or in parts."""
    assert seen(fact) == [f"s3:{operation} Bucket=b Key=k (transfer, js2)" for operation in STEPS]


@pytest.mark.parametrize(
    ("fact", "klass"),
    [
        (call(Element(S3, Unknown()), {}), "dynamic"),
        (on(S3, "getSignedUrl", Unknown(), {}), "dynamic"),
        (on(S3, "noSuchThing", {}), "receiver"),
        (on(S3, "waitFor", Unknown(), {}), "receiver"),
        (on(new(Element(AWS, Unknown())), "getObject", {}), "dynamic"),
        (on(new(ref("aws-sdk", "NoSuchService")), "getThing", {}), "receiver"),
    ],
)
def test_what_cannot_be_told_is_said(fact: CallFact, klass: str) -> None:
    """A method or client named at run time, or not known, is said."""
    assert seen(fact) == []
    assert untold(fact) == [klass]


@pytest.mark.parametrize(
    "fact",
    [
        call(ref("aws-sdk", "S3")),
        on(ref("aws-sdk", "config"), "update", {"region": "eu-west-1"}),
        on(new(ref("aws-sdk", "Credentials"), "a", "b"), "get", CALLBACK),
        on(made(Member(S3, "getObject"), {}), "on", "success", CALLBACK),
        on(S3, "setupRequestListeners", CALLBACK),
        call(ref("aws-sdk", "DynamoDB", "Converter", "marshall"), {}),
    ],
)
def test_what_is_no_request(fact: CallFact) -> None:
    """Settings, credentials, listeners and converters ask for nothing."""
    assert seen(fact) == []
    assert untold(fact) == []
