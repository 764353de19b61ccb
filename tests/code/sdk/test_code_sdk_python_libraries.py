"""Requests of libraries over boto3: Powertools, awswrangler, signed HTTP, secret caching, pandas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ennead.code.values import Env, Known, Words
from tests.code.sdk.python_trace import Trace

Program = Callable[[Trace], object]
ORDERS = Env("ORDERS")
_UTILITIES = "aws_lambda_powertools.utilities"


def check(program: Program, expected: list[str]) -> None:
    """A program asks for these and leaves nothing unresolved."""
    trace = Trace()
    program(trace)
    assert trace.requests() == expected
    assert trace.unresolved() == []


def _parameters(trace: Trace) -> Any:
    return trace.outside(_UTILITIES, "parameters")


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (lambda t: _parameters(t).get_parameter("/flag"), ["ssm:GetParameter Name=/flag"]),
        (
            lambda t: t.outside(f"{_UTILITIES}.parameters.ssm", "get_parameter")(name="/flag", decrypt=True),
            ["ssm:GetParameter Name=/flag WithDecryption=True"],
        ),
        (lambda t: _parameters(t).get_parameters("/all"), ["ssm:GetParametersByPath Path=/all"]),
        (
            lambda t: _parameters(t).get_parameters_by_name(parameters={"/a": {}, "/b": {}}),
            ["ssm:GetParameters Names[]=/a Names[]=/b"],
        ),
        (lambda t: _parameters(t).get_secret(ORDERS), ["secretsmanager:GetSecretValue SecretId=$ORDERS"]),
        (lambda t: _parameters(t).SSMProvider().get_multiple("/all"), ["ssm:GetParametersByPath Path=/all"]),
        (lambda t: _parameters(t).DynamoDBProvider(table_name="t").get("x"), ["dynamodb:GetItem TableName=t"]),
        (lambda t: _parameters(t).DynamoDBProvider("t").get_multiple("x"), ["dynamodb:Query TableName=t"]),
        (
            lambda t: _parameters(t).get_app_config("flags", environment="prod", application="shop"),
            [
                f"appconfigdata:{operation} ApplicationIdentifier=shop EnvironmentIdentifier=prod "
                "ConfigurationProfileIdentifier=flags"
                for operation in ("StartConfigurationSession", "GetLatestConfiguration")
            ],
        ),
        (
            lambda t: t.outside(f"{_UTILITIES}.idempotency", "idempotent")(
                persistence_store=t.outside(f"{_UTILITIES}.idempotency", "DynamoDBPersistenceLayer")(table_name=ORDERS)
            ),
            [f"dynamodb:{verb}Item TableName=$ORDERS" for verb in ("Get", "Put", "Update", "Delete")],
        ),
        (lambda t: t.outside(f"{_UTILITIES}.idempotency", "DynamoDBPersistenceLayer")(table_name=ORDERS), []),
        (
            lambda t: t.outside(f"{_UTILITIES}.streaming.s3_object", "S3Object")(bucket="b", key="k"),
            ["s3:HeadObject Bucket=b Key=k", "s3:GetObject Bucket=b Key=k"],
        ),
        (
            lambda t: t.outside(f"{_UTILITIES}.feature_flags", "FeatureFlags")(
                store=t.outside(f"{_UTILITIES}.feature_flags", "AppConfigStore")("prod", "shop", "flags")
            ).evaluate(name="new", default=False),
            [
                f"appconfigdata:{operation} ApplicationIdentifier=shop EnvironmentIdentifier=prod "
                "ConfigurationProfileIdentifier=flags"
                for operation in ("StartConfigurationSession", "GetLatestConfiguration")
            ],
        ),
        (lambda t: t.outside("aws_lambda_powertools", "Logger")().info("x"), []),
        (lambda t: t.outside(f"{_UTILITIES}.batch", "process_partial_response")(event=t.event()), []),
    ],
)
def test_powertools(program: Program, expected: list[str]) -> None:
    """Functions and providers of Powertools are the requests that they make."""
    check(program, [f"{line} helper powertools" for line in expected])


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            lambda w: w.s3.read_csv("s3://lake/orders/"),
            [
                "s3:ListObjectsV2 Bucket=lake",
                "s3:HeadObject Bucket=lake Key=orders/",
                "s3:GetObject Bucket=lake Key=orders/",
            ],
        ),
        (
            lambda w: w.s3.read_parquet(["s3://lake/a", "s3://lake/b"]),
            [f"s3:{verb}Object Bucket=lake Key={key}" for key in "ab" for verb in ("Head", "Get")],
        ),
        (
            lambda w: w.s3.to_json(df=None, path=Words((Known("s3://"), ORDERS, Known("/x.json")))),
            ["s3:PutObject Bucket=$ORDERS Key=x.json"],
        ),
        (lambda w: w.s3.upload("/tmp/a", "s3://lake/a"), ["s3:PutObject Bucket=lake Key=a"]),
        (
            lambda w: w.s3.delete_objects("s3://lake/old/"),
            ["s3:ListObjectsV2 Bucket=lake", "s3:DeleteObjects Bucket=lake"],
        ),
        (
            lambda w: w.dynamodb.put_items(items=[], table_name="t"),
            ["dynamodb:DescribeTable TableName=t", "dynamodb:BatchWriteItem RequestItems.*.PutRequest=t"],
        ),
        (
            lambda w: w.dynamodb.read_items(table_name="t", key_condition_expression="x"),
            ["dynamodb:DescribeTable TableName=t", "dynamodb:Query TableName=t"],
        ),
        (lambda w: w.secretsmanager.get_secret_json("s"), ["secretsmanager:GetSecretValue SecretId=s"]),
        (lambda w: w.sts.get_account_id(), ["sts:GetCallerIdentity"]),
        (lambda w: w.catalog.table(database="d", table="t"), ["glue:GetTable DatabaseName=d Name=t"]),
        (
            lambda w: w.athena.read_sql_query("SELECT 1", database="d", s3_output="s3://out/x/"),
            [
                "athena:StartQueryExecution QueryExecutionContext.Database=d QueryString=SELECT 1",
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
                "athena:GetWorkGroup",
                "glue:GetTable DatabaseName=d",
                "s3:GetBucketLocation Bucket=out",
                "s3:PutObject Bucket=out Key=x/",
                "s3:ListObjectsV2 Bucket=out",
                "s3:GetObject Bucket=out Key=x/",
            ],
        ),
    ],
)
def test_awswrangler(program: Callable[[Any], object], expected: list[str]) -> None:
    """Functions of awswrangler are the requests that they make."""
    check(lambda t: program(t.outside("awswrangler")), [f"{line} helper awswrangler" for line in expected])


def test_unknown_functions_of_awswrangler_are_said() -> None:
    """A function of awswrangler that the table does not have is unresolved."""
    trace = Trace()
    trace.outside("awswrangler").emr.create_cluster()
    assert trace.unresolved() == ["receiver: what emr.create_cluster of awswrangler asks for is not known"]


def _aws4auth(trace: Trace, service: Any) -> Any:
    return trace.outside("requests_aws4auth", "AWS4Auth")("key", "secret", Env("AWS_REGION"), service)


def _added(trace: Trace) -> None:
    signer = trace.outside("botocore.auth", "SigV4Auth")(trace.untold(), "appsync", "eu-west-1")
    signer.add_auth(trace.outside("botocore.awsrequest", "AWSRequest")(method="POST", url=Env("GRAPH")))


def _searched(trace: Trace) -> None:
    signer = trace.outside("opensearchpy", "AWSV4SignerAuth")(trace.untold(), "eu-west-1")
    client = trace.outside("opensearchpy", "OpenSearch")(hosts=[{"host": Env("HOST"), "port": 443}], http_auth=signer)
    client.search(index="x")
    client.get(index="x", id="1")
    client.indices.create(index="x")


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            lambda t: t.outside("requests").get(
                Words((Env("API"), Known("/orders"))), auth=_aws4auth(t, "execute-api")
            ),
            ["execute-api:Invoke url=$API/orders method=GET"],
        ),
        (
            lambda t: t.outside("requests").request("PUT", Env("API"), auth=_aws4auth(t, "execute-api")),
            ["execute-api:Invoke url=$API method=PUT"],
        ),
        (
            lambda t: t.outside("requests").get(
                Env("API"),
                auth=t.outside("aws_requests_auth.boto_utils", "BotoAWSRequestsAuth")(
                    aws_host="x", aws_region="r", aws_service="es"
                ),
            ),
            ["es:ESHttpGet url=$API method=GET"],
        ),
        (_added, ["appsync:GraphQL url=$GRAPH method=POST"]),
        (
            _searched,
            [
                "es:ESHttpPost url=$HOST method=POST",
                "es:ESHttpGet url=$HOST method=GET",
                "es:ESHttpPut url=$HOST method=PUT",
            ],
        ),
        (lambda t: _aws4auth(t, "execute-api"), ["execute-api:Invoke"]),
        (
            lambda t: t.outside("gql.transport.aiohttp", "AIOHTTPTransport")(
                url=Env("GRAPH"), auth=t.outside("gql.transport.appsync_auth", "AppSyncIAMAuthentication")(host="x")
            ),
            ["appsync:GraphQL url=$GRAPH method=POST"],
        ),
    ],
)
def test_signed_requests(program: Program, expected: list[str]) -> None:
    """A request that is signed by hand is one of the service that it is signed for."""
    check(program, [f"{line} signed http" for line in expected])


def test_signing_for_an_unknown_service_is_said() -> None:
    """A request signed for a service whose requests are not known is unresolved."""
    trace = Trace()
    trace.outside("requests").get("https://x", auth=_aws4auth(trace, trace.event()["service"]))
    assert trace.unresolved() == ["receiver: a request signed for an untold service is made by hand"]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (
            lambda t: t.outside("aws_secretsmanager_caching", "SecretCache")().get_secret_string("s"),
            ["secretsmanager:DescribeSecret SecretId=s", "secretsmanager:GetSecretValue SecretId=s"],
        ),
        (lambda t: t.outside("pandas").read_csv("s3://b/k"), ["s3:GetObject Bucket=b Key=k"]),
        (lambda t: t.outside("pandas").DataFrame().to_csv("s3://b/k"), ["s3:PutObject Bucket=b Key=k"]),
        (lambda t: t.outside("pandas").read_csv("/tmp/x"), []),
        (lambda t: t.context().invoke(Env("NEXT"), {}), ["lambda:Invoke FunctionName=$NEXT"]),
        (
            lambda t: t.typed("aws_durable_execution_sdk_python", "DurableContext").invoke("next", {}),
            ["lambda:Invoke FunctionName=next"],
        ),
        (lambda t: t.outside("smart_open").open("s3://b/k", "w"), ["s3:PutObject Bucket=b Key=k"]),
    ],
)
def test_further_libraries(program: Program, expected: list[str]) -> None:
    """Functions of other libraries that ask a service are the requests that they make."""
    check(program, [f"{line} helper" for line in expected])
