"""Edges that the contract does not name: stopped in `enforce`, flagged in `alert`; what it names goes on."""

from __future__ import annotations

import json
import re
import threading
import timeit
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import sdk
from ennead_agent.edges import exempt, judge
from ennead_agent.edges.peers import Contract
from ennead_agent.edges.table import Flow, Table

SDK = find_spec("botocore") is not None
needs_sdk = pytest.mark.skipif(not SDK, reason="botocore is not installed for this Python")

RULES: dict[str, Any] = {
    "flows": [
        {"to": "table/Orders", "ops": ["dynamodb:PutItem", "dynamodb:BatchWriteItem"], "classes": ["personal"]},
        {"to": "queue/jobs", "ops": ["sqs:SendMessage"]},
        {"to": "bucket/uploads", "ops": ["s3:GetObject"], "max_bytes": 2000},
        {"to": "external/127.0.0.7:7000"},
        {"to": "external/localhost:7001"},
        {"to": "external/127.0.0.6:*", "classes": ["email"]},
    ],
    "deny": [{"class": "card", "to": "queue/*"}],
    "processes": ["echo", "true"],
    "paths": {"write": ["/tmp"]},
    "ports": [7005],
}
HANDLER = r"""
    import ctypes, json, os, shutil, socket, subprocess, sys, urllib.request
    def sdk(name, **words):
        import botocore.config, botocore.session
        CONFIG = botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=1, s3={"addressing_style": "path"})
        return botocore.session.get_session().create_client(name, config=CONFIG, **words)
    def connect(host, port):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.connect((host, port))
    def send(host, port):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"x", (host, port))
    def bind(port):
        with socket.socket() as s:
            s.bind(("127.0.0.1", port))
    def child():
        pid = os.fork()
        if not pid:
            try:
                os.execv("/bin/touch", ["touch", "/tmp/ennead-forked-" + str(os.getppid())])
            finally:
                os._exit(9)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9:
            raise PermissionError("stopped")
    def fork_exec():
        import _posixsubprocess, multiprocessing.util
        read, write = os.pipe()
        pid = multiprocessing.util.spawnv_passfds(b"/bin/cat", [b"cat", b"/dev/null"], [])
        os.waitpid(pid, 0)
    def copied():
        shutil.copy("/bin/true", "/tmp/true"); os.chmod("/tmp/true", 0o755)
        subprocess.run(["/tmp/true"])
    def moved():
        with open("/tmp/ennead-moved", "w"): pass
        os.rename("/tmp/ennead-moved", "/run/ennead-moved")
        os.remove("/run/ennead-moved")
    def put(table, **item):
        sdk("dynamodb").put_item(TableName=table, Item={key: {"S": value} for key, value in item.items()})
    def write(path):
        with open(path, "w"): pass
    def fetch(url, data=None):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, data, timeout=1)
    SERVER = os.environ["SERVER"]
    CARD = "4111 1111 1111 1111"
    BAD = {
        "host": lambda: connect("192.0.2.1", 443),
        "port": lambda: connect("127.0.0.7", 7001),
        "datagram": lambda: send("192.0.2.2", 53),
        "look-up": lambda: socket.getaddrinfo("evil.invalid", 443),
        "look-up-carries": lambda: socket.gethostbyname("stolen.evil.invalid"),
        "look-up-reverse": lambda: socket.gethostbyaddr("again.evil.invalid"),
        "http": lambda: fetch("http://bad.invalid/"),
        "http-address": lambda: fetch("http://192.0.2.3/"),
        "service": lambda: sdk("sns").publish(TopicArn="arn:aws:sns:us-east-1:123456789012:news", Message="m"),
        "table": lambda: put("Users", id="1"),
        "operation": lambda: sdk("dynamodb").delete_item(TableName="Orders", Key={"id": {"S": "1"}}),
        "table-in-batch": lambda: sdk("dynamodb").batch_write_item(RequestItems={
            name: [{"PutRequest": {"Item": {"id": {"S": "1"}}}}] for name in ("Orders", "Users")}),
        "account": lambda: sdk("sqs").send_message(
            QueueUrl="https://sqs.us-east-1.amazonaws.com/%s/jobs" % "".join(["999"] * 4), MessageBody="b"),
        "presigned": lambda: sdk("s3").generate_presigned_url("get_object", Params={"Bucket": "others", "Key": "k"}),
        "endpoint": lambda: sdk("dynamodb", endpoint_url="http://192.0.2.4:80").put_item(
            TableName="Orders", Item={"id": {"S": "1"}}),
        "program": lambda: subprocess.run(["touch", "/tmp/ennead-touched"]),
        "shell": lambda: os.system("true"),
        "spawn": lambda: os.posix_spawn("/bin/ls", ["ls", "/dev/null"], {}),
        "fork": child,
        "fork-exec": fork_exec,
        "program-written": copied,
        "native-program": lambda: ctypes.CDLL(None).system(b"true"),
        "native-connect": lambda: ctypes.CDLL(None).connect(0, None, 0),
        "native-look-up": lambda: ctypes.CDLL(None)["getaddrinfo"],
        "native-call": lambda: ctypes.CDLL(None).syscall(39),
        "file": lambda: write("/var/tmp/ennead-written"),
        "file-moved": moved,
        "listen": lambda: bind(7006),
        "class": lambda: put("Orders", id="1", iban="DE89370400440532013000"),
        "class-by-value": lambda: put("Orders", id="1", note="paid with " + CARD),
        "class-denied": lambda: sdk("sqs").send_message(
            QueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/jobs", MessageBody=json.dumps({"n": CARD})),
        "class-in-http": lambda: fetch(SERVER + "", ("card=" + CARD).encode()),
        "class-in-query": lambda: fetch(SERVER + "?to=DE89370400440532013000"),
    }
    GOOD = {
        "host": lambda: connect("127.0.0.7", 7000),
        "name": lambda: socket.create_connection(("localhost", 7001), 1),
        "any-port": lambda: connect("127.0.0.6", 9),
        "extension": lambda: fetch("http://localhost:2773/secretsmanager/get?secretId=x"),
        "daemon": lambda: send("127.0.0.5", 2000),
        "free-port": lambda: bind(0),
        "own-port": lambda: bind(7005),
        "own-name": lambda: socket.gethostbyname(socket.gethostname()),
        "call": lambda: put("Orders", id="1", email="a@example.com"),
        "made-up-name": lambda: put("shop-Orders-1ABCDEFGHIJ2K", id="1"),
        "head-for-get": lambda: sdk("s3").head_object(Bucket="uploads", Key="k"),
        "presigned": lambda: sdk("s3").generate_presigned_url("get_object", Params={"Bucket": "uploads", "Key": "k"}),
        "queue": lambda: sdk("sqs").send_message(
            QueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/jobs", MessageBody="order 7"),
        "account-of-a-variable": lambda: sdk("sqs").send_message(
            QueueUrl=os.environ["PARTNER_QUEUE"], MessageBody="order 7"),
        "program": lambda: subprocess.run(["echo", "x"], stdout=subprocess.DEVNULL),
        "file": lambda: write("/tmp/ennead-file"),
        "null": lambda: write("/dev/null"),
        "socket-in-the-machine": lambda: socket.socketpair(),
        "native": lambda: ctypes.CDLL(None).getpid(),
        "http-allowed": lambda: fetch(SERVER + "", b"email=a@example.com"),
    }
    def outcome(act):
        try:
            act()
        except BaseException as error:
            seen = []
            while error is not None and error not in seen:
                seen.append(error)
                if isinstance(error, PermissionError):
                    return "stopped"
                error = getattr(error, "reason", None) or error.__cause__ or error.__context__
                if not isinstance(error, BaseException):
                    break
            return type(seen[0]).__name__
        return "went on"
    def handler(event, context):
        if event["case"].startswith("good:"):
            return outcome(GOOD[event["case"][5:]])
        return outcome(BAD[event["case"]])
"""


