"""Events that are not as the contract has them are refused before the handler, record by record; all others pass."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
from agent_triggers import EVENTS, batch, change, http, message, shard
from ennead_agent import contract, invocation, kinds, registry
from ennead_agent.guards import event, event_rules

ECHO = """
    import json
    def handler(event, context):
        print("called")
        return {"seen": event}
"""
Judge = Callable[..., agent_lab.Ran]


@pytest.fixture
def judged(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Judge:
    """Runs events under a contract that speaks of events."""

    def run(
        sent: Any, agreed: dict[str, Any], mode: str = "enforce", source: str = ECHO, **rules: Any
    ) -> agent_lab.Ran:
        path = tmp_path / "contract.json"
        rules = {"mode": mode, "events": agreed, **rules}
        path.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
        env = {"ENNEAD_CONTRACT": str(path)}
        ran = agent_lab.run(client, function(source), sent, layer=layer, env=env)
        assert not ran.strange
        return ran

    return run


def departure(kind: str, words: dict[str, Any], sent: Any) -> tuple[str, str] | None:
    """The first departure of an event, as field and reason."""
    bad = event._bad(event_rules.Rules(kind, words), kind, sent, json.dumps(sent).encode())
    return None if not bad else (bad[min(bad)].field, bad[min(bad)].reason)


ORDER = {"id": "7", "count": 2, "gift": False, "lines": [{"sku": "a"}, {"sku": "b"}], "to": {"town": "Ulm"}}
FIELDS = {
    "body": "string",
    "body.id": "string",
    "body.count": "number",
    "body.gift": "boolean",
    "body.lines": "array",
    "body.lines[].sku": "string",
    "body.to": "object",
    "body.note": "any",
}
REQUIRED = ["body.id", "body.lines[].sku"]
RULES = {"fields": FIELDS, "required": REQUIRED, "max_bytes": 2000, "max_depth": 6, "closed": True}


def order(**words: Any) -> dict[str, Any]:
    """A request with an order; a word that is `...` is left out."""
    body = {name: value for name, value in {**ORDER, **words}.items() if value is not ...}
    return {**http(), "body": json.dumps(body)}


@pytest.mark.parametrize("words", [{}, {"note": [1]}, {"note": None}, {"gift": None}, {"count": 1.5}, {"lines": []}])
def test_event_as_agreed_passes(words: dict[str, Any]) -> None:
    """What is optional may be absent or null, `any` may be anything, and the platform's own fields need no word."""
    assert departure("api-http", RULES, order(**words)) is None


DEPARTURES: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"id": 7}, ("body.id", "number where string is agreed")),
    ({"count": "2"}, ("body.count", "string where number is agreed")),
    ({"count": True}, ("body.count", "boolean where number is agreed")),
    ({"gift": 1}, ("body.gift", "number where boolean is agreed")),
    ({"to": []}, ("body.to", "array where object is agreed")),
    ({"lines": {}}, ("body.lines", "object where array is agreed")),
    ({"id": ...}, ("body.id", "a field that is agreed is missing")),
    ({"id": None}, ("body.id", "a field that is agreed is missing")),
    ({"lines": [{"sku": "a"}, {}]}, ("body.lines[].sku", "a field that is agreed is missing")),
    ({"lines": [{"sku": "a", "price": 0}]}, ("body.lines[].price", "a field that is not agreed")),
    ({"admin": True}, ("body.admin", "a field that is not agreed")),
    ({"an odd name; it says much": 1}, ("body.*", "a field that is not agreed")),
]


@pytest.mark.parametrize(("words", "wanted"), DEPARTURES)
def test_departure_is_named_by_its_field(words: dict[str, Any], wanted: tuple[str, str]) -> None:
    """A type that is not agreed, a missing field and a field too many are found, and told without any value."""
    assert departure("api-http", RULES, order(**words)) == wanted


def test_sizes_and_depths_are_bounded() -> None:
    """More bytes or more levels than agreed are found, also levels that are written in a text of JSON."""
    assert departure("api-http", RULES, order(note="x" * 2000)) is not None
    assert departure("api-http", RULES, order(note=[[[[[[1]]]]]])) == ("", "deeper than the 6 levels that are agreed")
    assert departure("invoke", {"max_depth": 3}, {"a": " [[[]]]\n"}) is not None
    assert departure("invoke", {"max_depth": 3}, {"a": "[[]]", "b": "[[[[[[ is no list"}) is None
    assert departure("invoke", {"max_depth": 3}, {"a": json.dumps(["[[[[["])}) is None
    assert departure("invoke", {"max_depth": 2}, {"a": {"b": 1}}) is None
    assert departure("invoke", {"max_depth": 2}, {"a": {"b": {}}}) is not None


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"id": "1"}),
        "id=1&other=2",
        "eyJpZCI6ICIxIn0=",  # the same in base64
        json.dumps(json.dumps({"id": "1"})),
    ],
)
def test_body_is_opened_as_a_handler_would(body: str) -> None:
    """A path leads through JSON, a form, base64 and JSON in JSON; a body that is none of them lacks what it needs."""
    rules = {"required": ["body.id"], "fields": {"body.id": "string"}}
    assert departure("api-http", rules, {**http(), "body": body}) is None
    assert departure("api-http", rules, {**http(), "body": "no such thing"}) is not None
    assert departure("api-http", rules, {**http(), "body": None}) is not None


