"""Clients of servers and services in JavaScript, as programs bring them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.following import hosts, javascript

API = "https://api.example.com"


@pytest.mark.parametrize(
    ("brought", "body", "expected"),
    [
        ("import { got } from 'got'", f"got.post('{API}')", ["got api.example.com POST"]),
        ("import { got } from 'got'", f"got.extend({{ prefixUrl: '{API}' }}).get('a')", ["got api.example.com GET"]),
        ("import Slack from 'slack-node'",
         "const s = new Slack(); s.setWebhook('https://hooks.slack.com/services/a'); s.webhook({}, () => {})",
         ["slack-node hooks.slack.com"]),
        ("import Slack from 'slack-node'", "new Slack('t').api('users.list', () => {})", ["slack-node slack.com"]),
        ("import { Twilio } from 'twilio'", "new Twilio('a', 'b')", ["twilio api.twilio.com"]),
        ("import { algoliasearch } from 'algoliasearch'", "algoliasearch('a', 'b')", ["algoliasearch *.algolia.net"]),
        ("import { initializeApp } from 'firebase-admin/app'", "initializeApp()",
         ["firebase-admin/app *.googleapis.com"]),
        ("import { Redis } from '@upstash/redis'", "Redis.fromEnv()", ["@upstash/redis $UPSTASH_REDIS_REST_URL"]),
        ("import { Kafka } from 'kafkajs'", "new Kafka({ brokers: process.env.BROKERS.split(',') })",
         ["kafkajs $BROKERS"]),
        ("import mysql from 'mysql'", "mysql.createPoolCluster().add('main', { host: 'db.example.com' })",
         ["mysql db.example.com"]),
        ("import { Client } from '@elastic/elasticsearch'", "new Client({ cloud: { id: 'a:b' } })",
         ["@elastic/elasticsearch ?"]),
        ("import { Client } from '@elastic/elasticsearch'", f"new Client({{ node: '{API}' }})",
         ["@elastic/elasticsearch api.example.com"]),
        ("import nodemailer from 'nodemailer'; import ses from 'nodemailer-ses-transport'",
         "nodemailer.createTransport(ses({}))", []),
    ],
)  # fmt: skip
def test_clients_as_they_are_brought_in(tmp_path: Path, brought: str, body: str, expected: list[str]) -> None:
    """Under each of its names a client connects to the server that it is given, or to its vendor's."""
    told = javascript(tmp_path, f"{brought};\nexport const handler = async (event) => {{ {body} }};\n")
    assert hosts(told) == expected
