"""Libraries on top of the SDK: Powertools, the cache of secrets, Lambda's invoker, Kinesis' producer."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.hosts.java_chains import Chain, start
from ennead.code.sdk.java.request import Answer, Asked, first, record, request, unresolved
from ennead.code.values import Known, Record, Value

# -- Powertools -------------------------------------------------------------------------------------------------------


def _helper(asked: Asked, service: str, operation: str, told: Record) -> Answer:
    yield from request(asked.fact, service, operation, told, how="helper", sdk="powertools")


def _called(of: Chain, name: str) -> Value | None:
    """What a method of the chain was given; a constant where it took nothing."""
    for link in of.links:
        if link.name == name:
            return link.args[0] if link.args else Known(True)
    return None


def parameters(asked: Asked) -> Answer:
    """`SSMProvider`: `get(name)`, `getMultiple(path)`."""
    decrypt = _called(asked.chain, "withDecryption")
    if asked.method == "get":
        told = record(Name=first(asked.fact), WithDecryption=decrypt)
        yield from _helper(asked, "ssm", "GetParameter", told)
    elif asked.method == "getMultiple":
        told = record(Path=first(asked.fact), WithDecryption=decrypt)
        yield from _helper(asked, "ssm", "GetParametersByPath", told)


def secrets(asked: Asked) -> Answer:
    """`SecretsProvider.get(name)`."""
    if asked.method == "get":
        yield from _helper(asked, "secretsmanager", "GetSecretValue", record(SecretId=first(asked.fact)))


def table_provider(asked: Asked) -> Answer:
    """`DynamoDbProvider`; its table is named when it is made."""
    operation = {"get": "GetItem", "getMultiple": "Query"}.get(asked.method)
    if operation is not None:
        table = _called(asked.chain, "withTable") or _static_argument(asked, "getDynamoDbProvider")
        yield from _helper(asked, "dynamodb", operation, record(TableName=table))


def _static_argument(asked: Asked, static: str, number: int = 0) -> Value | None:
    begun = start(asked.chain.root)
    if begun is None or begun.static != static or len(begun.args) <= number:
        return None
    return begun.args[number]


def configuration(asked: Asked) -> Answer:
    """`AppConfigProvider.get(profile)`."""
    if asked.method != "get":
        return
    of = asked.chain
    told = record(
        ApplicationIdentifier=_called(of, "withApplication") or _static_argument(asked, "getAppConfigProvider", 1),
        EnvironmentIdentifier=_called(of, "withEnvironment") or _static_argument(asked, "getAppConfigProvider"),
        ConfigurationProfileIdentifier=first(asked.fact),
    )
    yield from _helper(asked, "appconfigdata", "StartConfigurationSession", told)
    yield from _helper(asked, "appconfigdata", "GetLatestConfiguration", Record(()))


def store(asked: Asked) -> Answer:
    """`DynamoDBPersistenceStore.builder().withTableName(name).build()`: the records of idempotency."""
    if asked.method != "build":
        return
    args = asked.fields.told.settings(asked.chain.root).get("withTableName", ())
    table = _called(asked.chain, "withTableName") or (args[0] if args else None)
    for operation in ("GetItem", "PutItem", "UpdateItem", "DeleteItem"):
        yield from _helper(asked, "dynamodb", operation, record(TableName=table))


def batches(asked: Asked) -> Answer:
    """1.x: `SqsUtils.batchProcessor(event, handler)` deletes what was handled when a part of a batch fails."""
    if asked.method == "batchProcessor":
        yield from _helper(asked, "sqs", "DeleteMessageBatch", Record((), open=True))
    elif asked.method == "enrichedMessageFromLargeMessage":
        yield from _helper(asked, "s3", "GetObject", Record((), open=True))


def large_messages(fact: CallFact, method: str) -> Answer:
    """`LargeMessages.processLargeMessage(message, function)` fetches what the message refers to, and deletes it unless
    a third argument says not to."""
    if method != "processLargeMessage":
        return
    operations = ("GetObject",) if first(fact, 2) == Known(False) else ("GetObject", "DeleteObject")
    for operation in operations:
        yield from request(fact, "s3", operation, Record((), open=True), how="helper", sdk="powertools")


# -- others -----------------------------------------------------------------------------------------------------------


def secret_cache(asked: Asked) -> Answer:
    """`SecretCache.getSecretString(id)` asks which version is the current one first."""
    if asked.method in ("getSecretString", "getSecretBinary", "refreshNow"):
        told = record(SecretId=first(asked.fact))
        for operation in ("DescribeSecret", "GetSecretValue"):
            yield from request(asked.fact, "secretsmanager", operation, told, how="helper", sdk="java2")


def invoker(asked: Asked) -> Answer:
    """1.x: `LambdaInvokerFactory.builder().build(Service.class)`; the function stands in an annotation."""
    if asked.method == "build":
        told = Record((), open=True)
        yield from request(asked.fact, "lambda", "Invoke", told, how="helper", sdk="java1")
        yield from unresolved(asked.fact, "the function to invoke stands in an annotation of an interface")


def producer(asked: Asked) -> Answer:
    """`KinesisProducer.addUserRecord(stream, key, data)`."""
    if asked.method == "addUserRecord":
        told = record(StreamName=first(asked.fact) if len(asked.fact.args) > 1 else None)
        yield from request(asked.fact, "kinesis", "PutRecords", told, how="helper", sdk="java2")


def role(asked: Asked) -> Answer:
    """Credentials of another role: `StsAssumeRoleCredentialsProvider.builder().refreshRequest(r -> r.roleArn(a))`."""
    if asked.method == "refreshRequest":
        told = asked.fields.record(first(asked.fact), "sts", "AssumeRole", asked.method)
        yield from request(asked.fact, "sts", "AssumeRole", told, how="helper", sdk="java2")
