# ruff: noqa: E501  (templates)
"""What each reader makes of its resource, in plain CloudFormation."""

from __future__ import annotations

import pytest

from ennead.model.app import (
    Alias,
    Api,
    Auth,
    Authorizer,
    Broker,
    Bucket,
    Database,
    Distribution,
    EdgeKind,
    Exposure,
    Fragment,
    Function,
    FunctionUrl,
    IdentityPool,
    Key,
    Layer,
    LogGroup,
    ManagedPolicy,
    Mode,
    Parameter,
    Pipe,
    Queue,
    ResourcePolicy,
    Role,
    Rule,
    Schedule,
    Secret,
    Stage,
    StateMachine,
    Stream,
    Table,
    Topic,
    UserPool,
    UserPoolClient,
)
from ennead.model.policy import Effect, Principal
from ennead.model.unknown import Unknown
from ennead.sources.text import fragment_of
from tests.sources.reading import edges, ids, one, triggers

FN = "  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b}}\n"


def _read(*resources: str) -> Fragment:
    return fragment_of("Resources:\n" + FN + "".join(f"  {text}\n" for text in resources))


STARTERS: list[tuple[str, str, Mode, str]] = [
    ("R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [x]}, Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]}}", "rule/R", Mode.ASYNC, "events"),
    ("R: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]}}", "schedule/R", Mode.ASYNC, "schedule"),
    ("S: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: rate(1 day), Target: {Arn: !GetAtt Fn.Arn}}}", "schedule/S", Mode.ASYNC, "schedule"),
    ("S: {Type: AWS::Scheduler::Schedule, Properties: {Target: {Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', Input: !Sub '{\"FunctionName\": \"${Fn}\"}'}}}", "schedule/S", Mode.ASYNC, "schedule"),
    ("P: {Type: AWS::Pipes::Pipe, Properties: {Source: 'arn:aws:sqs:eu-west-1:123456789012:jobs', Target: !GetAtt Fn.Arn}}", "pipe/P", Mode.SYNC, "pipe"),
    ("S: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, TopicArn: !Ref T, Endpoint: !GetAtt Fn.Arn}}\n  T: {Type: AWS::SNS::Topic}", "topic/T", Mode.ASYNC, "sns"),
    ("T: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Fn.Arn}]}}", "topic/T", Mode.ASYNC, "sns"),
    ("B: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}]}}}", "bucket/B", Mode.ASYNC, "s3"),
    ("L: {Type: AWS::Logs::SubscriptionFilter, Properties: {LogGroupName: !Ref G, FilterPattern: x, DestinationArn: !GetAtt Fn.Arn}}\n  G: {Type: AWS::Logs::LogGroup}", "log_group/G", Mode.ASYNC, "logs"),
    ("I: {Type: AWS::IoT::TopicRule, Properties: {TopicRulePayload: {Sql: x, Actions: [{Lambda: {FunctionArn: !GetAtt Fn.Arn}}]}}}", "iot_rule/I", Mode.ASYNC, "iot"),
    ("M: {Type: AWS::SES::ReceiptRule, Properties: {Rule: {Actions: [{LambdaAction: {FunctionArn: !GetAtt Fn.Arn}}]}}}", "mail_rule/M", Mode.ASYNC, "ses"),
    ("M: {Type: AWS::SES::ReceiptRule, Properties: {Rule: {Actions: [{LambdaAction: {FunctionArn: !GetAtt Fn.Arn, InvocationType: RequestResponse}}]}}}", "mail_rule/M", Mode.SYNC, "ses"),
    ("P: {Type: AWS::CodePipeline::Pipeline, Properties: {Stages: [{Actions: [{ActionTypeId: {Provider: Lambda}, Configuration: {FunctionName: !Ref Fn}}]}]}}", "pipeline/P", Mode.ASYNC, "codepipeline"),
    ("C: {Type: AWS::Config::ConfigRule, Properties: {Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: !GetAtt Fn.Arn}}}", "config_rule/C", Mode.ASYNC, "config"),
    ("D: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {DefaultCacheBehavior: {LambdaFunctionAssociations: [{EventType: viewer-request, LambdaFunctionARN: !Ref V}]}}}}\n  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}", "distribution/D", Mode.SYNC, "viewer-request"),
    ("C: {Type: Custom::Seed, Properties: {ServiceToken: !GetAtt Fn.Arn}}", "custom_resource/C", Mode.SYNC, "cloudformation"),
    ("C: {Type: AWS::CloudFormation::CustomResource, Properties: {ServiceToken: !GetAtt Fn.Arn}}", "custom_resource/C", Mode.SYNC, "cloudformation"),
    ("A: {Type: AWS::Bedrock::Agent, Properties: {ActionGroups: [{ActionGroupExecutor: {Lambda: !GetAtt Fn.Arn}}]}}", "agent/A", Mode.SYNC, "bedrock"),
    ("T: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Fn.Arn}]}}", "target_group/T", Mode.SYNC, "alb"),
    ("U: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PostConfirmation: !GetAtt Fn.Arn}}}", "user_pool/U", Mode.SYNC, "PostConfirmation"),
    ("U: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {KMSKeyID: k, CustomSMSSender: {LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V1_0}}}}", "user_pool/U", Mode.SYNC, "CustomSMSSender"),
    ("R: {Type: AWS::SecretsManager::RotationSchedule, Properties: {SecretId: !Ref S, RotationLambdaARN: !GetAtt Fn.Arn}}\n  S: {Type: AWS::SecretsManager::Secret}", "secret/S", Mode.ASYNC, "rotation"),
    ("S: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: !Sub '{\"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Parameters\": {\"FunctionName\": \"${Fn.Arn}\"}}}}'}}", "state_machine/S", Mode.SYNC, "states"),
    ("F: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {ExtendedS3DestinationConfiguration: {ProcessingConfiguration: {Processors: [{Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt Fn.Arn}]}]}}}}", "stream/F", Mode.SYNC, "firehose"),
    ("D: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt G.ApiId, Type: AWS_LAMBDA, LambdaConfig: {LambdaFunctionArn: !GetAtt Fn.Arn}}}\n  G: {Type: AWS::AppSync::GraphQLApi, Properties: {AuthenticationType: API_KEY}}", "api/G", Mode.SYNC, "appsync"),
    ("P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: lex.amazonaws.com}}", "service/lex.amazonaws.com", Mode.SYNC, "lex"),
    ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref A, EventSourceArn: !GetAtt Q.Arn}}\n  Q: {Type: AWS::SQS::Queue}\n  A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, FunctionVersion: '1', Name: live}}", "queue/Q", Mode.POLL, "sqs"),
]  # fmt: skip


