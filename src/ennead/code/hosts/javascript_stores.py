"""JavaScript's clients of databases, caches, queues, mail and directories, and the server each is given."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.address import built
from ennead.code.hosts.fixed import MAIL_SERVICES
from ennead.code.hosts.record import first, records
from ennead.code.hosts.signature import Model, connections, several
from ennead.code.values import Env, Known, Made, Record, Result, Series, Unknown, Value, full_name, options, text

_LOCAL = Known("localhost")
_URL = ("connectionString", "connectionUri", "url", "uri", "URL")
_HOST = ("host", "hostname", "server", "address")
_INNER = ("connection", "socket", "options", "config")
_LISTS = ("brokers", "nodes", "node", "clientUrls", "contactPoints", "endPoint", "servers")


def _server(client: str, otherwise: Value = _LOCAL) -> Model:
    """A client that is given a URL, a host, or options with one of them; `otherwise` where they name none."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        if not fact.args:
            yield from connections(fact, otherwise, client)
            return
        for option in options(fact.args[0]):
            found = _of_options(option) if isinstance(option, Record) else option
            yield from several(fact, _apart(_or(found, option, otherwise)), client)

    return model


def _apart(value: Value) -> Value:
    """What is split into a list of servers (`process.env.BROKERS.split(",")`)."""
    return value.of[0] if isinstance(value, Result) and value.how == ".split" and value.of else value


def _elastic(fact: CallFact) -> Iterator[HostCall]:
    """`new Client({node})`; the id of a cloud has the host inside."""
    given = fact.args[0] if fact.args else None
    if first(given, "cloud") is not None:
        yield from connections(fact, Unknown("the id of a cloud names the host"), "@elastic/elasticsearch")
    else:
        yield from _server("@elastic/elasticsearch")(fact)


def _upstash(fact: CallFact) -> Iterator[HostCall]:
    """`Redis.fromEnv()` reads the address from the environment."""
    yield from connections(fact, Env("UPSTASH_REDIS_REST_URL"), "@upstash/redis")


def _last_options(client: str, otherwise: Value = _LOCAL) -> Model:
    """A client that is given a URL, or words and the options last (`new Sequelize(db, user, pw, {host})`)."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        told = [record for arg in fact.args for record in records(arg)]
        found = next((server for record in told if (server := _of_options(record)) is not None), None)
        if found is None and len(fact.args) in (1, 2) and not isinstance(fact.args[0], Record):
            found = fact.args[0]
        yield from several(fact, found or otherwise, client)

    return model


def _of_options(record: Value, depth: int = 0) -> Value | None:
    """The server that options name."""
    direct = first(record, *_URL) or first(record, *_LISTS)
    if direct is not None:
        return direct
    host = first(record, *_HOST)
    if host is not None:
        return host
    if depth > 2:
        return None
    for inner in _INNER:
        value = first(record, inner)
        if isinstance(value, Record):
            found = _of_options(value, depth + 1)
            if found is not None:
                return found
        elif value is not None and inner == "connection":
            return value
    return None


def _or(found: Value | None, option: Value, otherwise: Value) -> Value:
    if found is not None:
        return found
    is_open = isinstance(option, Record) and option.open
    return Unknown("the options are told in part only") if is_open else otherwise


def _ioredis(fact: CallFact) -> Iterator[HostCall]:
    """`new Redis()`, `new Redis(port, host)`, `new Redis(url)`, `new Redis({host})`."""
    if len(fact.args) > 1 and text(fact.args[0]) is None and not isinstance(fact.args[1], Record):
        yield from connections(fact, fact.args[1], "ioredis")
    elif len(fact.args) > 1 and isinstance(fact.args[0], Known) and text(fact.args[0]) is None:
        yield from connections(fact, _of_options(fact.args[1]) or _LOCAL, "ioredis")
    else:
        yield from _server("ioredis")(fact)


def _cluster(client: str) -> Model:
    """A list of servers: URLs, hosts, or `{host, port}`."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        given = fact.args[0] if fact.args else Unknown("no server is given")
        if isinstance(given, Record):
            given = first(given, "rootNodes", "nodes") or _of_options(given) or Unknown("the options name no server")
        for item in given.items if isinstance(given, Series) else (given,):
            found = _of_options(item) if isinstance(item, Record) else item
            yield from connections(fact, found or _LOCAL, client)

    return model


def _mail(fact: CallFact) -> Iterator[HostCall]:
    """`createTransport(url)`, `createTransport({host})`, `({service: "gmail"})`; over SES there is no host."""
    for option in options(fact.args[0]) if fact.args else ():
        if isinstance(option, Made) and full_name(option.callee) == "nodemailer-ses-transport":
            continue
        if not isinstance(option, Record):
            yield from connections(fact, option, "nodemailer")
            continue
        if first(option, "SES", "jsonTransport", "streamTransport", "sendmail") is not None:
            continue
        named = (text(first(option, "service")) or "").lower()
        host = first(option, "host", "url") or (Known(MAIL_SERVICES[named]) if named in MAIL_SERVICES else None)
        yield from connections(fact, host or Unknown("the options name no host"), "nodemailer")


