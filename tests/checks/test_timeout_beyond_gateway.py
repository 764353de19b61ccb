"""What `timeout-beyond-gateway` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Fix, Outcome
from ennead.practices.p8_denial.timeout_beyond_gateway import timeout_beyond_gateway
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [timeout_beyond_gateway]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def routed(kind: str, timeout: int, more: str = "") -> str:
    """A function behind an implicit REST (`Api`) or HTTP (`HttpApi`) API."""
    return f"""{FN}
      Timeout: {timeout}
      Events:
        Report:
          Type: {kind}
          Properties: {{Method: GET, Path: /report}}
{more}
"""


@pytest.mark.parametrize(
    ("kind", "timeout", "late"),
    [("Api", 29, False), ("Api", 30, False), ("Api", 31, True), ("HttpApi", 31, False), ("HttpApi", 32, True)],
)
def test_beyond_what_the_gateway_waits(kind: str, timeout: int, late: bool) -> None:
    """29 seconds for REST and 30 for HTTP APIs, and one second more is no fault."""
    assert bool(findings(routed(kind, timeout))) is late


def test_fix_stays_below_the_gateway() -> None:
    """The fix leaves the function a second to answer with its own error."""
    (one,) = findings(routed("Api", 60))
    assert isinstance(one.fix, Fix)
    assert (one.function, one.fix.edit) == ("Fn", "Timeout: 28")


def test_functions_share_one_finding() -> None:
    """Several functions give one finding with one related entry each."""
    other = routed("Api", 60).replace("Fn:", "Other:").replace("/report", "/other")
    (one,) = findings(routed("Api", 60) + other)
    assert {related.function for related in one.related} == {"Fn", "Other"}


def test_function_that_something_else_starts_too() -> None:
    """A timer beside the route may need the time."""
    timer = """
        Nightly:
          Type: Schedule
          Properties: {Schedule: rate(1 day)}
"""
    assert said(routed("Api", 300, timer)) == []


def test_function_that_another_invokes_by_name() -> None:
    """Where a role may invoke this very function, its callers may wait longer."""
    caller = """
  Caller:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "x"
      Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Fn}}]
"""
    assert said(routed("Api", 300) + caller) == []


def test_web_socket_does_not_wait() -> None:
    """The answer to a WebSocket message does not depend on the function's end."""
    socket = """
  Socket:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
  Send:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Socket, RouteKey: send, Target: !Sub "integrations/${SendIntegration}"}
  SendIntegration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Socket
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
"""
    assert said(socket + FN + "      Timeout: 300\n") == []


def test_integration_with_a_longer_wait() -> None:
    """What the integration says stands before the default."""
    body = """
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionBody:
        openapi: 3.0.1
        info: {title: reports, version: "1"}
        paths:
          /report:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                timeoutInMillis: %s
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
"""
    slow = FN + "      Timeout: 60\n"
    assert findings(body % 29000 + slow)
    assert said(body % 120000 + slow) == []
