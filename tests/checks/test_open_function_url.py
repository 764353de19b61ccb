"""What `open-function-url` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.open_function_url import open_function_url
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


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [open_function_url]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_a_role_that_leads_to_more_is_critical() -> None:
    """Behind a role that leads to more an open URL is critical and says how."""
    text = (
        FN.format(name="Fn")
        + """
      FunctionUrlConfig: {AuthType: NONE}
      Policies: [{Statement: [{Effect: Allow, Action: "iam:PutRolePolicy", Resource: "*"}]}]
"""
    )
    (one,) = findings(SAM + text)
    assert one.severity is Severity.CRITICAL
    assert "may write a policy into any role" in one.message
    assert [hop.node for hop in one.path] == ["internet/internet", "function_url/FnUrl", "function/Fn"]


def test_a_url_for_signed_requests_is_no_finding() -> None:
    """Signed requests are proof."""
    assert not said(SAM + FN.format(name="Fn") + "      FunctionUrlConfig: {AuthType: AWS_IAM}\n")
