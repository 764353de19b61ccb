"""S3, DynamoDB, databases: what keeps data, with the parts of a bucket that stand on their own."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.terraform.arguments import By, Each, Json, Table, add, fill, put
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Instance, Pointer, Unclear
from ennead.sources.terraform.owners import owner
from ennead.sources.terraform.types.registry import joins, makes

_ACLS = {
    "private": "Private", "public-read": "PublicRead", "public-read-write": "PublicReadWrite",
    "authenticated-read": "AuthenticatedRead", "log-delivery-write": "LogDeliveryWrite",
    "bucket-owner-read": "BucketOwnerRead", "bucket-owner-full-control": "BucketOwnerFullControl",
    "aws-exec-read": "AwsExecRead",
}  # fmt: skip


def _acl(value: Any) -> Any:
    return _ACLS.get(value, value) if isinstance(value, str) else value


_CORS = Each("CorsConfiguration.CorsRules", {"allowed_origins": "AllowedOrigins", "allowed_methods": "AllowedMethods"})
_ENCRYPTION = Each(
    "BucketEncryption.ServerSideEncryptionConfiguration",
    {
        "apply_server_side_encryption_by_default.sse_algorithm": "ServerSideEncryptionByDefault.SSEAlgorithm",
        "apply_server_side_encryption_by_default.kms_master_key_id": "ServerSideEncryptionByDefault.KMSMasterKeyID",
    },
)
WEBSITE: Table = {
    "index_document": By("WebsiteConfiguration.IndexDocument", lambda _: "index"),
    "redirect_all_requests_to": By("WebsiteConfiguration.RedirectAllRequestsTo", lambda _: "elsewhere"),
}


def _bucket(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """What older versions of the provider write into the bucket itself."""
    values = instance.attributes
    _versioning(values.get("versioning"), "enabled", properties, instance)
    if values.get("website"):
        put(properties, "WebsiteConfiguration.IndexDocument", "index", mark_of(values, "website") or instance.mark)
    if values.get("policy") is not None:
        mark = mark_of(values, "policy") or instance.mark
        beside = draft.made_properties(draft.beside(instance, "AWS::S3::BucketPolicy", mark))
        put(beside, "Bucket", convert(Pointer(instance.address, ("id",)), draft), mark)
        fill(beside, values, {"policy": Json("PolicyDocument")}, draft, mark)


def _versioning(value: Any, key: str, properties: MarkedDict, instance: Instance) -> None:
    block = value[0] if isinstance(value, list) and value else value
    if isinstance(block, dict) and (block.get(key) is True or block.get(key) == "Enabled"):
        mark = mark_of(block, key) or instance.mark
        put(properties, "VersioningConfiguration.Status", "Enabled", mark)


makes(
    "aws_s3_bucket",
    kind="AWS::S3::Bucket",
    arguments={
        "bucket": "BucketName",
        "acl": By("AccessControl", _acl),
        "cors_rule": _CORS,
        "server_side_encryption_configuration.rule": _ENCRYPTION,
    },
    attributes={
        "bucket": "${@}",
        "bucket_domain_name": "${@}.s3.amazonaws.com",
        "bucket_regional_domain_name": "${@}.s3.${AWS::Region}.amazonaws.com",
        "website_endpoint": "${@}.s3-website-${AWS::Region}.amazonaws.com",
    },
    finish=_bucket,
)
makes(
    "aws_s3_directory_bucket",
    kind="AWS::S3Express::DirectoryBucket",
    arguments={"bucket": "BucketName"},
    attributes={"bucket": "${@}"},
)
makes(
    "aws_s3_bucket_policy",
    kind="AWS::S3::BucketPolicy",
    arguments={"bucket": "Bucket", "policy": Json("PolicyDocument")},
    attributes={"bucket": "${@.Bucket}"},
)


def properties_of(instance: Instance, draft: Draft) -> MarkedDict:
    """The bucket an instance speaks of: one of the configuration, or one that is declared elsewhere."""
    value = instance.attributes.get("bucket")
    found = owner(value, draft, "aws_s3_bucket", "aws_s3_directory_bucket")
    properties = draft.properties(found.address) if found else None
    if properties is not None:
        return properties
    name = convert(value, draft)
    shown = name if isinstance(name, str) else _shown(value)
    return draft.elsewhere(shown, "AWS::S3::Bucket", instance, BucketName=name)


def _shown(value: Any) -> str:
    if isinstance(value, Pointer):
        return value.address
    return value.name if isinstance(value, Unclear) else "a bucket"


_PARTS: dict[str, Table] = {
    "aws_s3_bucket_public_access_block": {
        "block_public_acls": "PublicAccessBlockConfiguration.BlockPublicAcls",
        "block_public_policy": "PublicAccessBlockConfiguration.BlockPublicPolicy",
        "ignore_public_acls": "PublicAccessBlockConfiguration.IgnorePublicAcls",
        "restrict_public_buckets": "PublicAccessBlockConfiguration.RestrictPublicBuckets",
    },
    "aws_s3_bucket_acl": {"acl": By("AccessControl", _acl)},
    "aws_s3_bucket_website_configuration": WEBSITE,
    "aws_s3_bucket_cors_configuration": {"cors_rule": _CORS},
    "aws_s3_bucket_server_side_encryption_configuration": {"rule": _ENCRYPTION},
    "aws_s3_bucket_ownership_controls": {
        "rule": Each("OwnershipControls.Rules", {"object_ownership": "ObjectOwnership"})
    },
    "aws_s3_bucket_versioning": {},
}


@joins(*_PARTS, follows="bucket")
def part(instance: Instance, draft: Draft) -> None:
    """A part of a bucket, written apart."""
    properties = properties_of(instance, draft)
    if instance.type == "aws_s3_bucket_versioning":
        _versioning(instance.attributes.get("versioning_configuration"), "status", properties, instance)
        return
    if instance.type == "aws_s3_bucket_public_access_block":
        # What the block does not say is off, and the block stands whatever it says.
        put(properties, "PublicAccessBlockConfiguration", MarkedDict(mark=instance.mark), instance.mark)
        for name in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"):
            put(properties, f"PublicAccessBlockConfiguration.{name}", False, instance.mark)
        properties.keys_at["PublicAccessBlockConfiguration"] = instance.mark
    fill(properties, instance.attributes, _PARTS[instance.type], draft, instance.mark)


_STARTED = {
    "lambda_function": ("LambdaConfigurations", "lambda_function_arn", "Function"),
    "queue": ("QueueConfigurations", "queue_arn", "Queue"),
    "topic": ("TopicConfigurations", "topic_arn", "Topic"),
}


@joins("aws_s3_bucket_notification", follows="bucket")
def notification(instance: Instance, draft: Draft) -> None:
    """What a bucket starts and where it sends its events."""
    properties = properties_of(instance, draft)
    values = instance.attributes
    for block, (section, argument, name) in _STARTED.items():
        items = values.get(block)
        if items is not None and not isinstance(items, list | dict):
            reason = f"what {instance.address} starts could not be told"
            draft.missing("count", reason, mark_of(values, block) or instance.mark, instance.address)
            continue
        for item in (items if isinstance(items, list) else [items]) if items else ():
            if isinstance(item, dict):
                _event(item, properties, section, {argument: name, "events": "Event"}, instance, draft)
    if values.get("eventbridge") is True:
        mark = mark_of(values, "eventbridge") or instance.mark
        put(properties, "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True, mark)


def _event(
    item: dict[str, Any], properties: MarkedDict, section: str, table: Table, instance: Instance, draft: Draft
) -> None:
    mark = getattr(item, "mark", None) or instance.mark
    one = MarkedDict(mark=mark)
    fill(one, item, table, draft, mark)
    events = one.get("Event")
    if isinstance(events, list):
        one["Event"] = ", ".join(str(event) for event in events)
    rules = [
        MarkedDict({"Name": name, "Value": convert(item[argument], draft)})
        for argument, name in (("filter_prefix", "prefix"), ("filter_suffix", "suffix"))
        if item.get(argument)
    ]
    if rules:
        one["Filter"] = {"S3Key": {"Rules": rules}}
    add(properties, f"NotificationConfiguration.{section}", one, mark)


def _table(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """A stream only where it is switched on."""
    if instance.attributes.get("stream_enabled") is False:
        return
    table: Table = {"stream_view_type": "StreamSpecification.StreamViewType"}
    fill(properties, instance.attributes, table, draft, instance.mark)
    if instance.attributes.get("stream_enabled") is True and "StreamSpecification" not in properties:
        put(properties, "StreamSpecification.StreamViewType", "NEW_AND_OLD_IMAGES", instance.mark)


makes(
    "aws_dynamodb_table",
    kind="AWS::DynamoDB::Table",
    arguments={
        "name": "TableName",
        "attribute": Each("AttributeDefinitions", {"name": "AttributeName", "type": "AttributeType"}),
        "billing_mode": "BillingMode",
        "read_capacity": "ProvisionedThroughput.ReadCapacityUnits",
        "write_capacity": "ProvisionedThroughput.WriteCapacityUnits",
        "server_side_encryption.kms_key_arn": "SSESpecification.KMSMasterKeyId",
        "point_in_time_recovery.enabled": "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
        "deletion_protection_enabled": "DeletionProtectionEnabled",
    },
    attributes={"name": "${@}", "stream_arn": "${@.StreamArn}"},
    finish=_table,
)
makes(
    "aws_dynamodb_global_table",
    kind="AWS::DynamoDB::GlobalTable",
    arguments={"name": "TableName"},
    attributes={"name": "${@}"},
)
_DATABASE: Table = {
    "engine": "Engine",
    "publicly_accessible": "PubliclyAccessible",
    "kms_key_id": "KmsKeyId",
    "kms_key_arn": "KmsKeyId",
}
for _type, _kind, _name in (
    ("aws_rds_cluster", "AWS::RDS::DBCluster", ("cluster_identifier", "DBClusterIdentifier")),
    ("aws_db_instance", "AWS::RDS::DBInstance", ("identifier", "DBInstanceIdentifier")),
    ("aws_docdb_cluster", "AWS::DocDB::DBCluster", ("cluster_identifier", "DBClusterIdentifier")),
    ("aws_neptune_cluster", "AWS::Neptune::DBCluster", ("cluster_identifier", "DBClusterIdentifier")),
    ("aws_redshift_cluster", "AWS::Redshift::Cluster", ("cluster_identifier", "ClusterIdentifier")),
    ("aws_opensearch_domain", "AWS::OpenSearchService::Domain", ("domain_name", "DomainName")),
    ("aws_elasticsearch_domain", "AWS::OpenSearchService::Domain", ("domain_name", "DomainName")),
    (
        "aws_elasticache_replication_group",
        "AWS::ElastiCache::ReplicationGroup",
        ("replication_group_id", "ReplicationGroupId"),
    ),
    ("aws_timestreamwrite_table", "AWS::Timestream::Table", ("table_name", "TableName")),
):
    makes(_type, kind=_kind, arguments={_name[0]: _name[1], **_DATABASE}, attributes={_name[0]: "${@}"})
