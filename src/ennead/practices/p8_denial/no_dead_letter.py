"""Check `no-dead-letter`: events that fail are tried for days, or are gone without a trace."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import (
    QUEUE_RETENTION,
    called,
    fed_by,
    keeps_failures,
    or_default,
    own_functions,
    source_name,
    streams_into,
    triggers_of,
)
from ennead.model.app import EdgeKind, Function, Mode, Queue, Trigger
from ennead.model.finding import Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.change import Part, written
from ennead.practices.fixes.limits import STREAM_FAILURES, failures, redrive
from ennead.practices.p8_denial.grouping import about, listed, span

EVENTS = {"s3": "objects", "sns": "messages", "events": "events", "iot": "device messages", "ses": "mails"}
"""Asynchronous triggers whose events come once; timers come again, log lines and audits matter less."""


@check(Practice.DENIAL, Severity.LOW, on=AppGraph, references=("CWE-755", "CWE-770"))
def no_dead_letter(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A message that always fails comes back until it expires, or an event that fails is lost."""
    for queue in graph.nodes_of(Queue):
        if not queue.external:
            yield from _poison(queue, graph, ctx)
    lost: dict[Function, str] = {}
    changes: list[Part] = []
    for fn in own_functions(graph):
        edge = _loser(graph, fn)
        if edge:
            asynchronous = edge.mode is Mode.ASYNC
            what = EVENTS[edge.event or ""].capitalize() if asynchronous else "Records"
            lost[fn] = f"{what} of {source_name(graph, edge)} that {called(fn)} fails on are dropped"
            changes.append((failures(fn) if asynchronous else STREAM_FAILURES, fn))
    if lost:
        said = (
            next(iter(lost.values()))
            if len(lost) == 1
            else f"What {listed([called(fn) for fn in lost])} fail on is dropped"
        )
        yield ctx.finding(
            f"{said} after the last retry: no dead-letter queue and no on-failure destination keeps them",
            fix=written("Name an on-failure destination for what fails", *changes),
            key="lost",
            **about(lost),
        )


def _poison(queue: Queue, graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A queue that functions poll and that never gives a message up."""
    readers = [fn for _, fn in fed_by(graph, queue)]
    if not readers or _is_last_stop(graph, queue):
        return
    if isinstance(queue.dead_letter, Unknown) and isinstance(queue.max_receive, Unknown):
        yield ctx.unassessed(f"whether {called(queue)} has a redrive policy: {queue.dead_letter.reason}", node=queue)
    elif queue.dead_letter is None:
        retention = or_default(queue.retention, QUEUE_RETENTION)
        until = "it expires" if isinstance(retention, Unknown) else f"it expires after {span(retention)}"
        yield ctx.finding(
            f"{called(queue)} has no redrive policy: a message that always fails comes back until {until}, and every "
            "try is paid for",
            node=queue,
            related=[Related(fn.at, f"{called(fn)} reads it", fn.logical_id) for fn in readers if fn.at],
            fix=written(f"Give {called(queue)} a dead-letter queue and a receive limit", (redrive(queue), queue)),
        )


def _is_last_stop(graph: AppGraph, queue: Queue) -> bool:
    """Whether it is itself where something else sends what failed."""
    if any(True for _ in graph.into(queue, None, EdgeKind.FAILS_TO)):
        return True
    return any(isinstance(edge, Trigger) and edge.on_failure == queue.id for edge in graph.edges)


def _loser(graph: AppGraph, fn: Function) -> Trigger | None:
    """The first of the function's triggers that loses what it fails on; None where somebody keeps it.

    A rule's or subscription's own dead-letter queue keeps what could not be delivered, not what the
    function failed on after it took the event.
    """
    streams = {id(edge) for edge, reader in streams_into(graph) if reader is fn}
    for edge in triggers_of(graph, fn):
        if id(edge) in streams:
            if edge.on_failure is not None:
                continue
            return edge
        if edge.mode is Mode.ASYNC and edge.event in EVENTS and not keeps_failures(graph, fn):
            return edge
    return None
