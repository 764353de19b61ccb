"""The checks that hold roles against needs: `excess-grant` and `missing-permission`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ennead.check import Check
from ennead.code.entry import NoEntry
from ennead.code.question import Answer
from ennead.engine.assess import assess
from ennead.engine.discover import checks
from ennead.engine.programs import Programs
from ennead.engine.scan import map_of
from ennead.graph.needed.needs import Needs, needs_of
from ennead.graph.needed.places import Places
from ennead.model.app import Function
from ennead.model.finding import Finding, Severity
from ennead.sources.read import AppReading, Options, open_path
from tests.checks.coded import findings, said
from tests.graph.needed.making import HEAD, NOTHING, asking, function, written

EXCESS, MISSING = ({one.id: one for one in checks()}[name] for name in ("excess-grant", "missing-permission"))
RESOURCES = "  Orders: {Type: AWS::DynamoDB::Table}\n  Jobs: {Type: AWS::SQS::Queue}\n"
VARIABLES = "      Environment: {Variables: {TABLE: !Ref Orders}}\n"
GET_ITEM = asking("boto3.client('dynamodb').get_item(TableName=os.environ['TABLE'], Key={})")
EVAL = "def handler(event, context):\n    eval(event['x'])\n"
DELETE_ORDERS = "{Effect: Allow, Action: ['dynamodb:GetItem', 'dynamodb:DeleteItem'], Resource: !GetAtt Orders.Arn}"
SEND = "{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Jobs.Arn}"


def found(
    folder: Path, check: Check, statements: str = "", code: str = GET_ITEM, more: str = "", *, read: bool = True
) -> list[Finding]:
    """What the check finds in an application whose function has these statements."""
    policies = f"      Policies: [{{Statement: [{statements}]}}]\n" if statements else ""
    files = {"template.yaml": HEAD + function(VARIABLES + policies + more) + RESOURCES, "src/work.py": code}
    return findings(said(folder, check, files, read=read))


# -- excess-grant -------------------------------------------------------------------------------


def test_what_the_code_never_touches_weighs_more(tmp_path: Path) -> None:
    """A change that is allowed on a thing of no use to the function, before one on a thing that it only reads."""
    (apart,) = found(tmp_path / "a", EXCESS, f"{DELETE_ORDERS}, {SEND}")
    assert (apart.severity, apart.message) == (
        Severity.MEDIUM,
        "Work may do what its code never touches: sqs:SendMessage on Jobs",
    )
    (more,) = found(tmp_path / "b", EXCESS, DELETE_ORDERS)
    assert (more.severity, more.message) == (
        Severity.LOW,
        "Work may do more than its code does: dynamodb:DeleteItem on Orders",
    )


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        ("{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Orders.Arn}", GET_ITEM),
        ("{Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Jobs.Arn}", GET_ITEM),
        ("{Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}", GET_ITEM),
        (SEND, EVAL),
    ],
    ids=["needed", "actions", "resources", "untold"],
)
def test_what_is_not_said(tmp_path: Path, statements: str, code: str) -> None:
    """What is needed; wildcards, of which other checks speak; what the code may need where it could not be followed."""
    assert found(tmp_path, EXCESS, statements, code) == []


def test_a_policy_of_aws_is_no_matter_of_this_check(tmp_path: Path) -> None:
    """Nobody can take an action out of it."""
    assert found(tmp_path, EXCESS, code=NOTHING, more="      Policies: [AWSLambdaSQSQueueExecutionRole]\n") == []


def test_several_functions_are_one_finding(tmp_path: Path) -> None:
    """The same fault of several functions is told once, with the place of each."""
    policies = f"      Policies: [{{Statement: [{SEND}]}}]\n"
    text = HEAD + function(policies) + function(policies, "Other") + RESOURCES
    files = {"template.yaml": text, "src/work.py": NOTHING, "src/other.py": NOTHING}
    (one,) = findings(said(tmp_path, EXCESS, files))
    assert one.message == "2 functions may do what their code never touches: Other and Work"
    assert [related.at.line for related in one.related] == [16, 9]


# -- missing-permission -------------------------------------------------------------------------


def test_a_request_that_is_refused(tmp_path: Path) -> None:
    """The line that asks, and what to allow."""
    (one,) = found(tmp_path, MISSING)
    assert one.message == "Work is not allowed dynamodb:GetItem on Orders: its code asks for it and is refused"
    assert one.at is not None
    assert (one.at.path, one.at.line) == ("src/work.py", 6)


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        ("{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}", GET_ITEM),
        ("", GET_ITEM.replace("os.environ['TABLE']", "event['t']")),
        ("", NOTHING),
    ],
    ids=["allowed", "untold", "nothing"],
)
def test_what_may_be_allowed_is_not_said_to_be_refused(tmp_path: Path, statements: str, code: str) -> None:
    """Nor is what the code asks of something that is not told."""
    assert found(tmp_path, MISSING, statements, code) == []


def test_a_trigger_that_cannot_be_polled(tmp_path: Path) -> None:
    """Where the role has nothing of what polling needs; a list that is not complete is no fault in itself."""
    trigger = "      Role: !GetAtt Own.Arn\n      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}\n"
    for number, (actions, messages) in enumerate(
        (
            (
                "logs:*",
                [
                    "Work is not allowed sqs:DeleteMessage on Jobs, and 2 more: "
                    "Lambda is refused when it polls what starts it"
                ],
            ),
            ("[logs:*, sqs:ReceiveMessage, sqs:DeleteMessage]", []),
        )
    ):
        role = (
            "  Own: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}, Policies: [{PolicyName: own, "
            f"PolicyDocument: {{Statement: [{{Effect: Allow, Action: {actions}, Resource: '*'}}]}}}}]}}}}\n"
        )
        files = {"template.yaml": HEAD + function(trigger) + RESOURCES + role, "src/work.py": NOTHING}
        assert [one.message for one in findings(said(tmp_path / str(number), MISSING, files))] == messages


@pytest.mark.parametrize("check", [EXCESS, MISSING], ids=["excess", "missing"])
def test_without_code_there_is_nothing_to_say(tmp_path: Path, check: Check) -> None:
    """A scan that reads no code does not know what is needed."""
    assert found(tmp_path, check, SEND, read=False) == []


def test_needs_are_worked_out_once_for_all_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many checks ask, the needs of a function are worked out once for a graph, and anew for another."""
    asked: list[str] = []

    def counted(fn: Function, answer: Answer | NoEntry, places: Places) -> Needs:
        asked.append(fn.id)
        return needs_of(fn, answer, places)

    monkeypatch.setattr("ennead.graph.needed.assess.needs_of", counted)
    written(tmp_path, {"template.yaml": HEAD + function(VARIABLES) + RESOURCES, "src/work.py": GET_ITEM})
    (reading,) = open_path(tmp_path, Options()).apps()
    assert isinstance(reading, AppReading)
    programs = Programs(tmp_path)
    graph = map_of(reading, (), programs)
    assert [one.check for one in assess(graph, [EXCESS, MISSING], programs=programs)] == ["missing-permission"]
    assert asked == ["function/Work"]
    assert list(assess(replace(graph), [EXCESS], programs=programs)) == []
    assert asked == ["function/Work"] * 2
