"""The events of functions, by their name in the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ennead.sources.cloudformation.inputs import has_hole
from ennead.sources.cloudformation.marks import Mark, mark_of
from ennead.sources.serverless import gateway, http_api, pollers, pushers
from ennead.sources.serverless.draft import Declared, Draft
from ennead.sources.serverless.roles import flat

EVENTS: dict[str, Callable[[Any, Mark, Declared, Draft], None]] = {
    "http": gateway.http,
    "httpApi": http_api.http_api,
    "websocket": http_api.websocket,
    "s3": pushers.s3,
    "sns": pushers.sns,
    "sqs": pollers.sqs,
    "stream": pollers.stream,
    "schedule": pushers.schedule,
    "eventBridge": pushers.event_bridge,
    "cloudwatchEvent": pushers.cloudwatch_event,
    "cloudwatchLog": pushers.cloudwatch_log,
    "cognitoUserPool": pushers.user_pool,
    "iot": pushers.iot,
    "iotFleetProvisioning": pushers.iot_provisioning,
    "alb": pushers.load_balancer,
    "alexaSkill": pushers.alexa,
    "alexaSmartHome": pushers.alexa_home,
    "kafka": pollers.kafka,
    "msk": pollers.msk,
    "activemq": pollers.broker,
    "rabbitmq": pollers.broker,
    "documentDb": pollers.document_db,
    "cloudFront": pushers.cloud_front,
}
"""Source: https://www.serverless.com/framework/docs/providers/aws/guide/events."""


def events(declared: Declared, draft: Draft) -> None:
    """Every event of a function; one of an unknown type, or that could not be told, is a gap."""
    listed = flat(declared.body.get("events"))
    for place, event in enumerate(listed):
        mark = mark_of(listed, place) or declared.mark
        if isinstance(event, str) and not has_hole(event):
            _one(event, None, mark, declared, draft)
        elif isinstance(event, dict):
            for kind, value in event.items():
                if kind in EVENTS or len(event) == 1:
                    _one(kind, value, mark_of(event, kind) or mark, declared, draft)
        elif event is not None and not isinstance(event, str):
            draft.missing("event", f"an event of {declared.key} is neither a name nor a mapping", mark, declared.key)


def _one(kind: str, value: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    maker = EVENTS.get(kind)
    if maker is None:
        draft.unsupported("event", f"event {kind} of {declared.key} is not read yet", mark, kind)
    elif isinstance(value, str) and has_hole(value) and value.startswith("${?") and value.count("${") == 1:
        reason = f"an event {kind} of {declared.key} could not be told"
        if kind in {"sqs", "sns", "s3", "stream", "schedule", "alexaSkill", "cloudwatchLog"}:
            maker(value, mark, declared, draft)  # a name that could not be told is still a source
        else:
            draft.missing("event", reason, mark, declared.key)
    else:
        maker(value, mark, declared, draft)
