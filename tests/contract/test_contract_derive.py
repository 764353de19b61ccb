"""What is made of templates and code, and what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.contract.words import ELSEWHERE, Flow
from tests.contract.making import ROUTE, TABLE, WORK, app, coded, derived, function, made

QUEUE = """\
      Events:
        Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, FunctionResponseTypes: [ReportBatchItemFailures]}}
"""
JOBS = "  Jobs: {Type: AWS::SQS::Queue}\n"
RULE = """\
      Events:
        Night: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
"""


def test_what_a_function_does(tmp_path: Path) -> None:
    """Events with senders and fields, actions with resources, flows with operations: all from template and code."""
    one = derived(app(tmp_path))
    assert one.rules.events is not None
    event = one.rules.events["api"]
    assert dict(event.senders or {}) == {"route/POST /orders": "anonymous"}
    assert dict(event.fields or {}) == {"body.id": "any", "body.lines[].price": "any"}
    assert (one.rules.actions or {})["dynamodb:PutItem"] == ("Orders",)
    assert one.rules.flows == (Flow("table/Orders", ("dynamodb:PutItem",)),)
    assert (one.rules.processes, one.rules.write, one.rules.ports) == ((), (), ())
    assert dict(one.open) == {}


def test_what_starts_nothing_is_left_open(tmp_path: Path) -> None:
    """A function that nothing starts has no events, rather than none that are allowed."""
    one = derived(app(tmp_path, function("Work", more="")))
    assert one.rules.events is None
    assert one.is_open("events")


def test_shapes_that_are_not_the_platform_s(tmp_path: Path) -> None:
    """A rule may hand over any text, so every other kind is let in; a queue may not."""
    night = coded(tmp_path / "night", WORK, RULE).rules.events
    assert set(night or {}) == {"schedule", "*"}
    jobs = derived(app(tmp_path / "jobs", function("Work", more=QUEUE), more=JOBS))
    assert set(jobs.rules.events or {}) == {"sqs"}
    assert jobs.rules.rest == {"refusal": {"partial_batch": True}}


def test_an_api_s_own_template(tmp_path: Path) -> None:
    """A REST API may make an event of its own of a request: only code that reads the request's parts rules that out."""
    reads = coded(tmp_path / "reads", "def handler(event, context):\n    return int(event['body'])\n")
    other = coded(tmp_path / "other", "def handler(event, context):\n    return int(event['amount'])\n")
    assert set(reads.rules.events or {}) == {"api"}
    assert set(other.rules.events or {}) == {"api", "*"}


def test_code_that_is_not_told(tmp_path: Path) -> None:
    """Where the code cannot be followed every part that hangs on it is open, and other flows are let be."""
    one = coded(tmp_path, WORK + "\n\ndef more(event):\n    eval(event['code'])\n\n\nhandler = more\n")
    assert {"actions", "flows", "processes", "paths", "ports"} <= set(one.open)
    assert (one.rules.flows or ())[-1] == Flow(ELSEWHERE)
    assert (one.rules.processes, one.rules.write, one.rules.ports) == (None, None, None)


def test_a_table_that_only_the_event_names(tmp_path: Path) -> None:
    """A target that could not be told is no flow: the flows are open."""
    code = WORK.replace('os.environ["ORDERS"]', 'os.environ.get("OTHER")')
    one = coded(tmp_path, code)
    assert one.is_open("flows")
    assert (one.rules.flows or ())[-1].is_rest


def test_a_package_is_not_followed(tmp_path: Path) -> None:
    """What a package does on the instance is not in the code; the SDK and Python's own modules are known."""
    one = coded(tmp_path, "import pandas\n" + WORK)
    assert set(one.open) == {"processes", "paths", "ports"}
    assert one.open["ports"] == ("what the package pandas does by itself is not followed",)


@pytest.mark.parametrize(
    ("line", "processes", "write", "ports", "open_"),
    [
        ("subprocess.run(['/usr/bin/convert', event['path']])", ("convert",), (), (), set()),
        ("subprocess.run('convert ' + event['path'], shell=True)", ("convert", "sh"), (), (), {"processes"}),
        ("os.system('ls /tmp')", ("ls", "sh"), (), (), {"processes"}),
        ("subprocess.run([event['program'], '-v'])", (), (), (), {"processes"}),
        ("open('/tmp/' + event['name'], 'w').write('x')", (), ("/tmp",), (), set()),
        ("open('/mnt/data/in.csv').read()", (), (), (), set()),
        ("open(event['name'], 'wb').write(b'x')", (), (), (), {"paths"}),
        ("tempfile.mkstemp()", (), ("/tmp",), (), set()),
        ("sqlite3.connect(':memory:')", (), (), (), set()),
        ("sqlite3.connect('/mnt/data/x.db')", (), ("/mnt/data",), (), set()),
        ("socket.socket().bind(('127.0.0.1', 8080))", (), (), (8080,), set()),
    ],
)
def test_the_instance_itself(
    tmp_path: Path,
    line: str,
    processes: tuple[str, ...],
    write: tuple[str, ...],
    ports: tuple[int, ...],
    open_: set[str],
) -> None:
    """Programs by their names, folders by the beginning of a path, ports by their number; else the part is open."""
    code = f"import os, socket, sqlite3, subprocess, tempfile\n\n\ndef handler(event, context):\n    {line}\n"
    one = coded(tmp_path, code)
    assert set(one.open) == open_
    assert one.rules.processes == (None if "processes" in open_ else processes)
    assert one.rules.write == (None if "paths" in open_ else write)
    assert one.rules.ports == (None if "ports" in open_ else ports)


