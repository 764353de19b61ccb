"""Hosts that Java programs connect to."""

from __future__ import annotations

import pytest

from ennead.code.hosts.java import hosts
from ennead.code.values import Env, Record, Ref, Unknown, Value
from tests.code.hosts.making import shown
from tests.code.sdk.java_facts import Program, typed, value

URL = "https://api.example.com/v1"
HOST = "api.example.com"


def seen(p: Program) -> list[tuple[str, str | None, str | None]]:
    return [shown(found) for found in hosts(p.facts())]


def test_java_net_http() -> None:
    """The request tells where to and how, in its chain or by statements."""
    p = Program()
    client = p.static("java.net.http.HttpClient", "newHttpClient")
    uri = p.static("java.net.URI", "create", URL)
    request = p.chain(p.static("java.net.http.HttpRequest", "newBuilder", uri), ("POST", Unknown()), ("build",))
    p.on(client, "send", request, Unknown())
    builder = p.static("java.net.http.HttpRequest", "newBuilder")
    p.on(builder, "uri", p.new("java.net.URI", Env("URL")))
    p.on(typed("java.net.http.HttpClient"), "sendAsync", p.on(builder, "build"), Unknown())
    p.on(client, "send", Unknown(), Unknown())
    assert seen(p) == [
        ("java.net.http", HOST, "POST"),
        ("java.net.http", "$URL", "GET"),
        ("java.net.http", None, None),
    ]


def test_url_connections() -> None:
    """The verb is set on the connection."""
    p = Program()
    connection = p.on(p.new("java.net.URL", URL), "openConnection")
    p.on(connection, "setRequestMethod", "PUT")
    p.on(p.on(p.static("java.net.URI", "create", URL), "toURL"), "openStream")
    assert seen(p) == [("java.net.URL", HOST, "PUT"), ("java.net.URL", HOST, "GET")]


def test_okhttp_and_apache() -> None:
    """Requests of both are told by class, builder and receiver, even one that is untold."""
    p = Program()
    builder = p.new("okhttp3.Request.Builder")
    request = p.chain(builder, ("url", URL), ("delete",), ("build",))
    p.on(p.new("okhttp3.OkHttpClient"), "newCall", request)
    get = p.new("org.apache.http.client.methods.HttpGet", URL)
    p.on(p.static("org.apache.http.impl.client.HttpClients", "createDefault"), "execute", get)
    p.on(Unknown(), "execute", p.new("org.apache.hc.client5.http.classic.methods.HttpPost", Env("URL")))
    p.chain(p.static("org.apache.http.client.fluent.Request", "Get", URL), ("execute",))
    assert seen(p) == [
        ("okhttp", HOST, "DELETE"),
        ("apache", HOST, "GET"),
        ("apache", "$URL", "POST"),
        ("apache", HOST, "GET"),
    ]


def test_spring() -> None:
    """RestTemplate by its methods, WebClient by base, verb and path."""
    p = Program()
    template = p.new("org.springframework.web.client.RestTemplate")
    p.on(template, "getForObject", URL, Unknown())
    p.on(template, "exchange", URL, Ref("org.springframework.http.HttpMethod", ("PATCH",)), Unknown(), Unknown())
    client = p.static("org.springframework.web.reactive.function.client.WebClient", "create", URL)
    p.chain(client, ("post",), ("uri", "/items"), ("retrieve",))
    rest = p.built("org.springframework.web.client.RestClient", ("baseUrl", Env("BASE")))
    p.chain(rest, ("get",), ("uri", "/items/{id}", 1))
    p.chain(typed("org.springframework.web.client.RestClient"), ("get",), ("uri", "/items"))
    assert seen(p) == [
        ("resttemplate", HOST, "GET"),
        ("resttemplate", HOST, "PATCH"),
        ("webclient", HOST, "POST"),
        ("restclient", "$BASE", "GET"),
        ("restclient", None, "GET"),
    ]


