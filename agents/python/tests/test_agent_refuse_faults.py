"""Whose error goes out: the refusal for a stopped call, the function's own for all else, also where a refusal fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
import agent_refusals
from agent_refusals import DENY, FORBIDDEN, NAMED, Stopped
from agent_triggers import EVENTS
from ennead_agent import contract, events, registry, verdicts


@pytest.fixture
def stopped(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Stopped:
    """Runs events through a handler whose call is stopped."""
    return agent_refusals.runner(client, layer, function, tmp_path)


def test_handler_that_swallows_the_stop_keeps_its_answer(stopped: Stopped) -> None:
    """A function that deals with a failing call by itself answers as it does then, and later errors are its own."""
    source = """
        from ennead_agent import verdicts
        def handler(event, context):
            try:
                verdicts.attack("shell", "of a test", {"field": "Records[0].body"})
            except OSError:
                pass
            if event.get("then") == "fail":
                raise KeyError("later, and of itself")
            return {"statusCode": 200}
    """
    ran = stopped([{"then": "answer"}, {"then": "fail"}], source=source)
    assert ran.outcomes == ["ok", "error"]
    assert json.loads(ran.answers[0]) == {"statusCode": 200}
    assert json.loads(ran.answers[1])["errorType"] == "KeyError"
    assert len(ran.of("attack")) == 2


def test_error_that_came_of_the_stop_is_refused_too(
    every_client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """A library's error around the stopped call is refused as the call itself, in every version of the client."""
    task = function(
        """
        from ennead_agent import verdicts
        class LibraryError(Exception):
            pass
        def handler(event, context):
            try:
                verdicts.attack("url", "of a test")
            except OSError as error:
                if event["how"] == "from":
                    raise LibraryError("request failed") from error
                if event["how"] == "none":
                    raise LibraryError("request failed") from None
                if event["how"] == "within":
                    kept = LibraryError(error)
            if event["how"] == "within":
                raise kept
        """
    )
    events = [{**EVENTS["api-rest"], "how": how} for how in ("from", "none", "within")]
    ran = agent_lab.run(every_client, task, events, layer=layer, env={"ENNEAD_MODE": "enforce"})
    assert ran.outcomes == ["ok"] * 3
    assert [json.loads(answer) for answer in ran.answers] == [FORBIDDEN] * 3
    assert not ran.strange


@pytest.mark.parametrize("spot", ["refuse:instead", "refuse.shapes:of", "refuse.case:result", "kinds:of"])
def test_fault_of_a_refusal_leaves_the_functions_own_error(
    spot: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Where a refusal cannot be made, the platform gets the error that the handler let out, and an event says so."""
    source = f"""
        import importlib
        from ennead_agent import faults, verdicts
        place = {{}}
        code = "def fault(*args, **words): raise ValueError('injected')"
        exec(compile(code, faults.HOME + "injected.py", "exec"), place)
        module, name = {spot!r}.split(":")
        for one in [module] + (["refuse.batches"] if module == "refuse.case" else []):
            setattr(importlib.import_module("ennead_agent." + one), name, place["fault"])

        def handler(event, context):
            verdicts.attack("shell", "of a test", {{"field": "Records[0].body"}})
    """
    env = {"ENNEAD_MODE": "enforce"}
    ran = agent_lab.run(client, function(source), [EVENTS["sqs"], {"a": 1}], layer=layer, env=env)
    assert ran.outcomes == ["error", "error"]
    assert json.loads(ran.answers[0])["errorType"] == "Blocked"
    assert b"ennead_agent" not in ran.answers[0]
    assert ran.of("error")
    assert not ran.strange


def test_fault_before_the_handler_is_refused_in_shape(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A contract that would rather refuse than run unguarded harms nobody: a batch is dropped, a caller gets 403."""
    contract = tmp_path / "contract.json"
    rules = {"mode": "enforce", "on_error": "closed"}
    contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
    folder = tmp_path / "inject"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import ennead_agent.faults as f, ennead_agent.registry as r\n"
        "place = {}\n"
        "exec(compile('def fault(found): raise ValueError(1)', f.HOME + 'injected.py', 'exec'), place)\n"
        "r.before.append(('injected', place['fault']))\n",
        encoding="utf-8",
    )
    task = function("def handler(event, context):\n    print('called')")
    env = {"ENNEAD_CONTRACT": str(contract)}
    sent = [EVENTS["sqs"], EVENTS["api-rest"], EVENTS["authorizer"], EVENTS["invoke"]]
    ran = agent_lab.run(client, task, sent, layer=layer, path=[folder], env=env)
    assert [json.loads(answer) for answer in ran.answers] == [None, FORBIDDEN, DENY, NAMED]
    assert b"called" not in ran.log
    assert not ran.strange


