"""S3, DynamoDB, databases: what keeps data, and the events it sends."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model import app
from ennead.model.app import Bucket, CorsRule, Database, EdgeKind, Mode, Table, Text, Trigger
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, places
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View

BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


@reads("AWS::S3::Bucket", "AWS::S3Express::DirectoryBucket")
def bucket(resource: Resource, desk: Desk) -> None:
    """A bucket: how public it may become, its CORS rules and notifications."""
    props = resource.properties
    rules = list(props.view("OwnershipControls").views("Rules"))
    notifications = props.view("NotificationConfiguration")
    node_id = desk.add(
        Bucket(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            public_access_block=_block(props),
            block_at=props.at("PublicAccessBlockConfiguration"),
            acl=props.text("AccessControl"),
            ownership=rules[0].text("ObjectOwnership") if rules else None,
            ownership_at=props.at("OwnershipControls"),
            website=True if props.has("WebsiteConfiguration") else None,
            website_at=props.at("WebsiteConfiguration"),
            cors=tuple(_cors(props)),
            versioned=props.view("VersioningConfiguration").text("Status") == "Enabled",
            event_bridge=_event_bridge(notifications),
            encrypted_with=_bucket_key(props),
        )
    )
    _notifications(notifications, desk, node_id)


def _event_bridge(notifications: View) -> bool | None:
    if not notifications.has("EventBridgeConfiguration"):
        return None
    return notifications.view("EventBridgeConfiguration").flag("EventBridgeEnabled") is not False


def _block(props: View) -> frozenset[str] | Unknown | None:
    if not props.has("PublicAccessBlockConfiguration"):
        return None
    block = props.view("PublicAccessBlockConfiguration")
    unknown = props.is_unknown("PublicAccessBlockConfiguration")
    if unknown is not None:
        return unknown
    flags = {name: block.flag(name) for name in BLOCKS}
    for value in flags.values():
        if isinstance(value, Unknown):
            return value
    return frozenset(name for name, value in flags.items() if value is True)


def _cors(props: View) -> Iterator[CorsRule]:
    for rule in props.view("CorsConfiguration").views("CorsRules"):
        at = rule.at("AllowedOrigins")
        yield CorsRule(origins=rule.texts("AllowedOrigins"), methods=rule.texts("AllowedMethods"), at=at)


def _bucket_key(props: View) -> Text:
    for rule in props.view("BucketEncryption").views("ServerSideEncryptionConfiguration"):
        key = rule.view("ServerSideEncryptionByDefault").text("KMSMasterKeyID")
        if key is not None:
            return key
    return None


def _notifications(notifications: View, desk: Desk, node_id: str) -> None:
    for one in notifications.views("LambdaConfigurations"):
        target = desk.function_of(one.raw("Function"), one.here)
        declared = desk.declared(target, "S3", "Bucket", node_id)
        desk.trigger(
            Trigger(
                source=node_id,
                target=target,
                mode=Mode.ASYNC,
                event="s3",
                filter=_key_filter(one),
                label=one.known("Event"),
                locations=places(*declared, one.at("Function")),
            )
        )
    for key, field, kind in (("QueueConfigurations", "Queue", app.Queue), ("TopicConfigurations", "Topic", app.Topic)):
        for one in notifications.views(key):
            desk.link(
                EdgeKind.PUBLISHES, node_id, desk.target(one.raw(field), kind), one.at(field), label=one.known("Event")
            )
    if notifications.has("EventBridgeConfiguration"):
        bus = desk.add(app.Bus(id="bus/default", name="default", external=True))
        desk.link(EdgeKind.PUBLISHES, node_id, bus, notifications.at("EventBridgeConfiguration"))


def _key_filter(one: View) -> Text:
    rules = list(one.view("Filter").view("S3Key").views("Rules"))
    parts = [f"{str(rule.known('Name')).lower()} {rule.known('Value')}" for rule in rules]
    return ", ".join(sorted(parts)) or None


@reads("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
def table(resource: Resource, desk: Desk) -> None:
    """A table; its stream is the table itself as a trigger."""
    props = resource.properties
    throughput = props.view("ProvisionedThroughput")
    replicas = (replica.view("SSESpecification") for replica in props.views("Replicas"))
    keys = (one.text("KMSMasterKeyId") for one in (props.view("SSESpecification"), *replicas))
    key = next((one for one in keys if one is not None), None)
    recovery = props.view("PointInTimeRecoverySpecification").flag("PointInTimeRecoveryEnabled")
    attributes = tuple(name for one in props.views("AttributeDefinitions") if (name := one.known("AttributeName")))
    desk.add(
        Table(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            attributes=attributes,
            billing=props.text("BillingMode"),
            read_capacity=throughput.number("ReadCapacityUnits"),
            write_capacity=throughput.number("WriteCapacityUnits"),
            stream=props.view("StreamSpecification").text("StreamViewType"),
            point_in_time_recovery=recovery,
            deletion_protection=props.flag("DeletionProtectionEnabled"),
            encrypted_with=key,
        )
    )


@reads(
    "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::DocDB::DBCluster", "AWS::OpenSearchService::Domain",
    "AWS::Redshift::Cluster", "AWS::Neptune::DBCluster", "AWS::ElastiCache::ReplicationGroup",
    "AWS::Timestream::Table",
)  # fmt: skip
def database(resource: Resource, desk: Desk) -> None:
    """A database server or cluster."""
    props = resource.properties
    desk.add(
        Database(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            engine=props.text("Engine"),
            public=props.flag("PubliclyAccessible"),
            encrypted_with=_database_key(props),
        )
    )


def _database_key(props: View) -> Text:
    key = props.text("KmsKeyId")
    return props.view("EncryptionAtRestOptions").text("KmsKeyId") if key is None else key
