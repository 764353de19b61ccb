"""Guard `secret`: an answer holds neither the function's secrets nor the inside of it."""

from __future__ import annotations

import json
import traceback
from typing import Any, Callable

import pytest

from ennead_agent.guards import secret

Serving = Callable[..., "list[dict[str, Any]]"]
WEB = {"version": "2.0", "routeKey": "GET /", "rawPath": "/", "requestContext": {"http": {"method": "GET"}}}


@pytest.fixture
def _variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "_read", [])
    monkeypatch.setattr(secret, "_secrets", {})
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session-token-of-nobody")
    monkeypatch.setenv("DB_PASSWORD", "correct horse battery")
    monkeypatch.setenv("DB_PASSWORD_ARN", "not-a-secret-but-its-name")
    monkeypatch.setenv("TABLE", "a-table-of-orders")


def _trace() -> str:
    try:
        int('a "quoted" number')
    except ValueError:
        return traceback.format_exc()
    return ""


@pytest.mark.usefixtures("_variables")
def test_secrets_are_struck_out(serving: Serving) -> None:
    """The values of secret variables go, those of others stay, and the event names none."""
    said = serving({})
    body = json.dumps({"a": "session-token-of-nobody", "b": "not-a-secret-but-its-name", "c": "a-table-of-orders"})
    shown = secret.masked(body)
    assert json.loads(shown) == {"a": "********", "b": "not-a-secret-but-its-name", "c": "a-table-of-orders"}
    assert [one["reason"] for one in said] == ["the answer holds the value of AWS_SESSION_TOKEN"]


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_traces_are_struck_out_of_an_answer_to_the_web(depth: int, serving: Serving) -> None:
    """The trace goes, and the document around it, which may hold another as text, is read as before."""
    serving(WEB)
    document: Any = {"error": _trace(), "more": 'a "b"'}
    for _ in range(depth):
        document = {"statusCode": 500, "body": json.dumps(document)}
    shown = json.loads(secret.masked(json.dumps(document)))
    for _ in range(depth):
        shown = json.loads(shown["body"])
    assert shown == {"error": "Internal error", "more": 'a "b"'}


@pytest.mark.usefixtures("_variables")
def test_what_nobody_outside_sees_stays(serving: Serving) -> None:
    """A trace that goes to a service of the own application, and any other answer, is the same object as before."""
    said = serving({"Records": [{"eventSource": "aws:sqs", "body": "x"}]})
    body = json.dumps({"error": _trace()})
    assert secret.masked(body) is body
    stream = object()
    assert secret.masked(stream) is stream
    assert said == []


@pytest.mark.usefixtures("_variables")
def test_observing_leaves_the_answer(serving: Serving) -> None:
    """In `observe` it is told, and the answer stays."""
    said = serving(WEB, mode="observe")
    body = json.dumps({"error": _trace(), "a": "correct horse battery"})
    assert secret.masked(body) == body
    assert [(one["verdict"], one["facts"]) for one in said] == [("flag", {"would": "block"})] * 2
