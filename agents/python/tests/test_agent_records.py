"""Batches whose handler gets its records one by one: a stopped call costs its record alone, and none is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any, Callable

import pytest

import agent_lab
import agent_refusals
from agent_batches import FAIL, HANDLER, MADE, NAME, ODD, OK, STOP, fifo, seen, window
from agent_refusals import NAMED, Stopped
from agent_triggers import EVENTS, batch, message
from ennead_agent import kinds

ONE = {"records": "one_by_one"}
PARTIAL = {**ONE, "partial_batch": True}


@pytest.fixture
def driven(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Stopped:
    """Runs batches through a handler that does with each record as its text says."""
    run = agent_refusals.runner(client, layer, function, tmp_path)
    return lambda sent, refusal=ONE, source=HANDLER, **rules: run(sent, refusal, source, **rules)


def drops(ran: agent_lab.Ran) -> list[dict[str, Any]]:
    """What is told of records that were dropped."""
    return [event["facts"] for event in ran.events if "dead_letter" in event["facts"]]


def named(answer: bytes) -> list[str]:
    """The records that an answer names as failed."""
    return [one["itemIdentifier"] for one in json.loads(answer)["batchItemFailures"]]


@pytest.mark.parametrize("kind", sorted(MADE))
def test_stopped_record_costs_itself_alone(kind: str, driven: Stopped) -> None:
    """Of each kind of batch, the handler gets every record by itself and in order, and one answer goes out."""
    ran = driven([MADE[kind]([OK, STOP, OK])])
    assert seen(ran.log) == [[OK], [STOP], [OK]]
    assert ran.outcomes == ["ok"]
    answer = json.loads(ran.answers[0])
    if kind in ("firehose", "analytics"):
        assert [one["result"] for one in answer["records"]] == ["Ok", "ProcessingFailed", "Ok"]
        assert [one["data"] for one in answer["records"]] == ["bmV3", MADE[kind]([STOP])["records"][0]["data"], "bmV3"]
        assert not drops(ran)
    else:
        if kind == "analytics-delivery":
            assert [one["result"] for one in answer["records"]] == ["Ok"] * 3
        else:
            assert answer is None
        assert drops(ran) == [{"records": 1, "dead_letter": False}]
    assert len(ran.of("attack")) == 1 + len(drops(ran))


def test_records_one_by_one_with_every_client(
    every_client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """Every published client hands on the records of a batch, and the batches and events behind it, as they come."""
    run = agent_refusals.runner(every_client, layer, function, tmp_path)
    acts = [OK, STOP, FAIL, OK]
    ran = run([MADE["sqs"](acts), MADE["sqs"](acts), MADE["sns"]([OK])], PARTIAL, HANDLER)
    assert seen(ran.log) == [*([act] for act in acts), *([act] for act in acts), [OK]]
    assert [named(answer) for answer in ran.answers[:2]] == [["m-1", "m-2"]] * 2
    assert json.loads(ran.answers[2]) == {"batchItemFailures": []}
    assert not ran.of("error")


def test_handler_gets_all_else_of_the_event(driven: Stopped) -> None:
    """Each event has what the batch has, its own record, and nothing of what the handler did to the one before."""
    source = """
        import json
        def handler(event, context):
            print("given " + json.dumps([event, context.aws_request_id]))
            assert context.get_remaining_time_in_millis() > 1000
            listed = event["records"]["orders-0"] if "records" in event else event["Records"]
            listed[0]["changed"] = event["changed"] = True
            listed.clear()
    """
    for kind in ("sqs", "kafka"):
        sent = {**MADE[kind]([OK, OK, OK]), "extra": {"float": 1.5, "text": "\U0001f600 \x7f", "big": 2**70}}
        ran = driven([sent], source=source)
        given = [json.loads(line[6:]) for line in ran.log.decode().splitlines() if line.startswith("given ")]
        if kind == "sqs":
            wanted = [{**sent, "Records": [one]} for one in sent["Records"]]
        else:
            wanted = [{**sent, "records": {g: [one]}} for g, listed in sent["records"].items() for one in listed]
        if kind == "kafka":  # the last two stand in another group, where this handler fails
            given, wanted = given[:1], wanted[:1]
        assert given == [[one, ran.calls[0].id] for one in wanted]


@pytest.mark.parametrize("kind", ["sqs", "kinesis", "sns"])
def test_nothing_changes_where_it_is_not_asked_for(kind: str, driven: Stopped) -> None:
    """Without the word, and where no guard stops anything, the handler gets the batch as it came."""
    event = MADE[kind]([OK, OK])
    ways: list[dict[str, Any]] = [
        {"refusal": {}},
        {"refusal": {"records": "all"}},
        {"refusal": ONE, "mode": "observe"},
    ]
    for words in ways:
        ran = driven([event], **words)
        assert seen(ran.log) == [[OK, OK]]
        assert ran.answers == [b'{"batchItemFailures": []}']


def test_one_record_goes_as_it_came(driven: Stopped) -> None:
    """A batch of one, or of none, is handed on byte for byte, and its answer too."""
    source = """
        import json
        def unmarshal(self, request, content_type="application/json"):
            print("raw " + ascii(bytes(request)))
            return json.loads(request)
        from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller
        LambdaMarshaller.unmarshal_request = unmarshal
        def handler(event, context):
            return [len(event["Records"])]
    """
    one = json.dumps(MADE["sqs"]([OK]), indent=3).encode()
    none = b'{ "Records":[] ,  "shardId": "s", "window":{} }'
    ran = driven([one, none, MADE["sqs"]([OK, OK])], source=source)
    raw = [line[4:] for line in ran.log.decode().splitlines() if line.startswith("raw ")]
    assert raw[:2] == [ascii(one), ascii(none)]
    assert len(raw) == 4  # the others one by one
    assert ran.answers == [b"[1]", b"[0]", b"null"]


@pytest.mark.parametrize("kind", ["s3-batch", "pipe", "cloudfront", "ses", "appsync", "codecommit"])
def test_kinds_whose_answer_is_one_are_left_whole(kind: str, driven: Stopped) -> None:
    """Where the answers of records do not make up an answer for all, the handler gets all of them."""
    event = EVENTS[kind]
    place = kinds.place(kind)
    sent = [event, event] if kind == "appsync" else event * 2 if place is None else {**event, place: event[place] * 2}
    source = """
        import json
        def handler(event, context):
            return event
    """
    assert json.loads(driven([sent], source=source).answers[0]) == sent


def test_failed_records_of_a_queue_come_back(driven: Stopped) -> None:
    """With `partial_batch` what failed, was stopped, or was named by the handler comes back, and nothing else."""
    acts = [OK, FAIL, OK, STOP, NAME, ODD, OK]
    ran = driven([MADE["sqs"](acts)], PARTIAL)
    assert seen(ran.log) == [[act] for act in acts]
    assert named(ran.answers[0]) == ["m-1", "m-3", "m-4", "m-5"]
    assert not drops(ran)


@pytest.mark.parametrize("act", [FAIL, STOP, NAME, ODD])
@pytest.mark.parametrize("by_name", [True, False])
def test_order_of_a_queue_is_kept(act: str, by_name: bool, driven: Stopped) -> None:
    """Of a queue in order, nothing behind the first record that is not handled is handled: they come back together."""
    make, rules = (fifo, PARTIAL) if by_name else (MADE["sqs"], {**PARTIAL, "fifo": True})
    ran = driven([make([OK, act, OK, STOP])], rules)
    assert seen(ran.log) == [[OK], [act]]
    assert named(ran.answers[0]) == ["m-1", "m-2", "m-3"]


@pytest.mark.parametrize("kind", ["kinesis", "dynamodb"])
@pytest.mark.parametrize("act", [FAIL, NAME, ODD])
def test_stream_is_taken_up_at_the_record_that_failed(kind: str, act: str, driven: Stopped) -> None:
    """A stopped record of a stream is passed over with an event; at one that failed the platform takes up again."""
    ran = driven([MADE[kind]([OK, STOP, act, OK]), MADE[kind]([STOP, OK])], PARTIAL)
    assert seen(ran.log) == [[OK], [STOP], [act], [STOP], [OK]]
    assert named(ran.answers[0]) == ["300"]
    assert named(ran.answers[1]) == []
    assert drops(ran) == [{"records": 1, "dead_letter": False}] * 2


@pytest.mark.parametrize("kind", sorted(MADE))
def test_handlers_own_error_goes_out(kind: str, driven: Stopped) -> None:
    """Without partial answers an error ends the batch as it ends a handler's own loop, and nothing is dropped."""
    ran = driven([MADE[kind]([STOP, FAIL, OK])])
    assert seen(ran.log) == [[STOP], [FAIL]]
    assert ran.outcomes == ["error"]
    assert json.loads(ran.answers[0])["errorType"] == "KeyError"
    assert b"ennead_agent" not in ran.answers[0]
    assert not drops(ran)


