"""Clients of OpenSearch that sign: the HTTP method of each call, by hand and by helper too; Claude on Bedrock."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.asking import handled, requests

_IMPORTS = """
import boto3
from opensearchpy import AWSV4SignerAuth, OpenSearch, helpers

auth = AWSV4SignerAuth(boto3.Session().get_credentials(), "eu-west-1", "es")
client = OpenSearch(hosts=[{"host": "h.example.com", "port": 443}], http_auth=auth)
"""


@pytest.mark.parametrize(
    ("line", "verbs"),
    [
        ("client.transport.perform_request('PUT', '/x')", "Put"),
        ("client.transport.perform_request(method='DELETE', url='/x')", "Delete"),
        ("client.transport.perform_request(event['m'], '/x')", "Get Post Put Delete Head"),
        ("client.http.head('/x')", "Head"),
        ("client.indices.create(index='x')", "Put"),
        ("client.search(index='x')", "Post"),
        ("helpers.bulk(client, [])", "Post"),
        ("helpers.streaming_bulk(client, [])", "Post"),
        ("helpers.scan(client, query={})", "Post Delete"),
        ("client.close()", ""),
    ],
)
def test_a_call_of_a_client_has_its_http_method(tmp_path: Path, line: str, verbs: str) -> None:
    """Each call is a signed request with the HTTP method that it sends; an untold one may be any."""
    expected = [f"es:ESHttp{verb} url=h.example.com method={verb.upper()} signed http" for verb in verbs.split()]
    assert requests(handled(tmp_path, _IMPORTS, line)) == expected


def test_claude_is_asked_at_bedrock_where_its_client_says_so(tmp_path: Path) -> None:
    """Anthropic's client for Bedrock invokes the model that each message names."""
    answer = handled(
        tmp_path,
        "import anthropic",
        "anthropic.AnthropicBedrock().messages.create(model='m')",
        "anthropic.AsyncAnthropicBedrock().messages.stream(model='m')",
        "anthropic.Anthropic().messages.create(model='m')",
    )
    assert requests(answer) == [
        "bedrock-runtime:InvokeModel modelId=m helper",
        "bedrock-runtime:InvokeModelWithResponseStream modelId=m helper",
    ]
