"""What `Ref` and `Fn::GetAtt` return, per resource type.

Names are facts of the resource reference (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/).
A resource without a name of its own gets the token `${LogicalId}`; pseudo parameters stay tokens
(`${AWS::Region}`).  So every value of a template becomes plain text in which the same thing always
reads the same, and text that names a resource can be looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

REGION = "${AWS::Region}"
ACCOUNT = "${AWS::AccountId}"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a type names itself.

    `name` is the property that holds its physical name; `arn` the ARN with `{}` for that name;
    `ref` what Ref returns: `name`, `arn`, `url` or `id` (a token); `url` its address.
    """

    name: str | None = None
    arn: str | None = None
    ref: str = "name"
    url: str | None = None


def _arn(service: str, rest: str, *, region: bool = True, account: bool = True) -> str:
    return f"arn:aws:{service}:{REGION if region else ''}:{ACCOUNT if account else ''}:{rest}"


def _global(service: str, rest: str) -> str:
    return _arn(service, rest, region=False)


SHAPES: dict[str, Shape] = {
    "AWS::Lambda::Function": Shape("FunctionName", _arn("lambda", "function:{}")),
    "AWS::Lambda::Version": Shape(None, None, "arn"),
    "AWS::Lambda::Alias": Shape(None, None, "arn"),
    "AWS::Lambda::LayerVersion": Shape("LayerName", _arn("lambda", "layer:{}:1"), "arn"),
    "AWS::SQS::Queue": Shape(
        "QueueName", _arn("sqs", "{}"), "url", f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{{}}"
    ),
    "AWS::SNS::Topic": Shape("TopicName", _arn("sns", "{}"), "arn"),
    "AWS::S3::Bucket": Shape("BucketName", "arn:aws:s3:::{}"),
    "AWS::S3Express::DirectoryBucket": Shape("BucketName", _arn("s3express", "bucket/{}")),
    "AWS::DynamoDB::Table": Shape("TableName", _arn("dynamodb", "table/{}")),
    "AWS::DynamoDB::GlobalTable": Shape("TableName", _arn("dynamodb", "table/{}")),
    "AWS::Kinesis::Stream": Shape("Name", _arn("kinesis", "stream/{}")),
    "AWS::Kinesis::StreamConsumer": Shape("ConsumerName", None, "arn"),
    "AWS::KinesisFirehose::DeliveryStream": Shape("DeliveryStreamName", _arn("firehose", "deliverystream/{}")),
    "AWS::Events::EventBus": Shape("Name", _arn("events", "event-bus/{}")),
    "AWS::Events::Rule": Shape("Name", _arn("events", "rule/{}")),
    "AWS::Scheduler::Schedule": Shape("Name", _arn("scheduler", "schedule/default/{}")),
    "AWS::Pipes::Pipe": Shape("Name", _arn("pipes", "pipe/{}")),
    "AWS::StepFunctions::StateMachine": Shape("StateMachineName", _arn("states", "stateMachine:{}"), "arn"),
    "AWS::IAM::Role": Shape("RoleName", _global("iam", "role/{}")),
    "AWS::IAM::User": Shape("UserName", _global("iam", "user/{}")),
    "AWS::IAM::Group": Shape("GroupName", _global("iam", "group/{}")),
    "AWS::IAM::ManagedPolicy": Shape("ManagedPolicyName", _global("iam", "policy/{}"), "arn"),
    "AWS::KMS::Key": Shape(None, _arn("kms", "key/{}")),
    "AWS::KMS::Alias": Shape("AliasName", _arn("kms", "{}")),
    "AWS::SecretsManager::Secret": Shape("Name", _arn("secretsmanager", "secret:{}-??????"), "arn"),
    "AWS::SSM::Parameter": Shape("Name", _arn("ssm", "parameter/{}")),
    "AWS::Logs::LogGroup": Shape("LogGroupName", _arn("logs", "log-group:{}:*")),
    "AWS::Cognito::UserPool": Shape(None, _arn("cognito-idp", "userpool/{}")),
    "AWS::Cognito::UserPoolClient": Shape(None, None),
    "AWS::Cognito::IdentityPool": Shape(None, _arn("cognito-identity", "identitypool/{}")),
    "AWS::CodePipeline::Pipeline": Shape("Name", _arn("codepipeline", "{}")),
    "AWS::CodeBuild::Project": Shape("Name", _arn("codebuild", "project/{}")),
    "AWS::ECS::Cluster": Shape("ClusterName", _arn("ecs", "cluster/{}")),
    "AWS::ECS::TaskDefinition": Shape("Family", _arn("ecs", "task-definition/{}:1"), "arn"),
    "AWS::ECR::Repository": Shape("RepositoryName", _arn("ecr", "repository/{}")),
    "AWS::IoT::TopicRule": Shape("RuleName", _arn("iot", "rule/{}")),
    "AWS::MSK::Cluster": Shape("ClusterName", None, "arn"),
    "AWS::MSK::ServerlessCluster": Shape("ClusterName", None, "arn"),
    "AWS::AmazonMQ::Broker": Shape("BrokerName", None),
    "AWS::Cloud9::EnvironmentEC2": Shape("Name", None),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Shape("Name", None, "arn"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Shape("Name", None, "arn"),
    "AWS::ElasticLoadBalancingV2::Listener": Shape(None, None, "arn"),
    "AWS::CloudFront::Distribution": Shape(None, _global("cloudfront", "distribution/{}")),
    "AWS::ApiGateway::RestApi": Shape(None, f"arn:aws:apigateway:{REGION}::/restapis/{{}}"),
    "AWS::ApiGatewayV2::Api": Shape(None, f"arn:aws:apigateway:{REGION}::/apis/{{}}"),
    "AWS::AppSync::GraphQLApi": Shape(None, _arn("appsync", "apis/{}"), "arn"),
    "AWS::AppSync::DataSource": Shape("Name", None, "arn"),
    "AWS::Athena::WorkGroup": Shape("Name", _arn("athena", "workgroup/{}")),
    "AWS::Glue::Database": Shape(None, _arn("glue", "database/{}")),
    "AWS::Bedrock::Agent": Shape("AgentName", _arn("bedrock", "agent/{}")),
    "AWS::Bedrock::KnowledgeBase": Shape(None, _arn("bedrock", "knowledge-base/{}")),
    "AWS::RDS::DBCluster": Shape("DBClusterIdentifier", _arn("rds", "cluster:{}")),
    "AWS::RDS::DBInstance": Shape("DBInstanceIdentifier", _arn("rds", "db:{}")),
    "AWS::RDS::DBProxy": Shape("DBProxyName", None),
    "AWS::OpenSearchService::Domain": Shape("DomainName", _arn("es", "domain/{}")),
    "AWS::WAFv2::WebACL": Shape("Name", _arn("wafv2", "regional/webacl/{}/id")),
}

ARN_ATTRIBUTES = frozenset(
    {"Arn", "TopicArn", "QueueArn", "FunctionArn", "DBClusterArn", "DBInstanceArn", "PipelineArn", "AliasArn",
     "PolicyArn", "GraphQLApiArn", "LoadBalancerArn", "DomainArn", "WorkGroupArn"}
)  # fmt: skip


def ref_of(kind: str, token: str, name: str) -> str:
    """What Ref returns for a resource of that type; `token` is its logical id as a token, `name` its physical name."""
    shape = SHAPES.get(kind)
    if shape is None:
        return token
    if shape.ref == "url" and shape.url:
        return shape.url.replace("{}", name)
    if shape.ref == "arn":
        return arn_of(kind, token, name)
    return name


def arn_of(kind: str, token: str, name: str) -> str:
    """The resource's ARN, or the token `${LogicalId.Arn}` where its shape is not in our table."""
    shape = SHAPES.get(kind)
    if shape is None or shape.arn is None:
        return f"{token[:-1]}.Arn}}"
    if kind == "AWS::SSM::Parameter":
        name = name.removeprefix("/")
    return shape.arn.replace("{}", name)


def attribute_of(kind: str, token: str, name: str, attribute: str) -> str:
    """What GetAtt returns; a token `${LogicalId.Attribute}` where nothing more is known."""
    if attribute in ARN_ATTRIBUTES:
        return arn_of(kind, token, name)
    if kind == "AWS::SQS::Queue" and attribute == "QueueUrl":
        return ref_of(kind, token, name)
    if attribute in {"QueueName", "TopicName", "RepositoryName", "Id", "UserPoolId"} or (
        attribute == "Name" and kind in SHAPES
    ):
        return name
    if attribute == "Id" or (attribute in {"RestApiId", "ApiId", "KeyId"} and kind in SHAPES):
        return name
    if attribute == "StreamArn" and kind.startswith("AWS::DynamoDB::"):
        return f"{arn_of(kind, token, name)}/stream/latest"
    return f"{token[:-1]}.{attribute}}}"
