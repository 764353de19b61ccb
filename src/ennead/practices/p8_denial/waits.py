"""Functions that may run longer than what starts them waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.check import Context
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import (
    FUNCTION_TIMEOUT,
    called,
    exceeds,
    longest_wait,
    only_behind_gateway,
    own_functions,
    patience,
    source_name,
    timeout_of,
    triggers_of,
)
from ennead.model.app import Function
from ennead.model.finding import Unassessed
from ennead.model.unknown import Unknown, known_or

SLACK = 1
"""Seconds beyond the wait that cost too little to speak of: 30 s behind 29 s is a round number, no fault."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """A function, the seconds it may run, the seconds anybody waits for it, and who."""

    fn: Function
    timeout: float
    wait: float
    waiter: str


def overtime(graph: AppGraph, ctx: Context, behind_api: bool) -> Iterator[Overtime | Unassessed]:
    """Each function that outlasts the most patient of its triggers, of those whose triggers are all routes, or not."""
    for fn in own_functions(graph):
        wait = longest_wait(graph, fn)
        if wait is None or only_behind_gateway(graph, fn) is not behind_api:
            continue
        limit = wait if isinstance(wait, Unknown) else wait + SLACK
        longer = exceeds(timeout_of(fn), limit)
        if isinstance(longer, Unknown):
            yield ctx.unassessed(f"whether {called(fn)} outlasts what waits for it: {longer.reason}", node=fn)
        elif longer:
            yield Overtime(fn, known_or(timeout_of(fn), FUNCTION_TIMEOUT), known_or(wait, 0), waiter(graph, fn))


def waiter(graph: AppGraph, fn: Function) -> str:
    """The most patient of what starts the function."""
    edges = triggers_of(graph, fn)
    return source_name(graph, max(edges, key=lambda edge: _seconds(patience(graph, edge))))


def _seconds(wait: float | Unknown | None) -> float:
    return wait if isinstance(wait, int | float) else 0.0
