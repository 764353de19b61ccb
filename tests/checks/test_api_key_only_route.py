"""What `api-key-only-route` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.api_key_only_route import api_key_only_route
from ennead.sources.text import fragment_of

KEYED = """
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a, {api}}}}}
"""
METHOD = """
  Method{verb}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: {verb}
      AuthorizationType: {auth}
      ApiKeyRequired: true
      Integration: {{Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: "https://a.example/"}}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [api_key_only_route]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_routes_of_one_api_are_one_finding() -> None:
    """All routes of an API whose only lock is a key are one finding with an entry for each."""
    text = KEYED.format(api="") + METHOD.format(verb="GET", auth="NONE") + METHOD.format(verb="POST", auth="NONE")
    (one,) = findings(text)
    assert one.severity is Severity.MEDIUM
    assert len(one.related) == 2
    assert one.message.startswith("GET / and POST / ask for an API key and nothing else")


def test_a_signature_beside_the_key_is_enough() -> None:
    """A route that asks for a signature as well is no finding."""
    assert not said(KEYED.format(api="") + METHOD.format(verb="GET", auth="AWS_IAM"))


def test_a_private_api_is_no_finding() -> None:
    """Nobody outside the network needs the key of a private API."""
    api = "EndpointConfiguration: {Types: [PRIVATE]}"
    assert not said(KEYED.format(api=api) + METHOD.format(verb="GET", auth="NONE"))
