"""Queues, topics, streams, brokers."""

from __future__ import annotations

from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.terraform.arguments import Each, Json, Table, fill, put
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.owners import owner
from ennead.sources.terraform.types.registry import joins, makes


def _own_policy(instance: Instance, draft: Draft, kind: str, target: str, document: str) -> None:
    """A policy written into a resource, as a resource of its own."""
    if instance.attributes.get("policy") is None:
        return
    mark = mark_of(instance.attributes, "policy") or instance.mark
    beside = draft.made_properties(draft.beside(instance, kind, mark))
    put(beside, target, convert(Pointer(instance.address, ("id",)), draft), mark)
    fill(beside, instance.attributes, {"policy": Json(document)}, draft, mark)


def _queue(instance: Instance, _: MarkedDict, draft: Draft) -> None:
    _own_policy(instance, draft, "AWS::SQS::QueueInlinePolicy", "Queue", "PolicyDocument")


makes(
    "aws_sqs_queue",
    kind="AWS::SQS::Queue",
    arguments={
        "name": "QueueName",
        "fifo_queue": "FifoQueue",
        "visibility_timeout_seconds": "VisibilityTimeout",
        "message_retention_seconds": "MessageRetentionPeriod",
        "redrive_policy": Json("RedrivePolicy"),
        "kms_master_key_id": "KmsMasterKeyId",
    },
    attributes={"url": "${@}", "name": "${@.QueueName}"},
    finish=_queue,
)