def test_paths_of_records_are_written_either_way() -> None:
    """`Records[].body.id` and `body.id` are the same field of a queue's message."""
    for path in ("Records[].body.id", "Records[0].body.id", "body.id"):
        rules = {"required": [path]}
        assert departure("sqs", rules, batch(message(0, '{"id":1}'))) is None
        assert departure("sqs", rules, batch(message(0, '{"id":1}'), message(1, "{}"))) == (
            "Records[1].body.id",
            "a field that is agreed is missing",
        )


def test_closed_says_nothing_of_the_platforms_fields() -> None:
    """A contract that names one field of the caller's lets all fields of the platform's envelope pass."""
    named = {
        "sqs": "body",
        "dynamodb": "dynamodb.NewImage.id.S",
        "kinesis": "kinesis.data",
        "sns": "Sns.Message",
        "s3": "s3.object.key",
        "ses": "ses.mail.commonHeaders.subject",
        "cloudfront": "cf.request.uri",
        "cognito": "request.userAttributes.nickname",
        "appsync": "arguments.id",
        "eventbridge": "detail.id",
        "api-rest": "queryStringParameters.id",
        "api-http": "queryStringParameters.id",
        "alexa": "request.intent.slots",
        "connect": "Details.Parameters.id",
    }
    for kind, field in named.items():
        rules = {"fields": {field: "any"}, "closed": True}
        assert departure(kind, rules, EVENTS[kind]) is None, kind
    assert departure("eventbridge", {"fields": {"detail.id": "any"}, "closed": True}, {"detail": {"x": 1}}) is not None
    assert departure("invoke", {"fields": {"a": "any"}, "closed": True}, {"a": {"b": 1}}) is None
    assert departure("invoke", {"fields": {"a": "any"}, "closed": True}, {"a": 1, "b": 2}) == (
        "b",
        "a field that is not agreed",
    )


@pytest.mark.parametrize(
    "text",
    [("a.b", ("a", "b")), ("a[].b", ("a", "[]", "b")), (r"a\.b.c", ("a.b", "c")), ("[].x", ("[]", "x")), ("", ())],
)
def test_paths_are_read(text: tuple[str, tuple[str, ...]]) -> None:
    """Steps are parted by dots, elements stand in brackets, and a dot in a name has a backslash before it."""
    assert event_rules.parse(text[0]) == text[1]


def test_refused_before_the_handler(judged: Judge) -> None:
    """In `enforce` an event that is not as agreed gets its kind's refusal, and the handler is not called."""
    good, bad = order(), order(count="many")
    ran = judged([bad, good], {"api": RULES})
    assert json.loads(ran.answers[0])["statusCode"] == 403
    assert json.loads(ran.answers[1]) == {"seen": good}
    assert ran.log.count(b"called") == 1
    (told,) = ran.of("attack")
    assert (told["verdict"], told["guard"], told["trigger"]) == ("block", "event", "api")
    assert told["facts"] == {"field": "body.count", "records": 1}
    assert "many" not in json.dumps(told)


@pytest.mark.parametrize("mode", ["observe", "alert"])
def test_only_flagged_outside_of_enforce(mode: str, judged: Judge) -> None:
    """In `observe` and `alert` the handler gets the event byte by byte, and an event says what would have been."""
    bad = batch(message(0, "x"), message(1, "y" * 500))
    ran = judged([bad], {"sqs": {"max_bytes": 400}}, mode)
    assert json.loads(ran.answers[0]) == {"seen": bad}
    (told,) = ran.of("attack")
    assert (told["verdict"], told["facts"]["would"]) == ("flag", "block")


def test_guard_of_its_own_mode(judged: Judge) -> None:
    """`guards.event` decides for this guard alone, and `off` says nothing."""
    rules = {"sqs": {"max_bytes": 10}}
    ran = judged([EVENTS["sqs"]], rules, guards={"event": "off"})
    assert json.loads(ran.answers[0]) == {"seen": EVENTS["sqs"]}
    assert not ran.of("attack")
    assert judged([EVENTS["sqs"]], rules, "observe", guards={"event": "enforce"}).answers == [b"null"]


