"""What `public-function` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.public_function import public_function
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""
PERMISSION = """
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {{Action: "{action}", FunctionName: !GetAtt Fn.Arn, Principal: "{who}"{more}}}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [public_function]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def text(who: str = "*", action: str = "lambda:InvokeFunction", more: str = "", fn: str = "") -> str:
    """A function and a permission."""
    return SAM + FN.format(name="Fn") + fn + PERMISSION.format(action=action, who=who, more=more)


def test_principal_star_is_a_finding_at_the_permission() -> None:
    """The finding stands at the permission and names the function."""
    (one,) = findings(text())
    assert (one.function, one.severity) == ("Fn", Severity.HIGH)
    assert one.at.line == text().splitlines().index("  Permission:") + 1


@pytest.mark.parametrize(
    "more",
    [
        ", SourceAccount: '111122223333'",
        ", SourceArn: 'arn:aws:sns:eu-west-1:111122223333:t'",
        ", PrincipalOrgID: o-abcdefghij",
    ],
)
def test_limited_permissions_are_no_finding(more: str) -> None:
    """A permission that names a source, an account or an organisation lets only chosen callers in."""
    assert not said(text(more=more))


def test_a_named_account_is_no_finding() -> None:
    """An account that is named is trusted."""
    assert not said(text(who="444455556666"))


def test_a_url_permission_needs_a_url() -> None:
    """Permission to call a URL opens a function that has one, and nothing else."""
    action = "lambda:InvokeFunctionUrl"
    assert not said(text(action=action))
    assert findings(text(action=action, fn="      FunctionUrlConfig: {AuthType: AWS_IAM}\n"))


def test_an_open_url_is_another_question() -> None:
    """The permission that belongs to an open function URL is left to `open-function-url`."""
    assert not said(text(action="lambda:InvokeFunctionUrl", more=", FunctionUrlAuthType: NONE"))