@pytest.mark.parametrize("kind", ["sqs", "kinesis", "kafka", "sns"])
def test_error_where_the_contract_wants_one(kind: str, driven: Stopped) -> None:
    """With `raise` a stopped record is an error of the batch: the platform's own dead letters are used."""
    ran = driven([MADE[kind]([OK, STOP, OK]), MADE[kind]([OK, STOP])], {**ONE, "raise": True})
    assert seen(ran.log) == [[OK], [STOP]] * 2
    assert [json.loads(answer) for answer in ran.answers] == [NAMED] * 2
    assert not drops(ran)


def test_what_the_handler_names_is_not_forgotten(driven: Stopped) -> None:
    """Where the contract does not know of partial answers, those of the handler still go out together."""
    ran = driven([MADE["sqs"]([NAME, STOP, OK, NAME]), MADE["kafka"]([NAME, OK])])
    assert named(ran.answers[0]) == ["m-0", "m-3"]
    assert named(ran.answers[1]) == [None]  # no name of this handler's: the platform takes all for failed, as it would


def test_transformed_record_that_is_not_told_of_has_failed(driven: Stopped) -> None:
    """An answer without the record, with another one's id, two entries or an unknown word is none of that record."""
    source = """
        def handler(event, context):
            (record,) = event["records"]
            entry = {"recordId": record["recordId"], "result": "Ok", "data": "bmV3"}
            answers = {
                "r-0": {"records": [entry]},
                "r-1": {"records": []},
                "r-2": {"records": [{**entry, "recordId": "r-0"}]},
                "r-3": {"records": [entry, entry]},
                "r-4": {"records": [{**entry, "result": "ok"}]},
                "r-5": [entry],
                "r-6": {"records": [{**entry, "result": "Dropped", "metadata": {"partitionKeys": {"a": "b"}}}]},
            }
            return answers[record["recordId"]]
    """
    told = json.loads(driven([MADE["firehose"]([OK] * 7)], source=source).answers[0])["records"]
    assert [one["recordId"] for one in told] == [f"r-{n}" for n in range(7)]
    assert [one["result"] for one in told] == ["Ok", *["ProcessingFailed"] * 5, "Dropped"]
    assert told[6]["metadata"] == {"partitionKeys": {"a": "b"}}
    delivered = json.loads(driven([MADE["analytics-delivery"]([OK] * 7)], source=source).answers[0])["records"]
    assert [one["result"] for one in delivered] == ["Ok", *["DeliveryFailed"] * 6]


