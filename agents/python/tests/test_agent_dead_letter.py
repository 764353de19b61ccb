"""What a refusal drops is sent to the queue that the deployment names, before the answer, or it is told why not."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
from agent_batches import FAIL, HANDLER, MADE, OK, STOP, seen, window
from agent_triggers import EVENTS, change, message, shard
from ennead_agent import events, flows, invocation, registry
from ennead_agent.refuse import dead_letter
from ennead_agent.rings import seccomp

SDK = find_spec("botocore") is not None
pytestmark = pytest.mark.skipif(not SDK, reason="botocore is not installed for this Python")
ACCOUNT = "123456789012"
ONE = {"records": "one_by_one"}


class Queue:
    """A queue of a moto server on this machine."""

    def __init__(self, url: str, name: str) -> None:
        from botocore.session import Session

        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        self._client = Session().create_client("sqs", region_name="us-east-1", endpoint_url=url, **keys)
        words = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        self.url = self._client.create_queue(QueueName=name, Attributes=words)["QueueUrl"]
        self.arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"
        self.endpoint = url

    def taken(self) -> list[tuple[Any, dict[str, str]]]:
        """All messages, as documents with their attributes, and no more of them afterwards."""
        found: list[tuple[Any, dict[str, str]]] = []
        while True:
            answer = self._client.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=600
            )
            listed = answer.get("Messages") or []
            for one in listed:
                told = {name: value["StringValue"] for name, value in one["MessageAttributes"].items()}
                found.append((json.loads(one["Body"]), told))
                self._client.delete_message(QueueUrl=self.url, ReceiptHandle=one["ReceiptHandle"])
            if not listed:
                return found

    def close(self) -> None:
        self._client.close()


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The address of a moto server on 127.0.0.1."""
    pytest.importorskip("moto", reason="moto is not installed for this Python")
    threaded = pytest.importorskip("moto.server", reason="moto has no server here")
    server = threaded.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def queue(moto: str, request: pytest.FixtureRequest) -> Iterator[Queue]:
    """A queue of a name of its own."""
    name = "lost-" + "".join(one for one in request.node.name if one.isalnum())[-60:]
    found = Queue(moto, name)
    yield found
    found.close()


Sends = Callable[..., agent_lab.Ran]


