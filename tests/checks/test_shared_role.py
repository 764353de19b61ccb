"""What `shared-role` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Exposure, Finding, Outcome, Severity
from ennead.practices.p3_roles.shared_role import shared_role
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
    return list(assess(graph, [shared_role]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


def role(action: str = "dynamodb:PutItem", arns: str = "[]") -> str:
    """A declared role that allows one action on a table."""
    return (
        "  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n"
        "      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com},"
        f" Action: sts:AssumeRole}}}}\n      ManagedPolicyArns: {arns}\n      Policies:\n        - PolicyName: p\n"
        f"          PolicyDocument: {{Statement: {{Effect: Allow, Action: '{action}', Resource: 'arn:aws:x:::y'}}}}\n"
    )


USES = "      Role: !GetAtt Shared.Arn\n"


def test_two_functions_with_one_role_are_low() -> None:
    """The role is the finding's resource; each function is named at its own Role."""
    (found,) = findings(fn("A", USES) + fn("B", USES) + role())
    assert (found.resource, found.function, found.severity) == ("Shared", None, Severity.LOW)
    assert [(each.function, each.at.line) for each in found.related] == [("A", 10), ("B", 18)]


def test_anonymous_reach_makes_it_medium() -> None:
    """Where anyone reaches one of them the finding shows the way."""
    opened = USES + "      FunctionUrlConfig: {AuthType: NONE}\n"
    (found,) = findings(fn("A", opened) + fn("B", USES) + role())
    assert (found.severity, found.exposure) == (Severity.MEDIUM, Exposure.ANONYMOUS)
    assert found.path[-1].node == "function/A"


def test_one_function_is_left_alone() -> None:
    """A role of one function is nobody else's."""
    assert said(fn("A", USES) + fn("B") + role()) == []


def test_role_that_only_logs_is_left_alone() -> None:
    """Logs and traces are what every function needs, and so are AWS's service role policies."""
    basic = "['arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole']"
    assert said(fn("A", USES) + fn("B", USES) + role("logs:PutLogEvents", basic)) == []


def test_unknown_action_counts_as_more() -> None:
    """What the table does not have may be anything."""
    assert len(findings(fn("A", USES) + fn("B", USES) + role("brandnew:DoIt"))) == 1