@pytest.mark.parametrize("row", STARTERS, ids=[f"{row[1]} {row[3]}" for row in STARTERS])
def test_what_starts_a_function(row: tuple[str, str, Mode, str]) -> None:
    """Each way to start a function is one trigger edge, with its mode, its word and a place."""
    text, source, mode, event = row
    fragment = _read(text)
    assert [(edge.source, edge.target, edge.mode, edge.event) for edge in triggers(fragment)] == [
        (source, "function/Fn", mode, event)
    ]
    assert all(place.line for edge in triggers(fragment) for place in edge.locations)
    assert source in ids(fragment)
    assert all(edge.locations for edge in triggers(fragment))


def test_a_bucket() -> None:
    """What makes a bucket public, and what keeps it, with the places that say so."""
    bucket = one(
        _read("B: {Type: AWS::S3::Bucket, DeletionPolicy: Retain, Properties: {BucketName: b, AccessControl: PublicRead, PublicAccessBlockConfiguration: {BlockPublicAcls: 'true', IgnorePublicAcls: false},"
              " OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}, WebsiteConfiguration: {IndexDocument: i}, VersioningConfiguration: {Status: Enabled},"
              " CorsConfiguration: {CorsRules: [{AllowedOrigins: ['*'], AllowedMethods: [GET]}]}, BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {KMSMasterKeyID: k}}]}}}"),
        "bucket/B", Bucket)  # fmt: skip
    assert (bucket.name, bucket.acl, bucket.ownership, bucket.website, bucket.versioned) == (
        "b",
        "PublicRead",
        "ObjectWriter",
        True,
        True,
    )
    assert bucket.public_access_block == frozenset({"BlockPublicAcls"})
    assert (bucket.deletion_policy, bucket.encrypted_with, bucket.arn) == ("Retain", "k", "arn:aws:s3:::b")
    assert [(rule.origins, rule.methods) for rule in bucket.cors] == [(("*",), ("GET",))]
    assert one(_read("B: {Type: AWS::S3::Bucket}"), "bucket/B", Bucket).public_access_block is None
    text = "Parameters: {P: {Type: String}}\nResources:\n  B: {Type: AWS::S3::Bucket, Properties: {PublicAccessBlockConfiguration: {BlockPublicAcls: !Ref P}}}\n"
    assert isinstance(one(fragment_of(text), "bucket/B", Bucket).public_access_block, Unknown)


