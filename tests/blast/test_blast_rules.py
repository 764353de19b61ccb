"""What leads on, one rule at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ennead.graph.blast.radius import TOTAL, Radius, highest, stake
from ennead.model.app import Edge, EdgeKind, Source, Table
from ennead.model.data import Level, Value
from ennead.model.impact import Aim, Grade, Impact
from tests.blast.making import TABLES, allow, blast_of, deny, function, graph_of, short

QUEUE = """
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Next}
"""
ORDERS = "!GetAtt Orders.Arn"


@pytest.mark.parametrize(
    ("actions", "lost"),
    [
        ('"dynamodb:GetItem"', "c"),
        ('["dynamodb:Query", "dynamodb:Scan"]', "c"),
        ('"dynamodb:PutItem"', "i"),
        ('"dynamodb:UpdateItem"', "i"),
        ('"dynamodb:DeleteItem"', "ia"),
        ('"dynamodb:UpdateTable"', "a"),
        ('"dynamodb:PutResourcePolicy"', "cia"),
        ('"dynamodb:*"', "cia"),
        ('"*"', "cia"),
        ('"dynamodb:Get*"', "c"),
        ('["dynamodb:DescribeTable", "dynamodb:ListTagsOfResource"]', ""),
        ('"dynamodb:GetRecords"', ""),
    ],
)
def test_what_an_action_does_to_a_table(actions: str, lost: str) -> None:
    """Reading loses confidentiality, writing integrity, deleting both others, settings availability."""
    found = short(blast_of(TABLES + function("Fn", allow(actions, ORDERS))))
    assert found == ({"table/Orders": lost} if lost else {})


def test_records_of_a_table_with_a_stream() -> None:
    """GetRecords reads a table that has a stream, and no other."""
    text = TABLES.replace("TableName: orders", "StreamSpecification: {StreamViewType: NEW_IMAGE}")
    assert short(blast_of(text + function("Fn", allow('"dynamodb:GetRecords"')))) == {"table/Orders": "c"}


def test_sending_fills_a_queue_and_starts_what_polls_it() -> None:
    """Whoever may send may flood, and controls the function that polls."""
    text = TABLES + QUEUE + function("Fn", allow('"sqs:SendMessage"', "!GetAtt Jobs.Arn"))
    text += function("Next", allow('"dynamodb:GetItem"', ORDERS))
    assert short(blast_of(text)) == {"queue/Jobs": "ia", "table/Orders": "c"}


def test_reading_a_queue_starts_nothing() -> None:
    """Whoever may only receive does not control the function that polls."""
    text = TABLES + QUEUE + function("Fn", allow('"sqs:ReceiveMessage"', "!GetAtt Jobs.Arn"))
    text += function("Next", allow('"dynamodb:GetItem"', ORDERS))
    assert short(blast_of(text)) == {"queue/Jobs": "c"}


def test_a_mapping_that_is_off_starts_nothing() -> None:
    """A trigger that is switched off leads nowhere."""
    text = TABLES + QUEUE.replace("FunctionName", "Enabled: false, FunctionName")
    text += function("Fn", allow('"sqs:SendMessage"', "!GetAtt Jobs.Arn"))
    text += function("Next", allow('"dynamodb:GetItem"', ORDERS))
    assert short(blast_of(text)) == {"queue/Jobs": "ia"}


@pytest.mark.parametrize(
    ("action", "grade"),
    [("lambda:InvokeFunction", Grade.FEEDS), ("lambda:UpdateFunctionCode", Grade.HOLDS), ("lambda:*", Grade.HOLDS)],
)
def test_another_function(action: str, grade: Grade) -> None:
    """Invoking feeds the other function, changing its code holds it; its rights are reached either way."""
    text = TABLES + function("Fn", allow(f'"{action}"', "!GetAtt Next.Arn"))
    radius = Radius(graph_of(text + function("Next", allow('"dynamodb:GetItem"', ORDERS))))
    assert short(radius.blasts["function/Fn"]) == {"table/Orders": "c"}
    way = radius.way("function/Fn", Aim.CONFIDENTIALITY, "table/Orders")
    assert way is not None
    assert [(step.kind, step.target, step.grade) for step in way] == [
        ("assumes", "role/FnRole", Grade.HOLDS),
        ("grants", "function/Next", grade),
        ("assumes", "role/NextRole", Grade.HOLDS),
        ("grants", "table/Orders", Grade.HOLDS),
    ]


def test_listing_functions_leads_to_none() -> None:
    """A right that neither invokes nor changes a function does not lead to it."""
    text = TABLES + function("Fn", allow('["lambda:ListFunctions", "lambda:GetFunctionConfiguration"]'))
    assert short(blast_of(text + function("Next", allow('"dynamodb:GetItem"', ORDERS)))) == {}


MACHINE = """
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: machine
      RoleArn: !GetAtt NextRole.Arn
      DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}'
