"""Check `trigger-cycle`: what a function writes starts it again."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Bucket, Function, Node, Queue, Topic
from ennead.model.finding import Confidence, Finding, Hop, NoFix, Outcome, Practice, Related, Severity
from ennead.practices.p8_denial.cycles import Cycle, cycles, undecided

STOPPED = (Queue, Topic, Bucket, Function)
"""What Lambda's loop detection follows an event through (Lambda guide, "recursive loop detection")."""
NOT_MECHANICAL = (
    "whether to write elsewhere, to filter the trigger or to take the grant away depends on what the loop is for"
)


@check(Practice.DENIAL, Severity.MEDIUM, on=AppGraph, references=("CWE-674", "CWE-835", "CWE-770", "OWASP-SLS-S6"))
def trigger_cycle(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """An event can come round to the function that made it."""
    for cycle in cycles(graph):
        yield _finding(graph, cycle, ctx)
    for fn, reason in undecided(graph):
        yield ctx.unassessed(f"whether {called(fn)} starts itself over its bus: {reason}", node=fn)


def _finding(graph: AppGraph, cycle: Cycle, ctx: Context) -> Finding:
    nodes = [graph.nodes[name] for name in cycle.nodes]
    functions = [node for node in nodes if isinstance(node, Function)]
    stopped = _is_stopped(nodes, functions)
    only = functions[0] if len(functions) == 1 else None
    return ctx.finding(
        f"{_told(graph, cycle)}; {_end(cycle, stopped)}",
        node=only,
        at=functions[0].at,
        severity=_severity(cycle, nodes, stopped),
        confidence=Confidence.MEDIUM if any(step.granted for step in cycle.steps) else Confidence.HIGH,
        related=[
            Related(fn.at, f"{called(fn)} is part of the loop", fn.logical_id) for fn in functions if fn.at and not only
        ],
        path=[Hop(step.source, f"{called(graph.nodes[step.source])} {step.how}", step.at) for step in cycle.steps],
        fix=NoFix(NOT_MECHANICAL),
        key=" ".join(sorted(cycle.nodes)),
    )


def _told(graph: AppGraph, cycle: Cycle) -> str:
    """The loop as a sentence: `A may call s3:PutObject on B, which starts A`."""
    parts = []
    for number, step in enumerate(cycle.steps):
        subject = called(graph.nodes[step.source]) if number == 0 else "which"
        parts.append(f"{subject} {step.how} {called(graph.nodes[step.target])}")
    return ", ".join(parts)


def _end(cycle: Cycle, stopped: bool) -> str:
    event = "an event that keeps failing" if any(step.failure for step in cycle.steps) else "an event"
    if stopped:
        return f"{event} can go round, until Lambda's loop detection stops it after about 16 rounds"
    return f"{event} can go round without end, and Lambda's loop detection does not stop it"


def _is_stopped(nodes: list[Node], functions: list[Function]) -> bool:
    """Whether loop detection sees every part and one of the functions has it on, as is the default."""
    return all(isinstance(node, STOPPED) for node in nodes) and any(fn.recursive_loop != "Allow" for fn in functions)


def _severity(cycle: Cycle, nodes: list[Node], stopped: bool) -> Severity:
    """A queue is a common way to try again later; a bucket has none of that; failures alone come rarely."""
    if any(step.failure for step in cycle.steps):
        return Severity.LOW if stopped else Severity.MEDIUM
    if any(isinstance(node, Bucket) for node in nodes):
        return Severity.MEDIUM if stopped else Severity.HIGH
    return Severity.LOW if stopped else Severity.MEDIUM
