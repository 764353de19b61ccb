"""Check `endless-retry`: one bad record holds a stream's shard up until it expires."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, place_of, retention_hours, source_name, streams_into
from ennead.model.app import Function, Number, Trigger
from ennead.model.finding import Outcome, Practice, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.change import written
from ennead.practices.fixes.limits import STREAM_RETRIES
from ennead.practices.p8_denial.grouping import about, counted


@check(Practice.DENIAL, Severity.LOW, on=AppGraph, references=("CWE-835", "CWE-770", "CWE-755"))
def endless_retry(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A stream's mapping retries a failing record until it expires, and its shard waits behind it."""
    stuck: dict[Function, str] = {}
    for edge, fn in streams_into(graph):
        unknown = next((value for value in (edge.retries, edge.max_age) if isinstance(value, Unknown)), None)
        if unknown is not None:
            reason = f"how often {called(fn)} retries a record of {source_name(graph, edge)}: {unknown.reason}"
            yield ctx.unassessed(reason, node=fn, at=place_of(edge), key=edge.label or edge.source)
        elif _endless(edge.retries) and _endless(edge.max_age):
            stuck[fn] = f"{called(fn)} retries a failing record of {source_name(graph, edge)} for {_hours(graph, edge)}"
    if stuck:
        message = (
            next(iter(stuck.values()))
            if len(stuck) == 1
            else f"{counted(len(stuck), 'function')} retry a failing record of their stream until it expires"
        )
        yield ctx.finding(
            f"{message}: neither retries nor record age are limited, so one bad record blocks everything behind it in "
            "its shard and is paid for at every try",
            fix=written(
                "Limit retries and record age, and name where failing records go",
                *((STREAM_RETRIES, fn) for fn in stuck),
            ),
            **about(stuck),
        )


def _endless(value: Number) -> bool:
    """Neither set nor anything but -1, which stands for "until the record expires"."""
    return value is None or value == -1


def _hours(graph: AppGraph, edge: Trigger) -> str:
    hours = retention_hours(graph, edge)
    return "as long as the stream keeps it" if isinstance(hours, Unknown) else f"{hours:g} hours"
