"""What `unreachable-function` finds and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.finding import Outcome, Severity
from ennead.practices.p5_code.unreachable_function import unreachable_function
from tests.checks.coded import HANDLER, HEAD, findings, function, reasons, said

IDLE = HEAD + function("Orders", started=False)


def of(folder: Path, template: str, **files: str) -> list[Outcome]:
    """What the check says of a template whose functions are in `src`."""
    more = {f"src/{name}.py": text for name, text in files.items()}
    return said(folder, unreachable_function, {"template.yaml": template, "src/app.py": HANDLER, **more})


def test_nothing_starts_it(tmp_path: Path) -> None:
    """A function without anything that leads to it is found, at its place."""
    (found,) = findings(of(tmp_path, IDLE))
    assert (found.function, found.severity, found.at.line) == ("Orders", Severity.LOW, 3)


@pytest.mark.parametrize(
    "more",
    [
        "  Url:\n    Type: AWS::Lambda::Url\n    Properties: {AuthType: AWS_IAM, TargetFunctionArn: !Ref Orders}\n",
        "  May:\n    Type: AWS::Lambda::Permission\n    Properties: {FunctionName: !Ref Orders, "
        "Action: lambda:InvokeFunction, Principal: s3.amazonaws.com}\n",
        "  Made:\n    Type: Custom::Made\n    Properties: {ServiceToken: !GetAtt Orders.Arn}\n",
        "Outputs:\n  Name: {Value: !Ref Orders}\n",
    ],
)
def test_what_leads_to_it(tmp_path: Path, more: str) -> None:
    """A URL, a permission, a custom resource and an output are ways."""
    assert of(tmp_path, IDLE + more) == []


def test_a_log_group_and_a_comment_start_nothing(tmp_path: Path) -> None:
    """What only watches a function, or speaks of it, is no way."""
    group = "  Log:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: !Sub '/aws/lambda/${Orders}'}\n"
    assert len(findings(of(tmp_path, f"# Orders is old\n{IDLE}{group}"))) == 1


@pytest.mark.parametrize(
    "more",
    [
        "  Group:\n    Type: AWS::Made::Up\n    Properties: {Target: !GetAtt Orders.Arn}\n",
        "  Name:\n    Type: AWS::SSM::Parameter\n    Properties: {Type: String, Value: !Ref Orders}\n",
    ],
)
def test_a_resource_that_is_not_read(tmp_path: Path, more: str) -> None:
    """A line that names it and is not understood: it may start it."""
    outcomes = of(tmp_path, IDLE + more)
    assert findings(outcomes) == []
    (reason,) = reasons(outcomes)
    assert "template.yaml:11 names it" in reason


INVOKE = "import boto3\ndef handler(event, context):\n    return boto3.client('lambda').invoke(FunctionName={name})\n"


@pytest.mark.parametrize(
    ("name", "finds", "unsure"),
    [("'Orders'", 0, 0), ("'Elsewhere'", 1, 0), ("event['name']", 0, 1), ("context.function_name", 1, 0)],
)
def test_code_that_invokes(tmp_path: Path, name: str, finds: int, unsure: int) -> None:
    """Code that invokes it by name starts it; code that invokes somebody it is told may."""
    template = (
        HEAD
        + function("Orders", more="      FunctionName: Orders\n", started=False)
        + function("Front", "front.handler")
    )
    outcomes = of(tmp_path, template, front=INVOKE.replace("{name}", name))
    assert (len(findings(outcomes)), len(reasons(outcomes))) == (finds, unsure)


def test_a_function_that_may_and_is_not_read(tmp_path: Path) -> None:
    """A function with the right to invoke, whose code is not there, may do it."""
    allowed = "      Policies:\n        - Version: '2012-10-17'\n          Statement:\n            - {Effect: Allow, Action: lambda:InvokeFunction, Resource: '*'}\n"  # noqa: E501
    outcomes = of(tmp_path, IDLE + function("Front", "gone.handler", allowed, code="dist/"))
    assert findings(outcomes) == []
    (reason,) = reasons(outcomes)
    assert "Front may invoke it" in reason


def test_without_code_it_says_nothing(tmp_path: Path) -> None:
    """Without code nobody knows who invokes it."""
    files = {"template.yaml": IDLE, "src/app.py": HANDLER}
    assert said(tmp_path, unreachable_function, files, read=False) == []
