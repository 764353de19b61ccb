"""Mappings, rules and schedules that start nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, place_of
from ennead.model.app import Function, Mode, Rule, Schedule, Trigger
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Related, Severity
from ennead.practices.p8_denial.grouping import listed


@check(Practice.CONFIGURATION, Severity.LOW, on=AppGraph, references=("CWE-1164",))
def dangling_mapping(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """An event source mapping, a rule or a schedule leads to nothing that the application declares."""
    for edge in graph.edges:
        if isinstance(edge, Trigger) and edge.mode is Mode.POLL and _leads_out(graph, edge):
            yield _mapping(graph, edge, ctx)
    rules: list[Rule | Schedule] = [*graph.nodes_of(Rule), *graph.nodes_of(Schedule)]
    idle = [one for one in rules if _is_idle(graph, one)]
    if idle:
        yield _rules(idle, ctx)


def _leads_out(graph: AppGraph, edge: Trigger) -> bool:
    """Own records, read by a function that is declared nowhere here."""
    source, fn = graph.nodes.get(edge.source), graph.node(edge.target, Function)
    return source is not None and not source.external and fn is not None and fn.external


def _is_idle(graph: AppGraph, one: Rule | Schedule) -> bool:
    return not one.external and one.enabled is not False and not any(True for _ in graph.out_of(one))


def _mapping(graph: AppGraph, edge: Trigger, ctx: Context) -> Finding:
    source, fn = graph.nodes[edge.source], graph.nodes[edge.target]
    label = edge.label or "a mapping"
    return ctx.finding(
        f"{label} reads {called(source)} for {fn.name}, which this application does not declare",
        node=source,
        at=place_of(edge),
        confidence=Confidence.MEDIUM,
        key=label,
        fix=Fix(f"Declare {fn.name}, or take {label} out"),
    )


def _rules(idle: list[Rule | Schedule], ctx: Context) -> Finding:
    one = idle[0] if len(idle) == 1 else None
    names = listed([called(rule) for rule in idle])
    return ctx.finding(
        f"{names} {'starts' if one else 'start'} nothing: no target is named",
        node=one,
        at=idle[0].at,
        related=() if one else [Related(rule.at or NOWHERE, f"{called(rule)} has no target") for rule in idle],
        key=" ".join(rule.id for rule in idle),
        fix=Fix(f"Name a target in {names}, or take {'it' if one else 'them'} out"),
    )