def test_kind_that_is_not_agreed_is_refused(judged: Judge) -> None:
    """Where kinds of events are named, an event of another kind is refused, also one that is made up to look so."""
    ran = judged([{"detail": {"eventSource": "aws:sqs"}}, EVENTS["sns"], EVENTS["sqs"]], {"sqs": {}})
    assert ran.outcomes == ["error", "ok", "ok"]
    assert ran.answers[1] == b"null"
    assert ran.log.count(b"called") == 1
    assert judged([{"any": 1}], {"sqs": {}, "*": {}}).outcomes == ["ok"]


PARTIAL = """
    def handler(event, context):
        print([one["messageId"] for one in event["Records"]])
        return {"batchItemFailures": [{"itemIdentifier": event["Records"][-1]["messageId"]}]}
"""


def messages(queue: str = "orders") -> dict[str, Any]:
    """Four messages, of which the second is too long."""
    return batch(*(message(n, "x" * (900 if n == 1 else 5), queue) for n in range(4)))


def test_handler_gets_the_other_records(judged: Judge) -> None:
    """Of a queue's batch only the message at fault is held back; it comes back with what the handler names itself."""
    ran = judged([messages()], {"sqs": {"max_bytes": 800}}, source=PARTIAL, refusal={"partial_batch": True})
    assert b"['m-0', 'm-2', 'm-3']" in ran.log
    failed = [one["itemIdentifier"] for one in json.loads(ran.answers[0])["batchItemFailures"]]
    assert sorted(failed) == ["m-1", "m-3"]


@pytest.mark.parametrize(("queue", "said"), [("orders.fifo", {}), ("orders", {"fifo": True})])
def test_queue_in_order_waits_behind_the_message_at_fault(queue: str, said: dict[str, Any], judged: Judge) -> None:
    """Where an order is kept, no message overtakes one that is held back: all later ones come back with it."""
    source = PARTIAL.replace("[-1]", "[0]")
    ran = judged([messages(queue)], {"sqs": {"max_bytes": 800}}, source=source, refusal={"partial_batch": True, **said})
    assert b"['m-0']" in ran.log
    failed = [one["itemIdentifier"] for one in json.loads(ran.answers[0])["batchItemFailures"]]
    assert sorted(failed) == ["m-0", "m-1", "m-2", "m-3"]


@pytest.mark.parametrize("answer", ["None", "{'statusCode': 200}", "'text'", "{'batchItemFailures': None}"])
def test_answer_of_any_shape_names_what_was_held_back(answer: str, judged: Judge) -> None:
    """A handler that answers nothing of its own loses no message; one that fails the whole batch still does."""
    source = f"def handler(event, context): return {answer}"
    ran = judged([messages()], {"sqs": {"max_bytes": 800}}, source=source, refusal={"partial_batch": True})
    if answer == "'text'":
        assert ran.answers == [b'"text"']  # taken for a failure of the whole batch, the held one included
    else:
        assert json.loads(ran.answers[0])["batchItemFailures"] == [{"itemIdentifier": "m-1"}]


def test_held_back_and_stopped_both_come_back(judged: Judge) -> None:
    """A call that is stopped for another message leaves the one that was held back among those that come back."""
    source = """
        def handler(event, context):
            from ennead_agent import verdicts
            verdicts.attack("shell", "of a test", {"field": "Records[1].body"})
    """
    ran = judged([messages()], {"sqs": {"max_bytes": 800}}, source=source, refusal={"partial_batch": True})
    failed = [one["itemIdentifier"] for one in json.loads(ran.answers[0])["batchItemFailures"]]
    assert sorted(failed) == ["m-1", "m-2", "m-3"]  # m-0 was handled, m-2 was stopped


@pytest.mark.parametrize("make", [change, shard])
def test_stream_goes_on_without_the_record_at_fault(make: Callable[[int, str], Any], judged: Judge) -> None:
    """Of a stream the handler gets all but the record at fault, which is dropped; its answer stands."""
    sent = batch(*(make(n, "x" * (900 if n == 2 else 5)) for n in range(1, 4)))
    ran = judged([sent], {"kinesis": {"max_bytes": 900}, "dynamodb": {"max_bytes": 900}})
    assert json.loads(ran.answers[0]) == {"seen": batch(sent["Records"][0], sent["Records"][2])}
    assert [told["verdict"] for told in ran.of("attack")] == ["block"]