def test_state_of_a_window_goes_from_record_to_record(driven: Stopped) -> None:
    """Each record is given the state that the one before left; a stopped one changes nothing; the last goes out."""
    ran = driven([window([OK, STOP, OK]), window([OK, OK, FAIL, OK])], PARTIAL)
    assert json.loads(ran.answers[0]) == {"batchItemFailures": [], "state": {"sum": 12}}
    assert json.loads(ran.answers[1]) == {"batchItemFailures": [{"itemIdentifier": "300"}], "state": {"sum": 12}}
    ran = driven([window([OK, OK]), window([OK, ODD, OK]), window([OK, FAIL])])
    assert json.loads(ran.answers[0]) == {"state": {"sum": 12}}
    assert (
        json.loads(ran.answers[1]) == NAMED
    )  # an answer without a state is a failure: tried again from the first state
    assert json.loads(ran.answers[2])["errorType"] == "KeyError"


def test_window_without_a_state_has_failed(driven: Stopped) -> None:
    """An answer without a state is a failure of its record, also where it names none."""
    source = """
        def handler(event, context):
            number = event["Records"][0]["kinesis"]["sequenceNumber"]
            return {"batchItemFailures": []} if number == "200" else {"state": {"last": number}}
    """
    ran = driven([window([OK, OK, OK])], PARTIAL, source)
    assert json.loads(ran.answers[0]) == {"batchItemFailures": [{"itemIdentifier": "200"}], "state": {"last": "100"}}


