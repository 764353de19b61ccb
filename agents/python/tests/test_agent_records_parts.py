"""Records one by one, without a client: what the platform makes of every sequence of outcomes, and faults of ours."""

from __future__ import annotations

import json
import time
from _thread import get_ident
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Callable

import pytest

from agent_batches import FAIL, MADE, NAME, ODD, OK, STOP, again, fifo, window
from ennead_agent import audit, contract, events, instance, invocation, kinds, lifecycle, registry, verdicts
from ennead_agent.refuse import compose, drive

ONE = {"records": "one_by_one"}
PARTIAL = {**ONE, "partial_batch": True}


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Plays a batch through a handler that does with the records as it is told; gives answer, error, acts and drops."""
    policy = contract.Policy()
    policy.mode = "enforce"
    monkeypatch.setattr(registry.state, "policy", policy)
    monkeypatch.setattr(registry.state, "one_by_one", True)
    monkeypatch.setattr(registry, "before", [])
    monkeypatch.setattr(instance.this, "invocations", 1)
    said: list[Any] = []
    monkeypatch.setattr(events, "emit", lambda *words, **more: said.append((words, more["facts"])))

    def play(kind: str, event: dict[str, Any], acts: list[str], rules: dict[str, Any]) -> Any:
        policy.rules = {"refusal": rules}
        said.clear()
        found = invocation.Invocation("1", json.dumps(event).encode(), cold=False)
        refusal = lifecycle.begin(found)
        done: list[str] = []
        while refusal is None:
            part = invocation.latest()
            assert part is not None
            assert kinds.of(json.loads(part.body or b"")) == kind
            act = acts[len(done)] if len(done) < len(acts) else OK
            done.append(act)
            refusal = _ended(kind, part, act)
            if refusal is registry.GOES_ON:
                refusal = None
        assert invocation.latest() is found
        lifecycle.end()
        dropped = sum(facts["records"] for _, facts in said if "dead_letter" in facts)
        error = refusal.error
        return (None if error else json.loads(refusal.body)), error, done, dropped

    yield play
    invocation.leave()


def _ended(kind: str, part: invocation.Invocation, act: str) -> registry.Refusal | None:
    if act == FAIL:
        return lifecycle.record_ended(failed=True, error=KeyError("own"))
    if act == STOP:
        part.blocked = "sql"
        return lifecycle.record_ended(failed=True, error=verdicts.Blocked())
    event = json.loads(part.body or b"")
    record = kinds.singly(kind, event)[0][1] if kinds.singly(kind, event) else {}
    if act == ODD:
        return lifecycle.record_ended('"odd"')
    if kind in ("firehose", "analytics", "analytics-delivery"):
        word = "Ok" if act == OK else "ProcessingFailed" if kind != "analytics-delivery" else "DeliveryFailed"
        return lifecycle.record_ended(json.dumps({"records": [{"recordId": record["recordId"], "result": word}]}))
    inner = record.get("kinesis") or record.get("dynamodb") or {}
    name = record.get("messageId") or inner.get("sequenceNumber") or inner.get("SequenceNumber")
    answer: dict[str, Any] = {"batchItemFailures": [{"itemIdentifier": name}] if act == NAME else []}
    if "window" in event:
        answer["state"] = {"sum": event["state"].get("sum", 0) + len(event["Records"])}
    return lifecycle.record_ended(json.dumps(answer))


def test_no_record_is_lost(played: Callable[..., Any]) -> None:
    """Whatever becomes of the records: each is handled, comes back, is kept as failed, or is dropped with an event."""
    hypothesis: Any = pytest.importorskip("hypothesis", reason="hypothesis is not installed for this Python")
    words: Any = hypothesis.strategies
    shapes = [*sorted(MADE), "fifo", "window"]
    health = [hypothesis.HealthCheck.function_scoped_fixture]

    flags = words.fixed_dictionaries({}, optional=dict.fromkeys(("partial_batch", "raise", "fifo"), words.booleans()))
    acts = words.lists(words.sampled_from([OK, OK, STOP, FAIL, NAME, ODD]), min_size=2, max_size=7)
    settings = hypothesis.settings(deadline=None, max_examples=400, database=None, suppress_health_check=health)

    def check(shape: str, acts: list[str], flags: dict[str, bool]) -> None:
        kind = {"fifo": "sqs", "window": "kinesis"}.get(shape, shape)
        event = {"fifo": fifo, "window": window}.get(shape, MADE.get(kind, fifo))(acts)
        rules = {**ONE, **flags}
        answer, error, done, dropped = played(kind, event, acts, rules)
        assert done == acts[: len(done)]  # in order, each once
        back = again(kind, event, rules, answer, error=error)
        reads = kind in ("firehose", "analytics", "analytics-delivery") or rules.get("partial_batch") is True
        handled = {OK} if reads else {OK, NAME, ODD}  # where nobody reads an answer, any is a handled record's
        lost = [n for n in range(len(acts)) if n not in back and (n >= len(done) or done[n] not in handled)]
        if kind not in ("sqs", "kinesis", "dynamodb", "firehose", "analytics", "analytics-delivery"):
            lost = [n for n in lost if n >= len(done) or done[n] not in (NAME, ODD)]
        assert all(done[n] == STOP for n in lost)
        assert dropped == len(lost)
        assert error or kind in ("kinesis", "dynamodb") or not any(done[n : n + 1] == [OK] for n in back)
        if kind == "sqs" and rules.get("partial_batch") and (shape == "fifo" or rules.get("fifo")):
            assert not back or back == set(range(min(back), len(acts)))  # order is kept
            assert len(done) <= (min(back) + 1 if back else len(acts))

    settings(hypothesis.given(shape=words.sampled_from(shapes), acts=acts, flags=flags)(check))()


def test_stopped_before_a_late_end(played: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the deadline no record is begun: a queue gets the rest back, a stream goes on there, else it is an error."""
    late = [False]
    monkeypatch.setattr(drive.Drive, "_is_late", lambda self: late[0] and len(self.batch.outcomes) > 1)
    late[0] = True
    assert played("sqs", MADE["sqs"]([OK] * 4), [OK] * 4, PARTIAL)[0] == {
        "batchItemFailures": [{"itemIdentifier": "m-2"}, {"itemIdentifier": "m-3"}]
    }
    answer, error, done, dropped = played("kinesis", MADE["kinesis"]([OK] * 4), [STOP, OK, OK], PARTIAL)
    assert (answer, error, len(done), dropped) == ({"batchItemFailures": [{"itemIdentifier": "300"}]}, False, 2, 1)
    for kind in ("sqs", "kafka", "firehose", "kinesis"):
        answer, error, done, dropped = played(kind, MADE[kind]([OK] * 4), [STOP, OK, OK], ONE)
        assert (error, len(done), dropped) == (True, 2, 0)