"""


@pytest.mark.parametrize(
    ("action", "found"),
    [("states:StartExecution", {}), ("states:UpdateStateMachine", {"table/Orders": "c"})],
)
def test_a_state_machine(action: str, found: dict[str, str]) -> None:
    """Starting one does what its definition says; rewriting it has its role."""
    text = TABLES + MACHINE + function("Fn", allow(f'"{action}"'))
    assert short(blast_of(text + function("Next", allow('"dynamodb:GetItem"', ORDERS)))) == found


def test_lines_of_a_log_are_no_loss() -> None:
    """Every function may write its log: that alone reaches nothing."""
    text = "  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /shop}}\n"
    actions = '["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]'
    assert short(blast_of(text + function("Fn", allow(actions)))) == {}


def test_a_grant_that_may_be_one_stays_apart() -> None:
    """A resource without a value here may be the table: not among what is sure, with its reason."""
    text = "  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}\n"
    statement = allow('"dynamodb:GetItem"', "!Sub 'arn:aws:dynamodb:*:*:table/${Name}'")
    blast = blast_of(text + function("Fn", statement))
    assert blast.stores == frozenset()
    assert blast.maybe(Aim.CONFIDENTIALITY) == {"table/Orders"}
    assert blast.high_water is Impact.NONE
    assert blast.impact is Impact.UNKNOWN
    assert blast.unknown == ("whether the resource of a statement is Orders depends on a value not given",)


def test_levels_and_number() -> None:
    """Stores are counted by the highest level that is lost, the number follows from the counts."""
    text = TABLES + "  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files}}\n"
    blast = blast_of(text + function("Fn", allow('["dynamodb:GetItem", "s3:PutObject"]')))
    assert short(blast) == {"bucket/Files": "i", "table/Orders": "c", "table/Users": "c"}
    assert dict(blast.levels) == {Level.HIGH: 2, Level.MODERATE: 1, Level.UNKNOWN: 0, Level.LOW: 0}
    assert (blast.high_water, blast.number) == (Impact.HIGH, 210)


def test_total() -> None:
    """The application's reach is that of all its functions and entries."""
    text = TABLES + function("Fn", allow('"dynamodb:GetItem"', ORDERS))
    text += function("Other", allow('"dynamodb:PutItem"', "!GetAtt Users.Arn"))
    assert short(blast_of(text, TOTAL)) == {"table/Orders": "c", "table/Users": "i"}


def test_a_store_nobody_opens_is_held_by_nobody() -> None:
    """A table that starts nothing and is not open is no way in; it is at stake where a finding is about it."""
    radius = Radius(graph_of(TABLES))
    assert short(radius.blasts["table/Orders"]) == {}
    assert short(radius.held("table/Orders")) == {"table/Orders": "cia"}


def test_a_bucket_is_used_as_far_as_it_is_open() -> None:
    """Whoever may only read a bucket changes nothing in it."""
    text = """
  Site:
    Type: AWS::S3::Bucket
    Properties: {BucketName: site, PublicAccessBlockConfiguration: {RestrictPublicBuckets: false}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Site
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: !Sub "${Site.Arn}/*"}]
"""
    radius = Radius(graph_of(text))
    assert short(radius.blasts["bucket/Site"]) == {"bucket/Site": "c"}
    assert short(radius.blasts["internet/internet"]) == {"bucket/Site": "c"}


