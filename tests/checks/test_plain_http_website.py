"""What `plain-http-website` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.plain_http_website import plain_http_website
from ennead.sources.text import fragment_of

BUCKET = """
Resources:
  Files:
    Type: AWS::S3::Bucket
    Properties:
      {props}
"""
POLICY = """
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Files
      PolicyDocument:
        Statement:
          - {{Effect: Allow, Principal: "*", Action: {action}, Resource: "*"{more}}}
"""
OFF = "PublicAccessBlockConfiguration: {RestrictPublicBuckets: false}"
SITE = "WebsiteConfiguration: {IndexDocument: index.html}"


def bucket(*props: str, action: str = "s3:GetObject", more: str = "") -> str:
    """A bucket and a policy for everybody."""
    return BUCKET.format(props="\n      ".join(props)) + POLICY.format(action=action, more=more)


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [plain_http_website]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_a_sign_in_makes_it_worse() -> None:
    """Where users sign in the page that takes their password comes over plain HTTP as well."""
    (plain,) = findings(bucket(OFF, SITE))
    assert plain.severity is Severity.LOW
    pool = "  Users: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: users}}\n"
    (worse,) = findings(bucket(OFF, SITE) + pool)
    assert worse.severity is Severity.MEDIUM
    assert worse.identity == plain.identity


def test_a_website_that_nobody_may_read_is_no_finding() -> None:
    """A bucket that serves nothing to anybody loses nothing on the way."""
    assert not said(BUCKET.format(props=SITE))


def test_a_bucket_without_a_website_is_no_finding() -> None:
    """Public objects without a website are served over TLS."""
    assert not said(bucket(OFF))