def test_a_bucket_tells_queues_topics_and_the_bus() -> None:
    """Notifications that start no function are edges to where they go."""
    fragment = _read(
        "B: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {EventBridgeConfiguration: {}, QueueConfigurations: [{Event: e, Queue: !GetAtt Q.Arn}], TopicConfigurations: [{Event: e, Topic: !Ref T}]}}}",
        "Q: {Type: AWS::SQS::Queue}", "T: {Type: AWS::SNS::Topic}",
    )  # fmt: skip
    assert edges(fragment, "publishes") == {
        ("bucket/B", "queue/Q"),
        ("bucket/B", "topic/T"),
        ("bucket/B", "bus/default"),
    }
    assert one(fragment, "bucket/B", Bucket).event_bridge is True


def test_a_queue_and_its_dead_letters() -> None:
    """A redrive policy is an edge and two figures; one that could not be told says so."""
    fragment = _read(
        "Q: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true, VisibilityTimeout: 5, MessageRetentionPeriod: 60, KmsMasterKeyId: k, RedrivePolicy: {deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: 3}}}",
        "D: {Type: AWS::SQS::Queue}", "R: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: !ImportValue x}}", "S: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {maxReceiveCount: 3}}}",
    )  # fmt: skip
    queue = one(fragment, "queue/Q", Queue)
    assert (queue.fifo, queue.visibility, queue.retention, queue.max_receive, queue.encrypted_with) == (
        True,
        5,
        60,
        3,
        "k",
    )
    assert edges(fragment, "fails_to") == {("queue/Q", "queue/D")}
    assert isinstance(one(fragment, "queue/R", Queue).dead_letter, Unknown)
    assert isinstance(one(fragment, "queue/S", Queue).dead_letter, Unknown)
    assert one(fragment, "queue/D", Queue).max_receive is None


def test_stores() -> None:
    """Tables, databases, streams, secrets, parameters, log groups and keys carry what checks ask for."""
    fragment = _read(
        "T: {Type: AWS::DynamoDB::Table, Properties: {BillingMode: PROVISIONED, ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: '6'}, StreamSpecification: {StreamViewType: KEYS_ONLY},"
        " AttributeDefinitions: [{AttributeName: id, AttributeType: S}], PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}, DeletionProtectionEnabled: false}}",
        "D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, PubliclyAccessible: true}}",
        "S: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 2, RetentionPeriodHours: 48, StreamEncryption: {KeyId: k}}}",
        "X: {Type: AWS::SecretsManager::Secret, Properties: {Name: n, KmsKeyId: k}}",
        "P: {Type: AWS::SSM::Parameter, Properties: {Name: /a/b, Value: v}}",
        "G: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}",
        "K: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true, KeyPolicy: {Statement: [{Effect: Allow, Principal: '*', Action: 'kms:*', Resource: '*'}]}}}",
        "U: {Type: AWS::SNS::Topic, Properties: {FifoTopic: true, KmsMasterKeyId: k}}",
        "M: {Type: AWS::AmazonMQ::Broker, Properties: {EngineType: RABBITMQ, PubliclyAccessible: true}}",
    )  # fmt: skip
    table = one(fragment, "table/T", Table)
    assert (table.billing, table.read_capacity, table.write_capacity, table.stream) == (
        "PROVISIONED",
        5,
        6,
        "KEYS_ONLY",
    )
    assert (table.attributes, table.point_in_time_recovery, table.deletion_protection) == (("id",), True, False)
    assert (one(fragment, "database/D", Database).engine, one(fragment, "database/D", Database).public) == (
        "postgres",
        True,
    )
    stream = one(fragment, "stream/S", Stream)
    assert (stream.shards, stream.retention_hours, stream.encrypted) == (2, 48, True)
    assert (
        one(fragment, "secret/X", Secret).arn
        == "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:n-??????"
    )
    assert (one(fragment, "parameter/P", Parameter).value, one(fragment, "parameter/P", Parameter).arn) == (
        "v",
        "arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/a/b",
    )
    assert one(fragment, "log_group/G", LogGroup).retention_days == 7
    assert one(fragment, "key/K", Key).rotation is True
    assert one(fragment, "resource_policy/K", ResourcePolicy).targets == ("key/K",)
    assert one(fragment, "topic/U", Topic).fifo is True
    assert (one(fragment, "broker/M", Broker).engine, one(fragment, "broker/M", Broker).public) == ("RABBITMQ", True)


