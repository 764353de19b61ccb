"""What `no-throttle` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Exposure, Finding, Outcome, Severity, Unassessed
from ennead.practices.p8_denial.no_throttle import no_throttle
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
    return list(assess(graph, [no_throttle]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


API = """
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
"""
SEARCH = """
      Events:
        Search:
          Type: Api
          Properties: {RestApiId: !Ref Api, Method: GET, Path: /search}
"""
POOL = """
      Auth:
        DefaultAuthorizer: Pool
        Authorizers:
          Pool: {UserPoolArn: !GetAtt Members.Arn}
  Members:
    Type: AWS::Cognito::UserPool
"""
ASKED = """
      Auth:
        DefaultAuthorizer: Gate
        Authorizers:
          Gate: {FunctionArn: !GetAtt Gate.Arn}
  Gate:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: gate.handler, InlineCode: "x"}
"""


def throttle(rate: object, path: str = "/*", method: str = "*") -> str:
    """Method settings of a REST API with that rate."""
    return f"""
      MethodSettings:
        - {{ResourcePath: "{path}", HttpMethod: "{method}", ThrottlingRateLimit: {rate}}}
"""


def test_open_route_is_anonymous_and_medium() -> None:
    """An API that anyone calls stands once, at the API, with the path from anyone to the function."""
    (one,) = findings(API + FN + SEARCH)
    assert (one.severity, one.exposure, one.resource) == (Severity.MEDIUM, Exposure.ANONYMOUS, "Api")
    assert [hop.node for hop in one.path] == ["internet/internet", "route/GET /search", "function/Fn"]
    assert one.references[:2] == ("CWE-770", "CWE-799")


def test_signed_in_callers_are_low() -> None:
    """Where every caller has signed in the finding is low and says so."""
    (one,) = findings(API + POOL + FN + SEARCH)
    assert (one.severity, one.exposure) == (Severity.LOW, Exposure.SIGNED_IN)
    assert "any signed-in user" in one.message


def test_authorizer_runs_for_anyone() -> None:
    """A Lambda authorizer is started by whoever sends a token."""
    (one,) = findings(API + ASKED + FN + SEARCH)
    assert (one.severity, one.exposure) == (Severity.LOW, Exposure.ANONYMOUS)
    assert "authorizer" in one.message


@pytest.mark.parametrize(("rate", "bounded"), [(0, True), (50, True), (9999, True), (10000, False), (-1, False)])
def test_rate_of_the_account_is_no_limit(rate: int, bounded: bool) -> None:
    """A rate counts from 0 up to what the account takes anyway."""
    assert (not findings(API + throttle(rate) + FN + SEARCH)) is bounded


@pytest.mark.parametrize(
    ("path", "method", "bounded"),
    [("/~1search", "GET", True), ("/*", "GET", True), ("/~1search", "POST", False), ("/~1orders", "GET", False)],
)
def test_limit_of_a_route_covers_that_route(path: str, method: str, bounded: bool) -> None:
    """A limit on single routes covers the routes it names and no others."""
    assert (not findings(API + throttle(20, path, method) + FN + SEARCH)) is bounded


def test_iam_callers_are_left_out() -> None:
    """An API that only IAM identities call is none of this check's business."""
    assert said(API + "      Auth: {DefaultAuthorizer: AWS_IAM}\n" + FN + SEARCH) == []


def test_private_api_is_left_out() -> None:
    """Nobody outside the network reaches a private API."""
    assert said(API + "      EndpointConfiguration: {Type: PRIVATE}\n" + FN + SEARCH) == []


PLAN = """
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Api.Stage}]
      Throttle: {RateLimit: 20, BurstLimit: 40}
"""


def test_usage_plan_counts_where_its_key_is_asked_for() -> None:
    """A usage plan's throttle bounds routes that ask for a key, and no others."""
    keyed = API + "      Auth: {ApiKeyRequired: true}\n"
    assert findings(keyed + FN + SEARCH)
    assert not findings(keyed + FN + SEARCH + PLAN)
    assert findings(API + FN + SEARCH + PLAN)


def test_web_acl_may_count_requests() -> None:
    """Behind a web ACL the check cannot tell, and says why."""
    acl = """
  Shield:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      ResourceArn: !Sub arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/live
      WebACLArn: arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/a/b
"""
    (one,) = said(API + FN + SEARCH + acl)
    assert isinstance(one, Unassessed)
    assert "web ACL" in one.reason


def test_http_api_without_a_stage_of_its_own() -> None:
    """An API made by quick create has no stage in the template and no limit."""
    quick = """
  Quick:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: quick, ProtocolType: HTTP, Target: !GetAtt Fn.Arn}
"""
    (one,) = findings(quick + FN)
    assert one.resource == "Quick"
    assert "DefaultRouteSettings" in str(one.fix)
