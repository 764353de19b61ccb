"""Refused requests: how records are read, and what is said to each."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ennead.engine import denied
from ennead.engine.denied import Denied, DeniedError
from ennead.engine.roles import AppRoles, roles
from ennead.engine.scan import Request
from ennead.engine.widen import Widening, widenings
from ennead.report.roles import denied as report

SCHEMA = Path(__file__).parents[2] / "spec" / "denied.schema.json"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  Users: {Type: AWS::DynamoDB::Table}
  Files: {Type: AWS::S3::Bucket}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.work
      CodeUri: src
      Environment: {Variables: {TABLE: !Ref Orders, FILES: !Ref Files}}
  Blind:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.blind, CodeUri: src, FunctionName: blind-one}
"""
CODE = """
import os
import boto3


def work(event, context):
    boto3.client("s3").get_object(Bucket=os.environ["FILES"], Key=event["key"])
    return boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"id": "1"})


def blind(event, context):
    return boto3.client(event["which"]).call()
"""
ROLE = "arn:aws:sts::123456789012:assumed-role/shop-WorkRole-AbC1/shop-Work-XyZ9"
BLIND = "arn:aws:sts::123456789012:assumed-role/shop-BlindRole-AbC1/blind-one"
ORDERS = "arn:aws:dynamodb:eu-west-1:123456789012:table/shop-Orders-1XY"
USERS = ORDERS.replace("Orders", "Users")
NO_IDENTITY = "because no identity-based policy allows the action"


def record(action: str, resource: str | None, why: str = NO_IDENTITY, who: str = ROLE) -> dict[str, Any]:
    """A record of CloudTrail as AWS writes it of a refusal."""
    on = f" on resource: {resource}" if resource else ""
    return {
        "eventSource": f"{action.partition(':')[0]}.amazonaws.com",
        "eventName": action.partition(":")[2],
        "errorCode": "AccessDenied",
        "errorMessage": f"User: {who} is not authorized to perform: {action}{on} {why}",
        "eventTime": "2026-11-20T10:00:00Z",
        "userIdentity": {"type": "AssumedRole", "arn": who},
    }


def records(*entries: Any) -> bytes:
    """A file of CloudTrail."""
    return json.dumps({"Records": list(entries)}).encode()


def one_of(raw: bytes) -> Denied:
    """The one refusal in it."""
    (found,) = denied.read(raw, "records").denied
    return found


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> list[AppRoles]:
    """The roles of the example."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "src").mkdir()
    (folder / "src" / "app.py").write_text(CODE, encoding="utf-8")
    (folder / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    return [one for one in roles(folder, Request(checks=())) if isinstance(one, AppRoles)]


def answer(apps: list[AppRoles], *entries: dict[str, Any]) -> Widening:
    """What is said to the one refusal."""
    (found,) = widenings(denied.read(records(*entries), "records").denied, apps)
    return found


# -- reading ----------------------------------------------------------------------------------------------------------


def test_message_and_caller_are_read() -> None:
    """Action, resource, role, session, account and the sort of policy come out of one record."""
    found = one_of(records(record("dynamodb:PutItem", ORDERS)))
    assert found == Denied(
        "dynamodb:PutItem", ORDERS, "shop-WorkRole-AbC1", "shop-Work-XyZ9", "123456789012", "identity-based policy",
        first="2026-11-20T10:00:00Z", last="2026-11-20T10:00:00Z",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("why", "by", "explicit"),
    [
        (
            "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/p",
            "service control",
            True,
        ),
        ("because no permissions boundary allows the x:Y action", "permissions boundary", False),
        ("because no VPC endpoint policy allows the x:Y action", "VPC endpoint", False),
        ("with an explicit deny in an identity-based policy", "identity-based", True),
        ("with an explicit deny", None, True),
        ("", None, False),
    ],
)
def test_what_refuses_is_read(why: str, by: str | None, explicit: bool) -> None:
    """Every sort of policy that AWS's messages name is known."""
    found = one_of(records(record("dynamodb:PutItem", ORDERS, why)))
    assert (found.by or "").startswith(by or "")
    assert (found.by is None, found.explicit) == (by is None, explicit)


