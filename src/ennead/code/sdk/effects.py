"""What an operation does to the resource that an argument names.

Reads are of content: what tells of the resource itself (`DescribeTable`, `GetQueueUrl`, `GetBucketPolicy`) only calls
it.  An update is no read.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from ennead.code.facts import Argument, SdkCall
from ennead.code.sdk.naming import STATEMENTS
from ennead.code.sdk.resources import named
from ennead.code.values import Known, Words, text

__all__ = ["Effect", "effect", "effects"]


class Effect(StrEnum):
    """What is done to a resource; NOTHING where the service keeps nothing of the application's."""

    READS = "reads"
    WRITES = "writes"
    DELETES = "deletes"
    PUBLISHES = "publishes"
    INVOKES = "invokes"
    CALLS = "calls"
    NOTHING = "nothing"


_VERBS = {
    Effect.READS: "Get List Query Scan Head Select Search Lookup Download Receive Filter Retrieve Export",
    Effect.WRITES: "Put Update Create Upload Set Modify Write Insert Add Import Copy Restore Complete Tag Untag "
    "Register Associate Disassociate Attach Detach Enable Disable Replace Publish Rotate Replicate Change Patch Append "
    "Store Index",
    Effect.DELETES: "Delete Remove Purge Terminate Deregister Clear Forget Drop",
}
_BY_VERB = {verb: effect for effect, verbs in _VERBS.items() for verb in verbs.split()}

_OPERATIONS = {
    Effect.PUBLISHES: "sqs:SendMessage sqs:SendMessageBatch sns:Publish sns:PublishBatch events:PutEvents "
    "kinesis:PutRecord kinesis:PutRecords firehose:PutRecord firehose:PutRecordBatch iot-data:Publish",
    Effect.INVOKES: "lambda:Invoke lambda:InvokeAsync lambda:InvokeWithResponseStream lambda:InvokeFunctionUrl "
    "stepfunctions:StartExecution stepfunctions:StartSyncExecution stepfunctions:RedriveExecution",
    Effect.READS: "dynamodb:TransactGetItems stepfunctions:DescribeExecution "
    "kinesis:SubscribeToShard es:ESHttpGet es:ESHttpHead",
    Effect.WRITES: "dynamodb:TransactWriteItems dynamodb:BatchWriteItem cognito-idp:SignUp cognito-idp:ConfirmSignUp "
    "cognito-idp:AdminConfirmSignUp cognito-idp:ConfirmForgotPassword cognito-idp:AdminResetUserPassword "
    "rds-data:ExecuteStatement rds-data:BatchExecuteStatement rds-data:ExecuteSql dynamodb:ExecuteStatement "
    "dynamodb:BatchExecuteStatement dynamodb:ExecuteTransaction redshift-data:ExecuteStatement "
    "redshift-data:BatchExecuteStatement s3:RenameObject cognito-idp:AdminRemoveUserFromGroup "
    "es:ESHttpPut es:ESHttpPatch",
    Effect.DELETES: "es:ESHttpDelete",
    Effect.CALLS: "s3:HeadBucket s3:AbortMultipartUpload s3:ListMultipartUploads sqs:GetQueueUrl "
    "sqs:GetQueueAttributes sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:ListQueueTags "
    "sqs:ListDeadLetterSourceQueues kinesis:ListStreamConsumers kinesis:ListTagsForStream "
    "kinesis:ListShards dynamodb:ListTagsOfResource secretsmanager:GetResourcePolicy kms:ListGrants "
    "kms:ListAliases kms:GetKeyPolicy kms:GetKeyRotationStatus",
    Effect.NOTHING: "secretsmanager:GetRandomPassword lambda:GetAccountSettings s3:ListBuckets ssm:ListTagsForResource",
}
_BY_OPERATION = {name: effect for effect, names in _OPERATIONS.items() for name in names.split()}

_CONFIGURED = {
    "s3": ("GetBucket", "GetObjectLockConfiguration", "GetPublicAccessBlock", "ListBucket"),
    "lambda": ("Get", "List"),
    "sns": ("Get", "List"),
    "apigateway": ("Get",),
    "apigatewayv2": ("Get",),
    "iam": ("Get", "List"),
    "events": ("List",),
    "cloudformation": ("Get", "List"),
    "ecs": ("List",),
    "ec2": ("Get",),
    "stepfunctions": ("List",),
    "sagemaker": ("List",),
}
"""Operations that tell of the resource itself, though their verb is one of reading."""

_NOTHING = frozenset(
    "ses sesv2 pinpoint-email pinpoint-sms-voice pinpoint-sms-voice-v2 pinpoint cloudwatch sts xray translate "
    "comprehend comprehendmedical polly pricing ce support health resourcegroupstaggingapi service-quotas account "
    "application-signals rum savingsplans freetier trustedadvisor".split()
)
"""Services that keep nothing of the application's: mail, metrics, identities for a while, answers about a text."""