FINAL = """
    from ennead_agent import verdicts
    def handler(event, context):
        final, listed = event["isFinalInvokeForWindow"], event["Records"]
        print("final" if final else "more", len(listed), event["state"]["sum"])
        if not listed and event["state"].get("fails"):
            raise KeyError("at the end")
        if not listed and event["state"].get("silent"):
            return None
        if "stop" in str(listed):
            verdicts.attack("shell", "of a test")
        return {"state": {**event["state"], "sum": event["state"]["sum"] + len(listed)}}
"""


def test_window_is_ended_once_and_in_any_case(driven: Stopped) -> None:
    """Only the last record's event says that the window ends; is it stopped, one without records says so."""
    event = window([OK, OK, OK], final=True)
    ran = driven([event], source=FINAL)
    assert [line for line in ran.log.decode().splitlines() if line[:5] in ("final", "more ")] == [
        "more 1 10",
        "more 1 11",
        "final 1 12",
    ]
    assert json.loads(ran.answers[0]) == {"state": {"sum": 13}}
    event["Records"][2]["marked"] = "stop"
    states = ({"sum": 0, "fails": True}, {"sum": 0, "silent": True})
    ran = driven([event, *({**event, "state": state} for state in states)], source=FINAL)
    lines = [line for line in ran.log.decode().splitlines() if line[:5] in ("final", "more ")]
    assert lines[:4] == ["more 1 10", "more 1 11", "final 1 12", "final 0 12"]
    assert json.loads(ran.answers[0]) == {"state": {"sum": 12}}
    assert json.loads(ran.answers[1])["errorType"] == "KeyError"  # the result of the window is not lost either
    assert json.loads(ran.answers[2]) == NAMED
    limits = {"per_function": {"rate": 1, "per_s": 3600, "burst": 2}}
    for refusal, more in (({**ONE, "raise": True}, {}), (ONE, {"limits": limits})):
        ran = driven([event], refusal, FINAL, **more)
        lines = [line for line in ran.log.decode().splitlines() if line[:5] in ("final", "more ")]
        if more:  # the end of a window counts for no rate, and is made for records over it too
            assert (lines, json.loads(ran.answers[0])) == (
                ["more 1 10", "more 1 11", "final 0 12"],
                {"state": {"sum": 12}},
            )
        else:  # tried again from the first state: its end comes then
            assert (lines, json.loads(ran.answers[0])) == (["more 1 10", "more 1 11", "final 1 12"], NAMED)


def test_each_record_is_judged_by_itself(driven: Stopped) -> None:
    """What one record brought is not foreign in the next, and a stop that was dealt with marks no later error."""
    source = """
        import sqlite3
        connection = sqlite3.connect(":memory:", isolation_level=None)
        kept = []
        def handler(event, context):
            text = event["Records"][0]["body"]
            if text == "own":
                raise KeyError("own")
            if text == "earlier":
                connection.execute("SELECT '%s'" % kept[0].replace("' OR '1'='1", "' || '1'='1"))
                return
            kept.append(text)
            try:
                connection.execute("SELECT '%s'" % text)
            except PermissionError:
                print("stopped")
    """
    bad = "x' OR '1'='1"
    sent = [batch(*(message(n, text) for n, text in enumerate([bad, "own", bad])))]
    ran = driven(sent, PARTIAL, source)
    assert named(ran.answers[0]) == ["m-1"]  # its own error, behind a stop that the first record's handling took
    assert ran.log.decode().splitlines().count("stopped") == 2
    assert {event["invocation"] for event in ran.of("attack")} == {ran.calls[0].id}