@pytest.fixture
def sends(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Sends:
    """Runs events through a handler, in `enforce`, with a dead letter."""

    def run(
        sent: list[Any],
        where: str,
        endpoint: str,
        source: str = HANDLER,
        env: dict[str, str] | None = None,
        **rules: Any,
    ) -> agent_lab.Ran:
        place = tmp_path / "contract.json"
        document = {"schema": "ennead.contract.compiled/1", "default": {"mode": "enforce", **rules}}
        place.write_text(json.dumps(document), encoding="utf-8")
        own = {"ENNEAD_CONTRACT": str(place), "ENNEAD_DEAD_LETTER": where, "AWS_ENDPOINT_URL": endpoint, **(env or {})}
        ran = agent_lab.run(client, function(source), sent, layer=layer, env=own, timeout=60)
        assert not ran.strange
        faults = [event for event in ran.of("error") if event["facts"].keys() & {"where", "missing"}]
        assert not faults
        return ran

    return run


def told(ran: agent_lab.Ran) -> list[dict[str, Any]]:
    """What is told of dropped records."""
    return [event["facts"] for event in ran.events if "dead_letter" in event["facts"]]


STOPS = """
    def handler(event, context):
        from ennead_agent import verdicts
        from ennead_agent.sink import sink
        sink.refill()  # every event of these tests is to be seen
        verdicts.attack("shell", "of a test")
"""


@pytest.mark.parametrize(
    "kind", ["sqs", "kinesis", "dynamodb", "kafka", "mq", "rmq", "docdb", "pipe", "analytics-delivery"]
)
def test_records_of_a_dropped_batch_are_in_the_queue(kind: str, sends: Sends, queue: Queue) -> None:
    """Each record that nobody hands out again is one message: its JSON, and who dropped it when and why."""
    event = [message(0, "a"), message(1, "b")] if kind == "pipe" else MADE[kind]([OK, STOP, OK])
    ran = sends([event], queue.url, queue.endpoint, STOPS)
    assert ran.outcomes == ["ok"]
    found = queue.taken()
    wanted = (
        event if isinstance(event, list) else next(value for value in event.values() if isinstance(value, (list, dict)))
    )
    listed = wanted if isinstance(wanted, list) else [one for group in wanted.values() for one in group]
    key = json.dumps
    assert sorted(key(body) for body, _ in found) == sorted(map(key, listed))
    for _, attributes in found:
        assert attributes.pop("time").endswith("Z")
        trigger = "sqs" if kind == "pipe" else kind
        assert attributes in (
            {"function": "orders", "invocation": ran.calls[0].id, "guard": "shell", "trigger": name}
            for name in (trigger, "pipe", "mq", "analytics")
        )
    assert told(ran) == [{"records": len(listed), "dead_letter": True}]


@pytest.mark.parametrize("kind", ["sns", "s3", "eventbridge", "schedule", "logs", "iot-button"])
def test_asynchronous_event_is_in_the_queue(kind: str, sends: Sends, queue: Queue) -> None:
    """An event without a list of records is one message as it came, byte for byte."""
    ran = sends([json.dumps(EVENTS[kind], indent=1).encode()], queue.arn, queue.endpoint, STOPS)
    ((body, _),) = queue.taken()
    assert body == (EVENTS[kind] if "Records" not in EVENTS[kind] else EVENTS[kind]["Records"][0])
    assert told(ran) == [{"records": 1, "dead_letter": True}]


KEPT = [
    "api-rest",
    "authorizer",
    "cognito",
    "invoke",
    "firehose",
    "analytics",
    "s3-batch",
    "ses",
    "lex",
    "cloudformation",
]


def test_what_somebody_hands_out_again_is_not_sent(sends: Sends, queue: Queue) -> None:
    """Who waits for an answer has it, who is told of failed records keeps them: nothing is dropped, nothing is sent."""
    ran = sends([EVENTS[kind] for kind in KEPT], queue.url, queue.endpoint, STOPS)
    partial = sends([EVENTS["sqs"]], queue.url, queue.endpoint, STOPS, refusal={"partial_batch": True})
    raised = sends([EVENTS["sqs"], EVENTS["sns"]], queue.url, queue.endpoint, STOPS, refusal={"raise": True})
    refused = sends([EVENTS["sqs"]], queue.url, queue.endpoint, STOPS, refusal={"dead_letter": False})
    failed = sends([EVENTS["sqs"]], queue.url, queue.endpoint, "def handler(event, context):\n raise KeyError(1)")
    assert queue.taken() == []
    assert [told(one) for one in (ran, partial, raised, refused, failed)] == [[]] * 5


@pytest.mark.parametrize("make", [change, shard])
def test_record_of_a_stream_that_is_passed_over(make: Callable[[int, str], Any], sends: Sends, queue: Queue) -> None:
    """Of a stream with partial answers only the record at fault is dropped, and sent."""
    from agent_refusals import HANDLER as LOOP
    from agent_triggers import TEXT

    event = {"Records": [make(n, TEXT if n == 2 else "fine") for n in (1, 2, 3)]}
    ran = sends([event], queue.url, queue.endpoint, LOOP, refusal={"partial_batch": True})
    assert json.loads(ran.answers[0]) == {"batchItemFailures": [{"itemIdentifier": "300"}]}
    assert [body for body, _ in queue.taken()] == [event["Records"][1]]


def test_records_that_are_held_back_before_the_handler(sends: Sends, queue: Queue) -> None:
    """What the event contract holds back for good is sent when the answer is given, and not where it is an error."""
    agreed = {"sqs": {"fields": {"body": "string"}, "closed": True, "max_bytes": 600}}
    event = MADE["sqs"]([OK, OK, OK])
    event["Records"][1]["body"] += "x" * 800
    failing = json.loads(json.dumps(event).replace("do-ok", "do-fail"))
    only = {"Records": [event["Records"][1]]}
    ran = sends([event, failing], queue.url, queue.endpoint, events=agreed)
    assert seen(ran.log) == [[OK, OK], [FAIL, FAIL]]
    assert ran.outcomes == ["ok", "error"]
    others = [sends([one], queue.url, queue.endpoint, events=agreed) for one in (only, EVENTS["eventbridge"])]
    found = queue.taken()
    assert [body for body, _ in found] == [event["Records"][1], event["Records"][1], EVENTS["eventbridge"]]
    assert {attributes["guard"] for _, attributes in found} == {"event"}
    assert [told(one) for one in (ran, *others)] == [[{"records": 1, "dead_letter": True}]] * 3


def test_stopped_beside_held_back(sends: Sends, queue: Queue) -> None:
    """Where a batch loses some before the handler and the others within it, all of them are sent."""
    agreed = {"sqs": {"max_bytes": 600}}
    event = MADE["sqs"]([STOP, OK])
    event["Records"][1]["body"] += "x" * 800
    ran = sends([event], queue.url, queue.endpoint, events=agreed)
    assert ran.answers == [b"null"]
    assert {(body["messageId"], attributes["guard"]) for body, attributes in queue.taken()} == {
        ("m-0", "shell"),
        ("m-1", "event"),
    }


def test_one_by_one_only_the_stopped_record_is_sent(sends: Sends, queue: Queue) -> None:
    """With records one by one, what is dropped is what was stopped, of every kind that drops."""
    event = MADE["sqs"]([OK, STOP, OK, STOP])
    wait = window([OK, STOP])
    ran = sends([event, MADE["sqs"]([STOP, FAIL]), wait], queue.url, queue.endpoint, refusal=ONE)
    assert ran.outcomes == ["ok", "error", "ok"]
    assert [body for body, _ in queue.taken()] == [event["Records"][1], event["Records"][3], wait["Records"][1]]
    assert told(ran) == [{"records": 2, "dead_letter": True}, {"records": 1, "dead_letter": True}]


def test_many_records_are_sent_in_few_requests(sends: Sends, queue: Queue) -> None:
    """As many as a request takes go together, large ones by themselves, and one that no message holds is told."""
    event = MADE["sqs"]([STOP] * 25)
    event["Records"][3]["body"] = "x" * 200_000
    event["Records"][4]["body"] = "\U0001f600" * 30_000 + "\ud800\uffff\x00"
    event["Records"][6]["body"] = "x" * 1_048_000
    event["Records"][7]["body"] = "x" * 1_048_500
    ran = sends([event], queue.url, queue.endpoint, STOPS)
    found = [body for body, _ in queue.taken()]
    assert found == [one for number, one in enumerate(event["Records"]) if number != 7]
    assert told(ran) == [{"records": 25, "dead_letter": False, "sent": 24, "because": "1 too large"}]


def test_queue_that_keeps_an_order(sends: Sends, moto: str) -> None:
    """A queue in order gets equal records of one batch and of two invocations each as a message of its own."""
    queue = Queue(moto, "lost.fifo")
    event = {"Records": [message(0, "same"), message(0, "same")]}
    sends([event, event], queue.arn, moto, STOPS)
    with closing(queue):
        assert len(queue.taken()) == 4


def test_sending_is_no_act_of_the_functions(sends: Sends, queue: Queue) -> None:
    """A contract without this flow, guards and rings in `enforce` have nothing to say of it, and no edge is told."""
    rules: dict[str, Any] = {"flows": [], "processes": [], "paths": {"write": []}, "ports": []}
    if seccomp.there():
        rules["rings"] = {"seccomp": True, "landlock": True}
    ran = sends([EVENTS["sns"], EVENTS["sns"]], queue.url, queue.endpoint, STOPS, **rules)
    assert len(queue.taken()) == 2
    assert [facts["dead_letter"] for facts in told(ran)] == [True, True]
    assert not ran.of("flow")
    assert not ran.of("hygiene")


def test_connection_does_not_stay_open(sends: Sends, queue: Queue) -> None:
    """After the answer the function has the descriptors that it had, and the next event finds them so."""
    source = """
        import os
        from botocore import session
        def handler(event, context):
            places = ["/proc/self/fd/" + one for one in os.listdir("/proc/self/fd")]
            print("open", sum(os.readlink(one).startswith("socket") for one in places if os.path.lexists(one)))
            from ennead_agent import verdicts
            verdicts.attack("shell", "of a test")
    """
    ran = sends([EVENTS["sns"]] * 3, queue.url, queue.endpoint, source)
    lines = [line for line in ran.log.decode().splitlines() if line.startswith("open ")]
    assert len(lines) == 3
    assert len(set(lines)) == 1
    assert len(queue.taken()) == 3


# -- where it cannot be sent ----------------------------------------------------------------------------


class Refusing(BaseHTTPRequestHandler):
    """A service that answers as `server.answer` says, and counts."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked += 1  # type: ignore[attr-defined]
        status, code, waits = self.server.answer  # type: ignore[attr-defined]
        time.sleep(waits)
        body = json.dumps({"__type": "com.amazonaws.sqs#" + code, "message": "a value that nobody tells"}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


@pytest.fixture
def service() -> Iterator[Any]:
    """A service of our own on 127.0.0.1."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    server.daemon_threads, server.block_on_close = True, False
    server.asked, server.url = 0, f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "code", "asked"), [(403, "AccessDenied", 1), (400, "QueueDoesNotExist", 1), (500, "InternalError", 2)]
)
def test_service_that_refuses(status: int, code: str, asked: int, sends: Sends, service: Any) -> None:
    """The refusal is as without a dead letter; the event has the service's code, no value; a fault is tried twice."""
    service.answer = (status, code, 0)
    ran = sends([EVENTS["sqs"]], f"{service.url}/{ACCOUNT}/lost", service.url, STOPS)
    assert ran.answers == [b"null"]
    assert told(ran) == [{"records": 3, "dead_letter": False, "sent": 0, "because": code}]
    assert service.asked == asked
    assert b"a value that" not in b"".join(ran.lines)


