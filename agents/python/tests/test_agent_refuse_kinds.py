"""Each kind of event is told by its structure, our own events and those that others publish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
import agent_refusals
from agent_refusals import ANSWERS, NAMED, Stopped
from agent_triggers import EVENTS, TEXT
from ennead_agent import kinds


@pytest.fixture
def stopped(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Stopped:
    """Runs events through a handler whose call is stopped."""
    return agent_refusals.runner(client, layer, function, tmp_path)


def test_no_kind_is_without_a_line_in_the_table() -> None:
    """Each kind that can be told has a shape or is said to take the named error."""
    from ennead_agent.refuse import shapes

    told = {name for name, _ in kinds._TESTS} | set(EVENTS)
    assert told == set(shapes._SHAPES) - {"records"} | set(shapes.ERRORS)


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_kind_is_told_by_structure(kind: str) -> None:
    """Each event of our own is taken for what it is, and values that look like another kind's change nothing."""
    event = EVENTS[kind]
    assert kinds.of(event) == kind
    if isinstance(event, dict) and kind not in ("invoke", "destination"):
        text = json.dumps(event).replace(TEXT, json.dumps(json.dumps(EVENTS["cloudformation"]))[1:-1])
        assert kinds.of(json.loads(text)) == kind


@pytest.mark.parametrize("event", [None, 1, "x", [], [1], {}, {"Records": []}, {"Records": [1]}, {"Records": [{}]}])
def test_odd_events_have_a_kind(event: Any) -> None:
    """An event of any shape is refused with an error, or dropped where it comes as records."""
    assert kinds.of(event) in ("invoke", "records")


SHARED = agent_lab.AGENT.parents[2] / "shared" / "data" / "events"
TOLD = {
    "alexa-smart-home": {"alexa-home"},
    "apigateway-authorizer": {"authorizer", "authorizer-http"},
    "apigateway-http": {"api-http"},
    "apigateway-rest": {"api-rest"},
    "apigateway-websocket": {"websocket"},
    "cloudwatch-logs": {"logs"},
    "direct": {"invoke"},
    "step-functions": {"invoke"},
    "eventbridge": {"eventbridge", "schedule"},
    "kinesis-analytics": {"analytics", "analytics-delivery"},
    "mq": {"mq", "rmq"},
    "sns": {"sns", "ses"},  # a mail's notification without a topic's envelope is a mail's event
}
"""The names of the sample events' folders, where ours differ."""


def samples() -> dict[str, tuple[str, bytes]]:
    """Sample events of others: path to folder and bytes."""
    if not (SHARED / "index.json").is_file():
        pytest.skip("the sample events of other projects are not beside this one")
    index = json.loads((SHARED / "index.json").read_text(encoding="utf-8"))
    return {name: (found["trigger"], (SHARED / name).read_bytes()) for name, found in index["events"].items()}


def test_sample_events_are_told_apart() -> None:
    """Events of every trigger type that other projects publish are taken for what they are."""
    for name, (folder, body) in samples().items():
        assert kinds.of(json.loads(body)) in TOLD.get(folder, {folder}), name


def test_sample_events_are_refused_in_their_shape(stopped: Stopped) -> None:
    """Each sample of other projects is refused as our own event of its kind: error, or an answer of the same fields."""
    source = 'def handler(event, context):\n from ennead_agent import verdicts\n verdicts.attack("shell", "of a test")'
    found = samples()
    ran = stopped([body for _, body in found.values()], source=source)
    for call, name in zip(ran.calls, found):
        kind = kinds.of(json.loads(call.event))
        wanted = NAMED if kind == "cloudformation" else ANSWERS.get(kind)
        answer = json.loads(call.answer)
        assert call.outcome == ("error" if answer == NAMED else "ok"), name
        if kind == "cloudfront" and answer == NAMED:
            assert b'"viewer-response"' in call.event
        elif kind in ("kinesis", "dynamodb"):
            assert answer is None or set(answer) == {"state"}, name
        elif isinstance(wanted, dict) and kind not in ("alb", "bedrock-agent", "alexa-home", "alexa"):
            assert set(answer) == set(wanted), name
        else:
            assert type(answer) is type(wanted), name


def test_sample_events_pass_a_contract_of_their_kind() -> None:
    """No sample of other projects is refused by a contract that knows its kind and names none of its fields."""
    from ennead_agent.guards import event, event_rules

    for name, (_, body) in samples().items():
        document = json.loads(body)
        kind = kinds.of(document)
        rules = event_rules.Rules(kind, {"max_bytes": 262144, "max_depth": 40, "fields": {"*": "any"}, "closed": True})
        assert not event._bad(rules, kind, document, body), name


def test_each_kind_stands_in_the_documentation() -> None:
    """The table of refusals names every kind of event that the agent tells apart."""
    page = agent_lab.AGENT.parents[1] / "docs" / "agent-refusals.md"
    if not page.is_file():
        pytest.skip("the documentation is not beside the agent's sources")
    rows = [line.split("|")[1] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    from ennead_agent.refuse import shapes

    assert not {kind for kind in (*shapes._SHAPES, *shapes.ERRORS) if not any(f"`{kind}`" in row for row in rows)}
