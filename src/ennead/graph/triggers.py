"""What starts a function: its live triggers, the limits they meet, what becomes of events that fail.

The figures are the services' own defaults and quotas (developer guides of Lambda, SQS, API Gateway, Cognito,
CloudFront).
"""

from __future__ import annotations

from collections.abc import Iterator

from ennead.graph.graph import AppGraph
from ennead.model.app import (
    Api,
    Authorizer,
    Distribution,
    EdgeKind,
    Function,
    Grant,
    Mode,
    Node,
    Number,
    Queue,
    Route,
    Stream,
    Text,
    Trigger,
    UserPool,
)
from ennead.model.location import Location
from ennead.model.unknown import Unknown

FUNCTION_TIMEOUT = 3
"""Seconds a function may run where its template says nothing."""
QUEUE_VISIBILITY = 30
"""Seconds a received message stays hidden where its queue says nothing."""
QUEUE_RETENTION = 4 * 24 * 3600
"""Seconds a queue keeps a message where it says nothing."""
STREAM_RETENTION_HOURS = 24
"""Hours a Kinesis stream keeps a record where it says nothing, and a DynamoDB stream always."""
STREAM_EVENTS = frozenset({"kinesis", "dynamodb"})
"""Triggers that read shards in order, and wait at a record that fails."""

GATEWAY_WAITS = {"REST": 29, "HTTP": 30}
"""Seconds an API Gateway integration waits at most where it says nothing; WebSocket replies do not depend on it."""
COGNITO_WAITS = 5
AUTHORIZER_WAITS = 10
"""Seconds an HTTP API waits for a Lambda authorizer."""
APPSYNC_WAITS = 30
FIREHOSE_WAITS = 300
EDGE_WAITS = {"viewer-request": 5, "viewer-response": 5, "origin-request": 30, "origin-response": 30}
UNAWAITED = frozenset({"CustomSMSSender", "CustomEmailSender"})
"""Cognito triggers that only take over a delivery."""


def own_functions(graph: AppGraph) -> Iterator[Function]:
    """The functions the application declares itself."""
    return (fn for fn in graph.nodes_of(Function) if not fn.external)


def triggers_of(graph: AppGraph, fn: Function) -> tuple[Trigger, ...]:
    """What starts the function; triggers that are switched off are left out, ones that may be stay."""
    return tuple(edge for edge in graph.into(fn, Trigger) if edge.enabled is not False)


def fed_by(graph: AppGraph, queue: Queue) -> tuple[tuple[Trigger, Function], ...]:
    """The functions of the application that poll the queue."""
    pairs = ((edge, graph.node(edge.target, Function)) for edge in graph.out_of(queue, Trigger))
    return tuple(
        (edge, fn)
        for edge, fn in pairs
        if fn is not None and not fn.external and edge.mode is Mode.POLL and edge.enabled is not False
    )


def keeps_failures(graph: AppGraph, fn: Function) -> bool:
    """Whether events the function fails on go somewhere: a dead-letter queue or an on-failure destination."""
    return any(True for _ in graph.out_of(fn, None, EdgeKind.FAILS_TO))


def streams_into(graph: AppGraph) -> Iterator[tuple[Trigger, Function]]:
    """Every live mapping between a Kinesis or DynamoDB stream and a function of the application."""
    for fn in own_functions(graph):
        for edge in triggers_of(graph, fn):
            if edge.mode is Mode.POLL and edge.event in STREAM_EVENTS:
                yield edge, fn


def retention_hours(graph: AppGraph, edge: Trigger) -> int | float | Unknown:
    """How long the stream of a mapping keeps a record."""
    stream = graph.node(edge.source, Stream)
    return or_default(stream.retention_hours if stream else None, STREAM_RETENTION_HOURS)


def timeout_of(fn: Function) -> int | float | Unknown:
    """Seconds the function may run."""
    return or_default(fn.timeout, FUNCTION_TIMEOUT)


def or_default(value: Number, default: int) -> int | float | Unknown:
    """The value, the service's default where nothing is set, the unknown where it could not be told."""
    return default if value is None else value


def exceeds(value: int | float | Unknown, limit: int | float | Unknown) -> bool | Unknown:
    """Whether a value is above a limit; unknown where one of them is."""
    if isinstance(value, Unknown):
        return value
    return limit if isinstance(limit, Unknown) else value > limit


def source_name(graph: AppGraph, edge: Trigger) -> str:
    """What to call the thing that starts the function."""
    node = graph.nodes.get(edge.source)
    return called(node) if node else edge.source.partition("/")[2]


def called(node: Node) -> str:
    """What its source calls a thing: a route its method and path, a construct its path below the stack."""
    if isinstance(node, Route):
        return node.name
    return _construct(node) or node.logical_id or node.name


def _construct(node: Node) -> str | None:
    """`Orders` for the construct `Shop/Orders/Resource`: ids made of it end in a hash that nobody reads."""
    path = (node.construct or "").removesuffix("/Resource").partition("/")[2]
    return path or None


def place_of(edge: Trigger) -> Location | None:
    """Where the trigger is written."""
    return edge.locations[0] if edge.locations else None


def only_behind_gateway(graph: AppGraph, fn: Function) -> bool:
    """Whether all that starts the function are routes of REST and HTTP APIs, which wait for its answer."""
    return all(_gateway_wait(graph, edge) is not None for edge in triggers_of(graph, fn))


def patience(graph: AppGraph, edge: Trigger) -> int | float | Unknown | None:
    """Seconds that what starts the function waits for its answer; None where it waits on, or needs none."""
    if (wait := _gateway_wait(graph, edge)) is not None:
        return wait
    source = graph.nodes.get(edge.source)
    if isinstance(source, UserPool):
        return None if edge.event in UNAWAITED else COGNITO_WAITS
    if isinstance(source, Authorizer):
        api = graph.node(source.api, Api)
        return AUTHORIZER_WAITS if api and api.protocol == "HTTP" else None
    if isinstance(source, Distribution):
        return EDGE_WAITS.get(edge.event or "")
    return {"appsync": APPSYNC_WAITS, "firehose": FIREHOSE_WAITS}.get(edge.event or "")


def _gateway_wait(graph: AppGraph, edge: Trigger) -> int | float | Unknown | None:
    route = graph.node(edge.source, Route)
    api = graph.node(route.api, Api) if route else None
    if route is None or api is None or edge.mode is not Mode.SYNC or api.protocol not in GATEWAY_WAITS:
        return None
    return or_default(route.integration_timeout, GATEWAY_WAITS[api.protocol])


def longest_wait(graph: AppGraph, fn: Function) -> int | float | Unknown | None:
    """Seconds the most patient of its triggers waits; None where one waits on, or somebody may invoke it by name."""
    waits = [patience(graph, edge) for edge in triggers_of(graph, fn)]
    if not waits or None in waits or _invoked_by_name(graph, fn):
        return None
    unknown = next((wait for wait in waits if isinstance(wait, Unknown)), None)
    return unknown if unknown is not None else max(wait for wait in waits if isinstance(wait, int | float))


def _invoked_by_name(graph: AppGraph, fn: Function) -> bool:
    """Whether a role may invoke this very function: its callers may wait longer than its triggers do."""
    return any(not grant.wildcard for grant in graph.into(fn, Grant))


def untold(text: Text) -> str | None:
    """Why a text could not be told; None where it could, or is not set."""
    if isinstance(text, Unknown):
        return text.reason
    return f"{text} has no value here" if text is not None and "${?" in text else None
