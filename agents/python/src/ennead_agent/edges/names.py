"""How targets, hosts, operations and classes are spelled in a contract, and how the agent sees them."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GROUPS: dict[str, tuple[str, ...]] = {
    "personal": ("email", "phone", "name", "address", "birth_date", "passport", "us_ssn", "ip_address"),
    "financial": ("card", "iban"),
    "credentials": ("password", "token", "private_key"),
    "secret": ("password", "token", "private_key"),
    "health": ("health",),
    "location": ("location",),
}
"""Classes of the map, and the classes of the detector that they stand for."""
_PREFIXES: dict[str, tuple[str, ...]] = {
    "states": ("sfn",),
    "events": ("eventbridge",),
    "logs": ("cloudwatchlogs",),
    "cognito-idp": ("cognitoidentityprovider",),
    "cognito-identity": ("cognitoidentity",),
    "rds-data": ("rdsdata",),
    "ses": ("ses", "sesv2"),
    "execute-api": ("apigatewaymanagementapi",),
    "elasticloadbalancing": ("elasticloadbalancingv2", "elasticloadbalancing"),
    "mobiletargeting": ("pinpoint",),
    "scheduler": ("scheduler",),
    "es": ("elasticsearchservice", "opensearch"),
    "aoss": ("opensearchserverless",),
    "ce": ("costexplorer",),
    "iot": ("iot", "iotdataplane"),
    "bedrock": ("bedrock", "bedrockruntime", "bedrockagentruntime"),
}
"""Prefixes of actions, and the services' ids as the SDK has them, in small letters without blanks."""
_NEEDS: dict[str, tuple[str, ...]] = {
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "lambda:InvokeAsync": ("lambda:InvokeFunction",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:ListObjects": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket", "s3:ListObjects"),
    "s3:CreateMultipartUpload": ("s3:PutObject",),
    "s3:UploadPart": ("s3:PutObject",),
    "s3:UploadPartCopy": ("s3:PutObject",),
    "s3:CompleteMultipartUpload": ("s3:PutObject",),
    "s3:AbortMultipartUpload": ("s3:PutObject",),
    "s3:CopyObject": ("s3:PutObject",),
    "s3:DeleteObjects": ("s3:DeleteObject",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:SelectObjectContent": ("s3:GetObject",),
    "dynamodb:TransactGetItems": ("dynamodb:GetItem",),
    "dynamodb:TransactWriteItems": ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
    "dynamodb:ExecuteStatement": (
        "dynamodb:PartiQLSelect",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
        "dynamodb:PartiQLDelete",
    ),
    "sqs:SendMessageBatch": ("sqs:SendMessage",),
    "sqs:DeleteMessageBatch": ("sqs:DeleteMessage",),
    "sqs:ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
    "sns:PublishBatch": ("sns:Publish",),
    "sfn:StartSyncExecution": ("sfn:StartSyncExecution",),
    "apigatewaymanagementapi:PostToConnection": (
        "apigatewaymanagementapi:ManageConnections",
        "apigatewaymanagementapi:Invoke",
    ),
    "sesv2:SendEmail": ("ses:SendRawEmail",),
}
"""Operations, and the actions that allow them where those have another name."""
_DROPPED = ("BatchExecuteStatement", "ExecuteTransaction")
for _name in _DROPPED:
    _NEEDS["dynamodb:" + _name] = _NEEDS["dynamodb:ExecuteStatement"]


def spellings(op: str) -> Iterator[str]:
    """An operation or action of the contract as the SDK spells it; more than one where its prefix stands for more."""
    prefix, colon, name = op.partition(":")
    if not colon:
        yield op
        return
    bare = prefix.lower()
    for service in _PREFIXES.get(bare, (bare.replace("-", "").replace(" ", ""),)):
        yield f"{service}:{name}"


def asked(operation: str) -> tuple[str, ...]:
    """The operation itself, and the actions that allow it."""
    return (operation, *_NEEDS.get(operation, ()))


def members(words: Iterable[str]) -> Iterator[str]:
    """Classes by the names of the map or of the detector; `*` is all."""
    for word in words:
        if word == "*":
            yield from (one for group in GROUPS.values() for one in group)
        yield from GROUPS.get(word, ())
        yield word


def pattern(to: str) -> re.Pattern[str]:
    """A target with stars: each stands for one segment or a part of it; alone, or at the end after `/`, for all."""
    if to == "*":
        return re.compile(r".*", re.DOTALL)
    if to.startswith("external/"):
        return external_pattern(*split(to[len("external/") :]))
    return re.compile("[^/]*".join(re.escape(part) for part in to.split("*")))


def split(name: str) -> tuple[str, str]:
    """Host and port of `host:port`, `host`, `[::1]:80` or an URL; the port is `*` where none is named."""
    scheme, _, rest = name.partition("://")
    name = (rest or scheme).partition("/")[0].lower()
    host, colon, port = name.rpartition(":")
    if not colon or not (port.isdigit() or port == "*") or (":" in host and not host.startswith("[")):
        return name.strip("[]"), {"https": "443", "http": "80"}.get(scheme, "*") if rest else "*"
    return host.strip("[]"), port


def host_pattern(host: str) -> re.Pattern[str]:
    """A host with stars: one label each; alone, any host."""
    if host == "*":
        return re.compile(r"[^/]+")
    return re.compile(r"[^./:]+".join(re.escape(part) for part in host.rstrip(".").split("*")))


def external_pattern(host: str, port: str) -> re.Pattern[str]:
    """A target `external/HOST:PORT` of this host and port; without one, at any."""
    end = r":\d+" if port == "*" else ":" + re.escape(port)
    return re.compile(f"external/{host_pattern(host).pattern}(?:{end})")


def made_by_stack(to: str) -> re.Pattern[str] | None:
    """`STACK-OrdersTable-1ABCDEFGHIJ2`: the name that a stack makes up for what the template calls `OrdersTable`."""
    kind, _, name = to.partition("/")
    if not re.fullmatch(r"[A-Za-z0-9]{3,255}", name):
        return None
    return re.compile(rf"{re.escape(kind)}/[\w.-]+-(?i:{name})-[A-Za-z0-9]{{8,14}}(?:\.fifo)?", re.ASCII)