def test_stores() -> None:
    """Databases, caches and queues by URL or by host."""
    p = Program()
    p.static("java.sql.DriverManager", "getConnection", "jdbc:mysql://db.example.com:3306/x", "u", "p")
    p.on(p.new("com.zaxxer.hikari.HikariConfig"), "setJdbcUrl", Env("JDBC"))
    p.static("com.mongodb.client.MongoClients", "create", "mongodb+srv://mongo.example.com/x")
    text = p.new("com.mongodb.ConnectionString", "mongodb://mongo.example.com")
    settings = p.built("com.mongodb.MongoClientSettings", ("applyConnectionString", text))
    p.static("com.mongodb.client.MongoClients", "create", settings)
    p.new("redis.clients.jedis.Jedis", "redis.example.com", 6379)
    p.new("redis.clients.jedis.JedisPool", p.new("redis.clients.jedis.JedisPoolConfig"), Env("REDIS"), 6379)
    p.static("io.lettuce.core.RedisClient", "create", "rediss://redis.example.com:6379")
    p.on(p.new("com.rabbitmq.client.ConnectionFactory"), "setHost", "mq.example.com")
    p.new("java.net.Socket", "tcp.example.com", 80)
    host = p.new("org.apache.http.HttpHost", "es.example.com", 443, "https")
    p.static("org.elasticsearch.client.RestClient", "builder", host)
    p.static("io.grpc.ManagedChannelBuilder", "forAddress", "grpc.example.com", 443)
    assert seen(p) == [
        ("jdbc", "db.example.com", None),
        ("jdbc", "$JDBC", None),
        ("mongodb", "mongo.example.com", None),
        ("mongodb", "mongo.example.com", None),
        ("jedis", "redis.example.com", None),
        ("jedis", "$REDIS", None),
        ("lettuce", "redis.example.com", None),
        ("rabbitmq", "mq.example.com", None),
        ("java.net.Socket", "tcp.example.com", None),
        ("elasticsearch", "es.example.com", None),
        ("grpc", "grpc.example.com", None),
    ]


def test_properties() -> None:
    """Kafka and mail are told by properties, as a mapping or put one by one, under the text or its constant."""
    p = Program()
    config = Ref("org.apache.kafka.clients.producer.ProducerConfig", ("BOOTSTRAP_SERVERS_CONFIG",))
    entries: Value = Record(((config, value("b-1.example.com:9092,b-2.example.com:9092")),))
    p.new("org.apache.kafka.clients.producer.KafkaProducer", entries)
    properties = p.new("java.util.Properties")
    p.on(properties, "put", "mail.smtp.host", "smtp.example.com")
    p.static("jakarta.mail.Session", "getInstance", properties)
    p.new("org.apache.kafka.clients.consumer.KafkaConsumer", Unknown())
    assert seen(p) == [
        ("kafka", "b-1.example.com", None),
        ("kafka", "b-2.example.com", None),
        ("mail", "smtp.example.com", None),
        ("kafka", None, None),
    ]


@pytest.mark.parametrize(
    ("cls", "method", "host"),
    [
        ("com.stripe.model.Charge", "create", "api.stripe.com"),
        ("com.sendgrid.SendGrid", "api", "api.sendgrid.com"),
        ("com.twilio.rest.api.v2010.account.MessageCreator", "create", "api.twilio.com"),
    ],
)
def test_vendors(cls: str, method: str, host: str) -> None:
    """A vendor's library connects to the vendor."""
    p = Program()
    p.on(typed(cls), method, Unknown())
    p.static(cls, method, Unknown())
    p.on(typed(cls), "toString")
    assert [found[1] for found in seen(p)] == [host, host]


def test_others() -> None:
    """Clients that take the URL in one place."""
    p = Program()
    p.static("kong.unirest.Unirest", "post", URL)
    p.on(p.new("retrofit2.Retrofit.Builder"), "baseUrl", URL)
    p.chain(p.static("feign.Feign", "builder"), ("target", Unknown(), URL))
    p.on(p.static("jakarta.ws.rs.client.ClientBuilder", "newClient"), "target", URL)
    p.on(p.static("org.asynchttpclient.Dsl", "asyncHttpClient"), "prepareGet", URL)
    p.on(typed("java.util.List"), "get", URL)
    assert seen(p) == [
        ("unirest", HOST, "POST"),
        ("retrofit", HOST, None),
        ("feign", HOST, None),
        ("jax-rs", HOST, None),
        ("asynchttpclient", HOST, "GET"),
    ]
