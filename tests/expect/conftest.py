"""A small application on disk, and an expectation asked of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ennead.expect.api import App, load_apps
from ennead.expect.expectation import Result
from ennead.expect.file import read
from ennead.expect.run import ask

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "samples" / "shop"

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"

SMALL = """
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Auth:
        DefaultAuthorizer: Members
        Authorizers: {Members: {UserPoolArn: !GetAtt Pool.Arn}}
  Pool: {Type: AWS::Cognito::UserPool, Properties: {AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}}}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Timeout: 20
      Tags: {team: payments}
      Environment: {Variables: {STAGE: live, USERS: !Ref Users}}
      Policies:
        - Statement:
            - {Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Users.Arn}
            - {Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Jobs.Arn}
      Events:
        Read: {Type: Api, Properties: {RestApiId: !Ref Api, Method: GET, Path: /orders}}
        Ping: {Type: Api, Properties: {RestApiId: !Ref Api, Method: GET, Path: /ping, Auth: {Authorizer: NONE}}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: "exports.handler = async () => 1"
      ReservedConcurrentExecutions: 5
      Policies:
        - Statement: [{Effect: Allow, Action: "dynamodb:PutItem", Resource: !GetAtt Users.Arn}]
      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
  Jobs: {Type: AWS::SQS::Queue}
  Users:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: email, AttributeType: S}]
      KeySchema: [{AttributeName: email, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
  Files: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}
  Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/aws/lambda/${Orders}", RetentionInDays: 30}}
"""
"""Two functions, a table of people, a queue between, one route for members and one for everybody."""

AppOf = Callable[..., App]


@pytest.fixture
def app_of(tmp_path: Path) -> AppOf:
    """The application of some resources; `files` are more files of its folder."""

    def make(resources: str = SMALL, **files: str) -> App:
        folder = tmp_path / "shop"
        folder.mkdir()
        (folder / "template.yaml").write_text(HEAD + resources, encoding="utf-8")
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
        return load_apps(folder).apps[0]

    return make


def asked(app: App, entry: str) -> Result:
    """What becomes of one entry of a file."""
    lines = entry.strip("\n").splitlines()
    text = "expectations:\n" + "\n".join(f"  {'-' if number == 0 else ' '} {line}" for number, line in enumerate(lines))
    return ask(read(text, "ennead.tests.yml").expectations[0], app.subjects)
