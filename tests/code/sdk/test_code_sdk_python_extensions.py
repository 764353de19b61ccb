"""Extensions beside the function that are asked by HTTP: the requests they make, and that they are no hosts outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.asking import handled, hosts, requests

_IMPORTS = """
import http.client, httpx, requests, urllib.parse, urllib.request, urllib3

PORT = os.environ.get("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", 2773)
BASE = os.environ.get("EXTENSION", "http://localhost:2773")
PATH = "/secretsmanager/get"
SECRETS = f"http://localhost:{PORT}{PATH}"
"""


@pytest.mark.parametrize(
    ("lines", "secret"),
    [
        (["requests.get(f\"{SECRETS}?secretId={os.environ['S']}&versionStage=X\", headers={})"], "$S"),
        (["requests.get(SECRETS, params={'secretId': 'a/b'})"], "a/b"),
        (["requests.get(SECRETS + '?secretId=a%2Fb')"], "a/b"),
        (["requests.get(SECRETS + '?secretId=' + urllib.parse.quote(os.environ['S']))"], "$S"),
        (["requests.get(SECRETS + '?' + urllib.parse.urlencode({'secretId': os.environ['S']}))"], "$S"),
        (["requests.get(BASE + '/secretsmanager/get?secretId=a')"], "a"),
        (["requests.get('http://127.0.0.1:2773/secretsmanager/get?secretId=arn:' + os.environ['S'])"], "arn:$S"),
        (["urllib.request.urlopen(urllib.request.Request(SECRETS + '?secretId=a'))"], "a"),
        (["urllib3.PoolManager().request('GET', SECRETS, fields={'secretId': 'a'})"], "a"),
        (["httpx.Client(base_url=BASE).get('/secretsmanager/get?secretId=a')"], "a"),
        (["c = http.client.HTTPConnection('localhost', PORT)", "c.request('GET', f'{PATH}?secretId=a')"], "a"),
    ],
)  # fmt: skip
def test_a_secret_that_is_asked_of_the_extension(tmp_path: Path, lines: list[str], secret: str) -> None:
    """Any HTTP client that asks the extension for a secret is a request for the secret, and no connection outside."""
    answer = handled(tmp_path, _IMPORTS, *lines)
    assert requests(answer) == [f"secretsmanager:GetSecretValue SecretId={secret} helper http"]
    assert hosts(answer) == []


def test_a_parameter_that_is_asked_of_the_extension(tmp_path: Path) -> None:
    """A parameter is asked for by its name; what is encrypted is decrypted where that is asked for."""
    url = "http://localhost:2773/systemsmanager/parameters/get"
    answer = handled(
        tmp_path,
        _IMPORTS,
        f"requests.get('{url}?name=%2Fa%2Fb&withDecryption=true')",
        f"requests.get('{url}/?name=' + os.environ['P'])",
    )
    assert requests(answer) == [
        "ssm:GetParameter Name=/a/b WithDecryption=True helper http",
        "ssm:GetParameter Name=$P helper http",
    ]


def test_a_configuration_that_is_asked_of_the_extension(tmp_path: Path) -> None:
    """A configuration is named in the path by application, environment and profile."""
    url = "http://localhost:2772/applications/{os.environ['A']}/environments/prod/configurations/flags?flag=x"
    answer = handled(tmp_path, _IMPORTS, f'urllib.request.urlopen(f"{url}")')
    told = "ApplicationIdentifier=$A EnvironmentIdentifier=prod ConfigurationProfileIdentifier=flags helper http"
    assert requests(answer) == [
        f"appconfigdata:StartConfigurationSession {told}",
        f"appconfigdata:GetLatestConfiguration {told}",
    ]
    assert hosts(answer) == []


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://localhost:8000/other", "localhost"),
        ("http://localhost:2773/secretsmanager/getting", "localhost"),
        ("https://api.example.com/secretsmanager/get?secretId=a", "api.example.com"),
    ],
)
def test_other_addresses_are_hosts(tmp_path: Path, url: str, host: str) -> None:
    """Another path on the same machine, and the same path on another one, are no extension."""
    answer = handled(tmp_path, _IMPORTS, f"requests.get('{url}')")
    assert requests(answer) == []
    assert hosts(answer) == [host]