@pytest.mark.parametrize(
    ("policy", "target"),
    [
        ("{Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref B, PolicyDocument: ~}}", "bucket/B"),
        ("{Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Q], PolicyDocument: ~}}", "queue/Q"),
        ("{Type: AWS::SNS::TopicPolicy, Properties: {Topics: [!Ref T], PolicyDocument: ~}}", "topic/T"),
        ("{Type: AWS::SecretsManager::ResourcePolicy, Properties: {SecretId: !Ref X, ResourcePolicy: ~}}", "secret/X"),
        (
            "{Type: AWS::Events::EventBusPolicy, Properties: {EventBusName: !Ref E, StatementId: s, Statement: {Effect: Allow, Principal: '*', Action: 'a:b', Resource: '*'}}}",
            "bus/E",
        ),
        (
            "{Type: AWS::Events::EventBusPolicy, Properties: {StatementId: s, Principal: '*', Action: 'a:b'}}",
            "bus/default",
        ),
    ],
)
def test_resource_policies(policy: str, target: str) -> None:
    """A policy names what it is on, and says who may do what."""
    document = "{Statement: [{Sid: s, Effect: Allow, Principal: '*', Action: 'a:b', Resource: '*', Condition: {StringEquals: {'aws:SourceAccount': '1'}}}]}"
    fragment = _read(
        f"P: {policy.replace('~', document)}", "B: {Type: AWS::S3::Bucket}", "Q: {Type: AWS::SQS::Queue}", "T: {Type: AWS::SNS::Topic}",
        "X: {Type: AWS::SecretsManager::Secret}", "E: {Type: AWS::Events::EventBus, Properties: {Name: e}}",
    )  # fmt: skip
    node = one(fragment, "resource_policy/P", ResourcePolicy)
    assert node.targets == (target,)
    (statement,) = node.statements
    assert (statement.effect, statement.actions, statement.principals) == (
        Effect.ALLOW,
        ("a:b",),
        (Principal("*", "*"),),
    )


def test_roles_and_policies_of_their_own() -> None:
    """A role's inline and managed policies, its trust and boundary; a policy names the roles it is attached to."""
    fragment = _read(
        "R: {Type: AWS::IAM::Role, Properties: {RoleName: r, PermissionsBoundary: b, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess', !Ref M],"
        " AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}},"
        " Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Deny, NotAction: 's3:*', Resource: '*'}]}}]}}",
        "M: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: 'sqs:*', Resource: '*'}}}}",
        "I: {Type: AWS::IAM::Policy, Properties: {PolicyName: i, Roles: [!Ref R], PolicyDocument: {Statement: []}}}",
        "N: {Type: AWS::IAM::RolePolicy, Properties: {PolicyName: n, RoleName: !Ref R, PolicyDocument: {Statement: []}}}",
    )  # fmt: skip
    role = one(fragment, "role/R", Role)
    assert (role.name, role.boundary, role.generated) == ("r", "b", False)
    assert role.trust[0].principals == (Principal("Service", "lambda.amazonaws.com"),)
    assert {policy.name for policy in role.policies} >= {"AdministratorAccess", "p"}
    (inline,) = (policy for policy in role.policies if policy.name == "p")
    assert (inline.statements[0].effect, inline.statements[0].not_actions) == (Effect.DENY, ("s3:*",))
    assert (
        one(fragment, "policy/I", ManagedPolicy).roles == one(fragment, "policy/N", ManagedPolicy).roles == ("role/R",)
    )


