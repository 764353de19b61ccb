"""Hosts that Python programs connect to."""

from __future__ import annotations

from typing import Any

import pytest

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.python import hosts
from ennead.code.values import Env, Known, Record, Unknown, Words
from tests.code.hosts.making import AT, call, facts, made, method, ref, shown

API = "https://api.example.com/v1"


def seen(*calls: CallFact) -> list[tuple[str, str | None, str | None]]:
    return [shown(found) for found in hosts(facts(*calls))]


def on(maker: Any, name: str, *args: Any, **keywords: Any) -> CallFact:
    return call(method(maker, name), *args, **keywords)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (call(ref("requests", "get"), API), ("requests", "api.example.com", "GET")),
        (call(ref("requests", "post"), url=API, json={}), ("requests", "api.example.com", "POST")),
        (call(ref("requests", "request"), "put", API), ("requests", "api.example.com", "PUT")),
        (call(ref("requests", "get"), (Env("URL"), "/x")), ("requests", "$URL", "GET")),
        (call(ref("requests", "get")), ("requests", None, "GET")),
        (on(made(ref("requests", "Session")), "delete", API), ("requests", "api.example.com", "DELETE")),
        (call(ref("urllib", "request", "urlopen"), API), ("urllib", "api.example.com", "GET")),
        (call(ref("urllib.request", "urlopen"), made(ref("urllib.request", "Request"), API, method="PATCH")),
         ("urllib", "api.example.com", "PATCH")),
        (call(ref("urllib.request", "urlopen"), made(ref("urllib.request", "Request"), API, data=b"x")),
         ("urllib", "api.example.com", "POST")),
        (on(made(ref("http.client", "HTTPSConnection"), "h.example.com"), "request", "GET", "/x"),
         ("http.client", "h.example.com", "GET")),
        (on(made(ref("urllib3", "PoolManager")), "request", "GET", API), ("urllib3", "api.example.com", "GET")),
        (on(made(ref("urllib3", "HTTPConnectionPool"), "h.example.com", 80), "request", "POST", "/x"),
         ("urllib3", "h.example.com", "POST")),
        (on(made(ref("urllib3", "connection_from_url"), API), "request", "GET", "/x"),
         ("urllib3", "api.example.com", "GET")),
        (call(ref("httpx", "get"), API), ("httpx", "api.example.com", "GET")),
        (on(made(ref("httpx", "AsyncClient"), base_url=API), "post", "/x"), ("httpx", "api.example.com", "POST")),
        (on(made(ref("aiohttp", "ClientSession")), "get", API), ("aiohttp", "api.example.com", "GET")),
        (on(made(ref("aiohttp", "ClientSession"), API), "get", "/x"), ("aiohttp", "api.example.com", "GET")),
        (on(made(ref("pycurl", "Curl")), "setopt", ref("pycurl", "URL"), API), ("pycurl", "api.example.com", None)),
        (call(ref("websocket", "create_connection"), "wss://w.example.com"), ("websocket", "w.example.com", None)),
        (call(ref("xmlrpc.client", "ServerProxy"), "http://x.example.com/RPC2"), ("xmlrpc", "x.example.com", None)),
    ],
)  # fmt: skip
def test_requests(fact: CallFact, expected: tuple[str, str | None, str | None]) -> None:
    """Of every library the URL is found where it takes it, and the method where it is told."""
    assert seen(fact) == [expected]


