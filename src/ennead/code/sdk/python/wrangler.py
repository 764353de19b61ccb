"""Requests of awswrangler, the data library (now the AWS SDK for pandas): a table of its functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ennead.code.facts import CallFact, SdkCall
from ennead.code.sdk.python.places import places
from ennead.code.sdk.python.requests import Answer, helper, unresolved
from ennead.code.sdk.python.told import argument
from ennead.code.values import Known, Record, Series, Unknown, Value, options

PREFIX = "awswrangler."
_SDK = "awswrangler"


class _Function(NamedTuple):
    """What a function asks for: operations of a service, and which of its parameters are which of theirs."""

    service: str
    operations: str
    parameters: tuple[tuple[int | None, str, str], ...] = ()
    """(position, name in the library, name in the API)."""


_SQL = ((0, "sql", "QueryString"), (1, "database", "QueryExecutionContext.Database"), (None, "workgroup", "WorkGroup"))
_TABLE = ((0, "database", "DatabaseName"), (1, "table", "Name"))
_QUERY = "StartQueryExecution GetQueryExecution GetQueryResults GetWorkGroup"

_FUNCTIONS = {
    "athena.read_sql_query": _Function("athena", _QUERY, _SQL),
    "athena.read_sql_table": _Function(
        "athena", _QUERY, ((1, "database", "QueryExecutionContext.Database"), (None, "workgroup", "WorkGroup"))
    ),
    "athena.start_query_execution": _Function("athena", "StartQueryExecution GetWorkGroup", _SQL),
    "athena.unload": _Function("athena", _QUERY, ((0, "sql", "QueryString"), (None, "workgroup", "WorkGroup"))),
    "athena.get_query_results": _Function("athena", "GetQueryExecution GetQueryResults", ()),
    "athena.wait_query": _Function("athena", "GetQueryExecution", ()),
    "athena.get_query_execution": _Function("athena", "GetQueryExecution", ()),
    "athena.stop_query_execution": _Function("athena", "StopQueryExecution", ()),
    "athena.repair_table": _Function("athena", "StartQueryExecution GetQueryExecution GetWorkGroup", ()),
    "catalog.create_database": _Function("glue", "CreateDatabase", ((0, "name", "DatabaseInput.Name"),)),
    "catalog.create_csv_table": _Function("glue", "GetTable CreateTable", _TABLE),
    "catalog.create_json_table": _Function("glue", "GetTable CreateTable", _TABLE),
    "catalog.create_parquet_table": _Function("glue", "GetTable CreateTable", _TABLE),
    "catalog.add_parquet_partitions": _Function("glue", "GetTable BatchCreatePartition", _TABLE),
    "catalog.databases": _Function("glue", "GetDatabases"),
    "catalog.get_databases": _Function("glue", "GetDatabases"),
    "catalog.delete_database": _Function("glue", "DeleteDatabase", ((0, "name", "Name"),)),
    "catalog.delete_table_if_exists": _Function("glue", "DeleteTable", _TABLE),
    "catalog.does_table_exist": _Function("glue", "GetTable", _TABLE),
    "catalog.get_partitions": _Function("glue", "GetPartitions", ((0, "database", "DatabaseName"),)),
    "catalog.get_table_location": _Function("glue", "GetTable", _TABLE),
    "catalog.get_table_types": _Function("glue", "GetTable", _TABLE),
    "catalog.get_tables": _Function("glue", "GetTables", ((None, "database", "DatabaseName"),)),
    "catalog.table": _Function("glue", "GetTable", _TABLE),
    "catalog.tables": _Function("glue", "GetTables", ((None, "database", "DatabaseName"),)),
    "cloudwatch.read_logs": _Function("logs", "StartQuery GetQueryResults", ((1, "log_group_names", "logGroupNames"),)),
    "cloudwatch.run_query": _Function("logs", "StartQuery GetQueryResults", ((1, "log_group_names", "logGroupNames"),)),
    "cloudwatch.start_query": _Function("logs", "StartQuery", ((1, "log_group_names", "logGroupNames"),)),
    "dynamodb.execute_statement": _Function("dynamodb", "ExecuteStatement", ((0, "statement", "Statement"),)),
    "dynamodb.get_table": _Function("dynamodb", "DescribeTable", ((0, "table_name", "TableName"),)),
    "dynamodb.read_items": _Function("dynamodb", "DescribeTable", ((0, "table_name", "TableName"),)),
    "dynamodb.read_partiql_query": _Function("dynamodb", "ExecuteStatement", ((0, "query", "Statement"),)),
    "redshift.connect": _Function("secretsmanager", "GetSecretValue", ((None, "secret_id", "SecretId"),)),
    "mysql.connect": _Function("secretsmanager", "GetSecretValue", ((None, "secret_id", "SecretId"),)),
    "postgresql.connect": _Function("secretsmanager", "GetSecretValue", ((None, "secret_id", "SecretId"),)),
    "secretsmanager.get_secret": _Function("secretsmanager", "GetSecretValue", ((0, "name", "SecretId"),)),
    "secretsmanager.get_secret_json": _Function("secretsmanager", "GetSecretValue", ((0, "name", "SecretId"),)),
    "sts.get_account_id": _Function("sts", "GetCallerIdentity"),
    "sts.get_current_identity_arn": _Function("sts", "GetCallerIdentity"),
    "sts.get_current_identity_name": _Function("sts", "GetCallerIdentity"),
    "timestream.query": _Function("timestream-query", "Query", ((0, "sql", "QueryString"),)),
    "timestream.write": _Function(
        "timestream-write", "WriteRecords", ((1, "database", "DatabaseName"), (2, "table", "TableName"))
    ),
}

_READING, _WRITING = "ListObjectsV2 HeadObject GetObject", "PutObject"
_S3 = {
    "copy_objects": "ListObjectsV2",
    "delete_objects": "ListObjectsV2 DeleteObjects",
    "describe_objects": "ListObjectsV2 HeadObject",
    "does_object_exist": "HeadObject",
    "download": "HeadObject GetObject",
    "get_bucket_region": "GetBucketLocation",
    "list_buckets": "ListBuckets",
    "list_directories": "ListObjectsV2",
    "list_objects": "ListObjectsV2",
    "read_parquet_metadata": _READING,
    "select_query": "ListObjectsV2 SelectObjectContent",
    "size_objects": "ListObjectsV2 HeadObject",
    "store_parquet_metadata": _READING,
    "upload": _WRITING,
    "wait_objects_exist": "HeadObject",
    "wait_objects_not_exist": "HeadObject",
}
_READS = frozenset("read_csv read_deltalake read_excel read_fwf read_json read_orc read_parquet".split())
_WRITES = frozenset("to_csv to_deltalake to_excel to_json to_orc to_parquet".split())
_SECOND = _WRITES | {"upload", "select_query"}
"""Functions of S3 that take the path as their second argument."""
_BATCHES = {"put_items": "PutRequest", "put_df": "PutRequest", "put_csv": "PutRequest", "put_json": "PutRequest"}
_BATCHES["delete_items"] = "DeleteRequest"


def of_function(name: str, fact: CallFact) -> Answer:
    """A function of the library that is called, by its full name."""
    short = name.removeprefix(PREFIX)
    module, _, function = short.partition(".")
    if short in _FUNCTIONS:
        yield from _plain(_FUNCTIONS[short], fact)
        if short in {"athena.read_sql_query", "athena.read_sql_table", "athena.unload"}:
            yield from _results(fact)
        if short == "dynamodb.read_items":
            yield from _items(fact)
    elif module == "s3" and function in {*_S3, *_READS, *_WRITES, "read_parquet_table", "merge_datasets"}:
        yield from _objects(function, fact)
    elif module == "dynamodb" and function in _BATCHES:
        yield from _batch(function, fact)
    elif function and module not in {"config", "typing", "exceptions"}:
        yield unresolved(fact, f"what {short} of awswrangler asks for is not known")


def _plain(function: _Function, fact: CallFact) -> Iterator[SdkCall]:
    told: dict[str, Value | None] = {}
    for position, theirs, ours in function.parameters:
        value = argument(fact, position, theirs)
        outer, _, inner = ours.partition(".")
        told[outer] = Record(((Known(inner), value),)) if inner and value is not None else value
        if theirs == "table" and value is not None:
            told |= {"TableName": value, "TableInput": Record(((Known("Name"), value),))}
    for operation in function.operations.split():
        yield helper(fact, function.service, operation, _SDK, told)


def _results(fact: CallFact) -> Iterator[SdkCall]:
    """Results of Athena are written to a bucket and read from there; the table's facts are in Glue."""
    database = argument(fact, 1, "database")
    yield helper(fact, "glue", "GetTable", _SDK, {"DatabaseName": database})
    output = argument(fact, None, "s3_output") or Unknown("where the workgroup puts results")
    for place in places(output):
        for operation in ("GetBucketLocation", "PutObject", "ListObjectsV2", "GetObject"):
            yield helper(fact, "s3", operation, _SDK, dict(place))


