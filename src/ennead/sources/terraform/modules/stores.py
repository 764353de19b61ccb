"""The modules of buckets, queues, topics, tables, keys and registries."""

from __future__ import annotations

import re
from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.terraform.instance import Encoded, Pointer
from ennead.sources.terraform.modules.making import Making, attributes, blocks, members, statements

_BUCKET = "aws_s3_bucket.this[0]"


def bucket(making: Making) -> None:
    """`terraform-aws-modules/s3-bucket/aws`."""
    making.outputs |= {
        "s3_bucket_id": making.pointer(_BUCKET, "id"), "s3_bucket_arn": making.pointer(_BUCKET, "arn"),
        "s3_bucket_bucket_domain_name": making.pointer(_BUCKET, "bucket_domain_name"),
        "s3_bucket_bucket_regional_domain_name": making.pointer(_BUCKET, "bucket_regional_domain_name"),
        "s3_bucket_website_endpoint": making.pointer(_BUCKET, "website_endpoint"),
    }  # fmt: skip
    if not making.on("create_bucket", default=True):
        return
    why = making.told("create_bucket")
    making.add(_BUCKET, making.taken({"bucket": "bucket"}), why=why)
    own = making.pointer(_BUCKET, "id")
    if making.on("attach_public_policy", default=True):
        names = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
        block = making.taken({name: name for name in names})
        for name in names:
            block.setdefault(name, _since(making, 4))  # the module's default, off before version 4
        block["bucket"] = own
        making.add("aws_s3_bucket_public_access_block.this[0]", block)
    for kind, names_of in (
        ("aws_s3_bucket_acl", {"acl": "acl"}),
        ("aws_s3_bucket_cors_configuration", {"cors_rule": "cors_rule"}),
        ("aws_s3_bucket_versioning", {"versioning_configuration": "versioning"}),
        ("aws_s3_bucket_website_configuration", {"index_document": "website"}),
    ):
        _part(making, kind, names_of, own)
    if making.on("control_object_ownership", default=False):
        mark = making.mark("object_ownership")
        rule = attributes(mark, object_ownership=making.get("object_ownership", "BucketOwnerEnforced"))
        making.add("aws_s3_bucket_ownership_controls.this[0]", attributes(mark, bucket=own, rule=[rule]), mark=mark)
    if making.on("attach_policy", default=False) and making.get("policy") is not None:
        mark = making.mark("policy")
        making.add("aws_s3_bucket_policy.this[0]", attributes(mark, bucket=own, policy=making.get("policy")), mark=mark)


def _since(making: Making, major: int) -> bool:
    """Whether the module is of that major version or a newer one; no version is the newest."""
    digits = re.search(r"[0-9]+", making.call.version or "")
    return digits is None or int(digits[0][:6]) >= major


def _part(making: Making, kind: str, names: dict[str, str], own: Pointer) -> None:
    one = making.taken(names)
    if not any(one.values()):
        return
    for key in ("versioning_configuration", "cors_rule"):
        if key in one:
            value = one[key]
            if key == "versioning_configuration" and isinstance(value, dict):
                on = value.get("enabled", value.get("status"))
                value = {"status": "Enabled" if on is True or on in ("true", "Enabled") else "Disabled"}
            one[key] = blocks(value)
    one["bucket"] = own
    making.add(f"{kind}.this[0]", one, mark=making.mark(next(iter(names.values()))))


def notification(making: Making) -> None:
    """`terraform-aws-modules/s3-bucket/aws//modules/notification`."""
    if not making.on("create", default=True):
        return
    done = making.taken({"bucket": "bucket", "eventbridge": "eventbridge"})
    for name, block, arn in (
        ("lambda_notifications", "lambda_function", "lambda_function_arn"),
        ("sqs_notifications", "queue", "queue_arn"),
        ("sns_notifications", "topic", "topic_arn"),
    ):
        items = []
        for _, item, at in members(making.get(name)):
            if isinstance(item, dict):
                mark = at or making.mark(name)
                target = item.get("function_arn") or item.get("queue_arn") or item.get("topic_arn")
                items.append(attributes(mark, **{
                    arn: target, "events": item.get("events"), "filter_prefix": item.get("filter_prefix"),
                    "filter_suffix": item.get("filter_suffix"),
                }))  # fmt: skip
        if items:
            done[block] = items
    making.add("aws_s3_bucket_notification.this[0]", done)
    for key, item, at in members(making.get("lambda_notifications")):
        if isinstance(item, dict) and making.on("create_lambda_permission", default=True):
            one = attributes(
                at or making.mark("lambda_notifications"),
                function_name=item.get("function_name") or item.get("function_arn"), action="lambda:InvokeFunction",
                principal="s3.amazonaws.com", source_arn=making.get("bucket_arn"),
                source_account=item.get("source_account") or "${AWS::AccountId}",
            )  # fmt: skip
            making.add(f"aws_lambda_permission.allow{key}", one, mark=at)


