"""What `wildcard-cors` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.wildcard_cors import wildcard_cors
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
BUCKET = """
  {name}:
    Type: AWS::S3::Bucket
    Properties:
      {more}
      CorsConfiguration: {{CorsRules: [{{AllowedOrigins: ["*"], AllowedMethods: [{methods}]}}]}}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [wildcard_cors]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def bucket(name: str, methods: str, more: str = "Tags: []") -> str:
    """A bucket with a rule for every origin."""
    return BUCKET.format(name=name, methods=methods, more=more)


def test_buckets_are_one_finding() -> None:
    """All buckets of an application are one finding with a place for each."""
    (one,) = findings("Resources:\n" + bucket("A", "GET, PUT") + bucket("B", "GET"))
    assert one.severity is Severity.LOW
    assert [entry.message for entry in one.related] == ["A allows every origin", "B allows every origin"]


def test_reading_a_website_is_what_it_is_for() -> None:
    """A website that every origin may read is no finding; one that every origin may write is."""
    site = "WebsiteConfiguration: {IndexDocument: index.html}"
    assert not said("Resources:\n" + bucket("A", "GET, HEAD", site))
    assert findings("Resources:\n" + bucket("A", "GET, PUT", site))


def test_cookies_make_it_worse() -> None:
    """A function URL that takes the cookies of every page's user is medium."""
    url = "      FunctionUrlConfig: {{AuthType: AWS_IAM, Cors: {{AllowOrigins: ['*']{more}}}}}\n"
    (plain,) = findings(SAM + FN.format(name="Fn") + url.format(more=""))
    (worse,) = findings(SAM + FN.format(name="Fn") + url.format(more=", AllowCredentials: true"))
    assert (plain.severity, worse.severity) == (Severity.LOW, Severity.MEDIUM)
    assert plain.function == "Fn"


def test_quoted_origin_of_a_rest_api() -> None:
    """SAM's REST APIs write the origin in quotes of their own."""
    api = """
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: v1, Cors: "'*'"}
"""
    event = "      Events: {A: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /x, Method: GET}}}\n"
    (one,) = findings(SAM + api + FN.format(name="Fn") + event)
    assert one.resource == "Api"
    assert not said((SAM + api + FN.format(name="Fn") + event).replace("'*'", "'https://a.example'"))