def _policy_of_queue(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """`Queues` is a list."""
    mark = mark_of(instance.attributes, "queue_url") or instance.mark
    value = instance.attributes.get("queue_url")
    found = owner(value, draft, "aws_sqs_queue")
    put(properties, "Queues", [convert(Pointer(found.address, ("id",)) if found else value, draft)], mark)


makes(
    "aws_sqs_queue_policy",
    kind="AWS::SQS::QueuePolicy",
    arguments={"policy": Json("PolicyDocument")},
    finish=_policy_of_queue,
)


@joins("aws_sqs_queue_redrive_policy", follows="queue_url")
def redrive(instance: Instance, draft: Draft) -> None:
    """Where a queue's poison messages go, written apart."""
    found = owner(instance.attributes.get("queue_url"), draft, "aws_sqs_queue")
    properties = draft.properties(found.address) if found else None
    if properties is not None:
        fill(properties, instance.attributes, {"redrive_policy": Json("RedrivePolicy")}, draft, instance.mark)


@joins("aws_sqs_queue_redrive_allow_policy", follows="queue_url")
def redrive_allow(instance: Instance, draft: Draft) -> None:
    """Which queues may use one as their dead letter queue: nothing that reaches anybody."""


def _topic(instance: Instance, _: MarkedDict, draft: Draft) -> None:
    _own_policy(instance, draft, "AWS::SNS::TopicInlinePolicy", "TopicArn", "PolicyDocument")


makes(
    "aws_sns_topic",
    kind="AWS::SNS::Topic",
    arguments={"name": "TopicName", "fifo_topic": "FifoTopic", "kms_master_key_id": "KmsMasterKeyId"},
    attributes={"arn": "${@}", "name": "${@.TopicName}"},
    finish=_topic,
)


def _policy_of_topic(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    mark = mark_of(instance.attributes, "arn") or instance.mark
    put(properties, "Topics", [convert(instance.attributes.get("arn"), draft)], mark)


makes(
    "aws_sns_topic_policy",
    kind="AWS::SNS::TopicPolicy",
    arguments={"policy": Json("PolicyDocument")},
    finish=_policy_of_topic,
)
makes(
    "aws_sns_topic_subscription",
    kind="AWS::SNS::Subscription",
    arguments={
        "topic_arn": "TopicArn",
        "protocol": "Protocol",
        "endpoint": "Endpoint",
        "filter_policy": Json("FilterPolicy"),
        "redrive_policy": Json("RedrivePolicy"),
    },
)


def _stream(instance: Instance, properties: MarkedDict, _: Draft) -> None:
    if instance.attributes.get("encryption_type") == "KMS":
        mark = mark_of(instance.attributes, "encryption_type") or instance.mark
        put(properties, "StreamEncryption.EncryptionType", "KMS", mark)


makes(
    "aws_kinesis_stream",
    kind="AWS::Kinesis::Stream",
    arguments={"name": "Name", "retention_period": "RetentionPeriodHours", "shard_count": "ShardCount"},
    attributes={"name": "${@}"},
    finish=_stream,
)
makes(
    "aws_kinesis_stream_consumer",
    kind="AWS::Kinesis::StreamConsumer",
    arguments={"name": "ConsumerName", "stream_arn": "StreamARN"},
    attributes={"arn": "${@}"},
)
makes(
    "aws_kinesis_resource_policy",
    kind="AWS::Kinesis::ResourcePolicy",
    arguments={"resource_arn": "ResourceArn", "policy": Json("ResourcePolicy")},
)

_PROCESSING = Each(
    "ProcessingConfiguration.Processors",
    {
        "type": "Type",
        "parameters": Each(
            "Parameters", {"parameter_name": "ParameterName", "parameter_value": "ParameterValue"}
        ),
    },
)  # fmt: skip
_DESTINATIONS = {
    "extended_s3_configuration": "ExtendedS3DestinationConfiguration",
    "s3_configuration": "S3DestinationConfiguration",
    "http_endpoint_configuration": "HttpEndpointDestinationConfiguration",
    "opensearch_configuration": "AmazonopensearchserviceDestinationConfiguration",
    "opensearchserverless_configuration": "AmazonOpenSearchServerlessDestinationConfiguration",
    "elasticsearch_configuration": "ElasticsearchDestinationConfiguration",
    "redshift_configuration": "RedshiftDestinationConfiguration",
    "splunk_configuration": "SplunkDestinationConfiguration",
    "snowflake_configuration": "SnowflakeDestinationConfiguration",
    "iceberg_configuration": "IcebergDestinationConfiguration",
}


def _delivery(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """Each destination; the bucket beside one that is none is where it writes too."""
    for argument, name in _DESTINATIONS.items():
        table: Table = {
            f"{argument}.bucket_arn": f"{name}.BucketARN",
            f"{argument}.s3_configuration.bucket_arn": f"{name}.BucketARN",
            f"{argument}.processing_configuration.processors": Each(
                f"{name}.{_PROCESSING.path}", _PROCESSING.arguments
            ),
        }  # fmt: skip
        fill(properties, instance.attributes, table, draft, instance.mark)


makes(
    "aws_kinesis_firehose_delivery_stream",
    kind="AWS::KinesisFirehose::DeliveryStream",
    arguments={
        "name": "DeliveryStreamName",
        "kinesis_source_configuration.kinesis_stream_arn": "KinesisStreamSourceConfiguration.KinesisStreamARN",
        "server_side_encryption.key_arn": "DeliveryStreamEncryptionConfigurationInput.KeyARN",
    },
    attributes={"name": "${@}"},
    finish=_delivery,
)
makes(
    "aws_msk_cluster",
    kind="AWS::MSK::Cluster",
    arguments={
        "cluster_name": "ClusterName",
        "broker_node_group_info.connectivity_info.public_access.type": "ConnectivityInfo.PublicAccess.Type",
    },
    attributes={"arn": "${@}", "cluster_name": "${@.Name}"},
)
makes(
    "aws_msk_serverless_cluster",
    kind="AWS::MSK::ServerlessCluster",
    arguments={"cluster_name": "ClusterName"},
    attributes={"arn": "${@}", "cluster_name": "${@.Name}"},
)
makes(
    "aws_mq_broker",
    kind="AWS::AmazonMQ::Broker",
    arguments={
        "broker_name": "BrokerName", "engine_type": "EngineType", "publicly_accessible": "PubliclyAccessible",
    },
)  # fmt: skip
