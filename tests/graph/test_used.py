"""What code does, on the graph: edges of the derived lens, and how they stand to what is granted."""

from __future__ import annotations

from pathlib import Path

from ennead.engine.programs import Programs
from ennead.engine.scan import Request, map_of, readings
from ennead.graph.graph import AppGraph
from ennead.graph.used.against import UNGRANTED, UNUSED, differences
from ennead.model.app import EdgeKind, Use
from ennead.sources.read import AppReading

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: live}
  Orders: {Type: AWS::DynamoDB::Table}
  Old: {Type: AWS::DynamoDB::Table}
  Files: {Type: AWS::S3::Bucket}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: work
      Runtime: python3.13
      Handler: app.work
      CodeUri: src
      Environment:
        Variables:
          TABLE: !Ref Orders
          TOTAL: !Sub "https://${Api}.execute-api.${AWS::Region}.amazonaws.com/live/total/7"
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Orders}
        - DynamoDBReadPolicy: {TableName: !Ref Old}
      Events:
        Put: {Type: S3, Properties: {Bucket: !Ref Files, Events: "s3:ObjectCreated:*"}}
  Total:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: total
      Runtime: nodejs22.x
      Handler: total.handler
      CodeUri: src
      Events:
        Get: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: "/total/{id}"}}
"""
PYTHON = """
import os
import boto3
import requests

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def work(event, context):
    record = event["Records"][0]["s3"]
    boto3.client("s3").get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])
    table.put_item(Item={"id": "1"})
    requests.get(os.environ["TOTAL"], timeout=3)
    requests.post("https://hooks.example.com/in", timeout=3)
    boto3.client("lambda").invoke(FunctionName="total", InvocationType="Event")


def neighbour(event, context):
    table.delete_item(Key={"id": "1"})
"""


def graph_of(folder: Path) -> AppGraph:
    """The map of the application above."""
    (folder / "src").mkdir()
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "src" / "app.py").write_text(PYTHON)
    (folder / "src" / "total.js").write_text("exports.handler = async (event) => eval(event.body);\n")
    (reading,) = (one for one in readings(folder, Request(())) if isinstance(one, AppReading))
    return map_of(reading, (), Programs(folder))


def test_edges_of_code(tmp_path: Path) -> None:
    """Variables, literals, the bucket that starts it, the application's own routes: each request leads to its thing."""
    graph = graph_of(tmp_path)
    found = {
        (edge.kind, edge.target, edge.operations, edge.by, tuple(at.line for at in edge.locations))
        for edge in graph.out_of("function/Work", Use)
    }
    assert found == {
        (EdgeKind.READS, "bucket/Files", ("s3:GetObject",), "event", (11,)),
        (EdgeKind.WRITES, "table/Orders", ("dynamodb:PutItem",), "environment TABLE", (12,)),
        (EdgeKind.CALLS, "route/GET /total/{id}", (), None, (13,)),
        (EdgeKind.CALLS, "external/hooks.example.com", (), None, (14,)),
        (EdgeKind.INVOKES, "function/Total", ("lambda:Invoke",), "literal", (15,)),
    }


def test_what_cannot_be_followed_is_a_gap(tmp_path: Path) -> None:
    """Text that is evaluated is named with its place, and with the function it belongs to."""
    gaps = [gap for gap in graph_of(tmp_path).gaps if gap.klass == "code"]
    assert [(gap.about, gap.at and gap.at.path, gap.at and gap.at.line) for gap in gaps] == [
        ("function/Total", "src/total.js", 1)
    ]


def test_a_request_of_which_the_target_is_not_told_is_a_gap(tmp_path: Path) -> None:
    """Then no grant of the function is said to be unused: the request may be its use."""
    (tmp_path / "src").mkdir()
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "src" / "app.py").write_text(
        "import boto3\n\ndef work(event, context):\n"
        "    boto3.resource('dynamodb').Table(event['table']).get_item(Key={})\n"
        "    boto3.resource('dynamodb').Table('elsewhere').get_item(Key={})\n"
    )
    (tmp_path / "src" / "total.js").write_text("exports.handler = async () => 1;\n")
    (reading,) = (one for one in readings(tmp_path, Request(())) if isinstance(one, AppReading))
    graph = map_of(reading, (), Programs(tmp_path))
    assert [(gap.about, gap.at and gap.at.line) for gap in graph.gaps if gap.klass == "code"] == [("function/Work", 4)]
    assert differences(graph) == {}


def test_granted_and_used_are_held_against_each_other(tmp_path: Path) -> None:
    """A grant without use and a use without grant are told; a function with gaps is not said to use nothing."""
    assert differences(graph_of(tmp_path)) == {
        ("function/Work", "table/Old"): UNUSED,
        ("function/Work", "bucket/Files"): UNGRANTED,
        ("function/Work", "function/Total"): UNGRANTED,
    }
