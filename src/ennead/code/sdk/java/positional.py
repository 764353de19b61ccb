"""Arguments without names in the SDK for Java 1.x: of constructors of requests, and of the methods that stand in for
them.  Both have the same order."""

from __future__ import annotations

_OBJECT = ("Bucket", "Key")
_COPY = ("sourceBucket", "sourceKey", "destinationBucket", "destinationKey")

CONSTRUCTORS: dict[str, tuple[str, ...]] = {
    "AttributeValue": ("S",),
    "BatchGetItemRequest": ("RequestItems",),
    "BatchWriteItemRequest": ("RequestItems",),
    "ChangeMessageVisibilityRequest": ("QueueUrl", "ReceiptHandle", "VisibilityTimeout"),
    "CompleteMultipartUploadRequest": (*_OBJECT, "UploadId"),
    "AbortMultipartUploadRequest": (*_OBJECT, "UploadId"),
    "CopyObjectRequest": _COPY,
    "CreateBucketRequest": ("Bucket",),
    "CreateQueueRequest": ("QueueName",),
    "CreateTableRequest": ("AttributeDefinitions", "TableName", "KeySchema", "ProvisionedThroughput"),
    "CreateTopicRequest": ("Name",),
    "DeleteBucketRequest": ("Bucket",),
    "DeleteItemRequest": ("TableName", "Key", "ReturnValues"),
    "DeleteMessageBatchRequest": ("QueueUrl", "Entries"),
    "DeleteMessageRequest": ("QueueUrl", "ReceiptHandle"),
    "DeleteObjectRequest": _OBJECT,
    "DeleteObjectTaggingRequest": _OBJECT,
    "DeleteObjectsRequest": ("Bucket",),
    "DeleteQueueRequest": ("QueueUrl",),
    "DeleteRequest": ("Key",),
    "DeleteTableRequest": ("TableName",),
    "DeleteTopicRequest": ("TopicArn",),
    "DeleteVersionRequest": (*_OBJECT, "VersionId"),
    "DescribeTableRequest": ("TableName",),
    "GeneratePresignedUrlRequest": (*_OBJECT, "Method"),
    "GetItemRequest": ("TableName", "Key", "ConsistentRead"),
    "GetObjectAclRequest": (*_OBJECT, "VersionId"),
    "GetObjectMetadataRequest": (*_OBJECT, "VersionId"),
    "GetObjectRequest": (*_OBJECT, "VersionId"),
    "GetObjectTaggingRequest": (*_OBJECT, "VersionId"),
    "GetQueueAttributesRequest": ("QueueUrl", "AttributeNames"),
    "GetQueueUrlRequest": ("QueueName",),
    "GetTopicAttributesRequest": ("TopicArn",),
    "HeadBucketRequest": ("Bucket",),
    "InitiateMultipartUploadRequest": _OBJECT,
    "ListObjectsRequest": ("Bucket", "Prefix", "Marker"),
    "ListPartsRequest": (*_OBJECT, "UploadId"),
    "ListMultipartUploadsRequest": ("Bucket",),
    "ListVersionsRequest": ("Bucket", "Prefix"),
    "PublishRequest": ("TopicArn", "Message", "Subject"),
    "PurgeQueueRequest": ("QueueUrl",),
    "PutItemRequest": ("TableName", "Item", "ReturnValues"),
    "PutObjectRequest": _OBJECT,
    "PutRequest": ("Item",),
    "QueryRequest": ("TableName",),
    "ReceiveMessageRequest": ("QueueUrl",),
    "RestoreObjectRequest": _OBJECT,
    "SSEAwsKeyManagementParams": ("awsKmsKeyId",),
    "ScanRequest": ("TableName",),
    "SendEmailRequest": ("Source", "Destination", "Message"),
    "SendMessageBatchRequest": ("QueueUrl", "Entries"),
    "SendMessageRequest": ("QueueUrl", "MessageBody"),
    "SetBucketPolicyRequest": ("Bucket", "Policy"),
    "SetObjectAclRequest": (*_OBJECT, "ACL"),
    "SetObjectTaggingRequest": (*_OBJECT, "Tagging"),
    "SetQueueAttributesRequest": ("QueueUrl", "Attributes"),
    "SubscribeRequest": ("TopicArn", "Protocol", "Endpoint"),
    "UnsubscribeRequest": ("SubscriptionArn",),
    "UpdateItemRequest": ("TableName", "Key", "AttributeUpdates", "ReturnValues"),
    "WriteRequest": (),
}
"""By the simple name of the class."""

_METHODS: dict[str, dict[str, tuple[str, ...]]] = {
    "s3": {
        "CopyObject": _COPY,
        "CreateMultipartUpload": _OBJECT,
        "DeleteObject": _OBJECT,
        "DeleteObjectTagging": _OBJECT,
        "GetObject": _OBJECT,
        "GetObjectAcl": (*_OBJECT, "VersionId"),
        "HeadObject": _OBJECT,
        "ListObjectVersions": ("Bucket", "Prefix"),
        "ListObjects": ("Bucket", "Prefix"),
        "ListObjectsV2": ("Bucket", "Prefix"),
        "PutBucketPolicy": ("Bucket", "Policy"),
        "PutObject": _OBJECT,
        "PutObjectAcl": (*_OBJECT, "ACL"),
        "RestoreObject": _OBJECT,
    },
    "dynamodb": {"Scan": ("TableName",), "CreateTable": ("AttributeDefinitions", "TableName", "KeySchema")},
    "sqs": {"AddPermission": ("QueueUrl", "Label")},
    "sns": {"AddPermission": ("TopicArn", "Label"), "ListSubscriptionsByTopic": ("TopicArn",)},
    "secretsmanager": {},
    "simpledb": {},
}


def method(service: str, operation: str) -> tuple[str, ...]:
    """Names of the arguments of a method that takes no request; every operation on a bucket has the bucket first."""
    own = _METHODS.get(service, {}).get(operation)
    if own is not None:
        return own
    if service == "s3" and "Object" not in operation:
        return ("Bucket",)
    return CONSTRUCTORS.get(f"{operation}Request", ())
