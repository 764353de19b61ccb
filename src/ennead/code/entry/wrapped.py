"""Handlers that are not the application's: wrappers that call it, frameworks, web servers."""

from __future__ import annotations

from ennead.code.entry.answer import NoEntry
from ennead.code.entry.case import variable
from ennead.model.app import Function

WRAPPERS = (
    "DD_LAMBDA_HANDLER", "NEW_RELIC_LAMBDA_HANDLER", "LUMIGO_ORIGINAL_HANDLER", "SIGNALFX_LAMBDA_HANDLER",
    "SPLUNK_LAMBDA_HANDLER", "THUNDRA_AGENT_LAMBDA_HANDLER", "EPSAGON_HANDLER", "ORIG_HANDLER",
)  # fmt: skip
"""Variables in which tools that wrap a handler keep its name."""
_FRAMEWORKS = {
    "org.springframework.cloud.function.": "Spring Cloud Function", "io.micronaut.": "Micronaut",
    "io.quarkus.": "Quarkus", "com.amazonaws.serverless.": "AWS's serverless container for Java",
    "org.apache.camel.": "Apache Camel", "org.http4k.": "http4k", "io.helidon.": "Helidon",
    "cloud.localstack.": "LocalStack",
}  # fmt: skip
_HINTS = ("SPRING_CLOUD_FUNCTION_DEFINITION", "MAIN_CLASS", "QUARKUS_LAMBDA_HANDLER")


def handler_of(function: Function) -> str | NoEntry:
    """The application's own handler, behind a wrapper too."""
    for name in WRAPPERS:
        if own := variable(function, name):
            return own.strip()
    handler = function.handler
    if handler is None:
        return NoEntry("no handler is told", "handler")
    if not isinstance(handler, str):
        return NoEntry(f"the handler could not be told: {handler.reason}", "handler")
    if "${" in handler:
        return NoEntry(f"the handler could not be told: it is {handler}", "handler")
    return handler.strip() or NoEntry("the handler is empty", "handler")


def framework(handler: str, function: Function) -> NoEntry | None:
    """Where the handler is a library's class that finds the application's own by its own rules."""
    for prefix, name in _FRAMEWORKS.items():
        if handler.startswith(prefix):
            told = [f"{hint}={value}" for hint in _HINTS if (value := variable(function, hint))]
            more = f" ({', '.join(told)})" if told else ""
            reason = f"the handler {handler} is {name}'s, which finds the code by its own rules{more}"
            return NoEntry(reason, "framework")
    return None


def adapter(handler: str, function: Function) -> NoEntry | None:
    """Where a web server answers behind the Lambda Web Adapter."""
    layered = any("LambdaAdapterLayer" in layer for layer in function.layers)
    if layered or handler.endswith(".sh") or handler == "bootstrap":
        return NoEntry(f"{handler} starts a web server or a program of its own: no function is called", "adapter")
    return None
