"""Check `public-write-starts-function`: what anyone may write into starts a function."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import FILLS, anonymous_entries, anyone_may
from ennead.graph.triggers import called, own_functions
from ennead.model.app import Function, Node
from ennead.model.finding import Exposure, Finding, Fix, Hop, Outcome, Practice, Related, Severity
from ennead.practices.p6_configuration.behind import behind, worst
from ennead.practices.p8_denial.grouping import listed


@check(
    Practice.DENIAL,
    Severity.MEDIUM,
    on=AppGraph,
    references=("CWE-770", "CWE-400", "CWE-406", "OWASP-SLS-S6", "ATTACK-T1499"),
)
def public_write_starts_function(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Anyone may write into a store that starts a function, as often and with whatever they like."""
    groups: dict[str, dict[Function, tuple[Hop, ...]]] = {}
    for fn in own_functions(graph):
        for way in anonymous_entries(graph, fn):
            if type(graph.nodes[way[1].node]) in FILLS:
                groups.setdefault(way[1].node, {}).setdefault(fn, way)
    for store, started in groups.items():
        yield _found(graph.nodes[store], started, graph, ctx)


def _found(store: Node, started: dict[Function, tuple[Hop, ...]], graph: AppGraph, ctx: Context) -> Finding:
    functions = list(started)
    only = functions[0] if len(functions) == 1 else None
    gives = worst([behind(graph, fn) for fn in functions])
    power = gives.escalation or gives.wide
    edge = anyone_may(graph, store, FILLS[type(store)])
    names = listed([called(fn) for fn in functions])
    role = f", whose role {power}" if only and power else ""
    return ctx.finding(
        f"anyone may write into {called(store)}, and each write starts {names}{role}",
        node=None if store.external else store,
        function=only,
        at=edge.locations[0] if edge and edge.locations else store.at,
        severity=Severity.HIGH if power else None,
        exposure=Exposure.ANONYMOUS,
        related=[_related(graph, fn, store) for fn in functions],
        path=started[functions[0]],
        key=store.id,
        fix=Fix(f"Let only known senders write into {called(store)}"),
    )


def _related(graph: AppGraph, fn: Function, store: Node) -> Related:
    """The trigger where the function names the store; else the function."""
    edge = next((edge for edge in graph.into(fn) if edge.source == store.id and edge.locations), None)
    return Related(edge.locations[0] if edge else fn.at or NOWHERE, f"{called(fn)} is started", fn.logical_id)
