"""Requests that libraries on top of the SDK make: Powertools, Middy, and signing by hand."""

from __future__ import annotations

import pytest

from ennead.code.facts import CallFact
from ennead.code.values import Env, Known, Member, Own, Place, Unknown, Words
from tests.code.sdk.javascript_facts import call, new, on, ref, seen, untold

SSM = "@aws-lambda-powertools/parameters/ssm"
IDEMPOTENCY = "@aws-lambda-powertools/idempotency"
STORE = new(ref(f"{IDEMPOTENCY}/dynamodb", "DynamoDBPersistenceLayer"), {"tableName": "idem"})
SIGNER = new(ref("@smithy/signature-v4", "SignatureV4"), {"service": "execute-api", "region": "eu-west-1"})
HOST = "abc.execute-api.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (call(ref(SSM, "getParameter"), "/a", {"decrypt": True}),
         ["ssm:GetParameter Name=/a WithDecryption=True (helper, powertools)"]),
        (call(ref(SSM, "getParameters"), "/a"), ["ssm:GetParametersByPath Path=/a (helper, powertools)"]),
        (call(ref(SSM, "getParametersByName"), {"/a": {}, "/b": {"decrypt": True}}),
         ["ssm:GetParameter Name=/b WithDecryption=True (helper, powertools)",
          "ssm:GetParameters Names[]=/a (helper, powertools)"]),
        (on(new(ref(SSM, "SSMProvider")), "get", Env("NAME")), ["ssm:GetParameter Name=Env (helper, powertools)"]),
        (call(ref("@aws-lambda-powertools/parameters/secrets", "getSecret"), "s"),
         ["secretsmanager:GetSecretValue SecretId=s (helper, powertools)"]),
        (on(new(ref("@aws-lambda-powertools/parameters/dynamodb", "DynamoDBProvider"), {"tableName": "t"}),
            "getMultiple", "k"),
         ["dynamodb:Query TableName=t (helper, powertools)"]),
        (call(ref("@aws-lambda-powertools/parameters/appconfig", "getAppConfig"), "p",
              {"environment": "e", "application": "a"}),
         ["appconfigdata:StartConfigurationSession ApplicationIdentifier=a EnvironmentIdentifier=e "
          "ConfigurationProfileIdentifier=p (helper, powertools)",
          "appconfigdata:GetLatestConfiguration (helper, powertools)"]),
    ],
)  # fmt: skip
def test_parameters_of_powertools(fact: CallFact, expected: list[str]) -> None:
    """Functions and providers ask for what they are given."""
    assert seen(fact) == expected


@pytest.mark.parametrize(
    "callee", [ref(IDEMPOTENCY, "makeIdempotent"), ref(f"{IDEMPOTENCY}/middleware", "makeHandlerIdempotent")]
)
def test_idempotency_reads_and_writes_its_table(callee: Member) -> None:
    """Where the store is used, its table is read, written, updated and deleted from; where it is only made, nothing."""
    used = call(callee, {"persistenceStore": STORE})
    assert seen(call(STORE.callee, {"tableName": "idem"}), used) == [
        f"dynamodb:{operation} TableName=idem (helper, powertools)"
        for operation in ("GetItem", "PutItem", "UpdateItem", "DeleteItem")
    ]