def test_nobody_listens(sends: Sends) -> None:
    """A queue that cannot be reached is told by the kind of error."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        ran = sends([EVENTS["sns"]], f"{url}/{ACCOUNT}/lost", url, STOPS)
    assert ran.answers == [b"null"]
    assert told(ran) == [{"records": 1, "dead_letter": False, "sent": 0, "because": "EndpointConnectionError"}]


def test_slow_service_does_not_cost_the_answer(sends: Sends, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that does not answer is waited for within the time that is left, and the answer is given in time."""
    service.answer = (200, "never", 30)
    source = "\n".join(
        [
            "    from ennead_agent.refuse import dead_letter",
            "    from ennead_agent import invocation",
            "    import time",
            "    def handler(event, context):",
            "        from ennead_agent import verdicts",
            "        invocation.latest().request.deadline_time_in_ms = str(int((time.time() + 2.0) * 1000))",
            "        verdicts.attack('shell', 'of a test')",
        ]
    )
    env = {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769"}
    ran = sends([EVENTS["sns"]], f"{service.url}/{ACCOUNT}/lost", service.url, source, env)
    assert ran.answers == [b"null"]
    (facts,) = told(ran)
    assert facts["because"] in ("ReadTimeoutError", "too little time is left")
    assert not facts["dead_letter"]


def test_no_botocore(sends: Sends, queue: Queue) -> None:
    """Where the runtime has none, it is said that there is no way to send."""
    ran = sends(
        [EVENTS["sns"]], queue.url, queue.endpoint, STOPS + "\n    import sys\n    sys.modules['botocore'] = None\n"
    )
    assert ran.answers == [b"null"]
    assert told(ran) == [
        {"records": 1, "dead_letter": False, "sent": 0, "because": "the runtime has no botocore"},
    ]
    assert queue.taken() == []


def test_variable_that_names_no_queue(sends: Sends, queue: Queue) -> None:
    """What is no URL and no ARN of a queue is told, with each record that is dropped."""
    ran = sends([EVENTS["sns"]], "lost", queue.endpoint, STOPS)
    assert told(ran)[0]["because"] == "ENNEAD_DEAD_LETTER is no URL or ARN of a queue"


def test_contract_asks_for_a_dead_letter_that_is_not_there(sends: Sends, queue: Queue) -> None:
    """A contract that counts on it says so at the start, where the variable is not set."""
    ran = sends(
        [EVENTS["invoke"]], "", queue.endpoint, "def handler(event, context): pass", refusal={"dead_letter": True}
    )
    assert [event["reason"] for event in ran.of("contract")] == [
        "the contract asks for a dead letter, and ENNEAD_DEAD_LETTER names no queue"
    ]


# -- in parts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "url", "region"),
    [
        (
            "arn:aws:sqs:eu-west-1:123456789012:a-b_c.fifo",
            "https://sqs.eu-west-1.amazonaws.com/123456789012/a-b_c.fifo",
            "eu-west-1",
        ),
        (
            "arn:aws-cn:sqs:cn-north-1:123456789012:q",
            "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q",
            "cn-north-1",
        ),
        ("https://sqs.eu-west-1.amazonaws.com/1/q", None, "eu-west-1"),
        ("https://vpce-1-2.sqs.eu-west-1.vpce.amazonaws.com/1/q", None, "eu-west-1"),
        ("https://eu-west-1.queue.amazonaws.com/1/q", None, "eu-west-1"),
        ("http://127.0.0.1:5000/123456789012/q", None, None),
    ],
)
def test_place_of_the_queue(named: str, url: str | None, region: str | None) -> None:
    """An ARN or an URL says where the queue is; another address is in the function's own region."""
    assert dead_letter._place(named) == (url or named, region)


