"""Of which class an object is that a chain of calls gave, as far as the SDK's own methods tell."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ennead.code.hosts.java_chains import Chain, chain, start
from ennead.code.sdk import tables
from ennead.code.values import Value

ENHANCED = "software.amazon.awssdk.enhanced.dynamodb."
DOCUMENT = "com.amazonaws.services.dynamodbv2.document."
_POWERTOOLS = "software.amazon.lambda.powertools.parameters."
_VERSION1 = "com.amazonaws.services."
_VERSION2 = "software.amazon.awssdk.services."


class Client(NamedTuple):
    """A client of a service: botocore's name of it, and java1 or java2."""

    service: str
    sdk: str


class Subject(NamedTuple):
    """The class of an object; `#waiter` and `#utilities` after it for those that a client gives."""

    cls: str
    chain: Chain


_STEPS = {
    (f"{ENHANCED}DynamoDbEnhancedClient", "table"): f"{ENHANCED}DynamoDbTable",
    (f"{ENHANCED}DynamoDbEnhancedAsyncClient", "table"): f"{ENHANCED}DynamoDbTable",
    (f"{ENHANCED}DynamoDbTable", "index"): f"{ENHANCED}DynamoDbIndex",
    (f"{ENHANCED}DynamoDbAsyncTable", "index"): f"{ENHANCED}DynamoDbIndex",
    (f"{DOCUMENT}DynamoDB", "getTable"): f"{DOCUMENT}Table",
    (f"{DOCUMENT}DynamoDB", "createTable"): f"{DOCUMENT}Table",
    (f"{DOCUMENT}Table", "getIndex"): f"{DOCUMENT}Index",
    (f"{_POWERTOOLS}ParamManager", "getSsmProvider"): f"{_POWERTOOLS}SSMProvider",
    (f"{_POWERTOOLS}ParamManager", "getSecretsProvider"): f"{_POWERTOOLS}SecretsProvider",
    (f"{_POWERTOOLS}ParamManager", "getDynamoDbProvider"): f"{_POWERTOOLS}DynamoDbProvider",
    (f"{_POWERTOOLS}ParamManager", "getAppConfigProvider"): f"{_POWERTOOLS}AppConfigProvider",
}
_ALIASES = {
    "com.amazon.sqs.javamessaging.AmazonSQSExtendedClient": Client("sqs", "java1"),
    "com.amazon.sqs.javamessaging.AmazonSQSExtendedAsyncClient": Client("sqs", "java2"),
    "com.amazonaws.services.sqs.buffered.AmazonSQSBufferedAsyncClient": Client("sqs", "java1"),
    "software.amazon.sns.AmazonSNSExtendedClient": Client("sns", "java1"),
    "software.amazon.sns.AmazonSNSExtendedAsyncClient": Client("sns", "java2"),
    "software.amazon.encryption.s3.S3EncryptionClient": Client("s3", "java2"),
    "software.amazon.encryption.s3.S3AsyncEncryptionClient": Client("s3", "java2"),
    "com.amazonaws.services.s3.AmazonS3EncryptionClient": Client("s3", "java1"),
    "com.amazonaws.services.s3.AmazonS3EncryptionClientBuilder": Client("s3", "java1"),
    "com.amazonaws.services.s3.AmazonS3EncryptionClientV2": Client("s3", "java1"),
    "com.amazonaws.services.s3.AmazonS3EncryptionClientV2Builder": Client("s3", "java1"),
    "com.amazonaws.services.s3.AmazonS3EncryptionV2": Client("s3", "java1"),
}
"""Clients around those of a service."""

_V1_PACKAGES = {
    "certificatemanager": "acm",
    "cloudwatchevents": "events",
    "cognitoidentity": "cognito-identity",
    "cognitoidp": "cognito-idp",
    "dynamodbv2": "dynamodb",
    "elasticfilesystem": "efs",
    "elasticmapreduce": "emr",
    "eventbridge": "events",
    "identitymanagement": "iam",
    "iotdata": "iot-data",
    "kinesisfirehose": "firehose",
    "rdsdata": "rds-data",
    "redshiftdataapi": "redshift-data",
    "sagemakerruntime": "sagemaker-runtime",
    "securitytoken": "sts",
    "simpleemail": "ses",
    "simpleemailv2": "sesv2",
    "simplesystemsmanagement": "ssm",
    "timestreamquery": "timestream-query",
    "timestreamwrite": "timestream-write",
    "bedrockruntime": "bedrock-runtime",
}


def subject(value: Value) -> Subject | None:
    """The class of the object; None where it is not told, or the chain has led to what a service answered."""
    receiver = chain(value)
    begun = start(receiver.root)
    if begun is None or not begun.cls:
        return None
    cls = begun.cls.removesuffix(".Builder")
    if begun.static:
        cls = _step(cls, begun.static)
    for link in receiver.links:
        cls = _step(cls, link.name)
        if not cls:
            return None
    return Subject(cls, receiver)


@lru_cache(maxsize=1024)
def client(cls: str) -> Client | None:
    """The client that the class is; None for any other class."""
    cls = cls.partition("#")[0]
    if cls in _ALIASES:
        return _ALIASES[cls]
    if cls.startswith(_VERSION2):
        found = tables.java2_service(cls)
        return Client(found, "java2") if found is not None else None
    found = tables.java1_service(cls) if cls.startswith(_VERSION1) else None
    return Client(found, "java1") if found is not None else None


@lru_cache(maxsize=1024)
def of_model(cls: str) -> Client | None:
    """Whose a class of the SDK's models is, by its package; also of presigners, waiters and utilities."""
    if cls.startswith(_VERSION2):
        words = cls.removeprefix(_VERSION2).split(".")
        for length in (2, 1):
            found = tables.java2_service(f"{_VERSION2}{'.'.join(words[:length])}.Client")
            if found is not None and len(words) > length:
                return Client(found, "java2")
        return None
    if not cls.startswith(_VERSION1):
        return None
    package = cls.removeprefix(_VERSION1).partition(".")[0]
    identity = _V1_PACKAGES.get(package, package)
    return Client(identity, "java1") if tables.service(identity) is not None else None


@lru_cache(maxsize=4096)
def _step(cls: str, method: str) -> str:
    """The class of what a method gives; "" where that is no object of the SDK to ask for more."""
    known = _STEPS.get((cls, method))
    if known is not None:
        return known
    if cls.startswith(_POWERTOOLS) and method in ("get", "getMultiple"):
        return ""
    of = client(cls)
    if of is None or "#" in cls:
        return cls
    if method in ("waiter", "waiters"):
        return f"{cls}#waiter"
    if method == "utilities":
        return f"{cls}#utilities"
    service = tables.service(of.service)
    if service is not None and service.operation_of_camel(method.removesuffix("Paginator").removesuffix("Async")):
        return ""
    return cls
