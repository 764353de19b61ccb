"""The agent beside the real runtime client, in every version of it that is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import agent_lab

HANDLER = """
    import json, os, sys

    class Odd(Exception):
        pass

    def fail(text):
        raise Odd(text)

    def handler(event, context):
        do = event.get("do") if isinstance(event, dict) else None
        if do == "fail":
            fail("no such order")
        if do == "unserialisable":
            return object()
        if do == "bytes":
            return b"\\x00raw"
        if do == "context":
            return [context.aws_request_id, context.function_name, context.invoked_function_arn]
        if do == "depth":
            return deep(0)
        return {"event": event, "path": sys.path, "env": sorted(os.environ.items())[:0]}

    def deep(n):
        try:
            return deep(n + 1)
        except RecursionError:
            return n
"""
EVENTS: list[Any] = [
    {"order": 1},
    {"do": "fail"},
    {"do": "unserialisable"},
    {"do": "bytes"},
    {"do": "context"},
    {"do": "depth"},
    b"not json",
    b"null",
    [1, "é", "\ud83d\ude00"],
    {"order": 2},
]


def test_answers_are_byte_equal_on_every_published_client(
    every_client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Whatever the handler gives or raises, the platform gets the bytes it would have got without the agent."""
    task = function(HANDLER)
    bare = agent_lab.run(every_client, task, EVENTS)
    with_agent = agent_lab.run(every_client, task, EVENTS, layer=layer)
    assert with_agent.outcomes == bare.outcomes
    assert with_agent.answers == bare.answers
    assert with_agent.outcomes.count("ok") == 7
    assert not with_agent.strange
    assert not with_agent.of("error")


def test_proof_of_life_says_what_is_in_force(
    every_client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """One event before the first invocation names agent, contract, client, hooks and the rings that were proved."""
    ran = agent_lab.run(every_client, function(HANDLER), [{"a": 1}, {"a": 2}], layer=layer)
    (alive,) = ran.of("alive")
    facts = alive["facts"]
    assert (alive["level"], alive["verdict"], alive["cold"], alive["invocation"]) == ("INFO", "allow", True, None)
    assert (alive["function"], alive["version"], len(alive["instance"])) == ("orders", "7", 16)
    assert facts["rings"] == {"a": "proved", "b": "off", "c": "off"}
    assert (facts["client"], facts["contract"], facts["mode"]) == (every_client.version, "default", "observe")
    wrapped = ["wait_next_invocation", "post_invocation_result", "post_invocation_error"]
    restores = every_client.numbers >= (3,)
    assert facts["hooks"] == wrapped + (["restore_next"] if restores else [])
    assert facts.get("missing", []) == ([] if restores else ["restore_next"])


def test_events_carry_the_invocation_they_belong_to(
    every_client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """A flow is told with its invocation's id, whether that was the first, and the kind of its event."""
    task = function(
        """
        import subprocess
        def handler(event, context):
            if event.get("program"):
                subprocess.run([event["program"]], check=False)
            return 1
        """
    )
    queue = {"Records": [{"eventSource": "aws:sqs", "body": "x"}]}
    ran = agent_lab.run(every_client, task, [{"a": 1}, {"program": "/bin/true", **queue}], layer=layer)
    (flow,) = ran.of("flow")
    assert flow["invocation"] == ran.calls[1].id
    assert (flow["cold"], flow["trigger"], flow["level"]) == (False, "sqs", "INFO")


def test_a_client_without_the_hooks_is_said(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Where a method of the client is not there, the function runs and an event names what the agent does without."""
    task = function("def handler(event, context): return event")
    (task / "awslambdaric").mkdir()
    (task / "awslambdaric" / "__init__.py").write_text("__version__ = '9.9.9'\n", encoding="utf-8")
    (task / "awslambdaric" / "lambda_runtime_client.py").write_text(
        "class LambdaRuntimeClient: pass\n", encoding="utf-8"
    )
    (task / "awslambdaric" / "__main__.py").write_text(
        "import awslambdaric.lambda_runtime_client\nprint('ran')\n", encoding="utf-8"
    )
    ran = agent_lab.run(client, task, [{"a": 1}], layer=layer)
    named = {event["facts"]["missing"].rpartition(" ")[2] for event in ran.of("error")}
    assert named == {"wait_next_invocation", "post_invocation_result", "post_invocation_error"}
    assert b"ran" in ran.log


def test_lines_are_whole_and_of_the_promised_shape(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Each event is one line of JSON with exactly the fields of `ennead.event/1`."""
    ran = agent_lab.run(client, function(HANDLER), [{"do": "fail"}], layer=layer)
    names = "schema timestamp level kind verdict guard function version instance invocation cold trigger"
    names += " reason at facts"
    assert ran.events
    for event in ran.events:
        assert list(event) == names.split()
        assert json.dumps(event, separators=(",", ":")).encode() in ran.lines
