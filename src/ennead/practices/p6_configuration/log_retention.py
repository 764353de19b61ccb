"""Logs that are kept for ever."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import EdgeKind, Function, LogGroup
from ennead.model.finding import Finding, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.access import LOG_GROUP, LOG_RETENTION
from ennead.practices.fixes.change import told, written


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=AppGraph,
    references=("CWE-459", "OWASP-SLS-S10"),
)
def log_retention(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Log groups keep what they hold for ever: declared ones without a period, and those Lambda makes itself."""
    groups = [group for group in graph.nodes_of(LogGroup) if not group.external]
    for group in groups:
        if isinstance(group.retention_days, Unknown):
            reason = f"how long it keeps logs could not be told: {group.retention_days.reason}"
            yield ctx.unassessed(reason, node=group)
    endless = [group for group in groups if group.retention_days is None]
    if endless:
        yield _declared(endless, ctx)
    functions = [fn for fn in graph.nodes_of(Function) if not fn.external]
    implicit = [fn for fn in functions if not _has_group(fn, groups, graph)]
    if implicit and len(implicit) < len(functions):
        yield _implicit(implicit, len(functions), ctx)


def _declared(endless: list[LogGroup], ctx: Context) -> Finding:
    places = sorted(endless, key=lambda group: (group.at or NOWHERE, group.id))
    one = places[0] if len(places) == 1 else None
    who = f"{called(one)} keeps its" if one else f"{len(places)} log groups keep their"
    return ctx.finding(
        f"{who} logs for ever",
        node=one,
        at=places[0].at,
        related=() if one else [Related(group.at or NOWHERE, called(group)) for group in places],
        key="" if one else " ".join(sorted(group.id for group in places)),
        fix=written("Say how many days to keep them", *((LOG_RETENTION, group) for group in places)),
    )


def _implicit(functions: list[Function], total: int, ctx: Context) -> Finding:
    places = sorted(functions, key=lambda fn: (fn.at or NOWHERE, fn.id))
    one = places[0] if len(places) == 1 else None
    who = f"{called(one)} has" if one else f"{len(places)} of {total} functions have"
    return ctx.finding(
        f"{who} no declared log group: Lambda makes one that keeps logs for ever",
        node=one,
        at=places[0].at,
        severity=Severity.INFO,
        related=() if one else [Related(fn.at or NOWHERE, called(fn), fn.logical_id) for fn in places],
        key="implicit",
        fix=told("Declare the log group with a period", LOG_GROUP, places),
    )


def _has_group(fn: Function, groups: list[LogGroup], graph: AppGraph) -> bool:
    """A declared group of the function's name, or one that its LoggingConfig names (whoever declares that)."""
    if fn.log_group is not None or any(
        isinstance(graph.nodes.get(edge.target), LogGroup) and edge.label == "LoggingConfig"
        for edge in graph.out_of(fn, None, EdgeKind.REFERENCES)
    ):
        return True
    names = {f"/aws/lambda/{name}" for name in (fn.name, f"${{{fn.logical_id}}}")}
    return any(group.name in names for group in groups)