def cases(text: str) -> list[str]:
    """Names of the entries of a dict of the handler's, without those that need an SDK where there is none."""
    found = re.findall(r'^        "([\w-]+)": (.*?)(?=^        "|^    \})', text, re.DOTALL | re.MULTILINE)
    return [name for name, code in found if SDK or not ("sdk(" in code or "put(" in code)]


CASES = cases(HANDLER.split("BAD = {")[1].split("GOOD", maxsplit=1)[0])
FINE = cases(HANDLER.split("GOOD = {")[1].split("def outcome", maxsplit=1)[0])


def contract(folder: Path, mode: str, rules: dict[str, Any]) -> dict[str, str]:
    """A contract file of this mode, and the variables that name it."""
    path = folder / f"contract-{mode}.json"
    document = {"schema": "ennead.contract.compiled/1", "default": {"mode": mode, **rules}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return {
        "ENNEAD_CONTRACT": str(path),
        "PARTNER_QUEUE": "https://sqs.us-east-1.amazonaws.com/888888888888/jobs",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.5:2000",
    }


class Answers(BaseHTTPRequestHandler):
    """Takes whatever is sent."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


@contextmanager
def served() -> Iterator[str]:
    """A server at an address that the contract names, for as long as it is needed."""
    server = ThreadingHTTPServer(("127.0.0.6", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.6:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """Every case in a mode, once for all tests: outcome and events of each."""
    from textwrap import dedent

    import build_layer

    from conftest import NEWEST

    if not NEWEST:
        pytest.skip("awslambdaric is not installed for this Python")
    kept: dict[str, dict[str, Any]] = {}
    layer = tmp_path_factory.mktemp("opt")
    build_layer.build(layer)

    def run(mode: str) -> dict[str, Any]:
        if mode not in kept:
            task = tmp_path_factory.mktemp("task")
            code = dedent(HANDLER) + "\nfrom ennead_agent import sink\nplain = handler\n"
            code += "def handler(event, context):\n    sink.sink.refill()\n    return plain(event, context)\n"
            (task / "app.py").write_text(code, encoding="utf-8")
            names = [*CASES, *("good:" + name for name in FINE)]
            events = [{"case": name} for name in names]
            with served() as server:
                env = {**contract(task, mode, RULES), "SERVER": server}
                result = agent_lab.run(NEWEST[0], task, events, layer=layer, env=env, timeout=120)
            assert set(result.outcomes) == {"ok"}, (result.outcomes, result.answers, result.log[-2000:])
            assert not result.of("error")
            kept[mode] = {
                name: (json.loads(call.answer), [one for one in result.of("flow") if one["invocation"] == call.id])
                for name, call in zip(names, result.calls)
            }
        return kept[mode]

    return run


@pytest.mark.parametrize("case", CASES)
def test_undeclared_edge_is_stopped(case: str, ran: Callable[[str], dict[str, Any]]) -> None:
    """In `enforce`, an edge that the contract does not name fails as a thing that is not permitted, and is an event."""
    outcome, told = ran("enforce")[case]
    assert outcome == "stopped"
    if case != "fork":  # the child tells it, with an invocation of its parent's
        assert [one["verdict"] for one in told if one["verdict"] != "allow"] == ["block"], json.dumps(told)


@pytest.mark.parametrize("case", FINE)
def test_declared_edge_goes_on(case: str, ran: Callable[[str], dict[str, Any]]) -> None:
    """What the contract names, and what none need name, is neither stopped nor flagged."""
    outcome, told = ran("enforce")["good:" + case]
    assert outcome != "stopped"
    assert {one["verdict"] for one in told} <= {"allow"}


@pytest.mark.parametrize("case", CASES)
def test_undeclared_edge_is_flagged(case: str, ran: Callable[[str], dict[str, Any]]) -> None:
    """In `alert`, the same edges go on and are flagged, each with what `enforce` would do."""
    outcome, told = ran("alert")[case]
    assert outcome != "stopped"
    if case not in ("fork", "http", "endpoint"):
        flags = [one for one in told if one["verdict"] == "flag"]
        assert len(flags) == 1, told
        assert flags[0]["facts"]["would"] == "block"


def table_of(**rules: Any) -> Table:
    return Table(rules)


@pytest.mark.parametrize(
    ("to", "target", "wanted"),
    [
        ("table/Orders", "table/Orders", True),
        ("table/Orders", "table/OrdersArchive", False),
        ("table/Orders", "table/shop-Orders-1ABCDEFGHIJ2K", True),
        ("table/Orders", "table/shop-Orders", False),
        ("bucket/Uploads", "bucket/shop-uploads-1abcdefghij2k", True),
        ("queue/Jobs", "queue/shop-Jobs-1ABCDEFGHIJ2K.fifo", True),
        ("table/*-orders", "table/dev-orders", True),
        ("table/*", "table/any.name", True),
        ("table/*", "bucket/any", False),
        ("external/api.example.com:443", "external/api.example.com:443", True),
        ("external/api.example.com:443", "external/api.example.com:80", False),
        ("external/api.example.com:443", "external/apiXexample.com:443", False),
        ("external/api.example.com", "external/api.example.com:8443", True),
        ("external/https://api.example.com/v1/", "external/api.example.com:443", True),
        ("external/*.example.com:443", "external/a.example.com:443", True),
        ("external/*.example.com:443", "external/a.b.example.com:443", False),
        ("external/*.example.com:443", "external/a.example.com.evil.invalid:443", False),
        ("external/*:443", "external/a.b.example.com:443", True),
        ("external/*", "external/10.0.0.1:5432", True),
        ("external/${PARTNER}", "external/partner.example.com:8443", True),
        ("account/*/queue/jobs", "account/999999999999/queue/jobs", True),
        ("*", "service/ses/*", True),
    ],
)
def test_targets_of_a_contract(to: str, target: str, wanted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target is met by its name, by the name a stack makes of it, by stars for one segment, and by a variable."""
    monkeypatch.setenv("PARTNER", "https://partner.example.com:8443/hooks")
    assert (table_of(flows=[{"to": to}]).flow(target) is not None) is wanted


@pytest.mark.parametrize(
    ("ops", "operation", "wanted"),
    [
        (["dynamodb:PutItem"], "dynamodb:PutItem", True),
        (["dynamodb:PutItem"], "dynamodb:DeleteItem", False),
        (["dynamodb:PutItem"], "dynamodb:PutItem (presigned)", True),
        (["dynamodb:*"], "dynamodb:Scan", True),
        ([], "dynamodb:Scan", True),
        (["states:StartExecution"], "sfn:StartExecution", True),
        (["events:PutEvents"], "eventbridge:PutEvents", True),
        (["lambda:InvokeFunction"], "lambda:Invoke", True),
        (["s3:GetObject"], "s3:HeadObject", True),
        (["s3:GetObject"], "s3:PutObject", False),
        (["s3:PutObject"], "s3:UploadPart", True),
        (["sqs:SendMessage"], "sqs:SendMessageBatch", True),
    ],
)
def test_operations_of_a_contract(ops: list[str], operation: str, wanted: bool) -> None:
    """Operations are met as the SDK names them, as actions, and where one action allows several."""
    assert (table_of(flows=[{"to": "table/T", "ops": ops}]).flow("table/T", operation) is not None) is wanted


def test_peer_is_judged_by_address_and_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any name that an address was found under will do; a name that leads to the machine's own services will not."""
    held = Contract(table_of(flows=[{"to": "external/api.example.com:443"}, {"to": "external/10.0.0.5:5432"}]))
    assert held.peer("api.example.com", "10.0.0.1", 443, ("api.example.com",)) == ("api.example.com", False)
    shared = held.peer("cdn.example.net", "10.0.0.1", 443, ("api.example.com", "cdn.example.net"))
    assert shared == ("api.example.com", False)
    assert held.peer("db.internal", "10.0.0.5", 5432, ("db.internal",)) == ("10.0.0.5", False)
    turned = held.peer("api.example.com", "169.254.169.254", 443, ("api.example.com",))
    assert turned == ("169.254.169.254", False)
    assert held.peer("localhost", "127.0.0.1", 2773, ()) == ("localhost", True)
    assert held.peer("localhost", "127.0.0.1", 6379, ()) == ("localhost", False)
    held.listens(6379)
    assert held.peer("localhost", "127.0.0.1", 6379, ())[1]
    exempt.own.discard(6379)


def test_sdk_connects_to_its_endpoint_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """While an allowed call is under way its endpoint may be connected to; nobody else's, and not at other times."""
    held = Contract(table_of(flows=[{"to": "table/Orders"}]))
    host = "dynamodb.us-east-1.amazonaws.com"
    call = sdk.Call()
    call.endpoint = (host, 443)
    assert not held.peer(host, "10.0.0.9", 443, (host,))[1]
    token = sdk._call.set(call)
    try:
        assert held.peer(host, "10.0.0.9", 443, (host,))[1]
        assert held.peer("other.name", "10.0.0.9", 443, (host, "other.name"))[1]
        assert not held.peer("evil.invalid", "10.0.0.7", 443, ("evil.invalid",))[1]
        assert not held.peer(host, "10.0.0.9", 22, (host,))[1]
    finally:
        sdk._call.reset(token)


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("dynamodb.us-east-1.amazonaws.com", True),
        ("uploads.s3.eu-west-1.amazonaws.com", True),
        ("sqs.cn-north-1.amazonaws.com.cn", True),
        ("lambda.us-east-1.api.aws", True),
        ("vpce-1.dynamodb.us-east-1.vpce.amazonaws.com", True),
        ("ec2-1-2-3-4.compute-1.amazonaws.com", False),
        ("x.elb.us-east-1.amazonaws.com", False),
        ("x.execute-api.us-east-1.amazonaws.com", False),
        ("x.lambda-url.us-east-1.on.aws", False),
        ("evil.s3-website-us-east-1.amazonaws.com", False),
        ("amazonaws.com.evil.invalid", False),
        ("evil-amazonaws.com", False),
    ],
)
def test_endpoints_of_the_provider(host: str, wanted: bool) -> None:
    """Only hosts that the provider itself serves count as endpoints, not those behind which anybody's servers stand."""
    assert exempt.is_endpoint(host) is wanted


