"""The ways by which somebody without proof starts a function."""

from __future__ import annotations

import pytest

from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.graph.reach import anonymous_entries
from ennead.model.app import Function
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""
POLICY = """
  Policy:
    Type: {type}
    Properties:
      {key}: {target}
      PolicyDocument: {{Statement: [{{Effect: Allow, Principal: "*", Action: "{action}", Resource: "*"}}]}}
"""


def ways(text: str) -> list[list[str]]:
    """The ways into `Fn`, as ids."""
    graph = derive(merge("app", [fragment_of(SAM + FN + text)]))
    fn = graph.node("function/Fn", Function)
    assert fn is not None
    return [[hop.node for hop in way] for way in anonymous_entries(graph, fn)]


QUEUE = "      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}\n  Jobs: {Type: AWS::SQS::Queue}\n"
OPEN_QUEUE = QUEUE + POLICY.format(
    type="AWS::SQS::QueuePolicy", key="Queues", target="[!Ref Jobs]", action="sqs:SendMessage"
)
BUCKET = """
      Events: {File: {Type: S3, Properties: {Bucket: !Ref Files, Events: "s3:ObjectCreated:*"}}}
  Files:
    Type: AWS::S3::Bucket
    Properties: {PublicAccessBlockConfiguration: {RestrictPublicBuckets: false}}
"""
BY_TOPIC = """
  News: {Type: AWS::SNS::Topic}
  Link: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn}}
"""
PERMISSION = """
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {Action: "lambda:InvokeFunction", FunctionName: !GetAtt Fn.Arn, Principal: "*"}
"""


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("      Events: {A: {Type: HttpApi, Properties: {Path: /x, Method: POST}}}\n", ["route/POST /x"]),
        ("      FunctionUrlConfig: {AuthType: NONE}\n", ["function_url/FnUrl"]),
        (PERMISSION, []),
        (OPEN_QUEUE, ["queue/Jobs"]),
        (
            BUCKET + POLICY.format(type="AWS::S3::BucketPolicy", key="Bucket", target="!Ref Files", action="s3:*"),
            ["bucket/Files"],
        ),
        (
            QUEUE + BY_TOPIC
            + POLICY.format(type="AWS::SNS::TopicPolicy", key="Topics", target="[!Ref News]", action="sns:Publish"),
            ["topic/News", "queue/Jobs"],
        ),
    ],
)  # fmt: skip
def test_ways_in(text: str, between: list[str]) -> None:
    """Routes, URLs, permissions and open stores lead in, over what hands events on."""
    assert ways(text) == [["internet/internet", *between, "function/Fn"]]


@pytest.mark.parametrize(
    "text",
    [
        "      Events: {A: {Type: Api, Properties: {Path: /x, Method: POST, Auth: {Authorizer: AWS_IAM}}}}\n",
        "      Events: {A: {Type: Api, Properties: {Path: /x, Method: POST, Auth: {ApiKeyRequired: true}}}}\n",
        "      FunctionUrlConfig: {AuthType: AWS_IAM}\n",
        QUEUE,
        QUEUE + POLICY.format(
            type="AWS::SQS::QueuePolicy", key="Queues", target="[!Ref Jobs]", action="sqs:ReceiveMessage"
        ),
        OPEN_QUEUE.replace("Properties: {Queue:", "Properties: {Enabled: false, Queue:"),
        "      Events: {T: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}\n",
    ],
)  # fmt: skip
def test_no_way_in(text: str) -> None:
    """Proof, a key, a store that only hands out, a mapping that is off and a timer lead nobody in."""
    assert not ways(text)


def test_an_authorizer_runs_for_any_token() -> None:
    """The function of a Lambda authorizer is reached over the routes that ask it."""
    text = (
        """
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth: {Authorizers: {Members: {FunctionArn: !GetAtt Fn.Arn}}}
"""
        + FN.replace("Fn:", "Other:")
        + """
      Events:
        A:
          Type: Api
          Properties: {RestApiId: !Ref Api, Path: /x, Method: POST, Auth: {Authorizer: Members}}
"""
    )
    assert ways(text) == [["internet/internet", "route/POST /x", "authorizer/Api.Members", "function/Fn"]]


def test_a_sign_up_reaches_the_functions_of_a_pool() -> None:
    """Whoever signs up starts what the pool asks."""
    text = """
      Events: {New: {Type: Cognito, Properties: {UserPool: !Ref Users, Trigger: PreSignUp}}}
  Users: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: users}}
"""
    assert ways(text) == [["internet/internet", "user_pool/Users", "function/Fn"]]
