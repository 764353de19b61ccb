"""What `public-access-block-off` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Disposition, Finding, Fix, Outcome, Severity
from ennead.practices.p6_configuration.public_access_block_off import public_access_block_off
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
    return list(assess(graph, [public_access_block_off]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_only_what_could_open_the_bucket_counts() -> None:
    """Switches for access lists do not matter while access lists are off."""
    lists = "PublicAccessBlockConfiguration: {BlockPublicPolicy: true, RestrictPublicBuckets: true}"
    assert not said(BUCKET.format(props=lists))
    owned = f"{lists}\n      OwnershipControls: {{Rules: [{{ObjectOwnership: ObjectWriter}}]}}"
    (one,) = findings(BUCKET.format(props=owned))
    assert (one.severity, one.resource) == (Severity.LOW, "Files")
    assert isinstance(one.fix, Fix)
    assert one.fix.disposition is Disposition.SAFE


def test_no_block_is_the_default() -> None:
    """Without a block of its own S3 switches everything on."""
    assert not said(BUCKET.format(props="BucketName: files"))


def test_an_open_bucket_is_another_question() -> None:
    """A bucket that is open today stands here only beside one that is not."""
    assert not said(bucket(OFF))
    other = "  Other: {Type: AWS::S3::Bucket, Properties: {" + OFF + "}}\n"
    (one,) = findings(bucket(OFF) + other)
    assert one.message.startswith("Nothing opens Other to anyone")
    assert len(one.related) == 2