@pytest.mark.parametrize("named", ["arn:aws:sns:eu-west-1:123456789012:q", "q", "file:///etc/passwd", "arn:aws:sqs:x"])
def test_place_of_no_queue(named: str) -> None:
    """Nothing else is taken for a queue."""
    with pytest.raises(dead_letter._Unsent):
        dead_letter._place(named)


@pytest.mark.parametrize("left", [100.0, 10.0, 1.0, 0.0, -5.0, None, "x"])
def test_all_tries_fit_into_what_is_left(left: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is begun that could last beyond half of the time until the platform's deadline, however slow it is."""
    clock = [1000.0]
    monkeypatch.setattr(dead_letter, "monotonic", lambda: clock[0])
    monkeypatch.setattr(dead_letter, "time", lambda: clock[0])
    monkeypatch.setattr(dead_letter, "_seconds_to_make", lambda: 0.0)
    kept: list[Any] = []
    monkeypatch.setattr(dead_letter, "_kept", kept)

    class Slow:
        def send_message_batch(self, **_words: Any) -> Any:
            clock[0] += 2 * kept[0][0]  # connecting and hearing, each to the end of our patience
            raise TimeoutError

    class Session:
        def create_client(self, *_: Any, **__: Any) -> Slow:
            return Slow()

    monkeypatch.setattr("botocore.session.Session", Session)
    found = invocation.Invocation("1", b"{}", cold=False)
    deadline = clock[0] + left if isinstance(left, float) else left
    if deadline is not None:
        found.request = SimpleNamespace(
            deadline_time_in_ms=deadline * 1000 if isinstance(deadline, float) else deadline
        )
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(events, "emit", lambda *_words, **more: said.append(more["facts"]))
    monkeypatch.setattr(registry.state, "dead_letter", "http://127.0.0.1:1/1/q")
    noted = flows.noted[0]
    dead_letter.lose(found, [("sql", {"n": number}) for number in range(30)] + [("url", {})])
    spent = clock[0] - 1000.0
    assert spent <= (max(0.0, left / 2) if isinstance(left, float) else dead_letter._UNKNOWN_S)
    assert spent <= dead_letter.BUDGET_S
    assert [facts["records"] for facts in said] == [30, 1]
    assert flows.noted[0] > noted  # the byte meter has an explanation for what left
    assert not any(facts["dead_letter"] for facts in said)


def test_small_function_is_not_kept_from_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the library is not begun where the function's part of a processor would take longer than is left."""
    monkeypatch.setattr(dead_letter, "_kept", [])
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
    monkeypatch.delitem(sys.modules, "botocore.session", raising=False)
    assert 4 < dead_letter._seconds_to_make() < 5
    with pytest.raises(dead_letter._Unsent, match="too little time"):
        dead_letter._client(None, time.monotonic() + 1.5)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "x")
    assert dead_letter._seconds_to_make() == dead_letter._LOAD_S


def test_record_too_deep_to_be_written_is_told() -> None:
    """A record that cannot be written as JSON is counted with those that are too large."""
    deep: Any = []
    for _ in range(200_000):
        deep = [deep]
    entries, left = dead_letter._entries(invocation.Invocation("1", b"{}", cold=False), "sql", [deep, {"a": 1}])
    assert (len(entries), left) == (1, 1)
    while deep:
        deep = deep.pop()
