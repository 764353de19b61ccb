"""What `unknown-action` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p3_roles.unknown_action import unknown_action
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.14
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [unknown_action]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


def policy(action: str, effect: str = "Allow") -> str:
    """A policy of one statement."""
    statement = f"{{Effect: {effect}, Action: '{action}', Resource: '*'}}"
    return f"      Policies:\n        - Statement:\n            - {statement}\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sts:GetCallerIdentify", "sts:GetCallerIdentity"),
        ("dynamodb:GetItems", "dynamodb:GetItem"),
        ("s3:HeadObject", "s3:GetObject"),
        ("s3:DeleteObjects", "s3:DeleteObject"),
        ("lambda:Invoke", "lambda:InvokeFunction"),
        ("dynamodbb:GetItem", "dynamodb:GetItem"),
    ],
)
def test_slip_is_found_with_what_was_meant(written: str, meant: str) -> None:
    """The sentence names what was written and what was meant."""
    (found,) = findings(fn("A", policy(written)))
    assert found.message == f"{written} is no action and gives A nothing: did you mean {meant}?"
    assert found.severity is Severity.LOW


def test_same_slip_in_two_functions_is_one_finding() -> None:
    """Each function is named at its own statement."""
    (found,) = findings(fn("A", policy("sts:GetCallerIdentify")) + fn("B", policy("sts:GetCallerIdentify")))
    assert found.function is None
    assert [(each.function, each.at.line) for each in found.related] == [("A", 12), ("B", 22)]


def test_slip_in_a_denial_is_worse() -> None:
    """What was to be shut stands open."""
    (found,) = findings(fn("A", policy("s3:DeleteObjects", "Deny")))
    assert found.severity is Severity.MEDIUM
    assert "denies A nothing" in found.message


def test_name_without_service_is_found() -> None:
    """An action is written service:Action."""
    (found,) = findings(fn("A", policy("GetItem")))
    assert found.message == "GetItem is no action and gives A nothing: an action is written service:Action"


@pytest.mark.parametrize(
    "action", ["dynamodb:getitem", "*", "s3:Get*", "s3:Gett*", "brandnew:Frobnicate", "dynamodb:FrobnicateTable"]
)
def test_what_may_be_right_is_left_alone(action: str) -> None:
    """Case does not count, wildcards are not judged, and what resembles nothing may be newer than the table."""
    assert said(fn("A", policy(action))) == []