@pytest.mark.parametrize(
    ("principal", "extra", "kind", "source"),
    [
        ("'*'", "", EdgeKind.EXPOSES, "internet/internet"),
        ("'*'", ", SourceAccount: '123456789012'", EdgeKind.MAY_INVOKE, "internet/internet"),
        ("s3.amazonaws.com", "", EdgeKind.MAY_INVOKE, "service/s3.amazonaws.com"),
        ("'123456789012'", "", EdgeKind.MAY_INVOKE, "account/123456789012"),
    ],
)
def test_permissions(principal: str, extra: str, kind: EdgeKind, source: str) -> None:
    """Who may invoke a function: everybody, whoever the conditions leave, a service, an account."""
    fragment = _read(
        f"P: {{Type: AWS::Lambda::Permission, Properties: {{FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: {principal}{extra}}}}}"
    )
    found = [edge for edge in fragment.edges if isinstance(edge, Exposure)]
    assert [(edge.kind, edge.source, edge.target) for edge in found] == [(kind, source, "function/Fn")]


def test_the_permission_of_a_url_is_the_url() -> None:
    """The permission that goes with a public URL says nothing beyond the URL itself."""
    fragment = _read(
        "U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}",
        "P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Action: lambda:InvokeFunctionUrl, Principal: '*', FunctionUrlAuthType: NONE}}",
    )
    assert edges(fragment, "exposes") == {("internet/internet", "function_url/U")}
    assert one(fragment, "function_url/U", FunctionUrl).auth is Auth.NONE


def test_a_function_of_plain_cloudformation() -> None:
    """All that a function says about itself, and what its invoke configuration adds."""
    fragment = fragment_of(
        "Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties: {FunctionName: f, Runtime: java21, Handler: H, Role: 'arn:aws:iam::123456789012:role/x', Timeout: '9', MemorySize: 256,"
        " EphemeralStorage: {Size: 1024}, Architectures: [arm64], ReservedConcurrentExecutions: 0, VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}, TracingConfig: {Mode: Active},"
        " CodeSigningConfigArn: c, RecursiveLoop: Allow, SnapStart: {ApplyOn: PublishedVersions}, KmsKeyArn: k, LoggingConfig: {LogFormat: JSON, LogGroup: !Ref G},"
        " Layers: ['arn:aws:lambda:eu-west-1:999999999999:layer:tools:3'], Code: {ZipFile: x}}\n"
        "  G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: g}}\n  D: {Type: AWS::SQS::Queue}\n  S: {Type: AWS::SNS::Topic}\n"
        "  A: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, FunctionVersion: $LATEST, Name: live, ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 4}}}\n"
        "  I: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref Fn, Qualifier: $LATEST, MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0, DestinationConfig: {OnFailure: {Destination: !GetAtt D.Arn}, OnSuccess: {Destination: !Ref S}}}}\n"
    )  # fmt: skip
    function = one(fragment, "function/Fn", Function)
    assert (function.name, function.runtime, function.timeout, function.memory, function.ephemeral_storage) == (
        "f",
        "java21",
        9,
        256,
        1024,
    )
    assert (function.architectures, function.reserved_concurrency, function.vpc, function.tracing) == (
        ("arm64",),
        0,
        True,
        "Active",
    )
    assert (function.code_signing, function.recursive_loop, function.snap_start, function.kms_key) == (
        "c",
        "Allow",
        "PublishedVersions",
        "k",
    )
    assert (function.log_format, function.log_group, function.async_max_age, function.async_retries, function.code) == (
        "JSON",
        "g",
        60,
        0,
        None,
    )
    assert ("function/Fn", "role/x") in edges(fragment, "assumes")
    assert ("function/Fn", "queue/D") in edges(fragment, "fails_to")
    assert ("function/Fn", "topic/S") in edges(fragment, "publishes")
    layer = one(fragment, "layer/999999999999:tools:3", Layer)
    assert (layer.external, layer.account) == (True, "999999999999")
    assert one(fragment, "alias/A", Alias).provisioned_concurrency == 4


