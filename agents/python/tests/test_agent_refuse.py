"""What the platform's side sees when a call was stopped: nobody is harmed by it."""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
import agent_refusals
from agent_refusals import ANSWERS, DENY, DROPPED, EDGE, HANDLER, NAMED, Stopped
from agent_triggers import EVENTS, METHOD, TEXT, batch, change, edge, message, shard


@pytest.fixture
def stopped(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Stopped:
    """Runs events through a handler whose call is stopped."""
    return agent_refusals.runner(client, layer, function, tmp_path)


def test_each_kind_of_trigger_is_refused_in_its_own_shape(stopped: Stopped) -> None:
    """The platform gets for a stopped call what this kind of trigger takes as a no, and nothing of the event or why."""
    ran = stopped(list(EVENTS.values()))
    for call, kind in zip(ran.calls, EVENTS):
        wanted = ANSWERS.get(kind)
        assert json.loads(call.answer) == wanted, kind
        assert call.outcome == ("error" if wanted == NAMED else "ok"), kind
        assert TEXT.encode() not in call.answer
        assert b"ennead_agent" not in call.answer


def test_what_nobody_waits_for_is_dropped_with_an_event(stopped: Stopped) -> None:
    """Streams, queues and asynchronous events are never answered with an error, which would be tried again."""
    assert {"sqs", "kinesis", "dynamodb", "kafka", "mq", "sns", "s3", "eventbridge", "logs"} <= set(DROPPED)
    for kind in ("sqs", "sns"):
        ran = stopped([EVENTS[kind]])
        assert (ran.outcomes, ran.answers) == (["ok"], [b"null"])
        (event,) = ran.of("attack")
        assert (event["verdict"], event["invocation"]) == ("block", ran.calls[0].id)


def test_error_instead_of_a_drop_where_the_contract_wants_one(stopped: Stopped) -> None:
    """With `raise`, the platform's own retries and dead letters are used for what would be dropped."""
    ran = stopped([EVENTS[kind] for kind in DROPPED], {"raise": True})
    assert set(ran.outcomes) == {"error"}
    assert all(json.loads(answer) == NAMED for answer in ran.answers)


def returned(answer: bytes, event: dict[str, Any]) -> list[str]:
    """What a queue does: messages that come back, because they are named as failed."""
    document = json.loads(answer)
    names = [one["itemIdentifier"] for one in (document or {}).get("batchItemFailures", ())]
    assert set(names) <= {one["messageId"] for one in event["Records"]}  # an unknown name fails the whole batch
    return names


@pytest.mark.parametrize("queue", ["orders", "orders.fifo"])
def test_messages_not_handled_come_back(queue: str, stopped: Stopped) -> None:
    """Of a queue that takes partial answers, the message at fault and those behind it come back, and no handled one."""
    event = batch(*(message(n, TEXT if n == 2 else f"fine {n}", queue) for n in range(5)))
    first = batch(message(0, TEXT), message(1, "fine"))
    ran = stopped([event, first], {"partial_batch": True})
    assert ran.outcomes == ["ok", "ok"]
    assert returned(ran.answers[0], event) == ["m-2", "m-3", "m-4"]
    assert returned(ran.answers[1], first) == ["m-0", "m-1"]


def test_all_messages_come_back_where_the_record_is_not_known(stopped: Stopped) -> None:
    """A stopped text that came from a table, or from no field that is known, loses no message."""
    source = HANDLER.replace('"%s[%d].x" % (name, number)', '"table/orders"')
    event = batch(message(0, "fine"), message(1, TEXT))
    ran = stopped([event], {"partial_batch": True}, source)
    assert returned(ran.answers[0], event) == ["m-0", "m-1"]


def test_equal_texts_of_several_records_are_told_apart_by_the_first(stopped: Stopped) -> None:
    """Where two records hold the stopped text, the first of them counts: a handler meets that one first."""
    source = HANDLER.replace('"%s[%d].x" % (name, number)', '"Records[3].body"')
    event = batch(message(0, "a"), message(1, json.dumps({"n": TEXT})), message(2, "c"), message(3, TEXT))
    ran = stopped([event], {"partial_batch": True}, source)
    assert returned(ran.answers[0], event) == ["m-1", "m-2", "m-3"]


def resumed(answer: bytes, numbers: list[str]) -> list[str]:
    """What a stream does: the records it hands out again, from the lowest that is named as failed."""
    names = [one["itemIdentifier"] for one in json.loads(answer)["batchItemFailures"]]
    return numbers[min(map(numbers.index, names)) :] if names else []


@pytest.mark.parametrize("make", [change, shard])
def test_stream_goes_on_behind_the_record_at_fault(make: Callable[[int, str], Any], stopped: Stopped) -> None:
    """Of a stream that takes partial answers, just the record at fault is passed over, and never handed out again."""
    numbers = [f"{n}00" for n in range(1, 5)]
    middle = batch(*(make(n, TEXT if n == 2 else "fine") for n in range(1, 5)))
    last = batch(*(make(n, TEXT if n == 4 else "fine") for n in range(1, 5)))
    ran = stopped([middle, last], {"partial_batch": True})
    assert resumed(ran.answers[0], numbers) == ["300", "400"]
    assert resumed(ran.answers[1], numbers) == []


def test_window_keeps_its_state(stopped: Stopped) -> None:
    """A refused batch of a tumbling window answers the state it was given: it would be lost else."""
    event = {**batch(shard(1, TEXT)), "window": {"start": "1", "end": "2"}, "state": {"sum": 7}, "shardId": "s"}
    assert json.loads(stopped([event]).answers[0]) == {"state": {"sum": 7}}


def test_load_balancer_gets_headers_in_its_own_form(stopped: Stopped) -> None:
    """Where the target group is set to lists of values, the answer's headers are lists of values."""
    event = {**EVENTS["alb"], "multiValueHeaders": {"host": ["h"]}}
    del event["headers"]
    answer = json.loads(stopped([event]).answers[0])
    assert answer["multiValueHeaders"] == {"Content-Type": ["application/json"]}
    assert "headers" not in answer


def test_edge_answers_where_it_still_can(stopped: Stopped) -> None:
    """A response of the origin is replaced; a viewer's can no longer get another status, so CloudFront fails it."""
    ran = stopped([edge("origin-request"), edge("origin-response"), edge("viewer-response")])
    assert ran.outcomes == ["ok", "ok", "error"]
    assert [json.loads(answer) for answer in ran.answers] == [EDGE, EDGE, NAMED]


@pytest.mark.parametrize("version", ["1.0", None])
def test_request_authorizer_denies_by_policy(version: str | None, stopped: Stopped) -> None:
    """Authorizers of REST and WebSocket APIs, and of HTTP APIs in format 1.0, want a policy with a principal."""
    event = {"type": "REQUEST", "methodArn": METHOD, "headers": {"x": TEXT}, "httpMethod": "GET", "path": "/"}
    event.update({"version": version} if version else {}, requestContext={"apiId": "a", "http": {"path": "/"}})
    assert json.loads(stopped([event]).answers[0]) == DENY


@pytest.mark.parametrize("mode", ["observe", "alert", "off"])
def test_nothing_is_refused_outside_of_enforce(
    mode: str, client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """In `observe` and `alert` the handler goes on, and its answer is the platform's."""
    source = HANDLER
    if mode == "off":  # as if the agent were not there: the handler cannot reach it
        source = 'def handler(event, context): return "handled"'
    ran = agent_lab.run(client, function(source), [EVENTS["sqs"]], layer=layer, env={"ENNEAD_MODE": mode})
    assert ran.answers == [b'"handled"']
    assert [event["verdict"] for event in ran.of("attack")] == ([] if mode == "off" else ["flag"])


def asked(server: agent_lab.Server, method: str, path: str, body: bytes = b"") -> int:
    """The status with which the lab answers one call."""
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
    try:
        connection.request(method, agent_lab.BASE + path, body)
        return connection.getresponse().status
    finally:
        connection.close()


def test_lab_refuses_calls_out_of_state() -> None:
    """The Runtime API of these tests takes each answer once, of an event it gave, and errors only in their shape."""
    server = agent_lab.Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    first, second = agent_lab.Call(b"{}", 1), agent_lab.Call(b"{}", 2)
    server.waiting.put(first)
    server.waiting.put(second)
    error = json.dumps(NAMED).encode()
    try:
        assert asked(server, "POST", f"/invocation/{first.id}/response", b"1") == 400  # not given out yet
        assert asked(server, "GET", "/invocation/next") == 200
        assert asked(server, "GET", "/invocation/next") == 403  # the first is not answered
        assert asked(server, "POST", "/init/error", error) == 403  # the start is over
        assert asked(server, "GET", "/restore/next") == 403
        assert asked(server, "POST", f"/invocation/{first.id}/error", b"no document") == 400
        assert asked(server, "POST", f"/invocation/{first.id}/error", error) == 202
        assert asked(server, "POST", f"/invocation/{first.id}/response", b"1") == 400  # answered already
        assert asked(server, "GET", "/invocation/next") == 200
        assert asked(server, "POST", f"/invocation/{second.id}/response", b"1") == 202
    finally:
        server.shutdown()
        server.server_close()
    assert len(server.strange) == 6
    assert (first.outcome, first.answers, second.outcome) == ("error", 1, "ok")
