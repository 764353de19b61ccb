"""Hosts that JavaScript programs connect to."""

from __future__ import annotations

from typing import Any

import pytest

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.javascript import hosts
from ennead.code.values import Choice, Env, Known, Record, Ref, Typed, Unknown, Words
from tests.code.hosts.making import AT, call, facts, made, method, ref, shown

API = "https://api.example.com/v1"


def seen(*calls: CallFact) -> list[tuple[str, str | None, str | None]]:
    return [shown(found) for found in hosts(facts(*calls))]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (call(ref("", "fetch"), API), ("fetch", "api.example.com", "GET")),
        (call(ref("", "globalThis", "fetch"), API, {"method": "post"}), ("fetch", "api.example.com", "POST")),
        (call(ref("", "fetch"), Env("URL")), ("fetch", "$URL", "GET")),
        (call(ref("", "fetch"), made(ref("", "URL"), "/x", API, new=True)), ("fetch", "api.example.com", "GET")),
        (call(ref("node-fetch"), (Env("URL"), "/orders")), ("node-fetch", "$URL", "GET")),
        (call(ref("undici", "request"), API), ("undici", "api.example.com", "GET")),
        (call(ref("axios", "get"), API), ("axios", "api.example.com", "GET")),
        (call(method(ref("axios", "default"), "post"), API), ("axios", "api.example.com", "POST")),
        (call(ref("axios"), {"url": API, "method": "put"}), ("axios", "api.example.com", "PUT")),
        (call(ref("axios", "request"), {"baseURL": API, "url": "/o"}), ("axios", "api.example.com", "GET")),
        (call(ref("axios", "get"), "/o", {"baseURL": API}), ("axios", "api.example.com", "GET")),
        (call(ref("got"), API), ("got", "api.example.com", "GET")),
        (call(ref("superagent", "post"), API), ("superagent", "api.example.com", "POST")),
        (call(ref("request"), {"uri": API, "method": "POST"}), ("request", "api.example.com", "POST")),
        (call(ref("request-promise", "get"), API), ("request-promise", "api.example.com", "GET")),
        (call(ref("needle"), "post", API), ("needle", "api.example.com", "POST")),
        (call(ref("needle", "get"), API), ("needle", "api.example.com", "GET")),
        (call(ref("ky", "get"), API), ("ky", "api.example.com", "GET")),
        (call(ref("https", "get"), API), ("https", "api.example.com", "GET")),
        (call(ref("node:https", "request"), {"hostname": "h.example.com", "port": 8443, "method": "POST"}),
         ("https", "h.example.com", "POST")),
        (call(ref("https", "request"), {"host": Env("HOST")}), ("https", None, "GET")),
        (call(ref("http2", "connect"), API), ("http2", "api.example.com", None)),
        (call(ref("ws"), "wss://ws.example.com/x", new=True), ("ws", "ws.example.com", None)),
        (call(ref("", "WebSocket"), "wss://ws.example.com/x", new=True), ("websocket", "ws.example.com", None)),
        (call(ref("net", "connect"), 25, "mail.example.com"), ("net", "mail.example.com", None)),
        (call(ref("tls", "connect"), {"host": "tls.example.com", "port": 443}), ("net", "tls.example.com", None)),
        (call(method(made(ref("dgram", "createSocket"), "udp4"), "send"), Unknown(), 8125, "stats.example.com"),
         ("dgram", "stats.example.com", None)),
        (call(ref("graphql-request", "request"), API, "{ x }"), ("graphql-request", "api.example.com", "POST")),
        (call(ref("@apollo/client", "ApolloClient"), {"uri": API}, new=True),
         ("@apollo/client", "api.example.com", None)),
    ],
)  # fmt: skip
def test_requests(fact: CallFact, expected: tuple[Any, ...]) -> None:
    """Of every library the URL is found where it takes it, and the method where it is told."""
    assert seen(fact) == [expected]


def test_options_of_https_become_an_address() -> None:
    """Scheme, host, port and path of an options object stand together."""
    fact = call(ref("https", "request"), {"hostname": Env("HOST"), "port": 8443, "path": "/x"})
    assert [item.target for item in hosts(facts(fact))] == [Words((Known("https://"), Env("HOST"), Known(":8443/x")))]


