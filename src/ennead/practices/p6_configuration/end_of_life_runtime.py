"""Functions on a runtime that AWS no longer patches, or soon will not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Finding, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.access import runtime as runs_on
from ennead.practices.fixes.change import written
from ennead.practices.p6_configuration.runtimes import AS_OF, RUNTIMES, Runtime

SOON = timedelta(days=90)


def today() -> date:
    """The day the question is asked; a function of its own, so that tests can choose it."""
    return date.today()


@check(
    Practice.CONFIGURATION,
    Severity.MEDIUM,
    on=AppGraph,
    references=("CWE-1104", "CWE-1395", "OWASP-SLS-S9", "FSBP-Lambda.2"),
)
def end_of_life_runtime(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A runtime has ended, or ends within 90 days: nobody patches the language any more."""
    groups: dict[str, list[Function]] = {}
    for fn in graph.nodes_of(Function):
        if fn.external or fn.runtime is None:
            continue
        if isinstance(fn.runtime, Unknown):
            yield ctx.unassessed(f"the runtime could not be told: {fn.runtime.reason}", node=fn, at=fn.runtime_at)
        elif "${" in fn.runtime:
            yield ctx.unassessed(f"the runtime could not be told: {fn.runtime}", node=fn, at=fn.runtime_at)
        elif fn.runtime not in RUNTIMES:
            reason = f"{fn.runtime} is not in the table of runtimes of {AS_OF.isoformat()}"
            yield ctx.unassessed(reason, node=fn, at=fn.runtime_at)
        else:
            groups.setdefault(fn.runtime, []).append(fn)
    for name in sorted(groups):
        ends = RUNTIMES[name].ends
        if ends and ends <= today() + SOON:
            yield _found(name, RUNTIMES[name], ends, sorted(groups[name], key=lambda fn: fn.id), ctx)


def _found(name: str, runtime: Runtime, ends: date, functions: list[Function], ctx: Context) -> Finding:
    one = functions[0] if len(functions) == 1 else None
    who = f"{called(one)} runs" if one else f"{len(functions)} functions run"
    ended = ends <= today()
    places = (Related(fn.runtime_at or fn.at or NOWHERE, called(fn), fn.logical_id) for fn in functions)
    related = sorted(places, key=lambda place: place.at)
    return ctx.finding(
        f"{who} {name}, which {'ended' if ended else 'ends'} on {ends.isoformat()}{_blocked(runtime)}",
        node=one,
        at=related[0].at,
        severity=None if ended else Severity.LOW,
        related=() if one else related,
        key=name,
        fix=written(f"Move to {runtime.successor}", *((runs_on(runtime.successor), fn) for fn in functions)),
    )


def _blocked(runtime: Runtime) -> str:
    if runtime.no_update is None:
        return ""
    since = runtime.no_update <= today()
    return f"; {'since' if since else 'from'} {runtime.no_update.isoformat()} AWS refuses updates of such functions"
