"""Python's clients of databases, caches, queues, mail, files and directories, and the server each is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.address import concat
from ennead.code.hosts.record import argument, first
from ennead.code.hosts.signature import Model, connections, several
from ennead.code.values import Env, Known, Made, Record, Series, Unknown, Value, Words, full_name, options, text

_LOCAL = Known("localhost")
_UNTOLD = Unknown("no server is given")
_DSN = re.compile(r"(?:^|[\s;])(?:host|server|data source|address)\s*=\s*(?:tcp:)?\s*'?([^\s;']*)$", re.IGNORECASE)
_MOST_DSN = 2_000
_URL_MAKERS = frozenset({"sqlalchemy.engine.URL.create", "sqlalchemy.URL.create", "sqlalchemy.engine.url.URL.create"})


def _server(client: str, position: int | None, *names: str, otherwise: Value = _LOCAL) -> Model:
    """A client that is given a URL or a host under one of the names or at the position."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        given = argument(fact, position, *names) or otherwise
        for option in options(given):
            yield from several(fact, _one(option), client)

    return model


def _one(value: Value) -> Value:
    """The server itself: of a pair (host, port) the host, of options what they name, of `key=value` text the host."""
    if isinstance(value, Record):
        return first(value, "host", "hostname", "bootstrap.servers", "url") or _UNTOLD
    if isinstance(value, Made) and full_name(value.callee) in _URL_MAKERS:
        made = CallFact(value.callee, value.args, value.keywords, value.at)
        return argument(made, 3, "host") or _UNTOLD
    if isinstance(value, Known | Words):
        return _of_dsn(value)
    return value


def _of_dsn(value: Known | Words) -> Value:
    """`host=h dbname=d`, `Server=h;Database=d`: h.  Other text stays."""
    parts = value.parts if isinstance(value, Words) else (value,)
    for number, part in enumerate(parts):
        word = (text(part) or "")[:_MOST_DSN]
        if "=" not in word or "://" in word:
            continue
        for piece in _pieces(word):
            found = _DSN.search(piece)
            if found is None:
                continue
            if found.group(1):
                return Known(found.group(1))
            if word.endswith(piece) and number + 1 < len(parts):
                return parts[number + 1]
    return value


def _pieces(word: str) -> list[str]:
    return [piece for piece in re.split(r"(?=[\s;])", word) if "=" in piece]


def _pair(client: str, *names: str) -> Model:
    """`connect((host, port))`, a list of such pairs, or a host."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        for option in options(argument(fact, 0, *names) or _UNTOLD):
            yield from connections(fact, _host_of_pair(option), client)

    return model


def _host_of_pair(value: Value) -> Value:
    if isinstance(value, Series):
        first_item = value.items[0] if value.items else _UNTOLD
        return _host_of_pair(first_item) if isinstance(first_item, Series) else first_item
    return value


def _nodes(client: str, position: int | None, *names: str) -> Model:
    """A list of servers: URLs, hosts, pairs or `{"host": ...}`."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        for option in options(argument(fact, position, *names) or _LOCAL):
            for item in option.items if isinstance(option, Series) else (option,):
                yield from several(fact, _one(_host_of_pair(item)), client)

    return model


def _configuration(client: str, *keys: str) -> Model:
    """A client that is given a mapping (`{"bootstrap.servers": ...}`)."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        for option in options(argument(fact, 0, "config", "conf") or _UNTOLD):
            yield from several(fact, first(option, *keys) or _UNTOLD, client)

    return model


def _snowflake(fact: CallFact) -> Iterator[HostCall]:
    """`connect(account=...)`: the account's own host."""
    host = argument(fact, None, "host")
    account = argument(fact, None, "account")
    if host is None and account is not None:
        host = concat(account, Known(".snowflakecomputing.com"))
    yield from connections(fact, host or _UNTOLD, "snowflake")


def _pika(fact: CallFact) -> Iterator[HostCall]:
    yield from connections(fact, argument(fact, 0, "host", "url") or _LOCAL, "pika")


