"""What starts a function: its live triggers, the limits they meet, what becomes of events that fail.

The figures are the services' own defaults and quotas (Lambda, SQS, API Gateway, Cognito and CloudFront developer guides).
"""

from __future__ import annotations

from collections.abc import Iterator

from ennead.graph.graph import AppGraph
from ennead.model.app import EdgeKind, Function, Mode, Number, Queue, Stream, Trigger
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


def functions_of(graph: AppGraph) -> Iterator[Function]:
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
    for fn in functions_of(graph):
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
