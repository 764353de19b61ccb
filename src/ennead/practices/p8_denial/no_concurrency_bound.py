"""Check `no-concurrency-bound`: strangers start a function as often as the whole account can run one."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, own_functions
from ennead.model.app import Function
from ennead.model.finding import Exposure, Finding, Outcome, Practice, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.change import written
from ennead.practices.fixes.limits import RESERVED_CONCURRENCY
from ennead.practices.p8_denial.grouping import about, listed
from ennead.practices.p8_denial.strangers import Way, ways_in


@check(
    Practice.DENIAL,
    Severity.LOW,
    on=AppGraph,
    references=("CWE-770", "CWE-799", "OWASP-SLS-S6", "ATTACK-T1499"),
)
def no_concurrency_bound(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Anyone starts functions whose concurrency nothing bounds."""
    free: dict[Function, Way] = {}
    for fn in own_functions(graph):
        if isinstance(fn.reserved_concurrency, int | float):
            continue
        ways = [way for way in ways_in(graph, fn) if way.bounded is not True]
        wide = [way for way in ways if way.bounded is False]
        unknown = _unknown(fn, ways)
        if wide and fn.reserved_concurrency is None:
            free[fn] = wide[0]
        elif unknown is not None:
            reason = f"whether anything bounds how many of {called(fn)} strangers run at once: {unknown.reason}"
            yield ctx.unassessed(reason, node=fn)
    if free:
        yield _finding(free, ctx)


def _unknown(fn: Function, ways: list[Way]) -> Unknown | None:
    """What could not be told, where there is a way in at all."""
    if ways and isinstance(fn.reserved_concurrency, Unknown):
        return fn.reserved_concurrency
    return next((way.bounded for way in ways if isinstance(way.bounded, Unknown)), None)


def _finding(free: dict[Function, Way], ctx: Context) -> Finding:
    by_url = any(way.url for way in free.values())
    said = {fn: f"{called(fn)} is started through {way.name} by anyone" for fn, way in free.items()}
    names = listed([called(fn) for fn in free])
    return ctx.finding(
        f"Anyone starts {names} and nothing bounds how many run at once: one flood takes the concurrency of the whole "
        "account, and all of it is paid for",
        severity=Severity.MEDIUM if by_url else Severity.LOW,
        exposure=Exposure.ANONYMOUS,
        path=next(way.hops for way in free.values() if way.url or not by_url),
        fix=written(f"Reserve concurrency for {names}", *((RESERVED_CONCURRENCY, fn) for fn in free)),
        **about(said),
    )
