"""Guard `secret`: an answer holds neither the function's secrets nor the inside of it."""

from __future__ import annotations

import html
import json
import os
import sys
import time
import traceback
from pathlib import Path
from types import ModuleType
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


def _chain() -> str:
    try:
        try:
            int('a "quoted" number')
        except ValueError:
            json.loads("{quoted")
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


NO_SECRETS = {
    "STRIPE_PUBLISHABLE_API_KEY": "pk_live_51HabcdEFGH",
    "GOOGLE_MAPS_BROWSER_API_KEY": "AIzaSyA-browser-key",
    "MAPBOX_PUBLIC_TOKEN": "pk.eyJ1IjoieCJ9.abc",
    "TOKEN_AUDIENCE": "shop-frontend",
    "TOKEN_ISSUER": "login.shop.example",
    "TOKEN_SCOPES": "read:orders write:orders",
    "PASSWORD_RESET_SUBJECT": "Reset it, as you asked",
    "PASSWORD_RESET_FROM": "noreply@shop.example",
    "PASSWORD_POLICY": "at least 12 characters",
    "PASSWORD_HINT": "Reset your password",
}
SECRETS = {
    "STRIPE_SECRET_API_KEY": "pk_live_51HabcdEFGH",
    "STRIPE_PUBLISHABLE_API_KEY": "sk_live_51HabcdEFGH",
    "MAPBOX_PUBLIC_TOKEN": "sk.eyJ1IjoieCJ9.abc",
    "TOKEN_PREFIX": "ghp_abcdefghijklmnop",
    "DB_PUBLIC_PASSWORD": "k3j4h5k3j4h5",
    "GITHUB_PUBLIC_REPOS_TOKEN": "k3j4h5k3j4h5",
    "BROWSERLESS_TOKEN": "k3j4h5k3j4h5",
    "BROWSER_STACK_TOKEN": "k3j4h5k3j4h5",
    "DB_PASSWORD": "correct horse battery",
    "DB_PASSWORD_PROD": "correct horse battery",
    "DB_PASSWORD2": "correct horse battery",
    "SIGNING_SECRET": "correct horse battery",
    "SECRET_SALT": "abcdefghijklmnop",
    "FROM_TOKEN": "k3j4h5k3j4h5",
    "AWS_SESSION_TOKEN": "a token of words",
}


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [(*one, False) for one in NO_SECRETS.items()] + [(*one, True) for one in SECRETS.items()],
)
def test_only_secrets_are_struck_out(
    name: str, value: str, told: bool, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys for browsers, what tells of tokens, and words are none; by the same names what is a server's key is one."""
    for one in ("DB_PASSWORD", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(one)
    monkeypatch.setenv(name, value)
    serving({})
    assert secret.masked(json.dumps([value])) == json.dumps(["********" if told else value])


FOREIGN = "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\n    1/0\nKeyError: 'x'"
PAGES: dict[str, Callable[[str], str]] = {
    "text": lambda told: f"Hi\n{told}\n\nWhat is it?",
    "pre": lambda told: f'<a href="x">y</a><pre>{html.escape(told)}</pre><footer>F</footer>',
    "markdown": lambda told: f'<a href="x">y</a><p>{told}</p><footer>F</footer>',
    "breaks": lambda told: f'<p id="x">{html.escape(told)}</p><footer>F</footer>'.replace("\n", "<br>"),
    "blanks": lambda told: f"<p>{html.escape(told)}</p>".replace("\n", "<br />\n").replace("  ", "&nbsp; "),
    "attribute": lambda told: f'<p data-text="{html.escape(told)}">F</p>'.replace("\n", "&#10;"),
    "reply": lambda told: "> Hi\n> " + told.replace("\n", "\n> ") + "\n>\n> What is it?\nend",
    "indented": lambda told: "Hi\n\n    " + told.replace("\n", "\n    ") + "\n\nWhat is it?",
    "lines": lambda told: json.dumps({"a": told.split("\n"), "b": 'a "b"'}, indent=1),
    "items": lambda told: json.dumps({"a": told.splitlines(True), "b": 'a "b"'}),
    "windows": lambda told: f"Hi\n{told}\n\nWhat is it?".replace("\n", "\r\n"),
    "twice": lambda told: f"<li>{FOREIGN}</li><li>{told}</li><footer>F</footer>",
}


def _answer(body: str, depth: int) -> str:
    for _ in range(depth):
        body = json.dumps({"statusCode": 200, "body": body, "more": 'a "b"'})
    return body


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize("told", [FOREIGN, FOREIGN + "\n\nDuring handling of the above exception:\n\n" + FOREIGN])
def test_a_trace_of_somebody_else_is_content(told: str, shape: str, depth: int, serving: Serving) -> None:
    """A post with a trace in it stays, from wherever it was read; nothing is said."""
    said = serving(WEB)
    body = _answer(PAGES[shape](told), depth)
    assert secret.masked(body) == body
    joined = _answer(" ".join(PAGES[shape](told).split()), depth)
    assert secret.masked(joined) == joined
    assert said == []


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize("chained", [False, True])
def test_what_is_cut_ends_with_the_trace(chained: bool, shape: str, depth: int, serving: Serving) -> None:
    """Of a page with a trace of the function's own all else stays, and nothing of the trace."""
    said = serving(WEB)
    told = (_chain() if chained else _trace()).rstrip()
    shown = secret.masked(_answer(PAGES[shape](told), depth))
    assert "test_agent_secret" not in shown
    assert "quoted" not in shown
    for _ in range(depth):
        document = json.loads(shown)
        assert document["more"] == 'a "b"'
        shown = document["body"]
    if shape in ("lines", "items"):
        assert json.loads(shown) == {"a": ["Internal error"], "b": 'a "b"'}
    else:
        assert shown == PAGES[shape]("Internal error")
    assert [one["reason"] for one in said] == ["the answer holds a stack trace"]


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize(
    "shape",
    [
        lambda told: " ".join(told.split()),
        lambda told: "\n".join(line.strip() for line in told.split("\n")),
        lambda told: "".join(f"<li>{html.escape(line)}</li>" for line in told.split("\n")),
        lambda told: '<b class="x">' + "".join(f'<i class="y">{html.escape(line)}</i>' for line in told.split("\n")),
        lambda told: repr({"error": told}),
        lambda told: told.replace("/", "\\/"),
        lambda told: told.replace("/", "&#x2F;").replace('"', "&#34;"),
        lambda told: "Traceback (most recent call last):\n  File " + told,
        lambda told: "Traceback (most recent call last): " * 1100 + told,
        lambda told: FOREIGN.partition("KeyError")[0] + told,
    ],
)
def test_own_trace_in_another_shape_goes(shape: Callable[[str], str], depth: int, serving: Serving) -> None:
    """Whatever has become of its lines, and whatever stands before it."""
    serving(WEB)
    shown = secret.masked(_answer(shape(_trace()), depth))
    assert "test_agent_secret" not in shown
    assert "quoted" not in shown


@pytest.mark.usefixtures("_variables")
def test_what_belongs_to_a_message_goes_with_it(serving: Serving) -> None:
    """Indented lines of a message, and those with files of the function's."""
    serving(WEB)
    told = _trace().rstrip() + f"\nfield\n  Input should be a number\nsee {__file__}\nDone\n\nBye"
    assert secret.masked(told) == "Internal error\nDone\n\nBye"


@pytest.mark.usefixtures("_variables")
def test_code_that_was_compiled_elsewhere_is_ours(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module without its source names the file that it was compiled from, with a path of another machine."""
    module = ModuleType("compiled_elsewhere")
    module.__file__ = "/nowhere/compiled_elsewhere.pyc"
    exec(compile("def run(): 1/0", "build/own.py", "exec"), vars(module))  # noqa: S102
    monkeypatch.setitem(sys.modules, module.__name__, module)
    serving(WEB)
    told = FOREIGN.replace("app.py", "build/own.py")
    assert secret.masked(told) == "Internal error"
    monkeypatch.delitem(sys.modules, module.__name__)
    assert secret.masked(told) == told


@pytest.mark.usefixtures("_variables")
def test_own_trace_that_the_event_has_is_given_back_in_a_page(serving: Serving) -> None:
    """A ticket about this very function, as a page shows it."""
    told = _trace().rstrip()
    serving({**WEB, "body": json.dumps({"text": told})})
    body = json.dumps({"body": PAGES["pre"](told)})
    assert secret.masked(body) == body


@pytest.mark.usefixtures("_variables")
@pytest.mark.parametrize(
    "part",
    [
        "Traceback (most recent call last):\n",
        FOREIGN + "\n",
        'Traceback (most recent call last):\\n  File \\"a',
        'Traceback (most recent call last):\n  File "/var/runtime/x"\nE\n  a\n',
        'Traceback (most recent call last):\n  File "x"\nE' + " " * 60 + "x\n",
    ],
)
def test_hostile_answers_are_read_in_time(part: str, serving: Serving) -> None:
    """Many traces cost no more than some seconds, whoever wrote them."""
    serving(WEB)
    body = part * (1_000_000 // len(part))
    begin = time.process_time()
    secret.masked(body)
    secret.masked(json.dumps({"body": body}))
    assert time.process_time() - begin < 10


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