def test_thread_of_an_earlier_record_is_not_this_ones(driven: Stopped) -> None:
    """What a thread stops in behalf of the first record is no mark on the second."""
    source = """
        import threading
        from ennead_agent import invocation, verdicts
        go, done = threading.Event(), threading.Event()
        def later():
            go.wait(5)
            try:
                verdicts.attack("shell", "of a test")
            except PermissionError:
                pass
            done.set()
        def handler(event, context):
            if event["Records"][0]["messageId"] == "m-0":
                threading.Thread(target=later).start()
                return
            go.set()
            assert done.wait(5)
            assert invocation.latest().blocked is None
            raise KeyError("own")
    """
    ran = driven([MADE["sqs"]([OK, OK])], ONE, source)
    assert json.loads(ran.answers[0])["errorType"] == "KeyError"
    assert ran.of("attack")


def test_records_that_are_held_back_are_not_handed_on(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """The event contract judges the batch as it came; the handler gets each of the others by itself."""
    agreed = {"sqs": {"fields": {"body": "string"}, "closed": True, "max_bytes": 600}}
    place = tmp_path / "contract.json"

    def run(sent: Any, refusal: dict[str, Any]) -> agent_lab.Ran:
        rules = {"mode": "enforce", "refusal": refusal, "events": agreed}
        place.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
        return agent_lab.run(client, function(HANDLER), [sent], layer=layer, env={"ENNEAD_CONTRACT": str(place)})

    event = MADE["sqs"]([OK, OK, STOP, OK])
    event["Records"][1]["body"] += "x" * 800
    for rules, wanted in ((PARTIAL, {"batchItemFailures": ["m-2", "m-1"]}), (ONE, None)):
        ran = run(event, rules)
        assert seen(ran.log) == [[OK], [STOP], [OK]]
        answer = json.loads(ran.answers[0])
        found = answer and {name: [one["itemIdentifier"] for one in listed] for name, listed in answer.items()}
        assert found == wanted
    only = MADE["sqs"]([OK, OK])
    only["Records"][0]["body"] += "x" * 800
    ran = run(only, PARTIAL)
    assert (seen(ran.log), named(ran.answers[0])) == ([[OK]], ["m-0"])


def test_rates_count_records(driven: Stopped) -> None:
    """A rate holds for each record: those over it come back, or are dropped with an event; the others are handled."""
    limits = {"per_function": {"rate": 1, "per_s": 3600, "burst": 2}}
    ran = driven([MADE["sqs"]([OK] * 4)], PARTIAL, limits=limits)
    assert (seen(ran.log), named(ran.answers[0])) == ([[OK], [OK]], ["m-2", "m-3"])
    ran = driven([MADE["sqs"]([OK] * 4), MADE["sqs"]([OK] * 2)], ONE, limits=limits)
    assert (seen(ran.log), ran.answers) == ([[OK], [OK]], [b"null", b"null"])
    assert [facts["records"] for facts in drops(ran)] == [2, 2]
    callers = {"per_caller": {"rate": 1, "per_s": 3600, "burst": 1}}
    event = MADE["sqs"]([OK] * 4)
    for number, record in enumerate(event["Records"]):
        record["attributes"]["SenderId"] = "loud" if number < 3 else "quiet"
    ran = driven([event], PARTIAL, limits=callers)
    assert named(ran.answers[0]) == ["m-1", "m-2"]


def test_time_is_that_of_the_batch(driven: Stopped) -> None:
    """Records behind the end of the invocation's time are not handled: they come back, or the batch is an error."""
    source = HANDLER.replace("listed, failed, told", "waited = __import__('time').sleep(0.3); listed, failed, told")
    assert source != HANDLER
    limits = {"invocation_s": 0.5}
    ran = driven([MADE["sqs"]([OK] * 4)], PARTIAL, source, limits=limits)
    assert (seen(ran.log), named(ran.answers[0])) == ([[OK], [OK]], ["m-2", "m-3"])
    assert len(ran.of("limit")) == 1
    ran = driven([MADE["sqs"]([OK] * 4)], ONE, source, limits=limits)
    assert json.loads(ran.answers[0]) == NAMED
    at_work = source.replace(
        "listed, failed, told = records", "__import__('os').system('true'); listed, failed, told = records"
    )
    ran = driven([MADE["sqs"]([OK] * 4)], ONE, at_work, limits=limits)
    assert json.loads(ran.answers[0])["errorType"] == "OutOfTime"  # as the handler's own error, as ever
    ran = driven([MADE["sqs"]([OK] * 4)], ONE, at_work, limits=limits, guards={"limits": "observe"})
    assert (len(seen(ran.log)), ran.answers) == (4, [b"null"])
    assert len(ran.of("limit")) == 1


def test_nothing_is_done_between_two_records(driven: Stopped) -> None:
    """What is done between two invocations, such as a new start, waits for the batch's answer."""
    source = HANDLER.replace(
        "PLACES =",
        """from ennead_agent import registry
    registry.between.append(("test", lambda: print("between")))
    registry.after.append(("test", lambda found: print("after", len(found.body), found.drive)))
    PLACES =""",
    )
    event = MADE["sqs"]([OK, OK, OK])
    lines = driven([event, event], ONE, source).log.decode().splitlines()
    size = len(json.dumps(event))
    called = [line for line in lines if line.startswith(("saw", "between", "after"))]
    assert called == ["between", *['saw ["ok"]'] * 3, f"after {size} None"] * 2 + ["between"]


def test_secrets_are_struck_out_of_the_one_answer(driven: Stopped) -> None:
    """The answer of all is looked through as any other."""
    source = """
        import os
        os.environ["API_TOKEN"] = "s3cret-value-of-a-token"
        def handler(event, context):
            record = event["records"][0]
            return {"records": [{"recordId": record["recordId"], "result": "Ok", "data": os.environ["API_TOKEN"]}]}
    """
    ran = driven([MADE["firehose"]([OK, OK])], source=source)
    assert b"s3cret" not in ran.answers[0]


def test_decorator_around_an_unknown_client_drives_too(layer: Path, tmp_path: Path) -> None:
    """Where the client is not hooked, the decorator hands the records on, and returns or raises the one answer."""
    source = """
        import json, sys
        sys.path.insert(0, sys.argv[1])
        from ennead_agent import guard
        HANDLER
        class Context:
            aws_request_id = "id-1"
        guarded = guard(handler)
        for event in json.loads(sys.argv[2]):
            try:
                print("gave " + json.dumps(guarded(event, Context())))
            except Exception as error:
                print("gave " + json.dumps(type(error).__name__))
    """
    contract_file = tmp_path / "contract.json"
    rules = {"mode": "enforce", "refusal": PARTIAL}
    contract_file.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
    kinds_sent = [MADE["sqs"]([OK, STOP, FAIL]), MADE["sns"]([OK, FAIL]), MADE["kafka"]([STOP, OK]), MADE["sqs"]([OK])]
    code = dedent(source).replace("HANDLER", dedent(HANDLER))
    ran = subprocess.run(
        [sys.executable, "-c", code, str(layer / "python"), json.dumps(kinds_sent)],
        capture_output=True,
        text=True,
        check=True,
        env={"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9", "ENNEAD_CONTRACT": str(contract_file)},
    )
    gave = [json.loads(line[5:]) for line in ran.stdout.splitlines() if line.startswith("gave ")]
    failed = {"batchItemFailures": [{"itemIdentifier": "m-1"}, {"itemIdentifier": "m-2"}]}
    assert gave == [failed, "KeyError", None, {"batchItemFailures": []}]
    assert seen(ran.stdout.encode()) == [[OK], [STOP], [FAIL], [OK], [FAIL], [STOP], [OK], [OK]]
