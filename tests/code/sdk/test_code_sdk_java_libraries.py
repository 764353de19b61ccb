"""Java libraries on top of the SDK: objects for DynamoDB's tables, Powertools, caches, and frameworks."""

from __future__ import annotations

import pytest

from ennead.code.values import Env, Ref, Unknown
from tests.code.sdk.java_facts import V1, V2, Program, typed

ENHANCED = "software.amazon.awssdk.enhanced.dynamodb"
DOCUMENT = f"{V1}.dynamodbv2.document"
MAPPER = f"{V1}.dynamodbv2.datamodeling.DynamoDBMapper"
POWERTOOLS = "software.amazon.lambda.powertools"


def test_tables_of_the_enhanced_client() -> None:
    """A table object asks for items of its table, an index of its index."""
    p = Program()
    client = p.built(f"{ENHANCED}.DynamoDbEnhancedClient", ("dynamoDbClient", typed(f"{V2}.dynamodb.DynamoDbClient")))
    table = p.on(client, "table", Env("TABLE"), Unknown())
    p.on(table, "getItem", Unknown())
    p.on(table, "updateItem", Unknown())
    p.chain(table, ("query", Unknown()), ("items",), ("stream",))
    p.chain(table, ("index", "byName"), ("query", Unknown()))
    p.on(table, "tableName")
    p.on(typed(f"{ENHANCED}.DynamoDbTable"), "putItem", Unknown())
    assert p.seen() == [
        "dynamodb:GetItem TableName=Env (resource, java2)",
        "dynamodb:UpdateItem TableName=Env (resource, java2)",
        "dynamodb:Query TableName=Env (resource, java2)",
        "dynamodb:Query TableName=Env IndexName=byName (resource, java2)",
        "dynamodb:PutItem TableName=? (resource, java2)",
    ]


def test_several_tables_at_once() -> None:
    """Batches and transactions name their tables, and what is done to each."""
    p = Program()
    client = p.static(f"{ENHANCED}.DynamoDbEnhancedClient", "create")
    one, two = p.on(client, "table", "one", Unknown()), p.on(client, "table", "two", Unknown())
    p.filled(client, "transactWriteItems", lambda b: p.chain(b, ("addPutItem", one, 1), ("addDeleteItem", two, 1)))
    batch = p.chain(
        p.static(f"{ENHANCED}.model.WriteBatch", "builder", Unknown()),
        ("mappedTableResource", one),
        ("addPutItem", Unknown()),
        ("build",),
    )
    p.filled(client, "batchWriteItem", lambda b: p.on(b, "writeBatches", batch))
    read = p.built(f"{ENHANCED}.model.ReadBatch", ("mappedTableResource", two), ("addGetItem", Unknown()))
    p.on(client, "batchGetItem", p.built(f"{ENHANCED}.model.BatchGetItemEnhancedRequest", ("readBatches", read)))
    assert p.seen() == [
        "dynamodb:TransactWriteItems TransactItems[].Put.TableName=one TransactItems[].Delete.TableName=two"
        " (batch, java2)",
        "dynamodb:BatchWriteItem RequestItems.*.PutRequest=one (batch, java2)",
        "dynamodb:BatchGetItem RequestItems.*=two (batch, java2)",
    ]


def test_the_document_api() -> None:
    """1.x's table objects, and its batches."""
    p = Program()
    dynamo = p.new(f"{DOCUMENT}.DynamoDB", typed(f"{V1}.dynamodbv2.AmazonDynamoDB"))
    table = p.on(dynamo, "getTable", "t")
    p.on(table, "putItem", Unknown())
    p.chain(table, ("getIndex", "i"), ("query", Unknown()))
    p.on(typed(f"{DOCUMENT}.Table"), "getItem", "id", 1)
    items = p.on(p.new(f"{DOCUMENT}.TableWriteItems", "t"), "withItemsToPut", Unknown())
    p.on(dynamo, "batchWriteItem", items)
    assert p.seen() == [
        "dynamodb:PutItem TableName=t (resource, java1)",
        "dynamodb:Query TableName=t IndexName=i (resource, java1)",
        "dynamodb:GetItem TableName=? (resource, java1)",
        "dynamodb:BatchWriteItem RequestItems.*.PutRequest=t (batch, java1)",
    ]