def test_instances_put_their_base_before_the_path() -> None:
    """What a client was made with stands before the path of its requests."""
    client = made(ref("axios", "create"), {"baseURL": API})
    found = list(hosts(facts(call(method(client, "get"), "/orders"))))
    assert found == [HostCall(Known(f"{API}/orders"), AT, "axios", "GET")]
    pool = made(ref("undici", "Pool"), API, new=True)
    assert seen(call(method(pool, "request"), {"path": "/x", "method": "GET"})) == [
        ("undici", "api.example.com", "GET")
    ]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (call(ref("pg", "Client"), {"host": "db.example.com"}, new=True), ("pg", "db.example.com")),
        (call(ref("pg", "Pool"), {"connectionString": Env("DATABASE_URL")}, new=True), ("pg", "$DATABASE_URL")),
        (call(ref("pg", "Pool"), new=True), ("pg", "$PGHOST")),
        (call(ref("mysql2/promise", "createConnection"), {"host": Env("DB_HOST")}), ("mysql2", "$DB_HOST")),
        (call(ref("mysql", "createPool"), "mysql://u:p@db.example.com/x"), ("mysql", "db.example.com")),
        (call(ref("mongodb", "MongoClient"), "mongodb://u:p@m.example.com/db", new=True), ("mongodb", "m.example.com")),
        (call(ref("mongoose", "connect"), Env("MONGO_URL")), ("mongoose", "$MONGO_URL")),
        (call(ref("redis", "createClient"), {"url": "redis://c.example.com:6379"}), ("redis", "c.example.com")),
        (call(ref("redis", "createClient"), {"socket": {"host": "c.example.com"}}), ("redis", "c.example.com")),
        (call(ref("ioredis"), 6379, "c.example.com", new=True), ("ioredis", "c.example.com")),
        (call(ref("ioredis"), Env("REDIS_URL"), {"lazyConnect": True}, new=True), ("ioredis", "$REDIS_URL")),
        (call(ref("ioredis"), new=True), ("ioredis", "localhost")),
        (call(ref("ioredis", "Cluster"), [{"host": "c.example.com"}], new=True), ("ioredis", "c.example.com")),
        (call(ref("knex"), {"client": "pg", "connection": {"host": "db.example.com"}}), ("knex", "db.example.com")),
        (call(ref("knex"), {"client": "pg", "connection": Env("DB")}), ("knex", "$DB")),
        (call(ref("sequelize", "Sequelize"), "d", "u", "p", {"host": "db.example.com"}, new=True),
         ("sequelize", "db.example.com")),
        (call(ref("sequelize"), Env("DB"), new=True), ("sequelize", "$DB")),
        (call(ref("@prisma/client", "PrismaClient"), new=True), ("@prisma/client", None)),
        (call(ref("amqplib", "connect"), "amqps://mq.example.com"), ("amqplib", "mq.example.com")),
        (call(ref("nodemailer", "createTransport"), {"host": "smtp.example.com"}), ("nodemailer", "smtp.example.com")),
        (call(ref("nodemailer", "createTransport"), {"service": "Gmail"}), ("nodemailer", "smtp.gmail.com")),
        (call(ref("ldapts", "Client"), {"url": "ldaps://ad.example.com"}, new=True), ("ldapts", "ad.example.com")),
        (call(method(made(ref("ssh2", "Client"), new=True), "connect"), {"host": "s.example.com"}),
         ("ssh2", "s.example.com")),
        (call(ref("stripe"), Env("KEY"), new=True), ("stripe", "api.stripe.com")),
        (call(ref("twilio"), Env("SID"), Env("TOKEN")), ("twilio", "api.twilio.com")),
        (call(ref("@sendgrid/mail", "send"), {}), ("@sendgrid/mail", "api.sendgrid.com")),
        (call(ref("@slack/web-api", "WebClient"), Env("T"), new=True), ("@slack/web-api", "slack.com")),
        (call(ref("openai"), {"apiKey": Env("K")}, new=True), ("openai", "api.openai.com")),
        (call(ref("openai"), {"baseURL": "https://llm.example.com/v1"}, new=True), ("openai", "llm.example.com")),
        (call(ref("@anthropic-ai/sdk"), new=True), ("@anthropic-ai/sdk", "api.anthropic.com")),
        (call(ref("discord.js", "Client"), new=True), ("discord.js", "discord.com")),
    ],
)  # fmt: skip
def test_servers(fact: CallFact, expected: tuple[str, str | None]) -> None:
    """Of databases, caches, queues, mail and other services the server is found in the options or the URL."""
    assert [(client, host) for client, host, _ in seen(fact)] == [expected]


def test_each_broker_is_a_connection() -> None:
    """Of a list of brokers, and of a choice of URLs, each is told."""
    kafka = call(ref("kafkajs", "Kafka"), {"brokers": ["a.example.com:9092", "b.example.com:9092"]}, new=True)
    assert [host for _, host, _ in seen(kafka)] == ["a.example.com", "b.example.com"]
    fetch = call(ref("", "fetch"), Choice((Known("https://a.example.com"), Known("https://b.example.com"))))
    assert [host for _, host, _ in seen(fetch)] == ["a.example.com", "b.example.com"]


def test_options_that_are_told_in_part_do_not_mean_the_local_host() -> None:
    """Where options may name a host that is not told, no host is guessed."""
    fact = call(ref("mysql", "createConnection"), Record((), open=True))
    assert seen(fact) == [("mysql", None, None)]


def test_what_is_no_connection() -> None:
    """Clients of AWS, other libraries, the application's own values and mail over SES give none."""
    assert (
        seen(
            call(ref("@aws-sdk/client-s3", "S3Client"), {"endpoint": API}, new=True),
            call(ref("lodash", "get"), API),
            call(Unknown(), API),
            call(method(Typed(Ref("", ("Map",))), "get"), API),
            call(ref("nodemailer", "createTransport"), {"SES": Unknown()}),
        )
        == []
    )