def _queue(fact: CallFact) -> Iterator[HostCall]:
    """`amqplib.connect(url)`, `connect({protocol, hostname, port})`."""
    for option in options(fact.args[0]) if fact.args else (_LOCAL,):
        if isinstance(option, Record):
            scheme = text(first(option, "protocol")) or "amqp"
            host = first(option, "hostname", "host") or _LOCAL
            yield from connections(fact, built(host, scheme=scheme, port=first(option, "port")), "amqplib")
        else:
            yield from connections(fact, option, "amqplib")


def _prisma(fact: CallFact) -> Iterator[HostCall]:
    """Prisma's URL stands in its schema unless the options name another."""
    for arg in fact.args:
        sources = first(arg, "datasources")
        inner = sources.entries[0][1] if isinstance(sources, Record) and sources.entries else None
        url = first(inner, "url") or first(arg, "datasourceUrl")
        if url is not None:
            yield from connections(fact, url, "@prisma/client")
            return
    yield from connections(fact, Unknown("the URL stands in Prisma's schema"), "@prisma/client")


def _same(model: Model, *names: str) -> dict[str, Model]:
    return dict.fromkeys(names, model)


MODELS: dict[str, Model] = {
    **_same(_server("pg", Env("PGHOST", _LOCAL)), "pg.Client", "pg.Pool", "pg.native.Client", "pg-pool"),
    "@neondatabase/serverless.neon": _server("@neondatabase/serverless"),
    **_same(_server("@neondatabase/serverless"), "@neondatabase/serverless.Pool", "@neondatabase/serverless.Client"),
    "postgres": _server("postgres", Env("PGHOST", _LOCAL)),
    "pg-promise()": _server("pg-promise"),
    **{
        f"{library}.{call}": _server(library.partition("/")[0])
        for library in ("mysql", "mysql2", "mysql2/promise", "promise-mysql", "mariadb")
        for call in ("createConnection", "createPool", "createConnectionPromise")
    },
    **{
        f"{library}.createPoolCluster().add": _last_options(library)
        for library in ("mysql", "mysql2", "mysql2/promise", "mariadb")
    },
    "serverless-mysql": _server("serverless-mysql", Unknown("the options name no host")),
    "serverless-mysql().config": _server("serverless-mysql"),
    **_same(_server("mssql"), "mssql.connect", "mssql.ConnectionPool", "tedious.Connection"),
    **_same(_server("oracledb"), "oracledb.getConnection", "oracledb.createPool"),
    **_same(_server("mongodb"), "mongodb.MongoClient", "mongodb.MongoClient.connect", "mongodb.connect"),
    **_same(_server("mongoose"), "mongoose.connect", "mongoose.createConnection"),
    "redis.createClient": _server("redis"),
    "@redis/client.createClient": _server("redis"),
    "redis.createCluster": _cluster("redis"),
    **_same(_ioredis, "ioredis", "ioredis.Redis"),
    **_same(_cluster("ioredis"), "ioredis.Cluster", "ioredis.Redis.Cluster"),
    "@upstash/redis.Redis": _server("@upstash/redis", Env("UPSTASH_REDIS_REST_URL")),
    "@upstash/redis.Redis.fromEnv": _upstash,
    "memjs.Client.create": _server("memjs", Env("MEMCACHIER_SERVERS", _LOCAL)),
    "memcached": _server("memcached"),
    **_same(_last_options("knex"), "knex", "knex.knex"),
    **_same(_last_options("sequelize"), "sequelize", "sequelize.Sequelize", "sequelize-typescript.Sequelize"),
    **_same(_server("typeorm"), "typeorm.DataSource", "typeorm.createConnection"),
    "@prisma/client.PrismaClient": _prisma,
    **_same(_server("kafkajs"), "kafkajs.Kafka", "@confluentinc/kafka-javascript.KafkaJS.Kafka"),
    **_same(_queue, "amqplib.connect", "amqplib/callback_api.connect", "amqp-connection-manager.connect"),
    **_same(_server("mqtt"), "mqtt.connect", "mqtt.connectAsync"),
    "nats.connect": _server("nats"),
    **_same(_elastic, "@elastic/elasticsearch.Client", "elasticsearch.Client"),
    "@opensearch-project/opensearch.Client": _server("@opensearch-project/opensearch"),
    **_same(_server("neo4j-driver"), "neo4j-driver.driver", "neo4j-driver.neo4j.driver"),
    "cassandra-driver.Client": _server("cassandra-driver"),
    "influxdb-client.InfluxDB": _server("@influxdata/influxdb-client"),
    "@influxdata/influxdb-client.InfluxDB": _server("@influxdata/influxdb-client"),
    "@supabase/supabase-js.createClient": _server("@supabase/supabase-js"),
    "@clickhouse/client.createClient": _server("@clickhouse/client"),
    "snowflake-sdk.createConnection": _server("snowflake-sdk", Known("*.snowflakecomputing.com")),
    "nodemailer.createTransport": _mail,
    **_same(_server("ldapts"), "ldapts.Client"),
    "ldapjs.createClient": _server("ldapjs"),
    "ssh2.Client().connect": _server("ssh2"),
    "ssh2-sftp-client().connect": _server("ssh2-sftp-client"),
    "basic-ftp.Client().access": _server("basic-ftp"),
    "ftp().connect": _server("ftp"),
    "node-ssh.NodeSSH().connect": _server("node-ssh"),
    "imap": _server("imap"),
}
"""By what is called, as `signature.signature` writes it."""