_ARGUMENTS = {
    ("CopySource", ""): Effect.READS,
    ("RequestItems.*", "PutRequest"): Effect.WRITES,
    ("RequestItems.*", "DeleteRequest"): Effect.DELETES,
    ("TransactItems[]", "Put"): Effect.WRITES,
    ("TransactItems[]", "Update"): Effect.WRITES,
    ("TransactItems[]", "Delete"): Effect.DELETES,
    ("TransactItems[]", "ConditionCheck"): Effect.READS,
    ("TransactItems[]", "Get"): Effect.READS,
}
_OTHERS = {
    "S3Object.Bucket": Effect.READS,
    "S3Object.Name": Effect.READS,
    "InputDataConfig.S3Uri": Effect.READS,
    "s3InputDataConfig.s3Uri": Effect.READS,
    "MediaFileUri": Effect.READS,
    "FileInput": Effect.READS,
    "TemplateURL": Effect.READS,
    "Code.S3Bucket": Effect.READS,
    "Content.S3Bucket": Effect.READS,
    "InputLocation": Effect.READS,
    "S3BucketSource.S3Bucket": Effect.READS,
    "secretArn": Effect.READS,
    "SecretArn": Effect.READS,
    "OutputDataConfig.S3Uri": Effect.WRITES,
    "s3OutputDataConfig.s3Uri": Effect.WRITES,
    "OutputBucketName": Effect.WRITES,
    "OutputLocation": Effect.WRITES,
    "OutputS3BucketName": Effect.WRITES,
    "OutputConfig.S3Bucket": Effect.WRITES,
    "SNSTopicArn": Effect.PUBLISHES,
    "SnsTopicArn": Effect.PUBLISHES,
    "Target.Arn": Effect.CALLS,
    "Targets[].Arn": Effect.CALLS,
    "DeadLetterConfig.Arn": Effect.CALLS,
    "Target.RoleArn": Effect.CALLS,
    "RotationLambdaARN": Effect.CALLS,
    "Layers[]": Effect.CALLS,
    "DataAccessRoleArn": Effect.CALLS,
    "RoleARN": Effect.CALLS,
}
"""Arguments that name a resource of another service, which it uses with the rights of the caller."""

_SQL = {
    "select": Effect.READS,
    "with": Effect.READS,
    "show": Effect.READS,
    "insert": Effect.WRITES,
    "update": Effect.WRITES,
    "merge": Effect.WRITES,
    "create": Effect.WRITES,
    "alter": Effect.WRITES,
    "delete": Effect.DELETES,
    "drop": Effect.DELETES,
    "truncate": Effect.DELETES,
}


def effect(service: str, operation: str, argument: str = "") -> Effect:
    """What the operation does to the resource that the argument (a path, as `resources.named` tells) names."""
    head, _, inner = argument.partition(".") if not argument.startswith("RequestItems.*") else _apart(argument)
    found = _ARGUMENTS.get((head, "" if head == "CopySource" else inner.partition(".")[0]))
    if found:
        return found
    for ending, other in _OTHERS.items():
        if argument.endswith(ending):
            return other
    if argument == "PhoneNumber":
        return Effect.NOTHING
    return _of_operation(service, operation)


def effects(call: SdkCall) -> tuple[tuple[Argument, Effect], ...]:
    """What a call does, for each of its arguments that names a resource; a statement that is told says it better."""
    paths = named(call.service, call.operation)
    said = _said(call)
    found = []
    for argument in call.arguments:
        if argument.name not in paths and not argument.name.startswith(("CopySource", "RequestItems")):
            continue
        plain = effect(call.service, call.operation, argument.name)
        found.append((argument, said if said and plain == _of_operation(call.service, call.operation) else plain))
    return tuple(found)


def _apart(argument: str) -> tuple[str, str, str]:
    return "RequestItems.*", ".", argument.removeprefix("RequestItems.*").removeprefix(".")


def _said(call: SdkCall) -> Effect | None:
    for argument in call.arguments:
        if argument.name.rpartition(".")[2] in STATEMENTS:
            first = argument.value.parts[0] if isinstance(argument.value, Words) else argument.value
            words = (text(first) or "").split(None, 1) if isinstance(first, Known) else []
            if words:
                return _SQL.get(words[0].lower().lstrip("("))
    return None


@lru_cache(maxsize=4096)
def _of_operation(service: str, operation: str) -> Effect:
    found = _BY_OPERATION.get(f"{service}:{operation}")
    if found:
        return found
    if service in _NOTHING:
        return Effect.NOTHING
    if operation.startswith(_CONFIGURED.get(service, ())) and service in _CONFIGURED:
        return Effect.CALLS
    return _BY_VERB.get(_verb(operation), Effect.CALLS)


def _verb(operation: str) -> str:
    """The first word, less what only says for whom or how many: AdminGetUser, BatchGetItem."""
    for before in ("Admin", "Batch", "Transact"):
        operation = operation.removeprefix(before)
    for number, letter in enumerate(operation[1:], 1):
        if letter.isupper():
            return operation[:number]
    return operation