def _items(fact: CallFact) -> Iterator[SdkCall]:
    """Keys or a condition decide between Query, BatchGetItem and Scan."""
    table = argument(fact, 0, "table_name")
    operation = "Scan"
    if argument(fact, None, "key_condition_expression") is not None:
        operation = "Query"
    elif argument(fact, 2, "partition_values") is not None:
        operation = "BatchGetItem"
    told: dict[str, Value | None] = {"TableName": table, "IndexName": argument(fact, 1, "index_name")}
    if operation == "BatchGetItem" and table is not None:
        told = {"RequestItems": Record(((table, Record((), open=True)),))}
    yield helper(fact, "dynamodb", operation, _SDK, told)


def _batch(function: str, fact: CallFact) -> Iterator[SdkCall]:
    table = argument(fact, 1, "table_name") or Unknown("which table is not told")
    requests = Series((Record(((Known(_BATCHES[function]), Record((), open=True)),)),))
    yield helper(fact, "dynamodb", "DescribeTable", _SDK, {"TableName": table})
    for option in options(table):
        yield helper(fact, "dynamodb", "BatchWriteItem", _SDK, {"RequestItems": Record(((option, requests),))})


def _objects(function: str, fact: CallFact) -> Iterator[SdkCall]:
    """A function of S3: what it reads or writes at its path, and the table of Glue that it keeps with it."""
    if function in {"copy_objects", "merge_datasets"}:
        yield from _copied(fact)
        return
    path = argument(fact, 1 if function in _SECOND else 0, "path", "bucket")
    is_list = isinstance(path, Series)
    operations = _READING if function in _READS else _WRITING if function in _WRITES else _S3.get(function, "")
    if function == "read_parquet_table":
        yield from _plain(_Function("glue", "GetTable", ((1, "database", "DatabaseName"), (0, "table", "Name"))), fact)
        operations, path = _READING, Unknown("where the table is")
    found = [{"Bucket": path}] if function == "get_bucket_region" and path is not None else list(places(path))
    if function in _WRITES and argument(fact, None, "mode") in {Known("overwrite"), Known("overwrite_partitions")}:
        operations += " ListObjectsV2 DeleteObjects"
    for place in found or [{}]:
        for operation in operations.split():
            if not (is_list and operation == "ListObjectsV2"):
                yield helper(fact, "s3", operation, _SDK, dict(place))
    if function in _WRITES and argument(fact, None, "table") is not None:
        names = ((None, "database", "DatabaseName"), (None, "table", "Name"))
        yield from _plain(_Function("glue", "GetTable CreateTable UpdateTable BatchCreatePartition", names), fact)


def _copied(fact: CallFact) -> Iterator[SdkCall]:
    for place in places(argument(fact, 1, "source_path")):
        for operation in ("ListObjectsV2", "HeadObject", "GetObject"):
            yield helper(fact, "s3", operation, _SDK, dict(place))
    for place in places(argument(fact, 2, "target_path")):
        yield helper(fact, "s3", "PutObject", _SDK, dict(place))
