"""Further clients of Python and the hosts that they are given, and the other names that known ones go by."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.asking import handled, hosts

_H = "h.example.com"


@pytest.mark.parametrize(
    ("imports", "line"),
    [
        ("import mcp.client.streamable_http as m", f"async with m.streamablehttp_client('https://{_H}') as s: pass"),
        ("from mcp.client.sse import sse_client", f"async with sse_client(url='https://{_H}/sse') as s: pass"),
        ("from fastmcp import Client", f"async with Client('https://{_H}/mcp') as s: pass"),
        ("from slack_sdk.webhook.client import WebhookClient", f"WebhookClient('https://{_H}/x').send(text='t')"),
        ("import openai", f"openai.AsyncAzureOpenAI(azure_endpoint='https://{_H}')"),
        ("from redis.asyncio.cluster import RedisCluster", f"RedisCluster(host='{_H}')"),
        ("from psycopg_pool import ConnectionPool", f"ConnectionPool(kwargs={{'host': '{_H}'}})"),
        ("import pymysql", f"pymysql.connect('{_H}', 'user')"),
        ("import aio_pika", f"await aio_pika.connect('amqps://u@{_H}')"),
        ("from kafka.admin import KafkaAdminClient", f"KafkaAdminClient(bootstrap_servers='{_H}:9092')"),
        ("import confluent_kafka as k", f"k.SerializingProducer({{'bootstrap.servers': '{_H}:9092'}})"),
        ("import confluent_kafka.schema_registry as s", f"s.SchemaRegistryClient({{'url': 'https://{_H}'}})"),
        ("import aiosmtplib", f"await aiosmtplib.send('m', hostname='{_H}')"),
        ("import ldap3", f"ldap3.Connection('{_H}')"),
        ("import ldap3", f"ldap3.Connection(ldap3.Server('{_H}'))"),
        ("from websockets.asyncio.client import connect", f"async with connect('wss://{_H}') as w: pass"),
        ("import httpx", f"httpx.Client().send(httpx.Request('GET', 'https://{_H}'))"),
        ("import httpx", f"c = httpx.Client(base_url='https://{_H}'); c.send(c.build_request('GET', '/x'))"),
        ("import requests", f"requests.Session().send(requests.Request('GET', 'https://{_H}').prepare())"),
        ("import requests", f"s = requests.Session(); s.send(s.prepare_request(requests.Request('GET', 'https://{_H}')))"),
        ("from botocore.vendored import requests", f"requests.get('https://{_H}')"),
        ("import requests, botocore.awsrequest as a", f"requests.get(a.AWSRequest(method='GET', url='https://{_H}').url)"),
        ("from jwt import PyJWKClient", f"PyJWKClient('https://{_H}/keys')"),
        ("import peewee", f"peewee.PostgresqlDatabase('db', host='{_H}')"),
        ("import nats", f"await nats.connect('nats://{_H}:4222')"),
        ("import typesense", f"typesense.Client({{'nodes': [{{'host': '{_H}'}}]}})"),
    ],
)  # fmt: skip
def test_a_client_connects_to_the_host_that_it_is_given(tmp_path: Path, imports: str, line: str) -> None:
    """The one connection of a program goes to the host in its address, its argument or its options."""
    assert hosts(handled(tmp_path, imports, line)) == [_H]


@pytest.mark.parametrize(
    ("imports", "line", "host"),
    [
        ("from slack_sdk.web.client import WebClient", "WebClient('t').chat_postMessage()", "slack.com"),
        ("import openai", "openai.chat.completions.create(model='m')", "api.openai.com"),
        ("import openai", "openai.Client().chat.completions.create(model='m')", "api.openai.com"),
        ("import anthropic", "anthropic.Client()", "api.anthropic.com"),
    ],
)  # fmt: skip
def test_a_service_has_its_host_built_in(tmp_path: Path, imports: str, line: str, host: str) -> None:
    """A client of one service goes there, under whichever of its names."""
    assert hosts(handled(tmp_path, imports, line)) == [host]


def test_a_client_of_a_server_in_the_program_connects_to_nothing(tmp_path: Path) -> None:
    """What is given a server object, and not an address, goes nowhere."""
    assert hosts(handled(tmp_path, "import fastmcp", "fastmcp.Client(fastmcp.FastMCP('x'))")) == []