def test_programs_by_path_and_place() -> None:
    """A program is met by its name; one that lies where anybody can write only if the contract has its whole path."""
    by_name = table_of(processes=["convert"])
    assert judge.allows(by_name, ("process", "program/convert", "start"))
    assert not judge.allows(by_name, ("process", "program/convert", "start of a written file"))
    assert judge.allows(table_of(processes=["/tmp/convert"]), ("process", "program/convert", "start of a written file"))
    assert judge.allows(table_of(), ("process", "program/sh", "system"))
    assert not judge.allows(table_of(processes=[]), ("process", "program/sh", "system"))


def test_classes_of_a_flow() -> None:
    """Groups of the map stand for their classes; a vague one says nothing."""
    flow = Flow({"to": "table/T", "classes": ["personal"]})
    assert flow.classes is not None
    assert {"email", "us_ssn"} <= flow.classes
    assert "card" not in flow.classes
    assert Flow({"classes": ["unknown"]}).classes is None
    rules = table_of(deny=[{"class": "credentials", "to": "*"}, {"class": "card", "to": "queue/*"}])
    assert rules.denied("queue/jobs") >= {"card", "token"}
    assert "card" not in rules.denied("table/T")
    assert rules.weighs_data


def test_judging_an_edge_is_cheap() -> None:
    """A known edge is judged in a few microseconds at most: the best of many rounds on a busy machine."""
    rules = table_of(
        flows=[{"to": f"table/T{number}-*"} for number in range(50)] + [{"to": "external/*.example.com:443"}]
    )
    best = min(timeit.repeat(lambda: rules.flow("external/a.example.com:443"), number=200, repeat=20)) / 200
    assert best < 10e-6