READER = """\
import os
import boto3


def handler(event, context):
    return boto3.client("dynamodb").get_item(TableName=os.environ["ORDERS"], Key={"id": {"S": "1"}})
"""


def test_what_strangers_write_is_untrusted(tmp_path: Path) -> None:
    """A table that a function writes whom anyone starts answers another function with text of anyone."""
    two = app(
        tmp_path,
        function("Work"),
        function("Nightly", "night.handler", RULE),
        files={"src/night.py": READER},
    )
    one = derived(two, "Nightly")
    assert one.rules.untrusted == ("table/Orders",)
    assert one.hints["untrusted", "table/Orders"] == "anyone starts Work (POST /orders)"


def test_what_only_the_application_writes_is_trusted(tmp_path: Path) -> None:
    """A table that no text from outside reaches is not untrusted."""
    alone = app(tmp_path, function("Nightly", "night.handler", RULE), files={"src/night.py": READER})
    assert derived(alone, "Nightly").rules.untrusted == ()


def test_text_goes_on_through_queues(tmp_path: Path) -> None:
    """What anyone sends to a function is still his behind a queue and a second function."""
    sends = WORK.replace(
        "table.put_item", 'boto3.client("sqs").send_message(QueueUrl=os.environ["JOBS"], MessageBody="x")\n    print'
    )
    front = function("Front", "front.handler").replace(
        "{ORDERS: !Ref Orders}", "{ORDERS: !Ref Orders, JOBS: !Ref Jobs}"
    )
    three = app(
        tmp_path,
        front,
        function("Work", more=QUEUE),
        function("Nightly", "night.handler", RULE),
        more=JOBS,
        files={"src/front.py": sends, "src/night.py": READER},
    )
    assert derived(three, "Nightly").rules.untrusted == ("table/Orders",)


def test_another_party_answers(tmp_path: Path) -> None:
    """A host outside is a flow, and what it answers is another's text."""
    code = "import urllib.request\n\n\ndef handler(event, context):\n    urllib.request.urlopen('https://api.pay.example/x')\n"
    one = coded(tmp_path, code)
    assert one.rules.flows == (Flow("external/api.pay.example"),)
    assert one.rules.untrusted == ("external/api.pay.example",)


def test_a_service_that_keeps_nothing(tmp_path: Path) -> None:
    """Mail is a flow to its service, though it is no node of the map; a bucket by its name is one by its name."""
    code = """\
import boto3


def handler(event, context):
    boto3.client("ses").send_email(Source="a@b.example", Destination={}, Message={})
    boto3.client("s3").get_object(Bucket="acme-prices", Key="x")
"""
    targets = [flow.to for flow in coded(tmp_path, code).rules.flows or ()]
    assert targets == ["bucket/acme-prices", "service/ses"]


def test_classes_that_a_person_said(tmp_path: Path) -> None:
    """A class of data by a tag is agreed; one that a name suggests is left open."""
    folder = app(tmp_path)
    (folder / "template.yaml").write_text(
        (folder / "template.yaml")
        .read_text()
        .replace(TABLE, TABLE + "      Tags: [{Key: data-class, Value: financial}]\n")
    )
    (flow,) = derived(folder).rules.flows or ()
    assert flow.classes is None or "financial" in flow.classes
    assert (flow.classes is None) == (("flows", "table/Orders") in derived(folder).hints)


def test_functions_in_order(tmp_path: Path) -> None:
    """Functions come by their names, whatever the order of the template."""
    names = [one.name for one in made(app(tmp_path, function("Zebra"), function("Ant", more=""))).functions]
    assert names == ["Ant", "Zebra"]


def test_the_route_is_said_with_its_audience(tmp_path: Path) -> None:
    """A route that asks for a signature is not open to anyone."""
    signed = ROUTE.replace("Method: post}", "Method: post, Auth: {Authorizer: AWS_IAM}}")
    events = coded(tmp_path, WORK, signed).rules.events or {}
    assert dict(events["api"].senders or {}) == {"route/POST /orders": "signed_in"}
