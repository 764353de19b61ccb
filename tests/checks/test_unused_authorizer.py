"""What `unused-authorizer` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome
from ennead.practices.p6_configuration.unused_authorizer import unused_authorizer
from ennead.sources.text import fragment_of

API = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: AUTH
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: "https://a.example/"}
"""
AUTHORIZER = """
  Members{number}:
    Type: AWS::ApiGateway::Authorizer
    Properties: {{Name: "members {number}", Type: TOKEN, RestApiId: {api}, IdentitySource: a}}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [unused_authorizer]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_all_of_an_application_are_one_finding() -> None:
    """Several spare authorizers are one finding with a place for each."""
    text = API.replace("AUTH", "NONE") + "".join(AUTHORIZER.format(number=n, api="!Ref Api") for n in (1, 2))
    (one,) = findings(text)
    assert [entry.message for entry in one.related] == ["Members1 of Api", "Members2 of Api"]


def test_an_authorizer_that_may_be_asked_is_left_alone() -> None:
    """Where a route asks for proof and does not say whose, no authorizer of its API is called spare."""
    assert not said(API.replace("AUTH", "CUSTOM") + AUTHORIZER.format(number=1, api="!Ref Api"))


def test_an_api_of_others_is_left_alone() -> None:
    """An authorizer of an API that is declared elsewhere may be asked by routes that are."""
    assert not said(API.replace("AUTH", "NONE") + AUTHORIZER.format(number=1, api="abc123"))