@needs_sdk
def test_bytes_of_a_flow_are_bounded(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """A request of more bytes than its flow may carry does not leave."""
    task = function(
        """
        import botocore.config, botocore.session
        def handler(event, context):
            config = botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=1)
            s3 = botocore.session.get_session().create_client("s3", config=config)
            try:
                s3.put_object(Bucket="uploads", Key="k", Body=b"x" * event)
            except Exception as error:
                return type(error).__name__
        """
    )
    rules = {"flows": [{"to": "bucket/uploads", "max_bytes": 1000}]}
    ran = agent_lab.run(client, task, [500, 5000], layer=layer, env=contract(tmp_path, "enforce", rules), timeout=60)
    assert [json.loads(answer) for answer in ran.answers] == ["EndpointConnectionError", "Blocked"]
    (told,) = [event for event in ran.of("flow") if event["verdict"] == "block"]
    assert told["facts"]["max_bytes"] == 1000


def test_flow_may_have_a_mode_of_its_own(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """What a flow carries against its classes is judged in the flow's own mode, unless a variable sets one for all."""
    task = function(
        """
        import os, urllib.request
        def handler(event, context):
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(os.environ["SERVER"], b"ssn=078-05-1120") as answer:
                return answer.status
        """
    )
    with served() as server:
        place = server.partition("//")[2].strip("/")
        rules = {"flows": [{"to": f"external/{place}", "classes": ["email"], "mode": "alert"}]}
        env = {**contract(tmp_path, "enforce", rules), "SERVER": server}
        ran = agent_lab.run(client, task, [{}], layer=layer, env=env)
        forced = agent_lab.run(client, task, [{}], layer=layer, env={**env, "ENNEAD_MODE": "enforce"})
    assert ran.answers == [b"204"]
    assert [event["verdict"] for event in ran.of("flow") if event["verdict"] != "allow"] == ["flag"]
    assert forced.outcomes == ["error"]


def test_no_contract_stops_nothing(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """Without words on flows even `enforce` only observes edges."""
    task = function("import os\ndef handler(event, context): return os.system('true')")
    ran = agent_lab.run(client, task, [{}], layer=layer, env={"ENNEAD_MODE": "enforce"})
    assert ran.answers == [b"0"]
    assert [event["verdict"] for event in ran.of("flow")] == ["allow"]