def test_a_user_pool_and_its_clients() -> None:
    """Who may sign up and with what; which attributes a client may write."""
    fragment = _read(
        "U: {Type: AWS::Cognito::UserPool, Properties: {MfaConfiguration: 'OFF', Policies: {PasswordPolicy: {MinimumLength: 6, RequireSymbols: false}}, Schema: [{Name: role, Mutable: true}, {Name: email}]}}",
        "A: {Type: AWS::Cognito::UserPool, Properties: {AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}}}",
        "C: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: !Ref U, WriteAttributes: [email], ExplicitAuthFlows: [X], GenerateSecret: true}}",
        "D: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: !Ref U}}",
        "I: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: true}}",
    )  # fmt: skip
    pool = one(fragment, "user_pool/U", UserPool)
    assert pool.self_sign_up is True
    assert pool.password is not None
    assert (pool.password.minimum_length, pool.password.symbols) == (6, False)
    assert [(one.name, one.custom) for one in pool.attributes] == [("role", True), ("email", False)]
    assert one(fragment, "user_pool/A", UserPool).self_sign_up is False
    assert edges(fragment, "exposes") == {("internet/internet", "user_pool/U")}
    client = one(fragment, "user_pool_client/C", UserPoolClient)
    assert (client.pool, client.write_attributes, client.secret) == ("user_pool/U", ("email",), True)
    assert one(fragment, "user_pool_client/D", UserPoolClient).write_attributes is None
    assert one(fragment, "identity_pool/I", IdentityPool).unauthenticated is True


def test_stages_and_their_limits() -> None:
    """Throttles, usage plans, firewalls, logs and tracing belong to the stage."""
    fragment = _read(
        "R: {Type: AWS::ApiGateway::RestApi, Properties: {Name: r}}",
        "S: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref R, StageName: v1, TracingEnabled: true, AccessLogSetting: {DestinationArn: x}, MethodSettings: [{ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 9}, {ResourcePath: /a, HttpMethod: GET, ThrottlingRateLimit: 1}]}}",
        "P: {Type: AWS::ApiGateway::UsagePlan, Properties: {Throttle: {RateLimit: 1}, ApiStages: [{ApiId: !Ref R, Stage: v1}]}}",
        "W: {Type: AWS::WAFv2::WebACLAssociation, Properties: {WebACLArn: w, ResourceArn: !Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${R}/stages/v1'}}",
        "H: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: h, ProtocolType: HTTP}}",
        "T: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref H, StageName: $default, DefaultRouteSettings: {ThrottlingRateLimit: 7}, RouteSettings: {'GET /a': {ThrottlingRateLimit: 1}}}}",
        "Z: {Type: AWS::ApiGatewayV2::Authorizer, Properties: {ApiId: !Ref H, Name: z, AuthorizerType: JWT, JwtConfiguration: {Issuer: 'https://i.example'}}}",
    )  # fmt: skip
    stage = one(fragment, "stage/S", Stage)
    assert stage.throttle is not None
    assert (stage.throttle.rate, stage.throttle.burst, stage.route_throttles) == (5, 9, ("GET /a",))
    assert (stage.usage_plan, stage.web_acl, stage.access_log, stage.tracing, stage.api) == (
        True,
        True,
        True,
        True,
        "api/R",
    )
    other = one(fragment, "stage/T", Stage)
    assert other.throttle is not None
    assert (other.throttle.rate, other.route_throttles, other.usage_plan, other.web_acl) == (
        7,
        ("GET /a",),
        False,
        False,
    )
    assert (one(fragment, "authorizer/Z", Authorizer).auth, one(fragment, "authorizer/Z", Authorizer).issuer) == (
        Auth.JWT,
        "https://i.example",
    )


def test_what_carries_events() -> None:
    """Rules, schedules and pipes keep their words; a rule that feeds a queue or a machine is an edge to it."""
    fragment = _read(
        "R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [x]}, State: DISABLED, Targets: [{Id: a, Arn: !GetAtt Q.Arn}, {Id: b, Arn: !Ref S}]}}",
        "Q: {Type: AWS::SQS::Queue}",
        "S: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineType: EXPRESS, LoggingConfiguration: {Level: ALL}, RoleArn: !GetAtt X.Arn, Definition: {States: {A: {Type: Task, Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: {TableName: t}}}}}}",
        "X: {Type: AWS::IAM::Role, Properties: {}}",
        "C: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: rate(1 day), State: DISABLED, Target: {Arn: !GetAtt Q.Arn}}}",
        "P: {Type: AWS::Pipes::Pipe, Properties: {Source: !GetAtt Q.Arn, Enrichment: !GetAtt Fn.Arn, Target: !Ref S}}",
    )  # fmt: skip
    rule = one(fragment, "rule/R", Rule)
    assert (rule.pattern, rule.enabled, rule.bus) == ('{"source": ["x"]}', False, "bus/default")
    assert {("rule/R", "queue/Q"), ("schedule/C", "queue/Q"), ("queue/Q", "pipe/P")} <= edges(fragment, "publishes")
    assert {("rule/R", "state_machine/S"), ("pipe/P", "state_machine/S")} <= edges(fragment, "invokes")
    assert ("state_machine/S", "table/t") in edges(fragment, "writes")
    assert ("state_machine/S", "role/X") in edges(fragment, "assumes")
    machine = one(fragment, "state_machine/S", StateMachine)
    assert (machine.machine_type, machine.logging) == ("EXPRESS", "ALL")
    assert (one(fragment, "schedule/C", Schedule).enabled, one(fragment, "pipe/P", Pipe).name) == (False, "P")
    assert [(edge.source, edge.label) for edge in triggers(fragment)] == [("pipe/P", "Enrichment")]


