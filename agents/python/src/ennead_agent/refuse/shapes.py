"""The table: which kind of event is refused in which shape.  What is in no line gets the named error."""

from __future__ import annotations

from .. import kinds
from . import batches, deny, stack, talk, web
from .case import ERROR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..registry import Refusal
    from .case import Case

_SHAPES: dict[str, Callable[[Case], Refusal]] = {
    "api-rest": web.proxy,
    "api-http": web.proxy,
    "function-url": web.proxy,
    "lattice": web.proxy,
    "alb": web.alb,
    "websocket": web.websocket,
    "cloudfront": web.cloudfront,
    "s3-object-lambda": web.object_lambda,
    "authorizer": deny.policy,
    "authorizer-http": deny.simple,
    "appsync-authorizer": deny.appsync,
    "iot-authorizer": deny.iot,
    "iot-provisioning": deny.provisioning,
    "client-vpn": deny.vpn,
    "transfer": deny.transfer,
    "cloudformation": stack.custom_resource,
    "sqs": batches.queue,
    "kinesis": batches.stream,
    "dynamodb": batches.stream,
    "kafka": batches.drop,
    "mq": batches.drop,
    "rmq": batches.drop,
    "docdb": batches.drop,
    "firehose": batches.transform,
    "analytics": batches.transform,
    "analytics-delivery": batches.delivery,
    "s3-batch": batches.s3_batch,
    "pipe": batches.pipe,
    "lex": talk.lex,
    "lex-v2": talk.lex_v2,
    "alexa": talk.alexa,
    "alexa-home": talk.alexa_home,
    "bedrock-agent": talk.bedrock,
    "ses": talk.received_mail,
    "workmail": talk.workmail,
    **dict.fromkeys(
        (
            "sns", "s3", "codecommit", "records", "eventbridge", "schedule", "logs", "alarm", "config", "codepipeline",
            "iot-button", "iot-1-click", "destination",
        ),
        batches.drop,
    ),
}  # fmt: skip
ERRORS = ("invoke", "cognito", "cognito-sync", "appsync", "connect", "secrets-manager", "sagemaker")
"""Kinds whose caller waits, and takes the named error as its no."""


def of(case: Case) -> Refusal:
    """The refusal of a case."""
    shape = _SHAPES.get(case.kind)
    return ERROR if shape is None else shape(case)


_DROP = (batches.drop, batches.queue, batches.stream, batches.delivery, batches.pipe)


def dropped(case: Case, document: Any) -> list[Any] | None:
    """The records that nobody hands out again where this is refused and no error; None for the event as a whole.

    Records before the one at fault count too where a batch is dropped: whether they were handled is not known.
    """
    if _SHAPES.get(case.kind) not in _DROP:
        return []
    listed = [record for _, record in kinds.singly(case.kind, document)]
    if case.kind == "pipe":
        listed = kinds.records("pipe", document)
    if case.rules.get("partial_batch") is True:
        if case.kind == "sqs":
            return []
        if case.kind in ("kinesis", "dynamodb") and case.begun and case.at is not None:
            return listed[case.at : case.at + 1]
    return listed or None
