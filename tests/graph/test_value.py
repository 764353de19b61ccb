"""What the loss of a store would hurt: the rules one by one, then what may never happen."""

# ruff: noqa: E501  (templates)

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.graph.data.value import confidentiality
from ennead.graph.derive import derive
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.data import DataClass, Declared, Level, Value
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Runtime: python3.12, Handler: a.b, CodeUri: .}}\n"


def graph_of(resources: str, *declared: Declared) -> AppGraph:
    """The graph of some resources, in flow style, one a line."""
    lines = "".join(f"  {line}\n" for line in resources.strip().splitlines())
    return derive(merge("app", [fragment_of(f"{SAM}Resources:\n{lines}")]), declared)


def levels(graph: AppGraph, node_id: str) -> tuple[str, str, str]:
    """Confidentiality, integrity, availability."""
    worth = graph.nodes[node_id].worth
    assert worth is not None
    return worth.confidentiality.value, worth.integrity.value, worth.availability.value


@pytest.mark.parametrize(
    ("classes", "wanted"),
    [
        ("personal", "high"), ("financial public", "high"), ("credentials internal", "high"), ("health unknown", "high"),
        ("location", "moderate"), ("authorization", "moderate"), ("user_content", "moderate"), ("business public", "moderate"),
        ("internal unknown", "moderate"), ("public", "low"), ("unknown", "unknown"), ("public unknown", "unknown"), ("", "unknown"),
    ],
)  # fmt: skip
def test_confidentiality(classes: str, wanted: str) -> None:
    """High for a grave class, low for public alone, unknown for nothing known, else moderate."""
    assert confidentiality(frozenset(map(DataClass, classes.split()))) == wanted


@pytest.mark.parametrize(
    ("resource", "node_id", "wanted"),
    [
        ("T: {Type: AWS::DynamoDB::Table}", "table/T", "high"),
        ("D: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql}}", "database/D", "high"),
        ("D: {Type: AWS::ElastiCache::ReplicationGroup}", "database/D", "moderate"),
        ("U: {Type: AWS::Cognito::UserPool}", "user_pool/U", "high"),
        ("S: {Type: AWS::SecretsManager::Secret}", "secret/S", "high"),
        ("P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x}}", "parameter/P", "high"),
        ("B: {Type: AWS::S3::Bucket}", "bucket/B", "moderate"),
        ("B: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}", "bucket/B", "high"),
        ("B: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}", "bucket/B", "high"),
        ("B: {Type: AWS::S3::Bucket, Properties: {WebsiteConfiguration: {IndexDocument: i}}}", "bucket/B", "high"),
        ("Q: {Type: AWS::SQS::Queue}", "queue/Q", "moderate"),
        ("T: {Type: AWS::SNS::Topic}", "topic/T", "moderate"),
        ("L: {Type: AWS::Logs::LogGroup}", "log_group/L", "moderate"),
    ],
    ids=lambda value: value if isinstance(value, str) and "/" in value else "",
)  # fmt: skip
def test_integrity(resource: str, node_id: str, wanted: str) -> None:
    """High for what is kept for good and for what everybody is served from."""
    assert levels(graph_of(resource), node_id)[1] == wanted


def test_the_origin_of_a_distribution() -> None:
    """Everybody is served from it: integrity high, availability moderate; that does not make it public."""
    graph = graph_of(
        """
B: {Type: AWS::S3::Bucket}
D: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true, Origins: [{Id: o, DomainName: !GetAtt B.RegionalDomainName}], DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: https-only}}}}
"""
    )
    assert levels(graph, "bucket/B") == ("unknown", "high", "moderate")


FUNCTION = "{Type: AWS::Serverless::Function, Properties: {%s}}"
BY_NAME = "Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt T.Arn}]}]"
ALL = "Policies: [{Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}]}]"
BY_VARIABLE = "Environment: {Variables: {A: !Ref T}}"
ROUTE = "Events: {E: {Type: HttpApi, Properties: {Path: /x, Method: get}}}"
TIMER = "Events: {E: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}"
URL = "FunctionUrlConfig: {AuthType: AWS_IAM}"
INVOKES = "Policies: [{Statement: [{Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !GetAtt G.Arn}]}]"