def test_decorator_around_an_unknown_client_refuses_too(layer: Path, tmp_path: Path) -> None:
    """Where the runtime client is not hooked, a stopped call is returned or raised by the decorator in its shape."""
    source = """
        import json, sys
        sys.path.insert(0, sys.argv[1])
        from ennead_agent import guard

        def handler(event, context):
            from ennead_agent import verdicts
            if event.get("own"):
                raise KeyError("own")
            verdicts.attack("shell", "of a test", {"field": "body"})

        class Context:
            aws_request_id = "id-1"

        guarded = guard(handler)
        for event in json.load(sys.stdin):
            try:
                print("answer", json.dumps(guarded(event, Context())))
            except Exception as error:
                print("answer", type(error).__name__, error.args)
    """
    sent = [EVENTS["api-rest"], EVENTS["invoke"], {"own": True}]
    ran = subprocess.run(
        [sys.executable, "-c", dedent(source), str(layer / "python")],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9", "ENNEAD_MODE": "enforce"},
    )
    answers = [line[7:] for line in ran.stdout.splitlines() if line.startswith("answer ")]
    assert json.loads(answers[0]) == FORBIDDEN
    assert answers[1:] == ["Ennead.Refused ('refused',)", "KeyError ('own',)"]


def test_refusal_is_not_judged_by_the_guards(stopped: Stopped) -> None:
    """What our own code loads and sends while it refuses is no call of the function: it is not stopped in turn."""
    event = {**EVENTS["cloudformation"], "ResponseURL": "http://url-for-response"}
    source = 'def handler(event, context):\n from ennead_agent import verdicts\n verdicts.attack("shell", "of a test")'
    ran = stopped([event], source=source)
    assert json.loads(ran.answers[0]) == NAMED
    assert len(ran.of("attack")) == 1
    assert not ran.of("error")


CLIENT = """
    def own(act):
        act()

    def handle_event_request(request_handler, before, after):
        before()
        own(before)
        try:
            result = request_handler()
        except Exception as error:
            etype = type(error)
        after()
        return etype.__name__
"""


def test_runtime_client_itself_is_never_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the client does with the event before or after the handler passes: an exception there ends the instance."""
    policy = contract.Policy()
    policy.forced = "enforce"
    monkeypatch.setattr(registry, "state", SimpleNamespace(policy=policy))
    monkeypatch.setattr(events, "emit", lambda *_, **__: True)
    place: dict[str, Any] = {"__name__": "awslambdaric.bootstrap"}
    exec(dedent(CLIENT), place)  # noqa: S102
    marshaller: dict[str, Any] = {"__name__": "awslambdaric.lambda_runtime_marshaller", "attack": verdicts.attack}
    exec("def load(): attack('code', 'of a test')", marshaller)  # noqa: S102
    stopped = place["handle_event_request"](
        lambda: verdicts.attack("code", "of a test"), marshaller["load"], lambda: verdicts.attack("code", "of a test")
    )
    assert stopped == "Blocked"
