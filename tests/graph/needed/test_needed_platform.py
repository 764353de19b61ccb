"""What Lambda does with a function's role: for what starts it, and for how it is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.need import Because
from tests.graph.needed.making import assessed, said

RESOURCES = """\
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {}}}
  Jobs: {Type: AWS::SQS::Queue}
  Sealed: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !Ref Key}}
  Managed: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: alias/aws/sqs}}
  News: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: !Ref Key}}
  Orders: {Type: AWS::DynamoDB::Table, Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}}
  Feed: {Type: AWS::Kinesis::Stream}
  Hidden: {Type: AWS::Kinesis::Stream, Properties: {StreamEncryption: {EncryptionType: KMS, KeyId: !GetAtt Key.Arn}}}
  Cluster: {Type: AWS::MSK::Cluster, Properties: {}}
  Broker: {Type: AWS::AmazonMQ::Broker, Properties: {EngineType: RABBITMQ}}
  Papers: {Type: AWS::DocDB::DBCluster}
  Files: {Type: AWS::S3::Bucket}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop}}
  Point: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: fs-1}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: shop}}
  Other: {Type: AWS::Serverless::Function, Properties: {Handler: other.handler, Runtime: python3.13, CodeUri: src}}
"""
NETWORK = [
    f"ec2:{action} *"
    for action in "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DescribeSecurityGroups "
    "DescribeSubnets DescribeVpcs".split()
]
IAM = [
    f"kafka-cluster:{action} * if the cluster uses IAM access control"
    for action in "AlterGroup Connect DescribeClusterDynamicConfiguration DescribeGroup DescribeTopic ReadData".split()
]
BASIC = (
    "SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:x'}]"
)


def started(folder: Path, event: str, more: str = "") -> list[str]:
    """What is needed of a function that is started so."""
    one = assessed(folder, f"{more}      Events:\n        It: {{{event}}}\n", RESOURCES)
    assert {need.because for need in one.needs.needed if need.action.partition(":")[0] != "logs"} <= {Because.TRIGGER}
    return said(one.needs.needed)


# -- triggers -----------------------------------------------------------------------------------


def visibility(queue: str) -> str:
    """What some clients ask a queue for."""
    return f"sqs:ChangeMessageVisibility {queue} if some clients ask for it; it is not in the documented minimum"


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (
            "Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}",
            [visibility("Jobs"), "sqs:DeleteMessage Jobs", "sqs:GetQueueAttributes Jobs", "sqs:ReceiveMessage Jobs"],
        ),
        (
            "Type: SQS, Properties: {Queue: !GetAtt Sealed.Arn}",
            ["kms:Decrypt Key", visibility("Sealed"), "sqs:DeleteMessage Sealed", "sqs:GetQueueAttributes Sealed",
             "sqs:ReceiveMessage Sealed"],
        ),
        (
            "Type: SQS, Properties: {Queue: !GetAtt Managed.Arn}",
            [visibility("Managed"), "sqs:DeleteMessage Managed", "sqs:GetQueueAttributes Managed",
             "sqs:ReceiveMessage Managed"],
        ),
        (
            "Type: DynamoDB, Properties: {Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST}",
            [*(f"dynamodb:{action} Orders/stream/*" for action in ("DescribeStream", "GetRecords", "GetShardIterator")),
             "dynamodb:ListStreams *"],
        ),
        (
            "Type: DynamoDB, Properties: {StartingPosition: LATEST, "
            "Stream: 'arn:aws:dynamodb:eu-west-1:111111111111:table/far/stream/2026'}",
            [*(f"dynamodb:{action} arn:*:dynamodb:*:*:table/far/stream/*"
               for action in ("DescribeStream", "GetRecords", "GetShardIterator")), "dynamodb:ListStreams *"],
        ),
        (
            "Type: Kinesis, Properties: {Stream: !GetAtt Hidden.Arn, StartingPosition: LATEST}",
            [*(f"kinesis:{action} Hidden" for action in (
                "DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards")),
             "kinesis:ListStreams *",
             "kinesis:SubscribeToShard Hidden if a consumer with its own throughput reads the stream",
             "kms:Decrypt Key"],
        ),
        (
            "Type: MSK, Properties: {Stream: !Ref Cluster, StartingPosition: LATEST, Topics: [a]}",
            [*NETWORK, *IAM, "kafka:DescribeCluster Cluster if provisioned clusters, older API",
             "kafka:DescribeClusterV2 Cluster", "kafka:GetBootstrapBrokers Cluster"],
        ),
        (
            "Type: SelfManagedKafka, Properties: {KafkaBootstrapServers: ['a.example.com:9092'], Topics: [a], "
            "SourceAccessConfigurations: [{Type: SASL_SCRAM_512_AUTH, URI: "
            "'arn:aws:secretsmanager:eu-west-1:111111111111:secret:x'}]}",
            [*(f"{one} if its brokers are reached through a VPC" for one in NETWORK),
             "secretsmanager:GetSecretValue * if the source's sign-in is kept in a secret"],
        ),
        (
            f"Type: MQ, Properties: {{Broker: !GetAtt Broker.Arn, Queues: [q], {BASIC}}}",
            [*NETWORK, "mq:DescribeBroker Broker", "secretsmanager:GetSecretValue *"],
        ),
        (
            f"Type: DocumentDB, Properties: {{Cluster: !GetAtt Papers.Arn, DatabaseName: d, {BASIC}}}",
            [*NETWORK, "rds:DescribeDBClusterParameters *", "rds:DescribeDBClusters Papers",
             "rds:DescribeDBSubnetGroups *", "secretsmanager:GetSecretValue *"],
        ),
        ("Type: S3, Properties: {Bucket: !Ref Files, Events: 's3:ObjectCreated:*'}", []),
        ("Type: SNS, Properties: {Topic: !Ref News}", []),
        ("Type: Schedule, Properties: {Schedule: rate(1 hour)}", []),
        ("Type: HttpApi, Properties: {Method: GET, Path: /a}", []),
    ],
    ids=lambda value: value.partition(",")[0][6:] if isinstance(value, str) else "",
)  # fmt: skip
def test_triggers(tmp_path: Path, event: str, wanted: list[str]) -> None:
    """Lambda polls with the function's role; who pushes to the function needs nothing of it."""
    assert started(tmp_path, event) == wanted


