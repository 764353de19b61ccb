"""What of the function's doings is told, and that no value of its event is."""

from __future__ import annotations

import base64
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import flows, instance, invocation, sdk, sensors, trigger

Flow = Callable[..., agent_lab.Ran]


@pytest.fixture
def edges_of(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> Callable[..., dict[str, Any]]:
    """Runs a handler and gives its edges, `sensor target` to the entry."""

    def run(source: str, *events: Any, **words: Any) -> dict[str, Any]:
        ran = agent_lab.run(client, function(source), events or [{}], layer=layer, **words)
        assert set(ran.outcomes) == {"ok"}, ran.answers
        assert not ran.of("error")
        return {f"{edge['sensor']} {edge['target']}": edge for edge in ran.edges}

    return run


def test_connections_carry_the_name_that_was_looked_up(edges_of: Callable[..., dict[str, Any]]) -> None:
    """A connection is told under the name the function asked for; an address that nobody looked up under itself."""
    edges = edges_of(
        """
        import socket
        def handler(event, context):
            for place in (("localhost", 1), ("127.0.0.9", 2)):
                try:
                    socket.create_connection(place, 1)
                except OSError:
                    pass
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.sendto(b"x", ("127.0.0.8", 9))
            return 1
        """
    )
    assert {"socket external/localhost:1", "socket external/127.0.0.9:2", "socket external/127.0.0.8:9"} == set(edges)
    assert edges["socket external/127.0.0.9:2"]["at"] == "app.py:6"


def test_name_that_is_only_looked_up_is_told(edges_of: Callable[..., dict[str, Any]]) -> None:
    """A look-up without a connection, as data leaves by DNS, is an edge of its own; long names are cut to their end."""
    edges = edges_of(
        """
        import socket
        def handler(event, context):
            for name in ("localhost", "a" * 60 + ".data.attacker.invalid"):
                try:
                    socket.getaddrinfo(name, None)
                except OSError:
                    pass
            return 1
        """
    )
    assert set(edges) == {"lookup external/localhost", "lookup external/*.data.attacker.invalid"}


def test_programs_and_odd_writes_are_told(edges_of: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    """Programs by their name without arguments, writes outside of /tmp by the folder; usual ones are not."""
    edges = edges_of(
        """
        import os, subprocess
        def handler(event, context):
            subprocess.run(["/bin/echo", "secret-argument"], capture_output=True)
            subprocess.run("echo secret-text", shell=True, capture_output=True)
            os.system("true secret-system")
            os.posix_spawn("/bin/true", ["true"], {})
            with open("/tmp/ennead-test-%d" % os.getpid(), "w") as file:
                os.unlink(file.name)
            open("/dev/null", "w").close()
            for path in ("/proc/self/comm", "app.log"):
                with open(path, "w"):
                    pass
            return os.wait() and 1
        """
    )
    assert set(edges) == {
        "process program/echo",
        "process program/sh",
        "process program/true",
        "file folder/proc/self",
        "file folder/task root",
    }


def test_edges_are_told_once_and_counted(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """A known edge is not told again at each call; its count goes out at most once a minute."""
    task = function(
        """
        import subprocess
        from ennead_agent import flows, sink
        def handler(event, context):
            subprocess.run(["/bin/true"])
            if event == 2:
                flows._told_at[0] -= 100
                sink.sink.refill()
            return 1
        """
    )
    ran = agent_lab.run(client, task, [0, 1, 2], layer=layer)
    first, again = ran.of("flow")
    assert [edge["count"] for edge in first["facts"]["edges"]] == [1]
    assert [edge["count"] for edge in again["facts"]["edges"]] == [2]
    assert again["reason"] == "1 flow seen again"


@pytest.mark.skipif(find_spec("botocore") is None, reason="botocore is not installed for this Python")
def test_sdk_calls_name_service_operation_and_target(edges_of: Callable[..., dict[str, Any]]) -> None:
    """Each call of the SDK is told with the kind and name of its target; parameters are not."""
    edges = edges_of(
        """
        import botocore.session, botocore.config
        def client(name):
            return botocore.session.get_session().create_client(
                name, region_name="us-east-1", endpoint_url="http://127.0.0.1:1",
                config=botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=1))
        def call(name, operation, **params):
            try:
                getattr(client(name), operation)(**params)
            except Exception as error:
                return type(error).__name__
        def handler(event, context):
            return [
                call("dynamodb", "put_item", TableName="Orders", Item={"id": {"S": "secret-key"}}),
                call("dynamodb", "batch_get_item", RequestItems={"Users": {"Keys": [{"id": {"S": "k"}}]}}),
                call("sqs", "send_message", QueueUrl="https://sqs.example.com/1/jobs", MessageBody="secret-body"),
                call("sns", "publish", TopicArn="arn:aws:sns:us-east-1:1:news", Message="m"),
                call("sns", "publish", PhoneNumber="+15550001", Message="m"),
                client("s3").generate_presigned_url("put_object", Params={"Bucket": "uploads", "Key": "k"})[:4],
                call("ses", "send_email", Source="a@b", Destination={}, Message={"Subject": {"Data": "s"}, "Body": {}}),
            ]
        """,
        timeout=60,
    )
    told = {(target, entry.get("operation")) for target, entry in edges.items() if target.startswith("sdk")}
    assert {
        ("sdk table/Orders", "dynamodb:PutItem"),
        ("sdk table/Users", "dynamodb:BatchGetItem"),
        ("sdk queue/jobs", "sqs:SendMessage"),
        ("sdk topic/news", "sns:Publish"),
        ("sdk topic/*", "sns:Publish"),
        ("sdk bucket/uploads", "s3:PutObject (presigned)"),
        ("sdk service/ses/*", "ses:SendEmail"),
    } == told


def test_no_value_of_the_event_is_told(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """Hosts and programs that came with the event are told as keyed hashes; what the environment names, plainly."""
    task = function(
        """
        import os, socket, subprocess
        def handler(event, context):
            for host in (event["host"], event["host"].upper(), event["known"]):
                try:
                    socket.getaddrinfo(host, 80)
                except OSError:
                    pass
            try:
                subprocess.run([event["program"], event["argument"]])
            except OSError:
                pass
            try:
                open("/nowhere/" + event["file"], "w")
            except OSError:
                pass
            return 1
        """
    )
    event = {
        "host": "my-secret-host.invalid",
        "known": "api.partner.invalid",
        "program": "my-secret-program",
        "argument": "my-secret-argument",
        "file": "my-secret-file",
    }
    ran = agent_lab.run(client, task, [event], layer=layer, env={"PARTNER": "https://api.partner.invalid/v1"})
    assert b"my-secret" not in b"".join(ran.lines).lower()
    targets = {edge["target"] for edge in ran.edges}
    assert "external/api.partner.invalid" in targets
    assert sum(target.startswith("hash:") for target in targets) == 3
    assert not ran.of("error")


SECRET = "my-secret-host.invalid"
CODED = base64.b64encode(json.dumps({"host": SECRET}).encode()).decode()


@pytest.mark.parametrize(
    "event",
    [
        {"Records": [{"eventSource": "aws:kinesis", "kinesis": {"data": CODED}}]},
        {"rawPath": "/", "isBase64Encoded": True, "body": CODED},
        {"eventSource": "SelfManagedKafka", "records": {"t-0": [{"value": CODED}]}},
        {"deliveryStreamArn": "arn", "records": [{"data": CODED}]},
    ],
    ids=["kinesis", "binary body", "kafka", "firehose"],
)
def test_no_value_that_came_in_base64_is_told(event: Any, edges_of: Callable[..., dict[str, Any]]) -> None:
    """Where the platform hands values on in base64, only what variables or the function's code name is told plainly."""
    edges = edges_of(
        """
        import base64, json, re, socket
        OWN = "127.0.0.7"
        def handler(event, context):
            coded = re.search("eyJ[A-Za-z0-9+/=]+", json.dumps(event)).group()
            host = json.loads(base64.b64decode(coded))["host"]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.sendto(b"x", (OWN, 9))
                s.sendto(b"x", ("127.0.0.8", 9))
                s.sendto(b"x", ("127.0.0." + str(len(host) - 13), 9))
            try:
                socket.getaddrinfo(host, 80)
            except OSError:
                return 1
        """,
        event,
    )
    assert SECRET not in json.dumps(edges)
    plain = {name for name in edges if " hash:" not in name}
    assert plain == {"socket external/127.0.0.7:9", "socket external/127.0.0.8:9"}
    assert len(edges) == 4


def test_no_value_of_an_event_that_is_answered_is_told(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """A thread that runs on after the answer is held against an event that has gone: its targets are hashed."""
    task = function(
        """
        import socket, threading, time
        def late(event):
            time.sleep(0.2)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.sendto(b"x", (event["address"], 9))
            try:
                socket.getaddrinfo(event["host"], 80)
            except OSError:
                pass
        def handler(event, context):
            if event:
                threading.Thread(target=late, args=(event,)).start()
            else:
                time.sleep(0.5)
            return 1
        """
    )
    ran = agent_lab.run(client, task, [{"host": SECRET, "address": "127.1.2.3"}, {}], layer=layer)
    assert [edge["sensor"] for edge in ran.edges] == ["socket", "lookup"]
    assert all(edge["target"].startswith("hash:") for edge in ran.edges)
    assert not ran.of("error")


def test_full_batch_is_told_with_its_counts(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """The edge that fills a batch is counted before the batch goes out, and not told as seen again later."""
    task = function(
        """
        import socket
        from ennead_agent import flows
        def handler(event, context):
            if event:
                return [[edge.count, edge.said] for edge in flows._edges.values()]
            for n in range(8):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                    s.connect(("127.0.0.%d" % (n + 1), 9))
        """
    )
    ran = agent_lab.run(client, task, [0, 1], layer=layer)
    assert [edge["count"] for edge in ran.edges] == [1] * 8
    assert json.loads(ran.answers[1]) == [[1, 1]] * 8


def test_forks_and_a_replaced_process_are_told(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """A fork is an edge whatever the child becomes; a program that takes the instance's own place is said before."""
    task = function(
        """
        import os, pty
        def handler(event, context):
            for fork in (os.fork, lambda: pty.fork()[0]):
                child = fork()
                if not child:
                    os.execv("/bin/true", ["true"])
                os.waitpid(child, 0)
            os.spawnv(os.P_WAIT, "/bin/true", ["true"])
            if event:
                os.execv("/bin/echo", ["echo"])
            return 1
        """
    )
    ran = agent_lab.run(client, task, [0, 1], layer=layer)
    assert ran.outcomes == ["ok", "exit"]
    told = [(edge["target"], edge.get("operation"), edge["count"]) for edge in ran.edges]
    assert told == [("program/*", "fork", 3), ("program/echo", "start", 1)]
    assert not ran.of("error")


def test_programs_of_a_module_called_subprocess_are_told(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Only the standard library's own subprocess has told a program already; one is told once."""
    task = function(
        """
        import subprocess, lib.subprocess
        def handler(event, context):
            subprocess.run(["/bin/echo"], close_fds=False, stdout=subprocess.DEVNULL)
            lib.subprocess.run()
            return 1
        """
    )
    (task / "lib").mkdir()
    (task / "lib" / "subprocess.py").write_text(
        "import os\ndef run():\n    os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)\n"
    )
    ran = agent_lab.run(client, task, [{}], layer=layer)
    assert [(edge["target"], edge["count"]) for edge in ran.edges] == [("program/echo", 1), ("program/true", 1)]


def test_flood_of_look_ups_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names beyond those that are kept are one edge with their number."""
    monkeypatch.setattr(sensors, "_unmet", {})
    monkeypatch.setattr(flows, "_edges", {})
    monkeypatch.setattr(flows, "_new", [])
    for number in range(flows.MOST_EDGES + 44):
        sensors._lookup((f"n{number}.example", None))
        sensors._lookup((f"n{number}.example", None))
    assert len(sensors._unmet) == flows.MOST_EDGES
    assert flows._edges["lookup", "external/*", ""].count == 88


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"Records": [{"body": "x" * 9000, "eventSource": "aws:sqs"}]}, "sqs"),
        ({"Records": [{"EventSource": "aws:sns", "Sns": {}}]}, "sns"),
        ({"Records": [{"eventSource": "aws:s3"}]}, "s3"),
        ({"httpMethod": "GET", "requestContext": {"elb": {"targetGroupArn": "a"}}}, "alb"),
        ({"httpMethod": "GET", "path": "/"}, "api"),
        ({"version": "2.0", "rawPath": "/"}, "api"),
        ({"type": "TOKEN", "methodArn": "arn"}, "authorizer"),
        ({"requestContext": {"eventType": "MESSAGE"}}, "websocket"),
        ({"triggerSource": "PreSignUp_SignUp"}, "cognito"),
        ({"detail-type": "Scheduled Event"}, "schedule"),
        ({"detail-type": "order"}, "eventbridge"),
        ({"awslogs": {"data": ""}}, "logs"),
        ({"RequestType": "Create", "ResponseURL": "https://x"}, "cloudformation"),
        ({"order": 1}, "invoke"),
        ({"httpMethod": "GET", "body": '{"eventSource": "aws:sqs"}'}, "api"),
    ],
)
def test_kind_of_an_event(event: Any, kind: str) -> None:
    """The trigger is told from the event's text; the text of a field cannot make it another."""
    assert trigger.of(json.dumps(event).encode()) == kind
    assert trigger.of(json.dumps(event, separators=(",", ":")).encode()) == kind


def test_long_and_odd_targets_are_cut_or_hashed() -> None:
    """A name that is not plain text is hashed, one with many labels keeps its end."""
    assert flows.shown("external/ünder.example:443").startswith("hash:")
    assert flows.shown("external/a\nb:1").startswith("hash:")
    assert flows.shown("external/a.b.c.d.e.f.g.example.com:443") == "external/*.g.example.com:443"
    assert flows.shown("table/Orders") == "table/Orders"
    assert len(flows.shown("external/" + "a" * 5000)) < 200


def test_names_of_arns_and_urls() -> None:
    """The name is what the template would call the resource."""
    cases = {
        "arn:aws:dynamodb:us-east-1:1:table/Orders": "Orders",
        "arn:aws:dynamodb:us-east-1:1:table/Orders/stream/2026": "Orders",
        "arn:aws:lambda:us-east-1:1:function:pay:live": "pay",
        "arn:aws:sns:us-east-1:1:news": "news",
        "arn:aws:states:us-east-1:1:stateMachine:flow": "flow",
        "https://sqs.us-east-1.amazonaws.com/1/jobs": "jobs",
        "plain": "plain",
    }
    assert {value: sdk._name(value) for value in cases} == cases


def test_folders_of_odd_writes() -> None:
    """A file is told by its first two folders, or as the task root."""
    assert sensors.folder("/etc/passwd") == "etc"
    assert sensors.folder("/opt/a/b/c") == "opt/a"
    assert sensors.folder(instance.TASK_ROOT + "/x/y") == "task root"


def test_large_event_is_searched_once_by_its_own_case() -> None:
    """In a large event the search keeps to the letters' case, since lowering megabytes takes milliseconds."""
    small = invocation.Invocation("1", b'{"a":"Evil.Example"}', cold=True)
    assert small.mentions("evil.example")
    large = invocation.Invocation("1", b'{"a":"Evil.Example"}' + b" " * 300_000, cold=True)
    assert large.mentions("Evil.Example")
    assert not large.mentions("evil.example")
    assert not large.mentions("")