def test_names_of_messages_are_those_of_the_table() -> None:
    """`sqs:sendmessage`, quoted ARNs and Lambda's dated events become actions."""
    assert one_of(records(record("SNS:Publish", "arn:aws:sns:eu-west-1:1:t"))).action == "sns:Publish"
    quoted = record("s3:GetObject", '"arn:aws:s3:::b/k"')
    assert one_of(records(quoted)).resource == "arn:aws:s3:::b/k"
    dated = {**record("lambda:GetFunction20150331v2", None), "errorMessage": "Access Denied"}
    assert one_of(records(dated)).action == "lambda:GetFunction"
    listed = {**record("s3:ListObjectsV2", None), "errorMessage": "Access Denied"}
    assert one_of(records(listed)).action == "s3:ListBucket"


def test_the_resource_is_the_one_the_action_takes() -> None:
    """Of a bucket and an object, both in the record, reading is about the object."""
    entry = {**record("s3:GetObject", None), "errorMessage": "Access Denied"}
    entry["resources"] = [{"ARN": "arn:aws:s3:::b"}, {"ARN": "arn:aws:s3:::b/k"}]
    assert one_of(records(entry)).resource == "arn:aws:s3:::b/k"


def test_every_wrapping_is_read() -> None:
    """Files, packed files, lines, `lookup-events` and EventBridge's envelope tell the same."""
    entry = record("dynamodb:PutItem", ORDERS)
    wrapped = [
        records(entry),
        gzip.compress(records(entry)),
        b"START RequestId: 1\n" + json.dumps(entry).encode() + b"\nEND\n",
        json.dumps({"Events": [{"CloudTrailEvent": json.dumps(entry)}]}).encode(),
        json.dumps({"source": "aws.dynamodb", "detail": entry}).encode(),
        json.dumps([entry]).encode(),
    ]
    assert {one_of(raw) for raw in wrapped} == {one_of(records(entry))}


def test_events_of_the_agent_are_read() -> None:
    """An error event tells by the service's message, or by its facts; a guard's block is no refusal of AWS."""
    base = {"schema": "ennead.event/1", "kind": "error", "function": "shop-Work-XyZ9", "timestamp": "2026-11-20T10"}
    message = {**base, "reason": record("dynamodb:PutItem", ORDERS)["errorMessage"]}
    facts = {**base, "facts": {"error": "AccessDeniedException", "action": "dynamodb:PutItem", "resource": ORDERS}}
    block = {**base, "kind": "attack", "reason": "value of body.id changes the structure of a SQL statement"}
    assert one_of(json.dumps(message).encode()).action == "dynamodb:PutItem"
    assert one_of(json.dumps(facts).encode()).function == "shop-Work-XyZ9"
    assert denied.read(json.dumps(block).encode(), "events").denied == ()


def test_the_same_refusal_is_counted() -> None:
    """What differs in time only is one, with its first and last day."""
    first, second = record("dynamodb:PutItem", ORDERS), record("dynamodb:PutItem", ORDERS)
    first["eventTime"] = "2026-11-01T00:00:00Z"
    found = one_of(records(second, first))
    assert (found.count, found.first[:10], found.last[:10]) == (2, "2026-11-01", "2026-11-20")


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"no json", b"[" * 100_000, b"\x1f\x8bbroken", b"{}", b"[1, null]", b'"text"']
)
def test_what_is_no_record_is_an_error(raw: bytes) -> None:
    """Nothing that is no record passes for silence."""
    with pytest.raises(DeniedError):
        denied.read(raw, "file")


def test_no_records_are_no_error() -> None:
    """A file without records in it is one."""
    assert denied.read(records(), "file").denied == ()


