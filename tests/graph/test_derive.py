"""Edges that follow from policies: what roles grant, and who outside reaches a resource."""

# ruff: noqa: E501  (templates)

from __future__ import annotations

import pytest

from ennead.graph.derive import derive, limits
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.app import Auth, Exposure, Grant
from ennead.model.policy import Condition
from ennead.sources.text import fragment_of

THINGS = """\
  B: {Type: AWS::S3::Bucket, Properties: {BucketName: pictures}}
  T: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  U: {Type: AWS::DynamoDB::Table}
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
"""


def _graph(*resources: str, things: str = THINGS, head: str = "") -> AppGraph:
    text = f"{head}Resources:\n{things}" + "".join(f"  {resource}\n" for resource in resources)
    return derive(merge("app", [fragment_of(text)]))


def _role(*statements: str) -> str:
    return (
        "R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}, Policies: [{PolicyName: p, PolicyDocument: {Statement: ["
        + ", ".join(statements) + "]}}]}}"
    )  # fmt: skip


def _grants(graph: AppGraph) -> dict[str, tuple[tuple[str, ...], bool, bool]]:
    """Target -> actions, whether by a wildcard, whether only perhaps."""
    return {edge.target: (edge.actions, edge.wildcard, edge.maybe) for edge in graph.edges if isinstance(edge, Grant)}


GRANTS = [
    ("{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt T.Arn}", {"table/T": (("dynamodb:GetItem",), False, False)}),
    ("{Effect: Allow, Action: 'dynamodb:Query', Resource: !Sub '${T.Arn}/index/*'}", {"table/T": (("dynamodb:Query",), False, False)}),
    ("{Effect: Allow, Action: ['s3:GetObject', 'sqs:*'], Resource: !Sub '${B.Arn}/*'}", {"bucket/B": (("s3:GetObject",), False, False)}),
    ("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::*'}", {"bucket/B": (("s3:*",), True, False)}),
    ("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::pic*'}", {"bucket/B": (("s3:*",), True, False)}),
    ("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::pictures*'}", {"bucket/B": (("s3:*",), False, False)}),
    ("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::other/*'}", {}),
    ("{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Q.Arn}", {"queue/Q": (("sqs:SendMessage",), False, False)}),
    ("{Effect: Allow, Action: 'sqs:SendMessage', Resource: '*'}", {"queue/Q": (("sqs:SendMessage",), True, False)}),
    ("{Effect: Allow, Action: '*', Resource: !GetAtt Q.Arn}", {"queue/Q": (("*",), False, False)}),
    ("{Effect: Deny, Action: '*', Resource: '*'}", {}),
    ("{Effect: Allow, Action: 'ec2:*', Resource: '*'}", {}),
    ("{Effect: Allow, Action: 'dynamodb:Scan', Resource: !Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Name}'}",
     {"table/T": (("dynamodb:Scan",), True, True), "table/U": (("dynamodb:Scan",), True, True)}),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "wanted"), GRANTS, ids=[row[0] for row in GRANTS])
def test_a_grant_says_whether_it_names_the_resource(
    statement: str, wanted: dict[str, tuple[tuple[str, ...], bool, bool]]
) -> None:
    """A grant by name, by a wildcard, and one that hangs on what could not be told are told apart."""
    graph = _graph(_role(statement), head="Parameters: {Name: {Type: String}}\n")
    assert _grants(graph) == wanted


@pytest.mark.parametrize("name", ["a", "s3", "aws"])
def test_a_short_name_is_not_found_in_a_wildcard(name: str) -> None:
    """A wildcard over all buckets is one, whatever letters the bucket's own name has."""
    graph = _graph(
        _role("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::*'}"),
        things=f"  B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {name}}}}}\n",
    )
    assert _grants(graph) == {"bucket/B": (("s3:*",), True, False)}


def test_grants_of_attached_policies_count() -> None:
    """What a policy of its own allows is granted by the roles it is attached to, at its own place."""
    graph = _graph(
        "R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}",
        "P: {Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [!Ref R], PolicyDocument: {Statement: {Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Q.Arn}}}}",
    )  # fmt: skip
    (grant,) = (edge for edge in graph.edges if isinstance(edge, Grant))
    assert (grant.source, grant.target) == ("role/R", "queue/Q")
    assert grant.locations[0].line == 7


def _exposed(graph: AppGraph) -> list[Exposure]:
    return [edge for edge in graph.edges if isinstance(edge, Exposure)]


BLOCK = "PublicAccessBlockConfiguration: {BlockPublicAcls: false, BlockPublicPolicy: %s, IgnorePublicAcls: false, RestrictPublicBuckets: %s}"
OPEN = BLOCK % ("false", "false")


def _bucket(properties: str, statement: str = "") -> AppGraph:
    policy = f"P: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: !Ref B, PolicyDocument: {{Statement: [{statement}]}}}}}}"
    return _graph(
        *([policy] if statement else []), things=f"  B: {{Type: AWS::S3::Bucket, Properties: {{{properties}}}}}\n"
    )


READS = "{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: !Sub '${B.Arn}/*'%s}"


