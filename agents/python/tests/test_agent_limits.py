"""Limits: rates per caller and function, circles of pages, the time budget, and the byte meter."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import contract, events, flows, instance, invocation, meter, registry
from ennead_agent.limits import budget, caller, gcra, loop, rate
from ennead_agent.limits.heavy import Heaviest


def test_rate_and_burst() -> None:
    """`burst` at once, then one for each `per_s / rate` seconds; each key by itself; a clock set back harms nobody."""
    limit = gcra.Rate(2, 1.0, 3)
    assert [limit.takes("a", 100.0) for _ in range(4)] == [True, True, True, False]
    assert limit.takes("b", 100.0)
    assert limit.takes("a", 100.5)
    assert not limit.takes("a", 100.6)
    assert [limit.takes("a", 200.0) for _ in range(4)] == [True, True, True, False]
    assert limit.takes("a", 10.0)


def test_many_callers_cost_no_more_memory() -> None:
    """The number of keys is bounded; those that owe nothing go first."""
    limit = gcra.Rate(1, 60.0, 1, most=100)
    for number in range(10_000):
        limit.takes(str(number), 100.0 + number / 1000)
    assert len(limit._due) <= 100
    assert not limit.takes("9999", 110.0)


@pytest.mark.parametrize("rule", [None, 3, {}, {"rate": 0}, {"rate": "2"}, {"rate": True}, {"rate": 1, "per_s": -1}])
def test_unsound_rate_is_none(rule: Any) -> None:
    """A rate that cannot be is no rate."""
    assert gcra.of(rule) is None


def test_heaviest_are_found() -> None:
    """Of thousands of callers, those that call most are kept, with no count too low."""
    heaviest = Heaviest(16)
    for number in range(4000):
        heaviest.add(f"once-{number}")
        if number % 4 == 0:
            heaviest.add("often")
    assert heaviest.top(1)[0][0] == "often"
    assert heaviest.top(1)[0][1] >= 1000
    assert heaviest.total == 5000


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (
            {"requestContext": {"identity": {"sourceIp": "192.0.2.1"}}, "headers": {"x-forwarded-for": "1.1.1.1"}},
            "192.0.2.1",
        ),
        ({"requestContext": {"http": {"sourceIp": "192.0.2.2"}}}, "192.0.2.2"),
        (
            {"requestContext": {"http": {"sourceIp": "192.0.2.2"}, "authorizer": {"jwt": {"claims": {"sub": "u1"}}}}},
            "u1",
        ),
        ({"requestContext": {"elb": {}}, "headers": {"x-forwarded-for": "6.6.6.6, 192.0.2.3"}}, "192.0.2.3"),
        ({"Records": [{"eventSource": "aws:sqs", "attributes": {"SenderId": "AIDA"}}]}, "AIDA"),
        ({"Records": [{"Sns": {"TopicArn": "arn:topic"}}]}, "arn:topic"),
        ({"Records": [{"requestParameters": {"sourceIPAddress": "192.0.2.4"}}]}, "192.0.2.4"),
        ({"Records": [{"cf": {"request": {"clientIp": "192.0.2.5"}}}]}, "192.0.2.5"),
        ({"Records": [{"eventSourceARN": "arn:stream", "kinesis": {}}]}, "arn:stream"),
        ({"detail-type": "x", "account": "1", "source": "shop"}, "1:shop"),
        ({"triggerSource": "PreSignUp", "userName": "ann"}, "ann"),
        ({"identity": {"sourceIp": ["192.0.2.6"]}}, "192.0.2.6"),
        ({"order": 1}, caller.NOBODY),
        ([], caller.NOBODY),
        ({"requestContext": "x", "Records": "y"}, caller.NOBODY),
        ({"queryStringParameters": {"sourceIp": "1.1.1.1"}}, caller.NOBODY),
    ],
)
def test_caller_is_who_the_platform_says(event: Any, wanted: str) -> None:
    """The sender is read where the platform writes it, never where a caller can."""
    assert caller.of(event) == [wanted]


def test_batch_has_all_its_callers() -> None:
    """Each sender of a batch is named once."""
    records = [{"attributes": {"SenderId": one}} for one in ("a", "b", "a")]
    assert caller.of({"Records": records}) == ["a", "b"]


def test_hops_of_a_trace() -> None:
    """The highest count of the lineage is the hint; anything else is none."""
    assert rate.hops("Root=1-2;Parent=3;Sampled=0;Lineage=1:a87bd80c:3|68fd508a:5|c512fbe3:12") == 12
    assert rate.hops("Root=1-2") == rate.hops("Lineage=") == rate.hops("Lineage=x:y:" + "9" * 9) == 0


def env(folder: Path, mode: str, limits: dict[str, Any]) -> dict[str, str]:
    path = folder / "contract.json"
    document = {"schema": "ennead.contract.compiled/1", "default": {"mode": mode, "limits": limits}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return {"ENNEAD_CONTRACT": str(path)}


def call(address: str) -> dict[str, Any]:
    return {"rawPath": "/", "version": "2.0", "requestContext": {"http": {"sourceIp": address, "method": "GET"}}}


def test_caller_that_comes_too_often_is_refused(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """In `enforce` only the caller over its rate is answered in the handler's place, and the event names no address."""
    task = function("def handler(event, context):\n    print('called')\n    return 1")
    events = [call("192.0.2.7")] * 4 + [call("192.0.2.8")]
    limits = {"per_caller": {"rate": 1, "per_s": 3600, "burst": 2}}
    ran = agent_lab.run(client, task, events, layer=layer, env=env(tmp_path, "enforce", limits))
    assert ran.log.count(b"called") == 3
    assert [answer == b"1" for answer in ran.answers] == [True, True, False, False, True]
    (told,) = ran.of("limit")
    assert (told["verdict"], told["facts"]["limit"]) == ("block", "per_caller")
    assert told["facts"]["callers"][0]["count"] == 3
    assert b"192.0.2.7" not in b"".join(ran.lines)


