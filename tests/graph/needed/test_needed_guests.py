"""Who acts on a resource by its own policy."""

from __future__ import annotations

import json
from pathlib import Path

from ennead.engine.scan import Request, graphs_of, readings
from ennead.graph.graph import AppGraph
from ennead.graph.needed.guests import Visited, visited
from ennead.sources.read import AppReading

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Made: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}
        Said: {Type: SNS, Properties: {Topic: !Ref News}}
        Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}
  Uploads: {Type: AWS::S3::Bucket}
  News: {Type: AWS::SNS::Topic}
  Jobs: {Type: AWS::SQS::Queue}
"""


def _graph(folder: Path) -> AppGraph:
    (folder / "template.yaml").write_text(TEMPLATE)
    reading = next(one for one in readings(folder, Request(checks=())) if isinstance(one, AppReading))
    return next(iter(graphs_of(reading).values()))


def _worker(folder: Path) -> Visited:
    return next(one for one in visited(_graph(folder)) if one.node.logical_id == "Worker")


def test_services_act_for_their_sources(tmp_path: Path) -> None:
    """What pushes is a guest with its source; a queue, which Lambda polls, is none."""
    assert [(one.service, one.source.shown) for one in _worker(tmp_path).guests] == [
        ("s3.amazonaws.com", "Uploads"),
        ("sns.amazonaws.com", "News"),
    ]


def test_the_policy_names_sources_and_whose_a_bucket_is(tmp_path: Path) -> None:
    """Every statement is bound to its source, a bucket's also to the account, which its ARN does not say."""
    statements = _worker(tmp_path).policy["Statement"]
    assert [one["Principal"]["Service"] for one in statements] == ["s3.amazonaws.com", "sns.amazonaws.com"]
    assert statements[0]["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert "StringEquals" not in statements[1]["Condition"]
    assert statements[1]["Condition"]["ArnLike"] == {"aws:SourceArn": {"Ref": "News"}}
    assert json.dumps(statements[1]["Resource"]) == json.dumps({"Fn::GetAtt": ["Worker", "Arn"]})