@pytest.mark.parametrize("wrong", [None, 7, [], {}, "x" * 100_000, "\u202e", {"arn": []}])
def test_wrong_types_do_no_harm(wrong: Any) -> None:
    """Whatever stands in a field of a record, those beside it are told."""
    entry = record("dynamodb:PutItem", ORDERS)
    for key in entry:
        assert denied.read(records({**entry, key: wrong}, entry), "file").denied
    assert denied.read(records({**entry, "resources": wrong, "errorMessage": ""}, entry), "file").denied


# -- answers ----------------------------------------------------------------------------------------------------------


def test_what_the_code_needs_is_healed(apps: list[AppRoles]) -> None:
    """A request that the code makes gets one statement, by the template's own name, and the line that needs it."""
    found = answer(apps, record("dynamodb:PutItem", ORDERS))
    assert found.statement == {
        "Effect": "Allow",
        "Action": "dynamodb:PutItem",
        "Resource": {"Fn::GetAtt": ["Orders", "Arn"]},
    }
    assert (found.function, found.resource, found.review) == ("Work", "Orders", False)
    assert [(at.path, at.line) for at in found.because] == [("src/app.py", 8)]


def test_objects_are_healed_as_objects(apps: list[AppRoles]) -> None:
    """For a bucket the statement names its objects, not the one that was asked for."""
    found = answer(apps, record("s3:GetObject", "arn:aws:s3:::shop-files-1x/2026/a.pdf"))
    assert found.statement is not None
    assert found.statement["Resource"] == {"Fn::Sub": "${Files.Arn}/*"}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (record("dynamodb:PutItem", USERS), "asks for dynamodb:PutItem on Orders only"),
        (record("dynamodb:DeleteTable", ORDERS), "nothing in its code"),
        (record("iam:PutRolePolicy", None), "decides who may do what"),
        (record("dynamodb:PutItem", ORDERS, "with an explicit deny in a service control policy"), "denies it"),
        (record("dynamodb:PutItem", ORDERS, "because no permissions boundary allows it"), "boundary"),
        (record("dynamodb:PutItem", ORDERS, "because no session policy allows it"), "outside of the application"),
        (record("dynamodb:PutItem", ORDERS, who=ROLE.replace("Work", "Other")), "no function or role of this"),
        (record("s3:GetObject", "arn:aws:s3:::elsewhere/key", who=BLIND), "no resource of this application"),
        (record("iam:PassRole", "arn:aws:iam::1:role/admin", who=BLIND), "decides who may do what"),
    ],
)
def test_what_stays_refused_says_why(apps: list[AppRoles], entry: dict[str, Any], reason: str) -> None:
    """No statement where something speaks against it, and the reason."""
    found = answer(apps, entry)
    assert found.statement is None
    assert reason in found.reason


def test_where_code_could_not_be_followed_a_person_looks(apps: list[AppRoles]) -> None:
    """On the application's own resource, with code that was not followed, the statement is offered for review."""
    found = answer(apps, record("dynamodb:Query", ORDERS, who=BLIND))
    assert found.review
    assert found.statement is not None
    assert found.statement["Resource"] == {"Fn::GetAtt": ["Orders", "Arn"]}


def test_reports_hold_the_answers(apps: list[AppRoles]) -> None:
    """The text has the statement below its reason; the document keeps to its schema."""
    read = denied.read(records(record("dynamodb:PutItem", ORDERS), record("dynamodb:PutItem", USERS)), "file")
    answers = widenings(read.denied, apps)
    text = report.render(read, answers, width=80)
    assert text.index("allow it") < text.index('"Action": "dynamodb:PutItem"') < text.index("leave it refused")
    assert all(len(line) <= 80 for line in text.splitlines())
    document = json.loads(report.render_json(read, answers))
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert [row["verdict"] for row in document["denied"]] == ["heal", "stay"]
