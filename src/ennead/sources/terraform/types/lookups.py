"""Data sources that look up what exists: their attributes by the name they look for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

_R, _A = "${AWS::Region}", "${AWS::AccountId}"


@dataclass(frozen=True, slots=True)
class Lookup:
    """`name` is the argument that holds the name (empty: none); attributes are texts with `@` for the name."""

    name: str
    attributes: Mapping[str, str]
    known: Callable[[str], str | None] | None = None


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{_R}:{_A}:{rest}"


def _managed(name: str) -> str | None:
    from ennead.iam.managed import managed_arns  # noqa: PLC0415

    return managed_arns().get(name)


_FUNCTION = _arn("lambda", "function:@")
_INVOKE = f"arn:aws:apigateway:{_R}:lambda:path/2015-03-31/functions/{_FUNCTION}/invocations"

LOOKUPS: dict[str, Lookup] = {
    "aws_caller_identity": Lookup("", {"account_id": _A, "id": _A, "arn": f"arn:aws:iam::{_A}:root"}),
    "aws_region": Lookup("", {"name": _R, "region": _R, "id": _R}),
    "aws_partition": Lookup("", {"partition": "aws", "id": "aws", "dns_suffix": "amazonaws.com"}),
    "aws_s3_bucket": Lookup("bucket", {
        "id": "@", "bucket": "@", "arn": "arn:aws:s3:::@", "bucket_domain_name": "@.s3.amazonaws.com",
        "bucket_regional_domain_name": f"@.s3.{_R}.amazonaws.com",
    }),
    "aws_sqs_queue": Lookup("name", {
        "arn": _arn("sqs", "@"), "name": "@", "url": f"https://sqs.{_R}.amazonaws.com/{_A}/@",
        "id": f"https://sqs.{_R}.amazonaws.com/{_A}/@",
    }),
    "aws_sns_topic": Lookup("name", {"arn": _arn("sns", "@"), "id": _arn("sns", "@"), "name": "@"}),
    "aws_lambda_function": Lookup("function_name", {
        "arn": _FUNCTION, "function_name": "@", "id": "@", "invoke_arn": _INVOKE, "qualified_arn": _FUNCTION,
    }),
    "aws_lambda_alias": Lookup("function_name", {"arn": _FUNCTION, "invoke_arn": _INVOKE}),
    "aws_lambda_layer_version": Lookup("layer_name", {
        "arn": _arn("lambda", "layer:@:1"), "layer_arn": _arn("lambda", "layer:@"), "id": _arn("lambda", "layer:@:1"),
    }),
    "aws_iam_role": Lookup("name", {"arn": f"arn:aws:iam::{_A}:role/@", "name": "@", "id": "@"}),
    "aws_iam_policy": Lookup("name", {
        "arn": f"arn:aws:iam::{_A}:policy/@", "id": f"arn:aws:iam::{_A}:policy/@",
    }, _managed),
    "aws_dynamodb_table": Lookup("name", {
        "arn": _arn("dynamodb", "table/@"), "name": "@", "id": "@",
        "stream_arn": _arn("dynamodb", "table/@/stream/latest"),
    }),
    "aws_kinesis_stream": Lookup("name", {"arn": _arn("kinesis", "stream/@"), "name": "@", "id": "@"}),
    "aws_kinesis_firehose_delivery_stream": Lookup("name", {"arn": _arn("firehose", "deliverystream/@"), "name": "@"}),
    "aws_cloudwatch_event_bus": Lookup("name", {"arn": _arn("events", "event-bus/@"), "name": "@", "id": "@"}),
    "aws_cloudwatch_log_group": Lookup("name", {"arn": _arn("logs", "log-group:@:*"), "name": "@", "id": "@"}),
    "aws_ssm_parameter": Lookup("name", {"arn": _arn("ssm", "parameter/@"), "name": "@"}),
    "aws_secretsmanager_secret": Lookup("name", {
        "arn": _arn("secretsmanager", "secret:@-??????"), "id": _arn("secretsmanager", "secret:@-??????"), "name": "@",
    }),
    "aws_secretsmanager_secret_version": Lookup("secret_id", {"arn": "@", "secret_id": "@", "id": "@"}),
    "aws_kms_alias": Lookup("name", {"arn": _arn("kms", "@"), "name": "@", "target_key_arn": _arn("kms", "@")}),
    "aws_kms_key": Lookup("key_id", {"arn": _arn("kms", "@"), "key_id": "@", "id": "@"}),
    "aws_sfn_state_machine": Lookup("name", {"arn": _arn("states", "stateMachine:@"), "name": "@",
                                             "id": _arn("states", "stateMachine:@")}),
    "aws_ecr_repository": Lookup("name", {
        "arn": _arn("ecr", "repository/@"), "name": "@", "repository_url": f"{_A}.dkr.ecr.{_R}.amazonaws.com/@",
    }),
}  # fmt: skip
"""Facts of the provider's data sources (https://registry.terraform.io/providers/hashicorp/aws/latest/docs)."""