def queue(making: Making) -> None:
    """`terraform-aws-modules/sqs/aws`, with its dead letter queue."""
    own, dead = "aws_sqs_queue.this[0]", "aws_sqs_queue.dlq[0]"
    for prefix in ("", "sqs_", "this_sqs_"):
        making.outputs |= {
            f"{prefix}queue_arn": making.pointer(own, "arn"), f"{prefix}queue_id": making.pointer(own, "id"),
            f"{prefix}queue_url": making.pointer(own, "url"), f"{prefix}queue_name": making.pointer(own, "name"),
        }  # fmt: skip
    making.outputs |= {
        "dead_letter_queue_arn": making.pointer(dead, "arn"), "dead_letter_queue_id": making.pointer(dead, "id"),
        "dead_letter_queue_url": making.pointer(dead, "url"), "dead_letter_queue_name": making.pointer(dead, "name"),
    }  # fmt: skip
    if not making.on("create", default=True):
        return
    names = {name: name for name in (
        "name", "fifo_queue", "visibility_timeout_seconds", "message_retention_seconds", "kms_master_key_id",
    )}  # fmt: skip
    done = making.taken(names)
    redrive = making.get("redrive_policy")
    if making.get("create_dlq") is True:
        given = redrive if isinstance(redrive, dict) else {}
        redrive = {
            "deadLetterTargetArn": making.pointer(dead, "arn"),
            "maxReceiveCount": given.get("maxReceiveCount", 5),
        }
        mark = making.mark("create_dlq")
        second = {
            "fifo_queue": "fifo_queue",
            "name": "dlq_name",
            "message_retention_seconds": "dlq_message_retention_seconds",
        }
        making.add(dead, making.taken(second), mark=mark)
    if redrive is not None:
        done["redrive_policy"] = Encoded(redrive) if isinstance(redrive, dict) else redrive
        done.keys_at["redrive_policy"] = making.mark("redrive_policy")
    making.add(own, done, why=making.told("create"))
    if making.on("create_queue_policy", default=False) and making.get("queue_policy_statements") is not None:
        mark = making.mark("queue_policy_statements")
        document = _on(statements(making.get("queue_policy_statements"), mark), making.pointer(own, "arn"))
        one = attributes(mark, queue_url=making.pointer(own, "url"), policy=document)
        making.add("aws_sqs_queue_policy.this[0]", one, mark=mark)


def _on(document: Encoded, resource: Pointer) -> Encoded:
    """A document whose statements are about the thing itself, where they name no other."""
    body: Any = document.value
    for one in body["Statement"]:
        if isinstance(one, dict):
            one.setdefault("Resource", resource)
    return document


def topic(making: Making) -> None:
    """`terraform-aws-modules/sns/aws`, with its subscriptions."""
    own = "aws_sns_topic.this[0]"
    for name in ("topic_arn", "sns_topic_arn", "this_sns_topic_arn"):
        making.outputs[name] = making.pointer(own, "arn")
    making.outputs |= {"topic_id": making.pointer(own, "id"), "topic_name": making.pointer(own, "name")}
    if not making.on("create", default=True):
        return
    making.add(
        own, making.taken({"name": "name", "fifo_topic": "fifo_topic", "kms_master_key_id": "kms_master_key_id"})
    )
    for key, item, at in members(making.get("subscriptions")):
        if isinstance(item, dict):
            mark = at or making.mark("subscriptions")
            one = MarkedDict({**item, "topic_arn": making.pointer(own, "arn")}, mark)
            making.add(f"aws_sns_topic_subscription.this{key}", one, mark=mark)
    if making.get("topic_policy_statements") is not None:
        mark = making.mark("topic_policy_statements")
        document = _on(statements(making.get("topic_policy_statements"), mark), making.pointer(own, "arn"))
        making.add(
            "aws_sns_topic_policy.this[0]", attributes(mark, arn=making.pointer(own, "arn"), policy=document), mark=mark
        )


def table(making: Making) -> None:
    """`terraform-aws-modules/dynamodb-table/aws`."""
    own = "aws_dynamodb_table.this[0]"
    making.outputs |= {
        "dynamodb_table_arn": making.pointer(own, "arn"), "dynamodb_table_id": making.pointer(own, "id"),
        "dynamodb_table_name": making.pointer(own, "name"),
        "dynamodb_table_stream_arn": making.pointer(own, "stream_arn"),
        "this_dynamodb_table_arn": making.pointer(own, "arn"), "this_dynamodb_table_id": making.pointer(own, "id"),
        "this_dynamodb_table_stream_arn": making.pointer(own, "stream_arn"),
    }  # fmt: skip
    if not making.on("create_table", default=True):
        return
    done = making.taken({
        "name": "name", "attribute": "attributes", "read_capacity": "read_capacity", "write_capacity": "write_capacity",
        "stream_enabled": "stream_enabled", "stream_view_type": "stream_view_type",
        "deletion_protection_enabled": "deletion_protection_enabled",
    })  # fmt: skip
    done["billing_mode"] = making.get("billing_mode", "PAY_PER_REQUEST")
    if making.get("point_in_time_recovery_enabled") is not None:
        done["point_in_time_recovery"] = [{"enabled": making.get("point_in_time_recovery_enabled")}]
    if making.get("server_side_encryption_kms_key_arn") is not None:
        done["server_side_encryption"] = [{"kms_key_arn": making.get("server_side_encryption_kms_key_arn")}]
    making.add(own, done, why=making.told("create_table"))


def key(making: Making) -> None:
    """`terraform-aws-modules/kms/aws`."""
    own = "aws_kms_key.this[0]"
    making.outputs |= {"key_arn": making.pointer(own, "arn"), "key_id": making.pointer(own, "key_id")}
    if not making.on("create", default=True):
        return
    done = making.taken({"policy": "policy"})
    done["enable_key_rotation"] = making.get("enable_key_rotation", True)
    making.add(own, done)


def registry(making: Making) -> None:
    """`terraform-aws-modules/ecr/aws`."""
    own = "aws_ecr_repository.this[0]"
    making.outputs |= {
        "repository_url": making.pointer(own, "repository_url"), "repository_arn": making.pointer(own, "arn"),
        "repository_name": making.pointer(own, "name"),
    }  # fmt: skip
    if making.on("create", default=True):
        making.add(own, making.taken({"name": "repository_name"}))