@pytest.mark.parametrize(
    ("functions", "wanted"),
    [
        ((f"{BY_NAME}, {ROUTE}",), "moderate"),
        ((f"{BY_VARIABLE}, {ROUTE}",), "moderate"),
        ((f"{BY_NAME}, {URL}",), "moderate"),
        ((f"{ALL}, {ROUTE}",), "low"),
        ((f"{BY_NAME}, {TIMER}",), "low"),
        ((BY_NAME,), "low"),
        ((f"{INVOKES}, {ROUTE}", BY_NAME), "moderate"),
        ((f"{INVOKES}, {TIMER}", BY_NAME), "low"),
        ((ROUTE, BY_NAME), "low"),
    ],
)
def test_a_caller_waits_for_it(functions: tuple[str, ...], wanted: str) -> None:
    """A table is waited for where a function behind an entry uses it, or invokes one by name that does."""
    resources = "T: {Type: AWS::DynamoDB::Table}\n"
    resources += "".join(f"{name}: {FUNCTION % text}\n" for name, text in zip("FG", functions, strict=False))
    assert levels(graph_of(resources), "table/T")[2] == wanted


SENDS = "Policies: [{Statement: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: '%s'}]}]"
TAKES = "Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}"


@pytest.mark.parametrize(
    ("functions", "wanted"),
    [((SENDS % "*", TAKES), "moderate"), ((TAKES,), "low"), ((SENDS % "*",), "low"), ((SENDS % "arn:aws:sqs:*:*:other", TAKES), "low")],
)  # fmt: skip
def test_a_queue_between_two_functions(functions: tuple[str, ...], wanted: str) -> None:
    """A queue that one function may send to and another polls is moderate, by a wildcard too; half of it is low."""
    resources = "Q: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}\n"
    resources += "".join(f"{name}: {FUNCTION % text}\n" for name, text in zip("FG", functions, strict=False))
    assert levels(graph_of(resources), "queue/Q")[2] == wanted


def test_a_direct_integration_waits() -> None:
    """A GraphQL API with a table as its data source waits for the table."""
    graph = graph_of(
        """
A: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: a, AuthenticationType: AWS_IAM}}
S: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt A.ApiId, Name: s, Type: AMAZON_DYNAMODB, DynamoDBConfig: {TableName: !Ref T, AwsRegion: r}}}
T: {Type: AWS::DynamoDB::Table}
"""
    )
    assert levels(graph, "table/T")[2] == "moderate"


TAGS = "B: {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: '%s', Value: '%s'}]}}"


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("DataClassification", "Highly Confidential", ("high", "moderate", "low")),
        ("ennead:data", "public", ("low", "moderate", "low")),
        ("ennead:data", "publik", ("unknown", "moderate", "low")),
        ("ennead:confidentiality", "Low", ("low", "moderate", "low")),
        ("Ennead:Integrity", "high", ("unknown", "high", "low")),
        ("ennead:availability", "very", ("unknown", "moderate", "unknown")),
    ],
)
def test_levels_by_tag(key: str, value: str, wanted: tuple[str, str, str]) -> None:
    """A tag sets a level; one that says no level leaves it unknown."""
    assert levels(graph_of(TAGS % (key, value)), "bucket/B") == wanted


def test_levels_declared() -> None:
    """A declared level wins over a tag and over what follows; what is not declared follows as before."""
    declared = Declared("B", confidentiality=Level.LOW, availability=Level.HIGH)
    graph = graph_of(TAGS % ("ennead:confidentiality", "high"), declared)
    assert levels(graph, "bucket/B") == ("low", "moderate", "high")


def test_only_stores_have_a_value() -> None:
    """Functions, routes and roles have neither classes nor value."""
    graph = graph_of(f"F: {FUNCTION % ROUTE}\nT: {{Type: AWS::DynamoDB::Table}}")
    assert {node.kind for node in graph.nodes.values() if node.worth or node.data_classes} == {"table"}


@pytest.mark.parametrize("triple", list(product(Level, repeat=3)))
def test_high_water_mark(triple: tuple[Level, Level, Level]) -> None:
    """The highest of the three; unknown where one is unknown and none is high, never low then."""
    highest = Value(*triple).highest
    if Level.HIGH in triple:
        assert highest is Level.HIGH
    elif Level.UNKNOWN in triple:
        assert highest is Level.UNKNOWN
    else:
        assert highest is max(triple, key=lambda level: level.rank)


@given(
    st.frozensets(st.sampled_from(DataClass)),
    st.sampled_from([one for one in DataClass if one is not DataClass.PUBLIC]),
)
def test_a_class_more_never_lowers(classes: frozenset[DataClass], more: DataClass) -> None:
    """Another class raises confidentiality or leaves it; only `public`, which is a decision, may lower it."""
    known = classes - {DataClass.UNKNOWN}
    assert confidentiality(known | {more}).rank >= confidentiality(classes).rank or more is DataClass.UNKNOWN