def test_a_role_that_is_not_here() -> None:
    """What a function may do whose role is declared elsewhere could not be told, and is not nothing."""
    text = """
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Code: {ZipFile: x}
      Role: arn:aws:iam::111122223333:role/shared
"""
    blast = blast_of(TABLES + text)
    assert blast.stores == frozenset()
    assert blast.unknown == ("what Fn may do: its role could not be told",)
    assert blast.impact is Impact.UNKNOWN


def test_a_policy_of_the_store_lets_a_role_in() -> None:
    """A role that a bucket's own policy names may do what it says, without a grant."""
    text = """
  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Files
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: {AWS: !GetAtt FnRole.Arn}, Action: "s3:GetObject", Resource: "*"}]
"""
    assert short(blast_of(text + function("Fn") + function("Other"))) == {"bucket/Files": "c"}
    assert short(blast_of(text + function("Fn") + function("Other"), "function/Other")) == {}


GRAPHQL = """
  Graph: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: graph, AuthenticationType: API_KEY}}
  Source:
    Type: AWS::AppSync::DataSource
    Properties: {ApiId: !GetAtt Graph.ApiId, Name: s, Type: AMAZON_DYNAMODB, DynamoDBConfig: {TableName: !Ref Orders}}
"""


def test_the_route_of_a_graphql_api_has_its_sources() -> None:
    """Whoever calls it gets at the tables behind its resolvers, and so does the API."""
    radius = Radius(graph_of(TABLES + GRAPHQL))
    (route,) = [node for node in radius.graph.nodes if node.startswith("route/")]
    assert short(radius.blasts[route]) == {"table/Orders": "ci"}
    assert short(radius.blasts["api/Graph"]) == {"table/Orders": "ci"}


def test_a_layer_holds_the_functions_it_runs_in() -> None:
    """Who writes a layer acts with the role of each function that has it."""
    text = TABLES + "  Shared: {Type: AWS::Lambda::LayerVersion, Properties: {Content: {S3Bucket: b, S3Key: k}}}\n"
    own = function("Fn", allow('"dynamodb:GetItem"', ORDERS))
    text += own.replace("Runtime: python3.13", "Layers: [!Ref Shared], Runtime: python3.13")
    assert short(blast_of(text, "layer/Shared")) == {"table/Orders": "c"}


def test_whoever_deploys_a_function_holds_it() -> None:
    """A pipeline that deploys a function acts with its role."""
    graph = graph_of(TABLES + function("Fn", allow('"dynamodb:GetItem"', ORDERS)))
    pipeline = Source(id="workflow/deploy.yml", name="deploy.yml")
    edge = Edge(kind=EdgeKind.DEPLOYED_AS, source="function/Fn", target=pipeline.id)
    more = replace(graph, nodes={**graph.nodes, pipeline.id: pipeline}, edges=(*graph.edges, edge))
    assert short(Radius(more).blasts[pipeline.id]) == {"table/Orders": "c"}


def test_a_denial_never_reaches_more() -> None:
    """Any denial added to a role leaves at most what was reached."""
    text = TABLES + QUEUE + function("Next", allow('"dynamodb:*"', ORDERS))
    before = blast_of(text + function("Fn", allow('"*"')))
    for actions in ('"*"', '"dynamodb:*"', '["dynamodb:GetItem", "lambda:InvokeFunction"]', '"sqs:Send*"'):
        for resource in ('"*"', ORDERS, "!GetAtt Jobs.Arn"):
            after = blast_of(text + function("Fn", allow('"*"'), deny(actions, resource)))
            assert all(after.of(aim) <= before.of(aim) for aim in Aim)


def test_what_is_at_stake_in_a_store() -> None:
    """The highest level among the aims asked for; what has no value told is unknown where it is lost, and no stake."""
    store = Table(id="table/T", name="t", worth=Value(Level.LOW, Level.MODERATE, Level.UNKNOWN))
    assert highest(store, [Aim.CONFIDENTIALITY]) is Level.LOW
    assert highest(store, [Aim.CONFIDENTIALITY, Aim.AVAILABILITY]) is Level.UNKNOWN
    assert highest(store, []) is Level.LOW
    assert stake(store) is Impact.MODERATE
    untold = replace(store, worth=None)
    assert highest(untold, [Aim.CONFIDENTIALITY]) is Level.UNKNOWN
    assert stake(untold) is Impact.NONE