@pytest.mark.parametrize(("left", "late"), [(-1, True), (30, False), (None, False), ("x", False)])
def test_deadline_is_the_platforms(left: Any, late: bool, played: Callable[..., Any]) -> None:
    """The deadline that came with the event counts, where one can be read."""
    found = invocation.Invocation("1", json.dumps(MADE["sqs"]([OK, OK])).encode(), cold=False)
    made = drive.of(found, 2)
    assert made is not None
    when = left if not isinstance(left, int) else str(int((time.time() + left) * 1000))
    found.request = SimpleNamespace(deadline_time_in_ms=when)
    assert made._is_late() is late


def test_record_of_a_stream_without_a_number_fails_the_batch(played: Callable[..., Any]) -> None:
    """What cannot be named cannot be taken up at: then all of it is tried again."""
    event = MADE["kinesis"]([OK, OK, OK])
    del event["Records"][1]["kinesis"]["sequenceNumber"]
    for act in (FAIL, ODD):
        answer, error, done, _ = played("kinesis", event, [OK, act, OK], PARTIAL)
        assert (answer, error, len(done)) == (None, True, 2)


@pytest.mark.parametrize("spot", ["answer", "note", "goes_on"])
def test_fault_of_ours_loses_nothing(spot: str, played: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault before the first record hands the batch on as it came; a later one is an error: all is tried again."""
    from ennead_agent import faults

    place: dict[str, Any] = {}
    code = "def fault(*args): raise ValueError('injected')"
    exec(compile(code, faults.HOME + "injected.py", "exec"), place)  # noqa: S102
    monkeypatch.setattr(compose.Batch, spot, place["fault"])
    said: list[str] = []
    monkeypatch.setattr(faults, "_say", lambda where, error: said.append(where))
    found = invocation.Invocation("1", json.dumps(MADE["sqs"]([OK, OK])).encode(), cold=False)
    registry.state.policy.rules = {"refusal": PARTIAL}  # type: ignore[union-attr]
    assert lifecycle.begin(found) is None
    if spot == "goes_on":
        assert invocation.latest() is found
    else:
        ended = lifecycle.record_ended("null")
        while ended is registry.GOES_ON:
            ended = lifecycle.record_ended("null")
        assert ended is registry.FAULT
        assert invocation.latest() is found
    assert said == ["records"]


def test_record_leaves_nothing_to_the_next(played: Callable[..., Any]) -> None:
    """Its event has gone for what runs on, and a sensor that an exception from outside broke off sees again."""
    registry.state.policy.rules = {"refusal": PARTIAL}  # type: ignore[union-attr]
    found = invocation.Invocation("1", json.dumps(MADE["sqs"]([OK, OK])).encode(), cold=False)
    assert lifecycle.begin(found) is None
    first = invocation.latest()
    assert first is not None
    assert first.untrusted is not None
    assert audit.enter(get_ident())
    assert lifecycle.record_ended("null") is registry.GOES_ON
    assert get_ident() not in audit._busy
    assert invocation.latest() is not first
    assert [first.body, first.untrusted, first.drive] == [None] * 3
    assert instance.this.invocations == 2  # the batch is one


def test_events_that_cannot_be_taken_apart_go_whole() -> None:
    """Records that are no objects, groups that are no lists, what is no JSON: the handler gets what came."""
    for body in (b"\xff", b"[[", b'{"Records":[{"eventSource":"aws:sqs"},1]}', b"[" * 200_000):
        assert drive.of(invocation.Invocation("1", body, cold=False), 2) is None
    odd = {**MADE["kafka"]([OK, OK]), "records": {"a": [{"value": ""}], "b": {"value": ""}}}
    assert kinds.singly("kafka", odd) == []
    assert kinds.singly("kafka", {"records": [{}]}) == []
    assert kinds.singly("api-rest", {}) == []


def test_client_that_is_covered_in_part_gets_batches_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody would tell of the first record's end, the others would never be handed on."""
    monkeypatch.setattr(registry.state, "one_by_one", True)
    found = invocation.Invocation("1", json.dumps(MADE["sqs"]([OK, OK])).encode(), cold=False)
    assert lifecycle._drive(found, 2) is not None
    found.request = SimpleNamespace(deadline_time_in_ms="0")
    assert lifecycle._drive(found, 2) is None
