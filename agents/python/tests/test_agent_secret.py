"""Guard `secret`: an answer holds neither the function's secrets nor the inside of it."""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import registry
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
def test_secrets_are_known_as_json_writes_them(depth: int, serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value with quotes, backslashes and letters beyond ASCII is struck out of JSON, and of JSON within it."""
    monkeypatch.setenv("API_TOKEN", 'q"uo\\te, müde Größe')
    serving({})
    for escapes in (True, False):
        text = f"a {os.environ['API_TOKEN']} b"
        for _ in range(depth):
            text = json.dumps(text, ensure_ascii=escapes)
        shown = secret.masked(text)
        for _ in range(depth):
            shown = json.loads(shown)
        assert shown == "a ******** b"


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_trace_of_the_event_is_given_back(depth: int, serving: Serving) -> None:
    """A caller's own trace stays; one of the function's beside it goes, whatever the event holds."""
    ticket = 'Traceback (most recent call last):\n  File "theirs.py", line 3, in <module>\nValueError: "x"'
    said = serving({**WEB, "body": json.dumps({"text": ticket})})
    document: Any = {"ticket": ticket, "error": _trace()}
    for _ in range(depth):
        document = {"body": json.dumps(document)}
    shown = json.loads(secret.masked(json.dumps(document)))
    for _ in range(depth):
        shown = json.loads(shown["body"])
    assert shown == {"ticket": ticket, "error": "Internal error"}
    assert [one["reason"] for one in said] == ["the answer holds a stack trace"]


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


ERROR = {"errorMessage": "é 'orderId'", "errorType": "KeyError", "requestId": "1", "stackTrace": ['  File "/a.py"']}
BARE = {**ERROR, "stackTrace": []}
INVOKE = {"orderId": 1}
RESOLVER = {"arguments": {}, "request": {"headers": {}}, "info": {"parentTypeName": "Query", "fieldName": "order"}}
QUEUE = {"Records": [{"eventSource": "aws:sqs", "body": "x"}]}
Events = Callable[..., None]


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch, serving: Serving) -> Events:
    """Begins an invocation under a contract that says who makes events happen; its list is what was said."""
    monkeypatch.setattr(secret, "_once", set())

    def begin(event: Any, mode: str = "enforce", **audiences: str) -> list[dict[str, Any]]:
        said = serving(event, mode)
        policy = registry.state.policy
        assert policy is not None
        policy.rules = {"events": {kind: {"audience": who} for kind, who in audiences.items()}} if audiences else {}
        return said

    return begin  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("event", "audiences"),
    [
        (INVOKE, {"invoke": "signed_in"}),
        (INVOKE, {"invoke": "anonymous"}),
        (RESOLVER, {"appsync": "signed_in"}),
        ({"triggerSource": "PreSignUp", "userPoolId": "p", "request": {}}, {"cognito": "anonymous"}),
        ({**INVOKE, **QUEUE}, {"invoke": "signed_in", "sqs": "internal"}),
    ],
)
@pytest.mark.parametrize("shape", ["text", "bytes", "escaped", "dict"])
def test_strangers_get_no_trace(shape: str, event: Any, audiences: dict[str, str], agreed: Any) -> None:
    """The trace goes and nothing else, in whatever shape the client hands the document on; it is said once."""
    shapes: dict[str, Any] = {
        "text": json.dumps(ERROR, ensure_ascii=False),
        "bytes": json.dumps(ERROR, ensure_ascii=False).encode(),
        "escaped": json.dumps(ERROR),
        "dict": dict(ERROR),
    }
    said = agreed(event, **audiences)
    for _ in range(3):
        shown = secret.untraced(shapes[shape])
        assert type(shown) is type(shapes[shape])
        assert (shown if shape == "dict" else json.loads(shown)) == BARE
    assert [(one["verdict"], one["guard"]) for one in said] == [("block", "secret")]


@pytest.mark.parametrize(
    ("event", "audiences"),
    [
        (INVOKE, {}),
        (INVOKE, {"invoke": "application"}),
        (INVOKE, {"invoke": "account", "api": "anonymous"}),
        (WEB, {"api": "anonymous"}),
        (QUEUE, {"sqs": "anonymous"}),
        (RESOLVER, {"api": "anonymous"}),
    ],
)
def test_without_strangers_the_document_is_the_same(event: Any, audiences: dict[str, str], agreed: Any) -> None:
    """Where the contract does not say that strangers are the callers, and where the platform tells them nothing."""
    said = agreed(event, **audiences)
    document = json.dumps(ERROR)
    assert secret.untraced(document) is document
    assert said == []


@pytest.mark.parametrize("document", ["", "no json", "[1]", '{"errorMessage":"x","stackTrace":[]}', b"\xff", None])
def test_what_is_no_trace_stays(document: Any, agreed: Any) -> None:
    """A document without a trace, or that cannot be read, is the same object."""
    said = agreed(INVOKE, invoke="anonymous")
    assert secret.untraced(document) is document
    assert said == []


@pytest.mark.parametrize("mode", ["observe", "alert", "off"])
def test_elsewhere_the_trace_is_told(mode: str, agreed: Any) -> None:
    """Outside of `enforce` the document stays, and what would be is said; `off` says nothing."""
    said = agreed(INVOKE, mode, invoke="anonymous")
    document = json.dumps(ERROR)
    assert secret.untraced(document) is document
    expected = [] if mode == "off" else [("flag", {"would": "block"})]
    assert [(one["verdict"], one["facts"]) for one in said] == expected


FAILS = """
    def handler(event, context):
        if event.get("fine"):
            return event
        return event["orderId"]
"""


@pytest.mark.parametrize("parallel", [1, 2])
def test_errors_of_a_direct_call(
    parallel: int, every_client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """Strangers get message and type, the log keeps the trace; other contracts and modes change no byte."""
    if parallel > 1 and every_client.numbers < (4,):
        pytest.skip("this client knows no managed instances")
    task = function(FAILS)
    words: dict[str, Any] = {"parallel": parallel}
    if parallel > 1:
        words["env"] = {"AWS_LAMBDA_MAX_CONCURRENCY": str(parallel)}
    events = [{}, {"fine": 1}, {}, {"fine": 2}]
    bare = agent_lab.run(every_client, task, events, **words)
    whole = [json.loads(answer) for answer in bare.answers]
    assert "app.py" in whole[0]["stackTrace"][0]
    expected = [
        ("signed_in", "enforce", {"block"}),
        ("application", "enforce", set()),
        ("signed_in", "observe", {"flag"}),
    ]
    for who, mode, verdicts in expected:
        contract = tmp_path / "contract.json"
        rules = {"mode": mode, "events": {"invoke": {"audience": who}, "*": {}}}
        contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
        env = {**words.get("env", {}), "ENNEAD_CONTRACT": str(contract)}
        ran = agent_lab.run(every_client, task, events, layer=layer, **{**words, "env": env})
        assert ran.outcomes == bare.outcomes == ["error", "ok"] * 2
        assert not ran.strange
        assert not ran.of("error")
        assert b"app.py" in ran.log
        assert {event["verdict"] for event in ran.of("attack") if event["guard"] == "secret"} == verdicts
        if verdicts == {"block"}:
            answers = [json.loads(answer) for answer in ran.answers]
            assert answers == [{**one, "stackTrace": []} if "stackTrace" in one else one for one in whole]
        else:
            assert ran.answers == bare.answers