def test_function_over_its_rate_is_flagged(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """In `alert` all are let through, and said once a minute with what `enforce` would do."""
    task = function("def handler(event, context): return 1")
    limits = {"per_function": {"rate": 1, "per_s": 3600, "burst": 1}}
    ran = agent_lab.run(client, task, [{}] * 5, layer=layer, env=env(tmp_path, "alert", limits))
    assert ran.answers == [b"1"] * 5
    (told,) = ran.of("limit")
    assert (told["verdict"], told["facts"]["would"]) == ("flag", "block")


LATE = """
    import socket, time
    def handler(event, context):
        for number in range(40):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.connect(("127.0.0.1", 9))
            time.sleep(0.05)
        return "done"
"""


def test_time_budget_ends_own_work(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """Past `invocation_s` the next guarded call raises, with a name that says why; the next has its own time."""
    source = LATE.replace("range(40)", "range(event['times'])")
    events = [{"times": 40}, {"times": 1}]
    ran = agent_lab.run(
        client, function(source), events, layer=layer, env=env(tmp_path, "enforce", {"invocation_s": 0.3})
    )
    assert ran.outcomes == ["error", "ok"]
    answer = json.loads(ran.answers[0])
    assert answer["errorType"] == "OutOfTime"
    assert answer["errorMessage"] == "the time budget of this invocation is used up"
    (told,) = ran.of("limit")
    assert (told["verdict"], told["facts"]["limit"]) == ("block", "invocation_s")
    assert not ran.of("error")


def test_time_budget_is_only_said_in_alert(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """In `alert`, the work goes on, and that its time is used up is said once; a margin counts from the deadline."""
    limits = {"margin_s": 59.8}
    ran = agent_lab.run(client, function(LATE), [{}], layer=layer, env=env(tmp_path, "alert", limits))
    assert ran.answers == [b'"done"']
    (told,) = ran.of("limit")
    assert told["facts"]["would"] == "block"


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Iterator[contract.Policy]:
    """A policy of `enforce`, and an invocation to serve."""
    found = contract.Policy()
    found.mode = "enforce"
    monkeypatch.setattr(registry.state, "policy", found)
    invocation.enter(invocation.Invocation("1", b"{}", cold=False))
    yield found
    invocation.leave()


def test_same_page_again_is_a_circle(policy: contract.Policy) -> None:
    """A token that comes back within one listing is stopped; a listing that begins anew may come to the same tokens."""
    rules = {"TableName": "Orders"}
    for _ in range(3):
        assert loop.judge("dynamodb:Scan", rules) is None
        for page in ("a", "b", "c"):
            assert loop.judge("dynamodb:Scan", {**rules, "ExclusiveStartKey": {"id": {"S": page}}})
    with pytest.raises(PermissionError):
        loop.judge("dynamodb:Scan", {**rules, "ExclusiveStartKey": {"id": {"S": "c"}}})
    assert loop.judge("dynamodb:Scan", {"TableName": "Users", "ExclusiveStartKey": {"id": {"S": "c"}}})
    invocation.enter(invocation.Invocation("2", b"{}", cold=False))
    assert loop.judge("dynamodb:Scan", {**rules, "ExclusiveStartKey": {"id": {"S": "c"}}})


def test_page_that_failed_may_be_asked_for_again(policy: contract.Policy) -> None:
    """A failed call does not count, and the tail of a log is asked for again by design."""
    listing = {"Bucket": "b", "ContinuationToken": "t"}
    mark = loop.judge("s3:ListObjectsV2", listing)
    assert mark is not None
    loop.failed(mark)
    assert loop.judge("s3:ListObjectsV2", listing)
    for _ in range(2):
        assert loop.judge("cloudwatchlogs:GetLogEvents", {"nextToken": "f/1"}) is None


@pytest.mark.skipif(find_spec("botocore") is None, reason="botocore is not installed for this Python")
def test_circle_of_the_sdk_is_stopped(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A handler that forgets to move on to the next page is stopped at the second call for the same one."""
    task = function(
        """
        import botocore.session
        from botocore.stub import Stubber
        def handler(event, context):
            sqs = botocore.session.get_session().create_client("sqs", region_name="us-east-1")
            with Stubber(sqs) as stub:
                for _ in range(5):
                    stub.add_response("list_queues", {"QueueUrls": [], "NextToken": "t"})
                sqs.list_queues()
                for number in range(4):
                    sqs.list_queues(NextToken="t")
        """
    )
    ran = agent_lab.run(client, task, [{}], layer=layer, env=env(tmp_path, "enforce", {"per_function": {"rate": 9}}))
    (told,) = ran.of("limit")
    assert (told["verdict"], told["facts"]) == ("block", {"limit": "pages", "operation": "sqs:ListQueues"})
    assert ran.outcomes == ["error"]


class Emitted(list[Any]):
    def __call__(self, *words: Any, **facts: Any) -> bool:
        self.append((words, facts))
        return True


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[Any]]:
    """A meter over a counter of ours; called, it reads that many more bytes and gives what was said."""
    path = tmp_path / "dev"
    total = [10_000]
    said = Emitted()

    def write() -> None:
        path.write_text(
            f"Inter-| Receive\n face |bytes\n    lo: 9 0 0 0 0 0 0 0 {total[0] * 7} 0\n"
            f"  eth0: 5 0 0 0 0 0 0 0 {total[0]} 0\n"
        )

    write()
    monkeypatch.setattr(meter, "COUNTER", str(path))
    monkeypatch.setattr(meter, "_meter", [meter.Meter()])
    monkeypatch.setattr(events, "emit", said)
    monkeypatch.setattr(meter, "_peers", lambda: iter(()))

    def read(more: int) -> list[Any]:
        total[0] += more
        write()
        meter._meter[0].stamp -= 100
        meter._meter[0].looked -= 1000
        meter.read()
        return said

    return read


def test_bytes_without_an_edge_are_told(counter: Callable[[int], list[Any]]) -> None:
    """Bytes that left while no edge was noted are said, with their number; few bytes, and those of an edge, are not."""
    assert not counter(1000)
    flows.noted[0] += 1
    assert not counter(100_000)
    words, facts = counter(50_000)[0]
    assert words[:3] == ("flow", "flag", "flows")
    assert facts["facts"]["bytes"] == 50_000
    assert len(counter(50_000)) == 1  # said at most once a minute


def test_answers_are_no_flow(counter: Callable[[int], list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the runtime's API is behind the same interface, an answer of the function's is not unexplained."""
    monkeypatch.setattr(meter, "_remote_api", True)
    meter.answer(50_000)
    assert not counter(60_000)
    assert counter(60_000)


def test_peers_of_unseen_connections_are_edges(
    counter: Callable[[int], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A native library's connection is found by the system's own record of it, and becomes an edge."""
    monkeypatch.setattr(flows, "_edges", {})
    monkeypatch.setattr(flows, "_new", [])
    monkeypatch.setattr(flows, "peers", set())
    monkeypatch.setattr(meter, "_peers", lambda: iter([("198.51.100.7", 5432)]))
    assert not counter(50_000)
    assert list(flows._edges) == [("meter", "external/198.51.100.7:5432", "")]
    assert not counter(50_000)  # now it is known
    assert flows._edges["meter", "external/198.51.100.7:5432", ""].count == 1


@pytest.mark.parametrize("others", [0, 600])
def test_peers_are_those_of_open_sockets(others: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connected sockets are found, however many files are open, and stay open; those within the machine are none."""
    monkeypatch.undo()
    with (
        ExitStack() as stack,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two,
    ):
        for _ in range(others):
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        one.connect(("127.0.0.1", 9))
        try:
            two.connect(("198.51.100.9", 9))
        except OSError:
            pytest.skip("there is no way out of this machine")
        assert ("198.51.100.9", 9) in list(meter._peers())
        assert all(not address.startswith("127.") for address, _ in meter._peers())
        assert two.getpeername() == ("198.51.100.9", 9)


def test_budget_without_words_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `invocation_s` or `margin_s` there is no budget."""
    monkeypatch.setattr(budget, "_budget", [])
    budget.begin({"per_caller": {"rate": 1}})
    assert not budget._budget
    assert instance.this is not None