def _later(client: str, *names: str) -> Model:
    """A client that connects when it is made with a host, or when it is told to."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        host = argument(fact, 0, *names)
        if host is not None and host != Known(""):
            yield from connections(fact, host, client)

    return model


def _pool(client: str) -> Model:
    """A pool: it is given the arguments of its connections as `kwargs`, or an address."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        host = argument(fact, None, "host") or first(argument(fact, None, "kwargs"), "host")
        for option in options(host or argument(fact, 0, "conninfo", "dsn") or _PG):
            yield from several(fact, _one(option), client)

    return model


def _dsql(fact: CallFact) -> Iterator[HostCall]:
    """A cluster of Aurora DSQL by its address, or by its identifier, which is the address's first label."""
    within = argument(fact, None, "kwargs")
    host = argument(fact, None, "host") or first(within, "host") or argument(fact, 0, "conninfo", "dsn") or _UNTOLD
    region = argument(fact, None, "region") or first(within, "region") or Unknown("the function's own region")
    for option in options(host):
        word = text(option)
        is_label = word is not None and ".dsql" not in word and "://" not in word
        address = concat(option, Known(".dsql."), region, Known(".on.aws")) if is_label else option
        yield from connections(fact, address, "aurora_dsql")


def _named_server(fact: CallFact) -> Iterator[HostCall]:
    """`Connection("ldap.example.com")`; a server that is an object is told of where it is made."""
    for option in options(argument(fact, 0, "server") or _UNTOLD):
        if isinstance(option, Known | Words | Env):
            yield from connections(fact, option, "ldap3")


def _typesense(fact: CallFact) -> Iterator[HostCall]:
    nodes = first(argument(fact, 0, "config_dict"), "nodes", "nearest_node")
    for node in nodes.items if isinstance(nodes, Series) else (nodes or _UNTOLD,):
        yield from connections(fact, _one(node), "typesense")


def _same(model: Model, *names: str) -> dict[str, Model]:
    return dict.fromkeys(names, model)


def _with_connect(client: str, *classes: str) -> dict[str, Model]:
    model = _later(client, "host", "hostname")
    return {name: model for made in classes for name in (made, f"{made}().connect")}


_PG = Env("PGHOST", _LOCAL)
_DSQL = ("aurora_dsql_psycopg", "aurora_dsql_psycopg2", "aurora_dsql_asyncpg")
_REDIS = ("redis", "redis.asyncio", "redis.client", "valkey", "aioredis")

