"""What `open-route` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Confidence, Exposure, Finding, Outcome, Severity, Unassessed
from ennead.practices.p6_configuration.open_route import open_route
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


def fn(name: str, *routes: str, policies: str = "", extra: str = "") -> str:
    """A function with routes (`POST /x`) of the implicit REST API."""
    text = FN.format(name=name) + policies + "      Events:\n"
    for number, route in enumerate(routes):
        method, path = route.split()
        text += f"""
        Event{number}:
          Type: Api
          Properties: {{Method: {method}, Path: {path}{extra}}}
"""
    return text


ESCALATES = """
      Policies:
        - Statement: [{Effect: Allow, Action: "iam:PutRolePolicy", Resource: "*"}]
"""
READS_ALL = """
      Policies:
        - Statement: [{Effect: Allow, Action: "dynamodb:GetItem", Resource: "*"}]
"""
ONE_TABLE = """
      Policies:
        - Statement: [{Effect: Allow, Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:*:*:table/t"}]
"""
METHOD = """
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {{Name: a, {api}}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: {verb}
      AuthorizationType: NONE
      {more}
      Integration: {{Type: {kind}, IntegrationHttpMethod: POST, Uri: "https://a.example/"}}
"""


def method(verb: str = "POST", kind: str = "HTTP_PROXY", api: str = "", more: str = "") -> str:
    """A REST API with one method."""
    return METHOD.format(verb=verb, kind=kind, api=api, more=more)


def policy(*statements: str) -> str:
    """A resource policy of the API."""
    return "Policy: {Statement: [" + ", ".join(statements) + "]}"


ALLOW = '{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"}'


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [open_route]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


@pytest.mark.parametrize(
    ("route", "policies", "severity"),
    [
        ("POST /x", "", Severity.HIGH),
        ("ANY /x", "", Severity.HIGH),
        ("GET /x", "", Severity.LOW),
        ("GET /x", ONE_TABLE, Severity.MEDIUM),
        ("GET /x", READS_ALL, Severity.HIGH),
        ("GET /x", ESCALATES, Severity.CRITICAL),
    ],
)
def test_severity_follows_what_is_behind(route: str, policies: str, severity: Severity) -> None:
    """An open route is as bad as its method and the role of its function make it."""
    (one,) = findings(SAM + fn("Fn", route, policies=policies))
    assert one.severity is severity
    assert (one.function, one.exposure) == ("Fn", Exposure.ANONYMOUS)
    assert [hop.node for hop in one.path] == ["internet/internet", f"route/{route}", "function/Fn"]


def test_one_decision_is_one_finding() -> None:
    """Open routes of one API and severity are one finding with an entry for each; a critical function stands apart."""
    text = SAM + fn("A", "POST /a", "PUT /a") + fn("B", "DELETE /b") + fn("C", "POST /c", "GET /c", policies=ESCALATES)
    grouped, apart = sorted(findings(text), key=lambda one: one.severity.rank)
    assert grouped.function is None
    assert sorted(entry.function or "" for entry in grouped.related) == ["A", "A", "B"]
    assert "3 routes of ServerlessRestApi ask nobody who they are" in grouped.message
    assert (apart.function, apart.severity) == ("C", Severity.CRITICAL)
    assert "POST /c and GET /c ask nobody who they are and reach C" in apart.message


def test_a_boundary_takes_the_claim_back() -> None:
    """With a permissions boundary nothing is said of what the role leads to."""
    boundary = "      PermissionsBoundary: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\n"
    (one,) = findings(SAM + fn("Fn", "POST /x", policies=ESCALATES + boundary))
    assert one.severity is Severity.HIGH


def test_asked_callers_are_no_finding() -> None:
    """A route that asks for a signature is not open."""
    assert not said(SAM + fn("Fn", "POST /x", extra=", Auth: {Authorizer: AWS_IAM}"))


def test_a_key_is_another_question() -> None:
    """A route behind a key alone is left to `api-key-only-route`."""
    assert not said(method(more="ApiKeyRequired: true"))


@pytest.mark.parametrize(("verb", "kind"), [("OPTIONS", "HTTP_PROXY"), ("GET", "MOCK"), ("OPTIONS", "MOCK")])
def test_preflight_and_mock_are_no_finding(verb: str, kind: str) -> None:
    """What reaches nothing, or answers a browser's question, needs no proof."""
    assert not said(method(verb=verb, kind=kind))


def test_a_server_behind_may_ask_itself() -> None:
    """A route to a server of its own is medium whatever its method."""
    (one,) = findings(method())
    assert one.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    "api",
    [
        "EndpointConfiguration: {Types: [PRIVATE]}",
        policy('{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*", '
               "Condition: {IpAddress: {'aws:SourceIp': [10.0.0.0/8]}}}"),
        policy(ALLOW, '{Effect: Deny, Principal: "*", Action: "execute-api:*", Resource: "execute-api:/*", '
                      "Condition: {NotIpAddress: {'aws:SourceIp': [10.0.0.0/8]}}}"),
        policy(ALLOW, '{Effect: Deny, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*/POST/", '
                      "Condition: {StringNotEquals: {'aws:SourceVpce': vpce-1}}}"),
        policy("{Effect: Allow, Principal: {AWS: '111122223333'}, Action: 'execute-api:Invoke', Resource: '*'}"),
    ],
)  # fmt: skip
def test_an_api_for_chosen_callers_is_not_open(api: str) -> None:
    """A private API, and one whose policy leaves chosen addresses, networks or accounts, is not open."""
    assert not said(method(api=api))


@pytest.mark.parametrize(
    "api",
    [
        policy(ALLOW),
        policy(ALLOW, '{Effect: Deny, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*/GET/*", '
                      "Condition: {NotIpAddress: {'aws:SourceIp': [10.0.0.0/8]}}}"),
        policy(ALLOW, '{Effect: Deny, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*", '
                      "Condition: {IpAddress: {'aws:SourceIp': [192.0.2.0/24]}}}"),
        policy(ALLOW, '{Effect: Deny, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*", '
                      "Condition: {NotIpAddress: {'aws:SourceIp': [0.0.0.0/0]}}}"),
        policy(ALLOW, '{Effect: Deny, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*", '
                      "Condition: {Bool: {'aws:SecureTransport': 'false'}}}"),
    ],
)  # fmt: skip
def test_a_policy_that_lets_all_in_is_no_lock(api: str) -> None:
    """A policy that denies other routes, chosen addresses, nobody, or plain HTTP leaves the route open."""
    assert findings(method(api=api))


def test_a_policy_that_is_not_read_is_no_answer() -> None:
    """Where the policy of the API could not be told, the check says so."""
    text = "Parameters: {P: {Type: String}}\n" + method(api="Policy: !Ref P")
    (one,) = said(text)
    assert isinstance(one, Unassessed)


def test_own_domain_may_ask() -> None:
    """Where only a custom domain leads to the API, its certificates are not seen and the confidence is medium."""
    (one,) = findings(method(api="DisableExecuteApiEndpoint: true"))
    assert one.confidence is Confidence.MEDIUM


WEBSOCKET = """
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {ApiId: !Ref Api, IntegrationType: HTTP, IntegrationUri: "https://a.example/"}
  Connect:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: $connect
      AuthorizationType: AUTH
      Target: !Sub "integrations/${Integration}"
  Send:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: send, AuthorizationType: NONE, Target: !Sub "integrations/${Integration}"}
"""


def test_a_websocket_asks_at_its_door() -> None:
    """Routes of a WebSocket are open if and only if its `$connect` is."""
    assert not said(WEBSOCKET.replace("AUTH", "AWS_IAM"))
    (one,) = findings(WEBSOCKET.replace("AUTH", "NONE"))
    assert one.message.startswith("Anyone may connect to Api and use $connect and send")


def test_the_fix_names_the_spare_authorizer() -> None:
    """An authorizer that nothing asks is what the fix attaches, and a place of the finding."""
    spare = """
  Members:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: members
      Type: COGNITO_USER_POOLS
      RestApiId: !Ref Api
      ProviderARNs: [arn:aws:cognito-idp:eu-west-1:111122223333:userpool/p]
"""
    (one,) = findings(method() + spare)
    assert getattr(one.fix, "title", "") == "Attach Members to POST /"
    assert [entry.message for entry in one.related] == ["Members is declared and attached to no route"]
