"""Which sort of event a trigger of the map hands to a function, in the words of the agents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ennead.graph.graph import AppGraph
from ennead.model.app import Api, Authorizer, Distribution, FunctionUrl, Route, Trigger, UserPool

INVOKE = "invoke"
"""An event that some caller makes up as a whole."""
ANY = "*"
"""Every kind of event that is not named."""
_SHAPED = frozenset(
    "api websocket alb authorizer appsync-authorizer sqs sns s3 dynamodb kinesis kafka mq docdb firehose logs cognito"
    " cloudformation cloudfront ses codecommit".split()
)
"""Kinds whose shape the platform makes; rules, schedules, pipes, machines and resolvers may hand over any."""
_ENVELOPE = frozenset(
    "body headers httpMethod isBase64Encoded multiValueHeaders multiValueQueryStringParameters path pathParameters"
    " queryStringParameters rawPath rawQueryString requestContext resource routeKey stageVariables cookies".split()
)
_BY_EVENT = {
    "s3": "s3", "sqs": "sqs", "sns": "sns", "dynamodb": "dynamodb", "kinesis": "kinesis", "kafka": "kafka", "mq": "mq",
    "documentdb": "docdb", "events": "eventbridge", "schedule": "schedule", "firehose": "firehose", "logs": "logs",
    "url": "api", "http": "api", "vpc-lattice": "api", "alb": "alb", "authorizer": "authorizer", "appsync": "appsync",
    "cognito": "cognito", "cloudformation": "cloudformation", "ses": "ses", "codecommit": "codecommit",
    "config": "config", "alarm": "alarm", "rotation": "secrets-manager", "bedrock": "bedrock-agent",
    "connect": "connect", "lex": "lex-v2", "alexa": "alexa", "states": INVOKE, "pipe": "pipe",
}  # fmt: skip
_BY_KIND = {
    "target_group": "alb", "custom_resource": "cloudformation", "log_group": "logs", "schedule": "schedule",
    "rule": "eventbridge", "bus": "eventbridge", "queue": "sqs", "topic": "sns", "bucket": "s3", "table": "dynamodb",
    "state_machine": INVOKE,
}  # fmt: skip


def trigger_word(graph: AppGraph, edge: Trigger) -> str:
    """`api`, `sqs`, `cognito` and the like; `invoke` where the source has no shape of its own."""
    source = graph.nodes.get(edge.source)
    if isinstance(source, Route):
        return _of_api(graph.node(source.api, Api))
    if isinstance(source, FunctionUrl):
        return "api"
    if isinstance(source, Authorizer):
        return "authorizer"
    if isinstance(source, Api) and edge.event == "authorizer":
        return "appsync-authorizer"
    if isinstance(source, UserPool):
        return "cognito"
    if isinstance(source, Distribution):
        return "cloudfront"
    kind = edge.source.partition("/")[0]
    if kind == "rule" and edge.schedule is not None:
        return "schedule"
    return _BY_EVENT.get(edge.event or "") or _BY_KIND.get(kind, INVOKE)


def _of_api(api: Api | None) -> str:
    protocol = api.protocol if api is not None else ""
    return {"WEBSOCKET": "websocket", "APPSYNC": "appsync"}.get(protocol, "api")


def is_shaped(graph: AppGraph, edge: Trigger, fields: Iterable[str]) -> bool:
    """Whether the events of a trigger have the platform's own shape for sure.

    A REST API may hand over what a template of its own makes of a request: the code tells that it gets the request.
    """
    word = trigger_word(graph, edge)
    if word not in _SHAPED or edge.source.startswith("service/"):
        return False
    route = graph.node(edge.source, Route)
    api = graph.node(route.api, Api) if route is not None else None
    if api is None or api.protocol != "REST":
        return True
    return any(re.split(r"[.\[]", one, maxsplit=1)[0] in _ENVELOPE for one in fields)