MODELS: dict[str, Model] = {
    **_with_connect("smtplib", "smtplib.SMTP", "smtplib.SMTP_SSL"),
    **_with_connect("ftplib", "ftplib.FTP", "ftplib.FTP_TLS"),
    **_with_connect("imaplib", "imaplib.IMAP4", "imaplib.IMAP4_SSL"),
    **_with_connect("poplib", "poplib.POP3", "poplib.POP3_SSL"),
    **_with_connect("telnetlib", "telnetlib.Telnet"),
    "paramiko.SSHClient().connect": _server("paramiko", 0, "hostname"),
    "paramiko.Transport": _pair("paramiko", "sock"),
    "pysftp.Connection": _server("pysftp", 0, "host"),
    "fabric.Connection": _server("fabric", 0, "host"),
    "socket.create_connection": _pair("socket", "address"),
    "socket.socket().connect": _pair("socket", "address"),
    "socket.socket().connect_ex": _pair("socket", "address"),
    "asyncio.open_connection": _server("asyncio", 0, "host"),
    **_same(_server("psycopg2", 0, "host", "dsn", otherwise=_PG), "psycopg2.connect"),
    "psycopg2.pool.SimpleConnectionPool": _server("psycopg2", 2, "host", "dsn", otherwise=_PG),
    "psycopg2.pool.ThreadedConnectionPool": _server("psycopg2", 2, "host", "dsn", otherwise=_PG),
    **_same(
        _server("psycopg", 0, "host", "conninfo", otherwise=_PG),
        "psycopg.connect",
        "psycopg.Connection.connect",
        "psycopg.AsyncConnection.connect",
    ),
    **_same(
        _pool("psycopg"),
        "psycopg_pool.ConnectionPool",
        "psycopg_pool.AsyncConnectionPool",
        "psycopg_pool.NullConnectionPool",
    ),
    **_same(
        _dsql,
        *(f"{package}.{made}" for package in _DSQL for made in ("connect", "create_pool", "AuroraDSQLPool")),
        "aurora_dsql_psycopg.create_async_pool",
        "aurora_dsql_psycopg.AuroraDSQLAsyncPool",
        "aurora_dsql_psycopg.DSQLConnection.connect",
        "aurora_dsql_psycopg.DSQLAsyncConnection.connect",
        "aurora_dsql_psycopg2.AuroraDSQLThreadedConnectionPool",
    ),
    **_same(_server("asyncpg", 0, "host", "dsn", otherwise=_PG), "asyncpg.connect", "asyncpg.create_pool"),
    "pg8000.connect": _server("pg8000", 1, "host"),
    "pg8000.dbapi.connect": _server("pg8000", 1, "host"),
    "pg8000.native.Connection": _server("pg8000", 1, "host"),
    **_same(_server("pymysql", 0, "host"), "pymysql.connect", "pymysql.Connection", "pymysql.connections.Connection"),
    **_same(_server("MySQLdb", 0, "host"), "MySQLdb.connect", "MySQLdb.Connect"),
    **_same(
        _server("mysql.connector", None, "host"),
        "mysql.connector.connect",
        "mysql.connector.MySQLConnection",
        "mysql.connector.pooling.MySQLConnectionPool",
    ),
    **_same(_server("aiomysql", 0, "host"), "aiomysql.connect", "aiomysql.create_pool"),
    "pymssql.connect": _server("pymssql", 0, "server", "host"),
    "pyodbc.connect": _server("pyodbc", 0, "server", "host"),
    **_same(_server("oracledb", None, "host", "dsn"), "oracledb.connect", "cx_Oracle.connect", "oracledb.create_pool"),
    **_same(
        _nodes("pymongo", 0, "host"),
        "pymongo.MongoClient",
        "pymongo.mongo_client.MongoClient",
        "pymongo.AsyncMongoClient",
        "motor.motor_asyncio.AsyncIOMotorClient",
    ),
    "mongoengine.connect": _server("mongoengine", None, "host"),
    **{
        f"{module}.{made}": _server("redis", 0, "host", "url")
        for module in _REDIS
        for made in ("Redis", "StrictRedis", "from_url", "Redis.from_url", "StrictRedis.from_url", "RedisCluster")
    },
    "redis.cluster.RedisCluster": _server("redis", 0, "host", "url"),
    "redis.ConnectionPool": _server("redis", None, "host"),
    "redis.ConnectionPool.from_url": _server("redis", 0, "url"),
    "rediscluster.RedisCluster": _nodes("redis", 0, "startup_nodes", "host"),
    **_same(
        _server("sqlalchemy", 0, "url", "name_or_url", otherwise=_UNTOLD),
        "sqlalchemy.create_engine",
        "sqlalchemy.ext.asyncio.create_async_engine",
        "sqlmodel.create_engine",
    ),
    "databases.Database": _server("databases", 0, "url", otherwise=_UNTOLD),
    **_same(_nodes("elasticsearch", 0, "hosts"), "elasticsearch.Elasticsearch", "elasticsearch.AsyncElasticsearch"),
    **_same(_nodes("opensearchpy", 0, "hosts"), "opensearchpy.OpenSearch", "opensearchpy.AsyncOpenSearch"),
    **_same(
        _nodes("kafka", None, "bootstrap_servers"),
        "kafka.KafkaProducer",
        "kafka.KafkaConsumer",
        "kafka.KafkaAdminClient",
    ),
    **_same(
        _configuration("confluent_kafka", "bootstrap.servers", "metadata.broker.list"),
        "confluent_kafka.Producer",
        "confluent_kafka.Consumer",
        "confluent_kafka.admin.AdminClient",
    ),
    **_same(_nodes("aiokafka", None, "bootstrap_servers"), "aiokafka.AIOKafkaProducer", "aiokafka.AIOKafkaConsumer"),
    **_same(_pika, "pika.ConnectionParameters", "pika.URLParameters", "pika.connection.URLParameters"),
    "aio_pika.connect_robust": _server("aio_pika", 0, "url", "host"),
    "stomp.Connection": _nodes("stomp", 0, "host_and_ports"),
    "ldap3.Server": _server("ldap3", 0, "host"),
    "ldap.initialize": _server("ldap", 0, "uri"),
    "cassandra.cluster.Cluster": _nodes("cassandra", 0, "contact_points"),
    **_same(_server("neo4j", 0, "uri"), "neo4j.GraphDatabase.driver", "neo4j.AsyncGraphDatabase.driver"),
    "gremlin_python.driver.driver_remote_connection.DriverRemoteConnection": _server("gremlin_python", 0, "url"),
    "gremlin_python.driver.client.Client": _server("gremlin_python", 0, "url"),
    **_same(_pair("pymemcache", "server"), "pymemcache.Client", "pymemcache.client.base.Client"),
    "pylibmc.Client": _nodes("pylibmc", 0, "servers"),
    "paho.mqtt.client.Client().connect": _server("paho.mqtt", 0, "host"),
    "snowflake.connector.connect": _snowflake,
    "clickhouse_connect.get_client": _server("clickhouse_connect", None, "host", "dsn"),
    "influxdb_client.InfluxDBClient": _server("influxdb_client", 0, "url"),
    "supabase.create_client": _server("supabase", 0, "supabase_url"),
    "redshift_connector.connect": _server("redshift_connector", 3, "host"),
    **_with_connect("aiosmtplib", "aiosmtplib.SMTP"),
    "aiosmtplib.send": _server("aiosmtplib", None, "hostname"),
    "ldap3.Connection": _named_server,
    **_same(_server("glide", 0, "host"), "glide.NodeAddress", "glide.config.NodeAddress"),
    **_same(_nodes("redis", 0, "sentinels"), "redis.sentinel.Sentinel", "redis.Sentinel"),
    **_same(
        _server("peewee", None, "host"),
        "peewee.PostgresqlDatabase",
        "peewee.MySQLDatabase",
        "playhouse.pool.PooledMySQLDatabase",
        "playhouse.pool.PooledPostgresqlDatabase",
    ),
    "playhouse.db_url.connect": _server("peewee", 0, "url"),
    "tortoise.Tortoise.init": _server("tortoise", None, "db_url", otherwise=_UNTOLD),
    "celery.Celery": _server("celery", None, "broker", otherwise=_UNTOLD),
    **_same(_server("kombu", 0, "hostname"), "kombu.Connection", "kombu.BrokerConnection"),
    **_same(_server("aio_pika", 0, "url", "host"), "aio_pika.connect"),
    "nats.connect": _nodes("nats", 0, "servers"),
    "asyncssh.connect": _server("asyncssh", 0, "host"),
    "paho.mqtt.publish.single": _server("paho.mqtt", None, "hostname"),
    "paho.mqtt.publish.multiple": _server("paho.mqtt", 1, "hostname"),
    "trino.dbapi.connect": _server("trino", 0, "host"),
    "databricks.sql.connect": _server("databricks", 0, "server_hostname"),
    "confluent_kafka.schema_registry.SchemaRegistryClient": _configuration("confluent_kafka", "url"),
    "qdrant_client.QdrantClient": _server("qdrant_client", None, "url", "host"),
    "weaviate.Client": _server("weaviate", 0, "url"),
    "weaviate.connect_to_weaviate_cloud": _server("weaviate", 0, "cluster_url"),
    "meilisearch.Client": _server("meilisearch", 0, "url"),
    "typesense.Client": _typesense,
    "minio.Minio": _server("minio", 0, "endpoint"),
    "azure.storage.blob.BlobServiceClient": _server("azure", 0, "account_url", otherwise=_UNTOLD),
}
"""By what is called, as `signature.signature` writes it."""
