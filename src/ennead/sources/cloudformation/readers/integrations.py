"""What a route leads to: the integration and the node behind it."""

from __future__ import annotations

from ennead.model.app import Mode
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk
from ennead.sources.cloudformation.view import View


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
    return integration(
        one.known("IntegrationType") or "", one.raw("IntegrationUri"), one.raw("IntegrationSubtype"), desk
    )


def seconds(value: object) -> float | None:
    return value / 1000 if isinstance(value, int | float) and not isinstance(value, bool) else None


_INVOCATION = "integration.request.header.x-amz-invocation-type"


def mode_of(parameters: object) -> Mode:
    """Whether the gateway waits: an integration may ask Lambda to take the event and answer at once."""
    for key, value in parameters.items() if isinstance(parameters, dict) else ():
        if str(key).lower() == _INVOCATION and str(value).strip("'") == "Event":
            return Mode.ASYNC
    return Mode.SYNC