def test_a_store_that_is_not_told_is_said() -> None:
    """A store of the application's own is followed elsewhere; one that is not told is said."""
    callee = ref(IDEMPOTENCY, "makeIdempotent")
    own = Own("instance", "Store", Place("store.ts", 1))
    assert untold(call(callee, Unknown(), {"persistenceStore": Unknown()})) == ["receiver"]
    assert untold(call(callee, Unknown(), {"persistenceStore": own})) == []


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (call(ref("@middy/ssm"), {"fetchData": {"a": "/a", "all": Words((Known("/"), Env("STAGE"), Known("/")))}}),
         ["ssm:GetParametersByPath Path=Words WithDecryption=True (helper, middy)",
          "ssm:GetParameters Names[]=/a WithDecryption=True (helper, middy)"]),
        (call(ref("@middy/secrets-manager"), {"fetchData": {"a": "s"}}),
         ["secretsmanager:GetSecretValue SecretId=s (helper, middy)"]),
        (call(ref("@middy/dynamodb"), {"fetchData": {"a": {"TableName": "t", "Key": {}}}}),
         ["dynamodb:GetItem TableName=t (helper, middy)"]),
        (call(ref("@middy/s3"), {"fetchData": {"a": {"Bucket": "b", "Key": "k"}}}),
         ["s3:GetObject Bucket=b Key=k (helper, middy)"]),
        (call(ref("@middy/sts"), {"fetchData": {"a": {"RoleArn": "r"}}}), ["sts:AssumeRole RoleArn=r (helper, middy)"]),
        (call(ref("@middy/appconfig"), {"fetchData": {"a": {"Application": "x", "Environment": "e"}}}),
         ["appconfigdata:StartConfigurationSession ApplicationIdentifier=x EnvironmentIdentifier=e (helper, middy)",
          "appconfigdata:GetLatestConfiguration (helper, middy)"]),
        (call(ref("@middy/rds-signer"), {"fetchData": {"t": {"hostname": "h", "username": "u"}}}),
         ["rds:GenerateDbAuthToken DBHostname=h DBUsername=u (signed, middy)"]),
        (call(ref("@middy/ws-response"), {"awsClientOptions": {"endpoint": "e"}}),
         ["apigatewaymanagementapi:PostToConnection Endpoint=e (helper, middy)"]),
        (call(ref("@middy/core"), Unknown()), []),
    ],
)  # fmt: skip
def test_middlewares(fact: CallFact, expected: list[str]) -> None:
    """A middleware asks for what its settings say it fetches."""
    assert seen(fact) == expected


def test_settings_of_a_middleware_that_are_not_told_are_said() -> None:
    """What a middleware fetches may come from elsewhere."""
    assert untold(call(ref("@middy/ssm"), {"fetchData": Unknown()}), call(ref("@middy/s3"), Unknown())) == [
        "receiver",
        "receiver",
    ]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (on(SIGNER, "sign",
            new(ref("@smithy/protocol-http", "HttpRequest"), {"hostname": HOST, "path": "/x", "method": "GET"})),
         [f"execute-api:Invoke url=https://{HOST}/x method=GET (signed, http)"]),
        (call(ref("aws4", "sign"), {"host": HOST, "path": "/x"}),
         [f"execute-api:Invoke url=https://{HOST}/x (signed, http)"]),
        (call(ref("aws4", "sign"), {"service": "appsync", "host": Env("HOST")}),
         ["appsync:GraphQL url=Words (signed, http)"]),
        (on(new(ref("@aws-sdk/signature-v4", "SignatureV4"), {"service": "es"}), "sign", {"method": "POST"}),
         ["es:ESHttpPost method=POST (signed, http)"]),
        (on(new(ref("aws4fetch", "AwsClient"), {"service": "lambda"}), "fetch", "https://u.example"),
         ["lambda:InvokeFunctionUrl url=https://u.example (signed, http)"]),
        (on(new(ref("aws-sdk", "Signers", "V4"), new(ref("aws-sdk", "HttpRequest"), "https://s.example"), "es"),
            "addAuthorization", Unknown()),
         ["es:ESHttpGet url=https://s.example (signed, js2)"]),
    ],
)  # fmt: skip
def test_requests_signed_by_hand(fact: CallFact, expected: list[str]) -> None:
    """The name a request is signed with, or its host, says the service; the URL and the method are arguments."""
    assert seen(fact) == expected


def test_signatures_that_say_no_operation_are_said() -> None:
    """A request signed for a service with operations of its own, or for an untold one, is said."""
    other = new(ref("@smithy/signature-v4", "SignatureV4"), {"service": "dynamodb"})
    unknown = new(ref("@smithy/signature-v4", "SignatureV4"), Unknown())
    assert untold(on(other, "sign", {}), on(unknown, "presign", {})) == ["receiver", "receiver"]