@pytest.mark.parametrize(
    ("properties", "statement", "open_"),
    [
        (OPEN, READS % "", True),
        (OPEN, READS.replace("'*', Action", "{AWS: '*'}, Action") % "", True),
        (OPEN, READS.replace("Allow", "Deny") % "", False),
        (OPEN, READS % ", Condition: {StringEquals: {'aws:SourceAccount': '123456789012'}}", False),
        (OPEN, READS % ", Condition: {StringLike: {'aws:PrincipalOrgID': o-x}}", False),
        (OPEN, READS % ", Condition: {StringLike: {'aws:SourceArn': '*'}}", True),
        (OPEN, READS % ", Condition: {StringNotEquals: {'aws:SourceAccount': '1'}}", True),
        (OPEN, READS % ", Condition: {IpAddress: {'aws:SourceIp': 0.0.0.0/0}}", True),
        (OPEN, READS % ", Condition: {IpAddress: {'aws:SourceIp': 192.0.2.0/24}}", False),
        (OPEN, READS % ", Condition: {StringEquals: {'aws:UserAgent': x}}", True),
        (BLOCK % ("true", "false"), READS % "", False),
        (BLOCK % ("false", "true"), READS % "", False),
    ],
)
def test_a_bucket_policy_opens_or_not(properties: str, statement: str, open_: bool) -> None:
    """A policy for everybody opens a bucket, unless a condition chooses callers or the access block shuts it."""
    found = _exposed(_bucket(properties, statement))
    assert [(edge.source, edge.target, edge.auth) for edge in found] == (
        [("internet/internet", "bucket/B", Auth.NONE)] if open_ else []
    )
    assert all(edge.actions == ("s3:GetObject",) and edge.locations[0].line == 3 for edge in found)


@pytest.mark.parametrize(
    ("properties", "actions"),
    [
        (f"AccessControl: PublicRead, {OPEN}, OwnershipControls: {{Rules: [{{ObjectOwnership: ObjectWriter}}]}}", ("s3:GetObject", "s3:ListBucket")),
        (f"AccessControl: PublicReadWrite, {OPEN}, OwnershipControls: {{Rules: [{{ObjectOwnership: ObjectWriter}}]}}",
         ("s3:GetObject", "s3:ListBucket", "s3:PutObject")),
        (f"AccessControl: PublicRead, {OPEN}, OwnershipControls: {{Rules: [{{ObjectOwnership: BucketOwnerEnforced}}]}}", None),
        ("AccessControl: PublicRead, PublicAccessBlockConfiguration: {IgnorePublicAcls: true}", None),
        (f"AccessControl: Private, {OPEN}", None),
    ],
)  # fmt: skip
def test_an_acl_opens_or_not(properties: str, actions: tuple[str, ...] | None) -> None:
    """A public ACL opens a bucket where neither the block nor the ownership setting makes it void."""
    assert [edge.actions for edge in _exposed(_bucket(properties))] == ([actions] if actions else [])


@pytest.mark.parametrize(
    ("principal", "source", "condition"),
    [
        ("{AWS: '123456789012'}", "account/123456789012", None),
        ("{AWS: 'arn:aws:iam::123456789012:role/x'}", "account/123456789012", None),
        ("{Service: sns.amazonaws.com}", "service/sns.amazonaws.com", "aws:SourceArn x"),
        ("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}", None, None),
    ],
)
def test_named_principals_are_who_they_are(principal: str, source: str | None, condition: str | None) -> None:
    """Another account and a service reach a queue with their condition beside; one's own account is nobody outside."""
    when = ", Condition: {ArnLike: {'aws:SourceArn': x}}" if condition else ""
    graph = _graph(
        f"P: {{Type: AWS::SQS::QueuePolicy, Properties: {{Queues: [!Ref Q], PolicyDocument: {{Statement: [{{Effect: Allow, Principal: {principal}, Action: 'sqs:SendMessage', Resource: '*'{when}}}]}}}}}}"
    )
    assert [(edge.source, edge.target, edge.condition) for edge in _exposed(graph)] == (
        [(source, "queue/Q", condition)] if source else []
    )
    assert source is None or source in graph.nodes


def test_a_graph_without_policies_stays_as_it_is() -> None:
    """Where nothing follows no edge and no node is added, and deriving twice adds nothing more."""
    bare = merge("app", [fragment_of("Resources: {Q: {Type: AWS::SQS::Queue}}\n")])
    assert derive(bare).edges == ()
    assert set(derive(bare).nodes) == {"queue/Q"}
    graph = _graph(_role("{Effect: Allow, Action: '*', Resource: '*'}"))
    again = derive(graph)
    assert (again.edges, dict(again.nodes)) == (graph.edges, dict(graph.nodes))


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (Condition("StringEquals", "aws:SourceAccount", ("1", "2")), "aws:SourceAccount 1, 2"),
        (Condition("stringlike", "AWS:SOURCEARN", ("arn:x*",)), "AWS:SOURCEARN arn:x*"),
        (Condition("StringLike", "aws:SourceArn", ("*",)), None),
        (Condition("StringNotLike", "aws:SourceArn", ("x",)), None),
        (Condition("StringEqualsIfExists", "aws:SourceArn", ("x",)), None),
        (Condition("Bool", "aws:SecureTransport", ("true",)), None),
        (Condition("IpAddress", "aws:SourceIp", ("0.0.0.0/0", "192.0.2.0/24")), "aws:SourceIp 0.0.0.0/0, 192.0.2.0/24"),
    ],
)
def test_what_limits_callers(condition: Condition, wanted: str | None) -> None:
    """Only a positive condition on who calls limits them; one that lets everybody through does not."""
    assert limits((condition,)) == wanted
