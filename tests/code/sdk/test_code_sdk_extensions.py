"""The extensions for parameters, secrets and configuration that JavaScript and Java ask on the function's machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.following import hosts, java, javascript, requests

SECRET = ["secretsmanager:GetSecretValue SecretId=$SECRET"]
CONFIGURATION = [
    "appconfigdata:StartConfigurationSession ApplicationIdentifier=shop EnvironmentIdentifier=$STAGE "
    "ConfigurationProfileIdentifier=flags",
    "appconfigdata:GetLatestConfiguration",
]
SCRIPT = """
import axios from "axios"; import got from "got"; import http from "http";
const port = process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT || 2773;
export const handler = async (event) => { BODY };
"""
CLASS = """
import java.net.URI; import java.net.URL; import java.net.URLEncoder;
import java.net.http.HttpClient; import java.net.http.HttpRequest;
public class App { public Object handleRequest(Object event) throws Exception { BODY return null; } }
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await fetch(`http://localhost:2773/secretsmanager/get?secretId=${process.env.SECRET}`)", SECRET),
        ("await fetch(`http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(process.env.SECRET)}`)",
         SECRET),
        ("await axios.get('http://127.0.0.1:2773/secretsmanager/get', { params: { secretId: process.env.SECRET } })",
         SECRET),
        ("await axios.create({ baseURL: 'http://localhost:2773' }).get('/secretsmanager/get?secretId=' "
         "+ process.env.SECRET)", SECRET),
        ("http.get({ hostname: 'localhost', port, path: `/secretsmanager/get?secretId=${process.env.SECRET}` })",
         SECRET),
        ("await got('http://localhost:2773/systemsmanager/parameters/get?name=%2Fa%2Fb&withDecryption=true')",
         ["ssm:GetParameter Name=/a/b WithDecryption=True"]),
        ("await fetch('http://localhost:2773/systemsmanager/parameters/get?' + new URLSearchParams({ name: '/a' }))",
         ["ssm:GetParameter Name=/a"]),
        ("await fetch('http://localhost:2773/secretsmanager/get?' + event.query)",
         ["secretsmanager:GetSecretValue SecretId=?"]),
        ("await fetch(`http://localhost:2772/applications/shop/environments/${process.env.STAGE}/configurations/flags`)",
         CONFIGURATION),
    ],
)  # fmt: skip
def test_a_script_asks_an_extension(tmp_path: Path, body: str, expected: list[str]) -> None:
    """Whatever client asks, the request is one of the service behind the extension, and no host outside."""
    told = javascript(tmp_path, SCRIPT.replace("BODY", body))
    assert requests(told) == expected
    assert hosts(told) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://localhost:2773/secretsmanager/get'
         '?secretId=" + URLEncoder.encode(System.getenv("SECRET"), "UTF-8"))).build(), null);', SECRET),
        ('new URL(String.format("http://localhost:%s/systemsmanager/parameters/get?name=/a", System.getenv("PORT")))'
         ".openStream();", ["ssm:GetParameter Name=/a"]),
        ('new URL("http://localhost:2772/applications/shop/environments/" + System.getenv("STAGE") '
         '+ "/configurations/flags").openConnection();', CONFIGURATION),
    ],
)  # fmt: skip
def test_a_class_asks_an_extension(tmp_path: Path, body: str, expected: list[str]) -> None:
    """In Java too."""
    told = java(tmp_path, CLASS.replace("BODY", body))
    assert requests(told) == expected
    assert hosts(told) == []


def test_other_servers_on_the_machine_are_hosts(tmp_path: Path) -> None:
    """Another path of the local host is a connection like any."""
    told = javascript(tmp_path, SCRIPT.replace("BODY", "await fetch('http://localhost:2773/metrics')"))
    assert requests(told) == []
    assert hosts(told) == ["fetch localhost GET"]