def test_the_mapper() -> None:
    """It saves by updating, unless it is told to replace; its table may be named by a configuration."""
    p = Program()
    mapper = p.new(MAPPER, typed(f"{V1}.dynamodbv2.AmazonDynamoDB"))
    p.on(mapper, "save", Unknown())
    p.on(mapper, "load", Unknown(), "id")
    p.on(mapper, "batchSave", Unknown())
    config = f"{MAPPER}Config"
    replace = p.on(p.static(config, "builder"), "withSaveBehavior", Ref(config, ("SaveBehavior", "CLOBBER")))
    p.on(mapper, "save", Unknown(), p.on(replace, "build"))
    override = p.static(f"{config}.TableNameOverride", "withTableNameReplacement", "t")
    named = p.new(MAPPER, Unknown(), p.new(config, override))
    p.on(named, "delete", Unknown())
    assert p.seen() == [
        "dynamodb:UpdateItem TableName=? (resource, java1)",
        "dynamodb:GetItem TableName=? (resource, java1)",
        "dynamodb:BatchWriteItem (resource, java1)",
        "dynamodb:PutItem TableName=? (resource, java1)",
        "dynamodb:DeleteItem TableName=t (resource, java1)",
    ]


def test_parameters_of_powertools() -> None:
    """Providers ask for parameters, secrets, configurations and items."""
    p = Program()
    provider = p.static(f"{POWERTOOLS}.parameters.ParamManager", "getSsmProvider")
    p.on(provider, "get", "/p")
    p.on(p.on(provider, "withDecryption"), "get", "/q")
    p.on(provider, "getMultiple", "/r")
    p.on(p.static(f"{POWERTOOLS}.parameters.ParamManager", "getSecretsProvider"), "get", "s")
    p.on(p.built(f"{POWERTOOLS}.parameters.dynamodb.DynamoDbProvider", ("withTable", "t")), "get", "id")
    appconfig = (("withApplication", "a"), ("withEnvironment", "e"))
    p.on(p.built(f"{POWERTOOLS}.parameters.appconfig.AppConfigProvider", *appconfig), "get", "c")
    assert p.seen() == [
        "ssm:GetParameter Name=/p (helper, powertools)",
        "ssm:GetParameter Name=/q WithDecryption=True (helper, powertools)",
        "ssm:GetParametersByPath Path=/r (helper, powertools)",
        "secretsmanager:GetSecretValue SecretId=s (helper, powertools)",
        "dynamodb:GetItem TableName=t (helper, powertools)",
        "appconfigdata:StartConfigurationSession ApplicationIdentifier=a EnvironmentIdentifier=e"
        " ConfigurationProfileIdentifier=c (helper, powertools)",
        "appconfigdata:GetLatestConfiguration (helper, powertools)",
    ]


def test_the_store_of_idempotency() -> None:
    """A store of records does four things to its table."""
    p = Program()
    p.built(f"{POWERTOOLS}.idempotency.persistence.DynamoDBPersistenceStore", ("withTableName", Env("T")))
    assert p.seen() == [
        f"dynamodb:{name} TableName=Env (helper, powertools)"
        for name in ("GetItem", "PutItem", "UpdateItem", "DeleteItem")
    ]


def test_the_cache_of_secrets() -> None:
    """It looks at the secret before it reads the value."""
    p = Program()
    p.on(p.new("com.amazonaws.secretsmanager.caching.SecretCache"), "getSecretString", "s")
    assert p.seen() == [
        "secretsmanager:DescribeSecret SecretId=s (helper, java2)",
        "secretsmanager:GetSecretValue SecretId=s (helper, java2)",
    ]


def test_invokers_and_producers() -> None:
    """Libraries that hide the request."""
    p = Program()
    p.built(f"{V1}.lambda.invoke.LambdaInvokerFactory", ("lambdaClient", Unknown()))
    p.on(typed(f"{V1}.kinesis.producer.KinesisProducer"), "addUserRecord", "stream", "key", Unknown())
    assert p.seen() == [
        "lambda:Invoke FunctionName=? (helper, java1)",
        "kinesis:PutRecords StreamName=stream (helper, java2)",
    ]
    assert p.untold() == ["the function to invoke stands in an annotation of an interface"]


@pytest.mark.parametrize("cls", ["io.awspring.cloud.sqs.operations.SqsTemplate", "org.springframework.cloud.aws.X"])
def test_frameworks_are_said_once(cls: str) -> None:
    """A framework that talks to AWS in its own way is told of once."""
    p = Program()
    p.on(typed(cls), "send", "queue", Unknown())
    p.on(typed(cls), "send", "queue", Unknown())
    assert len(p.untold()) == 1
    assert p.seen() == []