def test_transformation_tells_the_record_at_fault_as_failed(judged: Judge) -> None:
    """What a transformation does not get to see is told as failed, beside what it made of the others."""
    base = EVENTS["firehose"]
    records = [{"recordId": str(n), "data": "QUFB" * (200 if n == 0 else 1)} for n in range(2)]
    source = """
        def handler(event, context):
            return {"records": [{**r, "result": "Ok"} for r in event["records"]]}
    """
    ran = judged([{**base, "records": records}], {"firehose": {"max_bytes": 300}}, source=source)
    assert [(one["recordId"], one["result"]) for one in json.loads(ran.answers[0])["records"]] == [
        ("1", "Ok"),
        ("0", "ProcessingFailed"),
    ]


def test_whole_batch_at_fault_is_refused_as_one(judged: Judge) -> None:
    """With no record left, or where an error is wanted, the handler is not called, and no message is lost."""
    sent = batch(message(0, "x" * 900), message(1, "x" * 900))
    rules = {"sqs": {"max_bytes": 800}}
    ran = judged([sent], rules, refusal={"partial_batch": True})
    assert [one["itemIdentifier"] for one in json.loads(ran.answers[0])["batchItemFailures"]] == ["m-0", "m-1"]
    assert b"called" not in ran.log
    assert judged([messages()], rules, refusal={"raise": True}).outcomes == ["error"]


def test_absurd_depth_is_refused_where_depth_is_agreed(judged: Judge) -> None:
    """An event too deep to be read is refused under a contract, in the shape that its text tells."""
    deep = b'{"a":' * 100000 + b"1" + b"}" * 100000
    assert judged([deep], {"invoke": {"max_depth": 5}}).outcomes == ["error"]


def test_without_a_word_on_events_nothing_is_loaded(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Without a contract no event is judged: the modules for it are not even loaded, and any depth passes."""
    source = """
        import sys
        def handler(event, context):
            names = ("guards.event", "guards.event_rules", "kinds", "refuse")
            return [name for name in names if "ennead_agent." + name in sys.modules]
    """
    deep = b"[" * 300 + b"]" * 300
    ran = agent_lab.run(client, function(source), [EVENTS["sqs"], deep, b"no json"], layer=layer)
    assert ran.answers[:2] == [b"[]", b"[]"]
    assert ran.outcomes[2] == "error"
    assert not ran.of("attack")


def test_odd_contracts_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of a wrong shape are passed over: the rest of them holds."""
    shapes: list[Any] = [{}, [], None, "x", 3]
    for agreed in shapes:
        policy = contract.Policy()
        policy.rules = {"events": agreed}
        monkeypatch.setattr(registry, "before", [])
        event.install(policy)
        assert registry.before == []
    odd = {"max_bytes": -1, "max_depth": "6", "fields": [1], "required": {"a": 1}, "closed": "yes"}
    assert departure("invoke", odd, {"a": 1}) is None
    assert (
        departure("invoke", {"fields": {"a": ["string"], "": "any", ".": "any"}, "required": [1, ""]}, {"1": 2}) is None
    )
    assert departure("invoke", {"fields": {"a": "text", "b": "string"}}, {"a": 1, "b": 2}) is not None


def test_recursion_of_an_events_reading_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that cannot be parsed passes to the client, which answers it by itself."""
    policy = contract.Policy()
    policy.rules, policy.forced = {"events": {"sqs": {}}}, "enforce"
    monkeypatch.setattr(registry, "before", [])
    monkeypatch.setattr(registry, "state", SimpleNamespace(policy=policy))
    event.install(policy)
    ((_, guard),) = registry.before
    assert guard(invocation.Invocation("1", b"no json", cold=False)) is None
    assert guard(invocation.Invocation("1", None, cold=False)) is None
    assert guard(invocation.Invocation("1", json.dumps(EVENTS["sqs"]).encode(), cold=False)) is None
    assert kinds.of(EVENTS["sqs"]) == "sqs"


def test_deep_record_is_measured_without_a_fault() -> None:
    """A record that is too deep to be written again counts with the event's size, and breaks nothing."""
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert event._size(deep, 123) == 123
    assert departure("sqs", {"max_depth": 50}, batch({**message(0, "a"), "attributes": [[[]]]})) is None
    assert event_rules.deeper(deep, 99_999, {})
    assert not event_rules.deeper(deep, 100_000, {})


def test_index_and_record_of_a_stopped_call_are_those_the_handler_saw() -> None:
    """A held-back record is in no index of untrusted texts: the handler never gets it."""
    found = invocation.Invocation("1", json.dumps(messages()).encode(), cold=False)
    document = json.loads(found.body or b"")
    assert event._hold(found, "sqs", document, {1: event_rules.Departure("", "")})
    assert [one["messageId"] for one in json.loads(found.body or b"")["Records"]] == ["m-0", "m-2", "m-3"]
    assert found.untrusted is not None
    assert "m-1" not in found.untrusted
