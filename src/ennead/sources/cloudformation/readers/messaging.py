"""Queues, topics, streams, brokers."""

from __future__ import annotations

from ennead.model import app
from ennead.model.app import Broker, EdgeKind, Mode, Number, Queue, Stream, Text, Topic, Trigger
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, places
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View


@reads("AWS::SQS::Queue")
def queue(resource: Resource, desk: Desk) -> None:
    """A queue and where its poison messages go."""
    props = resource.properties
    node_id = desk.id_of(resource)
    redrive, receives, target = _redrive(props, desk)
    desk.add(
        Queue(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            fifo=props.flag("FifoQueue"),
            visibility=props.number("VisibilityTimeout"),
            visibility_at=props.at("VisibilityTimeout"),
            retention=props.number("MessageRetentionPeriod"),
            max_receive=receives,
            dead_letter=redrive,
            encrypted_with=props.text("KmsMasterKeyId"),
        )
    )
    if target:
        desk.link(EdgeKind.FAILS_TO, node_id, target, props.at("RedrivePolicy"), label="redrive")


def _redrive(props: View, desk: Desk) -> tuple[Text, Number, str | None]:
    if not props.has("RedrivePolicy"):
        return None, None, None
    unknown = props.is_unknown("RedrivePolicy")
    if unknown is not None:
        return unknown, unknown, None
    policy = props.view("RedrivePolicy")
    arn = policy.text("deadLetterTargetArn")
    if arn is None:
        return Unknown("the redrive policy names no queue"), policy.number("maxReceiveCount"), None
    return arn, policy.number("maxReceiveCount"), desk.target(arn, Queue, "AWS::SQS::Queue")


@reads("AWS::SNS::Topic")
def topic(resource: Resource, desk: Desk) -> None:
    """A topic and the subscriptions written into it."""
    props = resource.properties
    node_id = desk.add(
        Topic(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            fifo=props.flag("FifoTopic"),
            encrypted_with=props.text("KmsMasterKeyId"),
        )
    )
    for one in props.views("Subscription"):
        _subscribe(one, node_id, desk, resource)


@reads("AWS::SNS::Subscription")
def subscription(resource: Resource, desk: Desk) -> None:
    """A subscription of its own."""
    topic_id = desk.target(resource.properties.raw("TopicArn"), Topic, "AWS::SNS::Topic", at=resource.at)
    _subscribe(resource.properties, topic_id, desk, resource)


def _subscribe(one: View, topic_id: str, desk: Desk, resource: Resource) -> None:
    protocol, endpoint = one.known("Protocol"), one.raw("Endpoint")
    at = one.at("Endpoint")
    dead_letter = one.view("RedrivePolicy").raw("deadLetterTargetArn")
    failure = desk.target(dead_letter, Queue) if dead_letter is not None else None
    policy = one.raw("FilterPolicy")
    label = resource.logical_id
    if protocol == "lambda":
        target = desk.function_of(endpoint, at)
        declared = desk.declared(target, "SNS", "Topic", topic_id) if resource.type == "AWS::SNS::Topic" else []
        desk.trigger(
            Trigger(
                source=topic_id, target=target, mode=Mode.ASYNC, event="sns", label=label, on_failure=failure,
                filter=_pattern(policy), locations=places(resource.at, at, *declared),
            )
        )  # fmt: skip
    elif protocol in {"sqs", "firehose"}:
        kind: type[app.Node] = Queue if protocol == "sqs" else Stream
        desk.link(EdgeKind.PUBLISHES, topic_id, desk.target(endpoint, kind, at=at), at, label=label)
    elif protocol:
        target = desk.external(endpoint, app.Source, at).replace("resource/", "external/", 1)
        desk.nodes.pop(target.replace("external/", "resource/", 1), None)
        desk.add(app.Source(id=target, name=f"{protocol} subscriber", at=at, external=True))
        desk.link(EdgeKind.PUBLISHES, topic_id, target, at, label=label)


def _pattern(policy: object) -> Text:
    """A subscription's filter; None where there is none."""
    if policy is None or isinstance(policy, Unknown):
        return policy
    return str(policy) if policy else None


@reads("AWS::Kinesis::Stream", "AWS::KinesisFirehose::DeliveryStream")
def stream(resource: Resource, desk: Desk) -> None:
    """A data or delivery stream; a delivery stream's transforming function and its targets."""
    props = resource.properties
    node_id = desk.add(
        Stream(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            retention_hours=props.number("RetentionPeriodHours"),
            shards=props.number("ShardCount"),
            encrypted=True if props.has("StreamEncryption") else None,
            encrypted_with=_stream_key(props),
        )
    )
    origin = props.view("KinesisStreamSourceConfiguration")
    if origin.has("KinesisStreamARN"):
        source = desk.target(origin.raw("KinesisStreamARN"), Stream, "AWS::Kinesis::Stream")
        desk.link(EdgeKind.PUBLISHES, source, node_id, origin.at("KinesisStreamARN"))
    for key, value in props.data.items():
        if key.endswith("DestinationConfiguration") and isinstance(value, dict):
            _delivery(props.view(key), node_id, desk)


def _stream_key(props: View) -> Text:
    delivery = props.view("DeliveryStreamEncryptionConfigurationInput")
    key = props.view("StreamEncryption").text("KeyId")
    return delivery.text("KeyARN") if key is None else key


def _delivery(destination: View, node_id: str, desk: Desk) -> None:
    if destination.has("BucketARN"):
        target = desk.target(destination.raw("BucketARN"), app.Bucket, "AWS::S3::Bucket")
        desk.link(EdgeKind.WRITES, node_id, target, destination.at("BucketARN"))
    for processor in destination.view("ProcessingConfiguration").views("Processors"):
        for one in processor.views("Parameters"):
            if one.known("ParameterName") == "LambdaArn":
                at = one.at("ParameterValue")
                target = desk.function_of(one.raw("ParameterValue"), at)
                desk.trigger(
                    Trigger(source=node_id, target=target, mode=Mode.SYNC, event="firehose", locations=places(at))
                )


@reads("AWS::Kinesis::StreamConsumer")
def consumer(resource: Resource, desk: Desk) -> None:
    """An enhanced fan-out consumer stands for its stream."""
    source = desk.target(resource.properties.raw("StreamARN"), Stream, "AWS::Kinesis::Stream")
    node_id = desk.add(Stream(**desk.base(resource)))
    desk.link(EdgeKind.PUBLISHES, source, node_id, resource.at)


@reads("AWS::MSK::Cluster", "AWS::MSK::ServerlessCluster", "AWS::AmazonMQ::Broker")
def broker(resource: Resource, desk: Desk) -> None:
    """A broker or Kafka cluster."""
    props = resource.properties
    engine = props.text("EngineType") if resource.type.startswith("AWS::AmazonMQ") else "kafka"
    desk.add(Broker(**desk.base(resource), engine=engine, public=props.flag("PubliclyAccessible")))