def test_a_topic_that_feeds_others() -> None:
    """Subscribers that are no function are edges; one outside the application is an external thing."""
    fragment = _read(
        "T: {Type: AWS::SNS::Topic}", "Q: {Type: AWS::SQS::Queue}",
        "A: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T, Protocol: sqs, Endpoint: !GetAtt Q.Arn}}",
        "B: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T, Protocol: email, Endpoint: a@b.example}}",
        "C: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T, Protocol: lambda, Endpoint: !GetAtt Fn.Arn, FilterPolicy: {a: [b]}, RedrivePolicy: {deadLetterTargetArn: !GetAtt Q.Arn}}}",
    )  # fmt: skip
    assert ("topic/T", "queue/Q") in edges(fragment, "publishes")
    assert any(target.startswith("external/") for _, target in edges(fragment, "publishes"))
    (edge,) = triggers(fragment)
    assert edge.on_failure == "queue/Q"
    assert edge.filter is not None


def test_a_distribution_and_an_api_of_graphql() -> None:
    """A distribution is open and leads to its origins; a GraphQL API is one route and its data sources."""
    fragment = _read(
        "B: {Type: AWS::S3::Bucket}",
        "D: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Origins: [{Id: o, DomainName: !GetAtt B.RegionalDomainName}], DefaultCacheBehavior: {ViewerProtocolPolicy: allow-all}}}}",
        "G: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: g, AuthenticationType: AMAZON_COGNITO_USER_POOLS}}",
        "S: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt G.ApiId, DynamoDBConfig: {TableName: !Ref T}}}",
        "T: {Type: AWS::DynamoDB::Table}",
    )  # fmt: skip
    distribution = one(fragment, "distribution/D", Distribution)
    assert (distribution.origins, distribution.viewer_protocols) == (("bucket/B",), ("allow-all",))
    assert {("internet/internet", "distribution/D")} <= edges(fragment, "exposes")
    assert ("distribution/D", "bucket/B") in edges(fragment, "calls")
    assert one(fragment, "api/G", Api).protocol == "APPSYNC"
    assert ("api/G", "table/T") in edges(fragment, "reads") & edges(fragment, "writes")


def test_wrong_types_are_unknown_and_never_a_crash() -> None:
    """A list where text belongs, text where a number belongs, and a mapping where a flag belongs are unknown."""
    fragment = _read(
        "F: {Type: AWS::Lambda::Function, Properties: {Timeout: [1], MemorySize: many, Runtime: {a: b}, Environment: [x], VpcConfig: 7, Layers: {a: b}, TracingConfig: x}}",
        "Q: {Type: AWS::SQS::Queue, Properties: {FifoQueue: {a: b}, VisibilityTimeout: '1e400'}}",
    )  # fmt: skip
    function = one(fragment, "function/F", Function)
    assert all(isinstance(value, Unknown) for value in (function.timeout, function.memory, function.runtime))
    assert isinstance(one(fragment, "queue/Q", Queue).fifo, Unknown)
    assert isinstance(one(fragment, "queue/Q", Queue).visibility, Unknown)


def test_texts_no_service_takes_are_not_carried_along() -> None:
    """An environment beyond any quota is unknown from there on, and a name longer than any is none."""
    text = "Resources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {A: a, B: %s, C: c}}}}\n  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: %s}}\n"
    fragment = fragment_of(text % ("b" * 70_000, "q" * 3000))
    function = one(fragment, "function/Fn", Function)
    assert [isinstance(variable.value, Unknown) for variable in function.environment] == [False, True, True]
    assert one(fragment, "queue/Q", Queue).name == "Q"
