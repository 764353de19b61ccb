"""Where an event can come round: functions, and what starts them, joined by what functions may write to.

An edge is a trigger, a declared destination, or a grant that names one store and a write that starts what
listens to it.  A wildcard names no store and says nothing of where a function writes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from ennead.graph.authority import role_of
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, own_functions, place_of, triggers_of, untold
from ennead.iam.match import action_matches
from ennead.model.app import (
    Bucket,
    Bus,
    Edge,
    EdgeKind,
    Function,
    Grant,
    Lens,
    Mode,
    Node,
    Queue,
    Rule,
    Stream,
    Table,
    Topic,
    Trigger,
)
from ennead.model.location import Location

WRITES: dict[type[Node], tuple[str, ...]] = {
    Bucket: ("s3:PutObject",),
    Queue: ("sqs:SendMessage",),
    Topic: ("sns:Publish",),
    Table: ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"),
    Stream: ("kinesis:PutRecord", "kinesis:PutRecords", "firehose:PutRecord", "firehose:PutRecordBatch"),
    Bus: ("events:PutEvents",),
}
"""What a function does to a thing so that whatever listens to it starts."""
CREATED = (
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One way an event goes: from a node to the next, how, and where that is written.

    `granted`: a role allows it; whether the code does it is not told.  `failure`: only events that fail go there.
    `destination`: Lambda itself sends it, which it does for asynchronous calls only.  `waited`: starts a function
    in another way than that.
    """

    source: str
    target: str
    how: str
    at: Location | None = None
    granted: bool = False
    failure: bool = False
    destination: bool = False
    waited: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """Steps that end where they begin, the first one starting at a function."""

    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids on the way, each once."""
        return tuple(step.source for step in self.steps)


def cycles(graph: AppGraph) -> tuple[Cycle, ...]:
    """For each function the shortest way back to it; a way shared by several functions once."""
    ways: dict[str, list[Step]] = {}
    for step in _steps(graph):
        ways.setdefault(step.source, []).append(step)
    found: dict[frozenset[str], Cycle] = {}
    for fn in own_functions(graph):
        cycle = _shortest(fn.id, ways)
        if cycle:
            found.setdefault(frozenset(cycle.nodes), cycle)
    return tuple(found.values())


def _shortest(start: str, ways: dict[str, list[Step]]) -> Cycle | None:
    """Breadth first from a node back to itself."""
    waiting: deque[tuple[Step, ...]] = deque((step,) for step in ways.get(start, ()))
    seen: set[str] = set()
    while waiting:
        steps = waiting.popleft()
        here = steps[-1].target
        if here == start:
            if _goes_on(steps[-1], steps[0]):
                return Cycle(steps)
        elif here not in seen:
            seen.add(here)
            waiting.extend((*steps, step) for step in ways.get(here, ()) if _goes_on(steps[-1], step))
    return None


def _goes_on(arrived: Step, leaving: Step) -> bool:
    return not (arrived.waited and leaving.destination)


def _steps(graph: AppGraph) -> Iterator[Step]:
    for fn in own_functions(graph):
        for trigger in triggers_of(graph, fn):
            yield from _starting(graph, trigger, fn)
        for edge in graph.out_of(fn, None, EdgeKind.FAILS_TO, EdgeKind.PUBLISHES, EdgeKind.WRITES):
            yield _declared(edge, destination=Lens.DECLARED in edge.lenses)
        yield from _granted(graph, fn)
    for queue in graph.nodes_of(Queue):
        for edge in graph.out_of(queue, None, EdgeKind.FAILS_TO):
            yield _declared(edge)
    for kind in (Topic, Stream):
        for node in graph.nodes_of(kind):
            for edge in graph.out_of(node, None, EdgeKind.PUBLISHES):
                yield _declared(edge)


def _declared(edge: Edge, *, destination: bool = False) -> Step:
    failure = edge.kind is EdgeKind.FAILS_TO
    at = edge.locations[0] if edge.locations else None
    how = "sends what fails to" if failure else "sends to"
    return Step(edge.source, edge.target, how, at, failure=failure, destination=destination)


def _starting(graph: AppGraph, trigger: Trigger, fn: Function) -> Iterator[Step]:
    """A trigger that passes on whatever its source gets: a filter may be what breaks the loop, so it ends the way."""
    source = graph.nodes.get(trigger.source)
    at, waited = place_of(trigger), trigger.mode is not Mode.ASYNC
    if trigger.filter is not None or (isinstance(source, Bucket) and trigger.label not in CREATED):
        return
    if isinstance(source, Rule):
        if source.bus and _passes_all(source):
            yield Step(source.bus, fn.id, f"through {called(source)} starts", at, waited=waited)
    elif isinstance(source, Bucket | Queue | Topic | Table | Stream):
        yield Step(source.id, fn.id, "starts", at, waited=waited)


def _passes_all(rule: Rule) -> bool:
    """Whether the pattern is known and picks neither source nor sort of event."""
    pattern = rule.pattern
    return (
        isinstance(pattern, str)
        and untold(pattern) is None
        and '"source"' not in pattern
        and '"detail-type"' not in pattern
    )


def _granted(graph: AppGraph, fn: Function) -> Iterator[Step]:
    role = role_of(graph, fn)
    for grant in graph.out_of(role, Grant) if role else ():
        node = graph.nodes.get(grant.target)
        action = _write(grant, node)
        if node is not None and action and not grant.wildcard and not grant.maybe:
            at = grant.locations[0] if grant.locations else None
            yield Step(fn.id, node.id, f"may call {action} on", at, granted=True)


def _write(grant: Grant, node: Node | None) -> str | None:
    """The write the grant names; `s3:*` and `*` name none."""
    for action in WRITES.get(type(node), ()) if node else ():
        for pattern in grant.actions:
            if pattern != "*" and not pattern.endswith(":*") and action_matches(pattern, action):
                return action
    return None


def undecided(graph: AppGraph) -> Iterator[tuple[Function, str]]:
    """Functions whose rule has a pattern that could not be told, and that may put events on its bus; and why."""
    for fn in own_functions(graph):
        targets = {step.target for step in _granted(graph, fn)}
        for trigger in triggers_of(graph, fn):
            rule = graph.node(trigger.source, Rule)
            reason = _hidden_pattern(rule) if rule and rule.bus in targets else None
            if reason:
                yield fn, reason


def _hidden_pattern(rule: Rule) -> str | None:
    """Why all of its pattern could not be told; a part that is told decides."""
    return untold(rule.pattern) if not isinstance(rule.pattern, str) or '{"' not in rule.pattern else None