def test_a_trigger_that_is_switched_off(tmp_path: Path) -> None:
    """What it needs is neither missing nor too much: the case is said."""
    found = started(tmp_path, "Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, Enabled: false}")
    assert len(found) == 4
    assert all(line.endswith(" if its trigger is enabled") for line in found)


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("Type: SQS, Destination: !GetAtt Jobs.Arn", {"sqs:SendMessage Jobs"}),
        ("Type: SQS, Destination: !GetAtt Sealed.Arn",
         {"sqs:SendMessage Sealed", "kms:Decrypt Key", "kms:GenerateDataKey Key"}),
        ("Type: SNS, Destination: !Ref News", {"sns:Publish News", "kms:Decrypt Key", "kms:GenerateDataKey Key"}),
        ("Destination: !GetAtt Files.Arn", {"s3:PutObject Files"}),
    ],
)  # fmt: skip
def test_what_a_stream_hands_failures_to(tmp_path: Path, target: str, wanted: set[str]) -> None:
    """The poller sends them with the function's role too, and encrypts them."""
    stream = "Type: Kinesis, Properties: {Stream: !GetAtt Feed.Arn, StartingPosition: LATEST"
    found = started(tmp_path, f"{stream}, DestinationConfig: {{OnFailure: {{{target}}}}}}}")
    assert {line for line in found if not line.startswith("kinesis:")} == wanted


