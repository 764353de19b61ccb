"""Values that hang on an unknown condition, in every place a reader looks at: unknown, and never a crash."""

from __future__ import annotations

from ennead.sources.text import fragment_of

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  Q: {Type: AWS::SQS::Queue}
  T: {Type: AWS::SNS::Topic}
  S:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref T
      Protocol: lambda
      Endpoint: arn:aws:lambda:eu-west-1:123456789012:function:f
      FilterPolicy: !If [C, {a: [b]}, {c: [d]}]
      RedrivePolicy: {deadLetterTargetArn: !If [C, !GetAtt Q.Arn, x]}
  E:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Arn: arn:aws:lambda:eu-west-1:123456789012:function:f
          DeadLetterConfig: {Arn: !If [C, !GetAtt Q.Arn, x]}
  St: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !If [C, a, b], StageName: x}}
  M: {Type: AWS::StepFunctions::StateMachine, Properties: {Definition: !If [C, {a: 1}, {b: 2}]}}
  A: {Type: AWS::ApiGateway::Authorizer, Properties: {RestApiId: !If [C, a, b], Type: TOKEN}}
  D:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: x
      LambdaConfig: {LambdaFunctionArn: !If [C, a, b]}
      DynamoDBConfig: {TableName: !If [C, a, b]}
  G: {Type: AWS::AppSync::GraphQLApi, Properties: {LambdaAuthorizerConfig: {AuthorizerUri: !If [C, a, b]}}}
"""


def test_a_choice_that_could_not_be_told() -> None:
    """Every resource is read; what hangs on the condition is one gap of input."""
    found = fragment_of(TEMPLATE, "template.yaml")
    read = {node.logical_id for node in found.nodes if node.logical_id and not node.external}
    assert {"Q", "T", "E", "St", "M", "A", "G"} <= read
    assert {gap.klass for gap in found.gaps} == {"parameter"}