def test_sessions_put_their_base_before_the_path() -> None:
    """The target is the base with the path."""
    client = made(ref("httpx", "Client"), base_url=Env("API"))
    assert list(hosts(facts(on(client, "get", "/orders")))) == [
        HostCall(Words((Env("API"), Known("/orders"))), AT, "httpx", "GET")
    ]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (call(ref("smtplib", "SMTP"), "smtp.example.com", 587), ("smtplib", "smtp.example.com")),
        (on(made(ref("smtplib", "SMTP")), "connect", "smtp.example.com"), ("smtplib", "smtp.example.com")),
        (call(ref("ftplib", "FTP"), host="ftp.example.com"), ("ftplib", "ftp.example.com")),
        (on(made(ref("paramiko", "SSHClient")), "connect", "s.example.com"), ("paramiko", "s.example.com")),
        (call(ref("paramiko", "Transport"), ["s.example.com", 22]), ("paramiko", "s.example.com")),
        (call(ref("socket", "create_connection"), ["t.example.com", 80]), ("socket", "t.example.com")),
        (on(made(ref("socket", "socket")), "connect", [Env("H"), 80]), ("socket", "$H")),
        (call(ref("psycopg2", "connect"), host=Env("DB_HOST"), port=5432), ("psycopg2", "$DB_HOST")),
        (call(ref("psycopg2", "connect"), "dbname=x host=db.example.com user=u"), ("psycopg2", "db.example.com")),
        (call(ref("psycopg2", "connect"), ("host=", Env("DB_HOST"), " dbname=x")), ("psycopg2", "$DB_HOST")),
        (call(ref("psycopg", "connect"), "postgresql://u@db.example.com/x"), ("psycopg", "db.example.com")),
        (call(ref("pymysql", "connect"), host="db.example.com"), ("pymysql", "db.example.com")),
        (call(ref("mysql.connector", "connect"), host="db.example.com"), ("mysql.connector", "db.example.com")),
        (call(ref("pymongo", "MongoClient"), "mongodb://m.example.com"), ("pymongo", "m.example.com")),
        (call(ref("redis", "Redis"), host=Env("CACHE")), ("redis", "$CACHE")),
        (call(ref("redis", "from_url"), "redis://c.example.com"), ("redis", "c.example.com")),
        (call(ref("sqlalchemy", "create_engine"), ("postgresql://", Env("U"), "@db.example.com/x")),
         ("sqlalchemy", "db.example.com")),
        (call(ref("sqlalchemy", "create_engine"), made(ref("sqlalchemy", "URL", "create"), "x", host="db.example.com")),
         ("sqlalchemy", "db.example.com")),
        (call(ref("elasticsearch", "Elasticsearch"), ["https://es.example.com"]), ("elasticsearch", "es.example.com")),
        (call(ref("opensearchpy", "OpenSearch"), hosts=[{"host": Env("ES"), "port": 443}]), ("opensearchpy", "$ES")),
        (call(ref("kafka", "KafkaProducer"), bootstrap_servers="k.example.com:9092"), ("kafka", "k.example.com")),
        (call(ref("pika", "ConnectionParameters"), "mq.example.com"), ("pika", "mq.example.com")),
        (call(ref("ldap3", "Server"), "ldaps://ad.example.com"), ("ldap3", "ad.example.com")),
        (call(ref("pyodbc", "connect"), "Driver={x};Server=tcp:q.example.com,1433;Database=y"),
         ("pyodbc", "q.example.com")),
        (call(ref("snowflake.connector", "connect"), account="acme"), ("snowflake", "acme.snowflakecomputing.com")),
        (call(ref("slack_sdk", "WebClient"), token=Env("T")), ("slack_sdk", "slack.com")),
        (call(ref("stripe", "Charge", "create"), amount=1), ("stripe", "api.stripe.com")),
        (call(ref("twilio.rest", "Client"), "a", "b"), ("twilio", "api.twilio.com")),
        (call(ref("openai", "OpenAI"), base_url=Env("LLM")), ("openai", "$LLM")),
        (call(ref("anthropic", "Anthropic")), ("anthropic", "api.anthropic.com")),
    ],
)  # fmt: skip
def test_servers(fact: CallFact, expected: tuple[str, str | None]) -> None:
    """Of databases, caches, queues, mail and other services the server is found in the arguments."""
    assert [(client, host) for client, host, _ in seen(fact)] == [expected]


def test_keywords_handed_on_are_read() -> None:
    """What `**settings` holds counts as keywords."""
    settings = Record(((Known("host"), Known("db.example.com")),))
    fact = CallFact(ref("pymysql", "connect"), (), (("", settings),), AT)
    assert seen(fact) == [("pymysql", "db.example.com", None)]


def test_what_is_no_connection() -> None:
    """Clients of AWS, requests that are only made, and objects without a server give none."""
    assert (
        seen(
            call(ref("boto3", "client"), "s3"),
            call(ref("urllib.request", "Request"), API),
            call(ref("smtplib", "SMTP")),
            call(Unknown(), API),
            call(ref("json", "loads"), API),
        )
        == []
    )
