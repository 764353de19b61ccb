"""What `public-bucket` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Confidence, Finding, Outcome, Severity
from ennead.practices.p6_configuration.public_bucket import public_bucket
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
    return list(assess(graph, [public_bucket]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


@pytest.mark.parametrize(
    ("props", "action", "severity"),
    [
        ((OFF,), "s3:GetObject", Severity.MEDIUM),
        ((OFF, SITE), "s3:GetObject", Severity.LOW),
        ((OFF, SITE), "[s3:GetObject, s3:PutObject]", Severity.HIGH),
        ((OFF,), "s3:Delete*", Severity.HIGH),
        ((OFF,), "s3:PutObjectAcl", Severity.HIGH),
        ((OFF,), "'s3:*'", Severity.HIGH),
    ],
)
def test_severity_follows_what_anyone_may_do(props: tuple[str, ...], action: str, severity: Severity) -> None:
    """Writing, deleting and sharing are high, reading is medium, reading a website low."""
    (one,) = findings(bucket(*props, action=action))
    assert one.severity is severity
    assert one.resource == "Files"


def test_not_action_is_nearly_everything() -> None:
    """A statement that leaves single actions out lets anyone do the rest."""
    text = bucket(OFF).replace("Action: s3:GetObject", "NotAction: s3:DeleteBucket")
    (one,) = findings(text)
    assert one.severity is Severity.HIGH


def test_without_a_block_the_default_may_refuse() -> None:
    """Where the template declares no block, S3's default would refuse the policy, so confidence is medium."""
    (one,) = findings(bucket("BucketName: files"))
    assert one.confidence is Confidence.MEDIUM


def test_limited_statements_are_no_finding() -> None:
    """A statement for a network of one's own opens nothing."""
    assert not said(bucket(OFF, more=", Condition: {StringEquals: {'aws:SourceVpc': vpc-1}}"))


DENY = """
          - Effect: Deny
            Principal: "*"
            Action: "s3:*"
            Resource: {where}
            Condition: {condition}
"""


@pytest.mark.parametrize(
    ("where", "condition", "closed"),
    [
        ('!Sub "${Files.Arn}/*"', "{NotIpAddress: {'aws:SourceIp': [192.0.2.0/24]}}", True),
        ('"*"', "{StringNotEquals: {'aws:PrincipalOrgID': o-1}}", True),
        ('!Sub "${Files.Arn}/private/*"', "{StringNotEquals: {'aws:PrincipalOrgID': o-1}}", False),
        ('"*"', "{Bool: {'aws:SecureTransport': 'false'}}", False),
        ('"*"', "{'Null': {'aws:SourceVpce': 'true'}}", True),
        (
            '"*"',
            "{StringNotEquals: {'aws:PrincipalOrgID': o-1}, Bool: {'aws:PrincipalIsAWSService': 'false'}}",
            True,
        ),
        ('"*"', "{StringNotEquals: {'aws:PrincipalOrgID': o-1}, Bool: {'aws:SecureTransport': 'false'}}", False),
        ('"*"', "{IpAddress: {'aws:SourceIp': [192.0.2.0/24]}}", False),
    ],
)
def test_a_denial_for_all_but_chosen_callers_closes(where: str, condition: str, closed: bool) -> None:
    """What is denied to everybody but chosen callers is not open, unless a part of it only, or others, are meant."""
    text = bucket(OFF) + DENY.format(where=where, condition=condition).lstrip("\n")
    assert bool(findings(text)) is not closed


def test_an_access_list_opens_too() -> None:
    """A public access list counts where access lists do."""
    rules = "OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}"
    (one,) = findings(BUCKET.format(props=f"AccessControl: PublicReadWrite\n      {OFF}\n      {rules}"))
    assert one.severity is Severity.HIGH
    assert not said(
        BUCKET.format(props=f"AccessControl: PublicRead\n      {OFF}\n      {rules}").replace(
            "ObjectWriter", "BucketOwnerEnforced"
        )
    )
