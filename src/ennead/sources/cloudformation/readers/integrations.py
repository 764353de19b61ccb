"""What a route leads to: the integration and the node behind it."""

from __future__ import annotations

import re

from ennead.model.app import Mode
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk
from ennead.sources.cloudformation.view import View

SERVICES = frozenset({"service", "state_machine"})
"""Sorts of integration that hand the request to a service instead of a function."""


def integration(kind: str, uri: object, subtype: object, desk: Desk) -> tuple[str, str | None]:
    """Sort of integration and the node it leads to."""
    sort = kind.lower()
    if sort == "mock":
        return "mock", None
    if sort in {"http", "http_proxy"}:
        return "http", None
    function = function_in(uri, desk)
    if function:
        return "function", function
    if isinstance(subtype, str):
        return ("state_machine" if subtype.startswith("StepFunctions") else "service"), None
    if isinstance(uri, str) and sort in {"aws", "aws_proxy"}:
        return ("state_machine" if ":states:" in uri else "service"), None
    if isinstance(uri, Unknown):
        return "unknown", None
    return ("none" if not sort else "unknown"), None


def function_in(uri: object, desk: Desk) -> str | None:
    """The function an integration or authorizer URI names."""
    if not isinstance(uri, str) or ("/functions/" not in uri and ":function:" not in uri):
        return desk.function_of(uri) if isinstance(uri, str) and desk.find(uri, "AWS::Lambda::Function") else None
    text = uri.split("/functions/", 1)[-1].split("/invocations")[0]
    return desk.function_of(text)


def integration_of(props: View, desk: Desk) -> tuple[str, str | None]:
    text = props.raw("Target")
    if text is None:
        return "none", None
    name = text.removeprefix("integrations/") if isinstance(text, str) else text
    found = desk.find(name, "AWS::ApiGatewayV2::Integration")
    if not found:
        return "unknown", None
    one = found[1].properties
    kind, target = integration(
        one.known("IntegrationType") or "", one.raw("IntegrationUri"), one.raw("IntegrationSubtype"), desk
    )
    if kind in SERVICES:
        target = served(one.raw("IntegrationUri"), one.raw("RequestParameters"), one.raw("RequestTemplates"), desk)
    return kind, target


def seconds(value: object) -> float | None:
    return value / 1000 if isinstance(value, int | float) and not isinstance(value, bool) else None


_INVOCATION = "integration.request.header.x-amz-invocation-type"


def mode_of(parameters: object) -> Mode:
    """Whether the gateway waits: an integration may ask Lambda to take the event and answer at once."""
    for key, value in parameters.items() if isinstance(parameters, dict) else ():
        if str(key).lower() == _INVOCATION and str(value).strip("'") == "Event":
            return Mode.ASYNC
    return Mode.SYNC


_NAMED = re.compile(r"arn:aws:[a-z-]+:(?:\$\{[^{}]*\}|[^\s\"'&,\\{}])+|\$\{[^{}:?]+\}")
_SERVED = (
    "AWS::StepFunctions::StateMachine",
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
    "AWS::Kinesis::Stream",
    "AWS::Events::EventBus",
)
MAX_TEXT = 20_000


def served(uri: object, parameters: object, templates: object, desk: Desk) -> str | None:
    """The state machine, queue, topic, stream or bus a service integration hands its requests to, if it names one."""
    texts = [uri]
    for part in (parameters, templates):
        texts += list(part.values()) if isinstance(part, dict) else []
    for text in texts:
        if not isinstance(text, str) or len(text) > MAX_TEXT:
            continue
        last = text.strip("'").rpartition("/")[2]
        for name in (text.strip("'"), last, *_NAMED.findall(text)):
            if found := desk.find(name, *_SERVED):
                return found[0]
    return None
