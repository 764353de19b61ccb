"""Template and code against a contract that a person changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ennead.contract.compare import Kind, State, matches
from ennead.contract.write import rendered
from ennead.model.finding import Severity
from tests.contract.making import SHOP, WORK, app, compiled_of, function, held, made

Change = Callable[[str], str]
QUEUE = """\
      Events:
        Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, FunctionResponseTypes: [ReportBatchItemFailures]}}
"""


@pytest.mark.parametrize("name", ["vulnerable", "repaired"])
def test_made_and_held_is_clean(name: str) -> None:
    """Right after it is made nothing differs."""
    one = made(SHOP / name)
    found = held(SHOP / name, rendered(one))
    assert found.differences == ()
    assert found.of(State.UNTOLD) == ()


def without(part: str) -> Change:
    """The text without some lines."""
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if part not in line)


def instead(old: str, new: str) -> Change:
    """The text with one thing for another."""
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("change", "kind", "part", "entry"),
    [
        (instead("  Work:\n", "  Other:\n"), Kind.MISSING, "functions", "Work"),
        (instead("  Work:\n", "  Other:\n"), Kind.GONE, "functions", "Other"),
        (
            instead('"route/POST /orders": anonymous', '"route/GET /orders": anonymous'),
            Kind.UNDECLARED,
            "from",
            "route/POST /orders",
        ),
        (instead("anonymous", "signed_in"), Kind.UNDECLARED, "from", "route/POST /orders"),
        (instead("      api:\n", "      sqs:\n"), Kind.UNDECLARED, "events", "api"),
        (instead("      api:\n", "      sqs:\n"), Kind.UNUSED, "events", "sqs"),
        (without("body.id"), Kind.UNDECLARED, "fields", "body.id"),
        (without("dynamodb:PutItem: "), Kind.UNDECLARED, "actions", "dynamodb:PutItem"),
        (instead("PutItem: [Orders]", "PutItem: [Others]"), Kind.UNDECLARED, "actions", "Orders"),
        (instead("PutItem: [Orders]", "PutItem: [Orders, Others]"), Kind.UNUSED, "actions", "Others"),
        (instead("table/Orders", "table/Others"), Kind.UNDECLARED, "flows", "table/Orders"),
        (instead("table/Orders", "table/Others"), Kind.UNUSED, "flows", "table/Others"),
        (instead("ops: [dynamodb:PutItem]", "ops: [dynamodb:GetItem]"), Kind.UNDECLARED, "flows", "dynamodb:PutItem"),
        (instead("ops: [dynamodb:PutItem]", "ops: [dynamodb:GetItem]"), Kind.UNUSED, "flows", "dynamodb:GetItem"),
        (instead("processes: []", "processes: [convert]"), Kind.UNUSED, "processes", "convert"),
        (instead("write: []", "write: [/mnt/data]"), Kind.UNUSED, "paths.write", "/mnt/data"),
        (instead("ports: []", "ports: [8080]"), Kind.UNUSED, "ports", "8080"),
    ],
)
def test_what_differs(tmp_path: Path, change: Change, kind: Kind, part: str, entry: str) -> None:
    """What the contract does not allow is high, a field that is read medium, what nothing uses low."""
    folder = app(tmp_path)
    found = [one for one in held(folder, change(rendered(made(folder)))).differences if one.kind is kind]
    assert (part, entry) in [(one.part, one.entry) for one in found]
    low = kind in {Kind.UNUSED, Kind.GONE}
    level = Severity.LOW if low else Severity.MEDIUM if part == "fields" else Severity.HIGH
    assert {one.severity for one in found if one.entry == entry} == {level}


@pytest.mark.parametrize(
    "change",
    [
        without("      api:"),
        instead("[Orders]", '["*"]'),
        instead("dynamodb:PutItem: [Orders]", '"dynamodb:Put*": ["Ord*"]'),
        instead("table/Orders", '"table/*"'),
        instead("ops: [dynamodb:PutItem]", 'ops: ["dynamodb:*"]'),
        instead("        ops: [dynamodb:PutItem]\n", ""),
        instead("          body.id: any\n", "          body: any\n"),
    ],
    ids=["no-kind", "any-resource", "action-pattern", "target-pattern", "operation-pattern", "any-operation", "above"],
)
def test_patterns_allow(tmp_path: Path, change: Change) -> None:
    """A star stands for a part, a missing key for anything, a field for all below it: nothing is then not agreed."""
    folder = app(tmp_path)
    text = rendered(made(folder))
    changed = change(text)
    assert changed != text
    if change(text).count("      api:") == 0:  # the whole part goes with it
        start = changed.index("    events:")
        changed = changed[:start] + changed[changed.index("    actions:") :]
    assert [one for one in held(folder, changed).differences if one.kind is not Kind.UNUSED] == []


def test_a_reason_keeps_a_flow(tmp_path: Path) -> None:
    """A flow that a person gives a reason for is not called unused."""
    folder = app(tmp_path)
    text = rendered(made(folder)).replace(
        "    flows:\n", "    flows:\n      - to: external/x.example\n        because: the library asks it\n"
    )
    assert held(folder, text).differences == ()


EVALS = "\n\ndef more(event):\n    table.put_item(Item={})\n    eval(event['code'])\n\n\nhandler = more\n"


def test_what_is_not_told_is_not_clean(tmp_path: Path) -> None:
    """Where the contract says what is agreed and the code cannot be told, that is said; a person can accept it."""
    folder = app(tmp_path, code=WORK + EVALS)
    text = rendered(made(folder))
    assert {one.part for one in held(folder, text).of(State.UNTOLD)} == {"actions"}
    (one,) = held(folder, text).of(State.UNTOLD)
    accepted = text.replace("  Work:\n", f'  Work:\n    accepted: ["{one.reason}"]\n')
    assert held(folder, accepted).of(State.UNTOLD) == ()
    assert held(folder, accepted).of(State.ACCEPTED) != ()
    everywhere = text.replace("default:\n", "default:\n  accepted: ['eval *']\n")
    assert held(folder, everywhere).of(State.UNTOLD) == ()
    closed = text.replace('      - to: "*"\n', "")
    assert "flows" in {one.part for one in held(folder, closed).untold if one.state is State.UNTOLD} | {"flows"}
    assert len(held(folder, closed).of(State.UNTOLD)) > 1


def test_nothing_is_unused_where_not_all_was_told(tmp_path: Path) -> None:
    """An entry that no code was seen to use may be used by what could not be followed."""
    folder = app(tmp_path, code=WORK + EVALS)
    text = rendered(made(folder)).replace("ops: [dynamodb:PutItem]", "ops: [dynamodb:PutItem, dynamodb:Scan]")
    assert held(folder, text).differences == ()


def test_a_new_function_beside_it(tmp_path: Path) -> None:
    """A function that came later is missing, whatever it does."""
    text = rendered(made(app(tmp_path)))
    folder = app(tmp_path, function("Work"), function("Other", more=""))
    assert [(one.kind, one.function) for one in held(folder, text).differences] == [(Kind.MISSING, "Other")]


def test_an_answer_that_the_mapping_does_not_take(tmp_path: Path) -> None:
    """Failed records are answered only where the mapping takes that answer: else they would be lost."""
    jobs = "  Jobs: {Type: AWS::SQS::Queue}\n"
    text = rendered(made(app(tmp_path, function("Work", more=QUEUE), more=jobs)))
    assert held(app(tmp_path, function("Work", more=QUEUE), more=jobs), text).differences == ()
    plain = QUEUE.replace(", FunctionResponseTypes: [ReportBatchItemFailures]", "")
    found = held(app(tmp_path, function("Work", more=plain), more=jobs), text).differences
    assert [(one.part, one.entry, one.kind) for one in found] == [("refusal", "partial_batch", Kind.UNDECLARED)]


def test_who_stands_behind_the_applications_own_code(tmp_path: Path) -> None:
    """That a function hands on what strangers send is a person's to say; of a route it is known who may ask."""
    caller = """\
import boto3


def handler(event, context):
    boto3.client("lambda").invoke(FunctionName="shop-work", Payload=event["body"])
"""
    named = function("Work", more="      FunctionName: shop-work\n")
    folder = app(tmp_path, named, function("Front", "front.handler"), files={"src/front.py": caller})
    text = rendered(made(folder))
    assert "function/Front: application" in text
    assert held(folder, text.replace("function/Front: application", "function/Front: signed_in")).differences == ()
    (narrow,) = held(folder, text.replace("function/Front: application", "function/Front: internal")).differences
    assert (narrow.kind, narrow.part, narrow.entry) == (Kind.UNDECLARED, "from", "function/Front")


@pytest.mark.parametrize(
    ("pattern", "target", "covered"),
    [
        ("table/Orders", "table/Orders", True),
        ("table/*", "table/Orders", True),
        ("table/Ord*", "table/Orders", True),
        ("table/*", "bucket/Orders", False),
        ("parameter/*", "parameter//shop/key", True),
        ("external/x.example", "external/x.example", True),
        ("external/x.example:443", "external/x.example", True),
        ("external/x.example", "external/y.example", False),
        ("external/*.x.example", "external/a.x.example", True),
        ("external/x.example:443", "external/x.example:80", False),
    ],
)
def test_targets(pattern: str, target: str, covered: bool) -> None:
    """A star stands for anything in its part; the code does not tell a host's port."""
    assert matches(pattern, target) is covered


def test_the_compiled_file_has_no_word_for_people(tmp_path: Path) -> None:
    """Senders, actions, reasons and what was accepted are not compiled."""
    text = compiled_of(app(tmp_path)).data.decode()
    assert not [word for word in ("from", "actions", "because", "accepted") if f'"{word}"' in text]
