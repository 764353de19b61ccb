"""What `dangling-route` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.dangling_route import dangling_route
from ennead.sources.text import fragment_of

API = """
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: a, ProtocolType: HTTP}
  One: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /one}}
  Two: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /two}}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [dangling_route]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_routes_of_one_api_are_one_finding() -> None:
    """Routes of one API without an integration are one finding with a place for each."""
    (one,) = findings(API)
    assert one.message.startswith("GET /one and GET /two of Api lead nowhere")
    assert len(one.related) == 2
    assert one.severity is Severity.LOW


def test_an_integration_of_others_leads_somewhere() -> None:
    """A target that could not be told is not nowhere."""
    text = API.replace("RouteKey: GET /one", "RouteKey: GET /one, Target: integrations/abc").replace(
        "RouteKey: GET /two", "RouteKey: GET /two, Target: integrations/abc"
    )
    assert not said(text)