# -- configuration ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Jobs.Arn}", ["sqs:SendMessage Jobs"]),
        ("DeadLetterQueue: {Type: SNS, TargetArn: !Ref News}",
         ["kms:Decrypt Key", "kms:GenerateDataKey Key", "sns:Publish News"]),
        (
            "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: EventBridge, Destination: !GetAtt Bus.Arn}, "
            "OnFailure: {Type: Lambda, Destination: !GetAtt Other.Arn}}}",
            ["events:PutEvents Bus", "lambda:InvokeFunction Other"],
        ),
        (
            "Tracing: Active",
            [*(f"xray:{action} * if the tracing library samples by central rules" for action in (
                "GetSamplingRules", "GetSamplingStatisticSummaries", "GetSamplingTargets")),
             "xray:PutTelemetryRecords *", "xray:PutTraceSegments *"],
        ),
        ("Tracing: PassThrough", []),
        (
            "VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}",
            ["ec2:AssignPrivateIpAddresses * if in the documented list, not asked for at creation",
             "ec2:CreateNetworkInterface *", "ec2:DeleteNetworkInterface *", "ec2:DescribeNetworkInterfaces *",
             "ec2:DescribeSubnets * if in the documented list, not asked for at creation",
             "ec2:UnassignPrivateIpAddresses * if in the documented list, not asked for at creation"],
        ),
        (
            "DurableConfig: {ExecutionTimeout: 60}",
            ["lambda:CheckpointDurableExecution Work", "lambda:GetDurableExecutionState Work"],
        ),
        (
            "FileSystemConfigs: [{Arn: !GetAtt Point.Arn, LocalMountPath: /mnt/a}]",
            [f"elasticfilesystem:{action} Point if the file system's own policy asks for it"
             for action in ("ClientMount", "ClientWrite")],
        ),
        ("Environment: {Variables: {ENNEAD_DEAD_LETTER: !Ref Jobs}}", ["sqs:SendMessage Jobs"]),
        (
            "Environment: {Variables: {ENNEAD_DEAD_LETTER: !GetAtt Sealed.Arn}}",
            ["kms:Decrypt Key", "kms:GenerateDataKey Key", "sqs:SendMessage Sealed"],
        ),
        (
            "Environment: {Variables: {ENNEAD_DEAD_LETTER: 'arn:aws:sqs:eu-west-1:111111111111:far'}}",
            ["sqs:SendMessage arn:*:sqs:eu-west-1:111111111111:far"],
        ),
        ("MemorySize: 512", []),
    ],
    ids=lambda value: value.partition(":")[0] if isinstance(value, str) else "",
)  # fmt: skip
def test_configuration(tmp_path: Path, more: str, wanted: list[str]) -> None:
    """Dead letters, results, traces, network, durable state, file systems and refused records each need their own."""
    one = assessed(tmp_path, f"      {more}\n", RESOURCES)
    assert said(one.needs.needed) == wanted
    assert {need.because for need in one.needs.needed} == {Because.CONFIGURATION}


def test_a_dead_letter_that_is_granted(tmp_path: Path) -> None:
    """The right that the variable asks for is neither too much nor missing; the same right without it is too much."""
    right = "      Policies: [{Statement: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Jobs.Arn}]}]\n"
    told = "      Environment: {Variables: {ENNEAD_DEAD_LETTER: !Ref Jobs}}\n"
    both = assessed(tmp_path / "both", told + right, RESOURCES).held
    assert (both.excess, both.missing) == ((), ())
    assert [one.action for one in assessed(tmp_path / "right", right, RESOURCES).held.excess] == ["sqs:SendMessage"]
    assert [one.action for one in assessed(tmp_path / "told", told, RESOURCES).held.missing] == ["sqs:SendMessage"]


def test_a_dead_letter_that_deployment_tells(tmp_path: Path) -> None:
    """Which queue it is nobody can tell: what the role has of the right is kept."""
    more = "      Environment: {Variables: {ENNEAD_DEAD_LETTER: '{{resolve:ssm:/queue}}'}}\n"
    right = "      Policies: [{Statement: [{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Jobs.Arn}]}]\n"
    assert assessed(tmp_path, more + right, RESOURCES).held.excess == ()


@pytest.mark.parametrize(
    ("more", "group"),
    [
        ("", "arn:*:logs:*:*:log-group:/aws/lambda/${Work}:*"),
        ("      FunctionName: work\n", "arn:*:logs:*:*:log-group:/aws/lambda/work:*"),
        ("      LoggingConfig: {LogGroup: !Ref Group}\n", "Group"),
        ("      LoggingConfig: {LogGroup: /far}\n", "arn:*:logs:*:*:log-group:/far:*"),
    ],
)
def test_every_function_writes_its_log(tmp_path: Path, more: str, group: str) -> None:
    """Streams and events always, the group only where it is not there yet."""
    assert said(assessed(tmp_path, more, RESOURCES).needs.needed, logs=True) == [
        f"logs:CreateLogGroup {group} if the log group does not exist yet",
        f"logs:CreateLogStream {group}",
        f"logs:PutLogEvents {group}",
    ]


def test_insights_has_a_log_of_its_own(tmp_path: Path) -> None:
    """The extension writes into a group that all functions share."""
    layer = "arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:14"
    found = said(assessed(tmp_path, f"      Layers: ['{layer}']\n", RESOURCES).needs.sure, logs=True)
    own = "arn:*:logs:*:*:log-group:/aws/lambda-insights:* arn:*:logs:*:*:log-group:/aws/lambda/${Work}:*"
    assert found == [f"logs:CreateLogStream {own}", f"logs:PutLogEvents {own}"]
