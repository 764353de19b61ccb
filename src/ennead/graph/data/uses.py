"""Who uses which store, and what a caller waits for: one walk over the edges, for all stores at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ennead.graph.graph import AppGraph
from ennead.iam.match import actions_overlap
from ennead.model.app import (
    Api,
    Authorizer,
    Bucket,
    Bus,
    Database,
    Distribution,
    Edge,
    EdgeKind,
    Function,
    FunctionUrl,
    Grant,
    LogGroup,
    Mode,
    Node,
    Parameter,
    Queue,
    Reference,
    Route,
    Secret,
    Source,
    StateMachine,
    Stream,
    Table,
    Topic,
    Trigger,
    UserPool,
)

STORES: tuple[type[Node], ...] = (
    Bucket, Bus, Database, LogGroup, Parameter, Queue, Secret, Stream, Table, Topic, UserPool,
)  # fmt: skip
"""What keeps or carries data: these have classes and a value."""

CODE = frozenset({EdgeKind.READS, EdgeKind.WRITES, EdgeKind.DELETES, EdgeKind.PUBLISHES, EdgeKind.CALLS})
"""Edges by which a thing uses a store itself."""

ENTRIES = (Api, Authorizer, Distribution, FunctionUrl, Route, UserPool)
"""What somebody waits in front of; the targets of a load balancer are the same (kind `target_group`)."""


@dataclass(slots=True)
class Uses:
    """By store: the edges of what uses it.  `users` are (id of function, machine or route, edge).

    `waited_for` holds everything on a synchronous path from an entry, the entries included.
    `senders` holds the queues that some function may send to, by a wildcard too.
    """

    users: dict[str, list[tuple[str, Edge]]] = field(default_factory=lambda: defaultdict(list))
    variables: dict[str, list[Reference]] = field(default_factory=lambda: defaultdict(list))
    consumers: dict[str, list[Trigger]] = field(default_factory=lambda: defaultdict(list))
    doors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    handed_on: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    served: set[str] = field(default_factory=set)
    senders: set[str] = field(default_factory=set)
    waited_for: set[str] = field(default_factory=set)


def uses_of(graph: AppGraph) -> Uses:
    """What the graph's edges say about its stores."""
    uses = Uses()
    holders: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        if edge.kind is EdgeKind.ASSUMES and not edge.source.startswith("workflow/"):
            holders[edge.target].append(edge.source)
    steps: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        if isinstance(edge, Grant):
            _grant(edge, graph, holders.get(edge.source, ()), uses, steps)
        elif isinstance(edge, Trigger):
            _trigger(edge, graph, uses, steps)
        else:
            _plain(edge, graph, uses, steps)
    uses.waited_for = _reached((node.id for node in graph.nodes.values() if _is_entry(node)), steps)
    return uses


def _grant(grant: Grant, graph: AppGraph, holders: Iterable[str], uses: Uses, steps: dict[str, list[str]]) -> None:
    """A grant that names the thing is a use; one that hits it by a wildcard says nothing of it."""
    target = graph.nodes.get(grant.target)
    if isinstance(target, Queue) and holders and any(actions_overlap(one, "sqs:SendMessage") for one in grant.actions):
        uses.senders.add(grant.target)
    if grant.wildcard:
        return
    for holder in holders:
        if isinstance(target, STORES):
            uses.users[grant.target].append((holder, grant))
        elif isinstance(target, Function):
            steps[holder].append(grant.target)


def _trigger(edge: Trigger, graph: AppGraph, uses: Uses, steps: dict[str, list[str]]) -> None:
    if edge.enabled is False:
        return
    source = graph.nodes.get(edge.source)
    if isinstance(source, STORES):
        uses.consumers[edge.source].append(edge)
    if isinstance(source, Route):
        uses.doors[edge.target].append(edge.source)
    if edge.mode is Mode.SYNC:
        steps[edge.source].append(edge.target)


def _plain(edge: Edge, graph: AppGraph, uses: Uses, steps: dict[str, list[str]]) -> None:
    source, target = graph.nodes.get(edge.source), graph.nodes.get(edge.target)
    if isinstance(edge, Reference):
        if isinstance(target, STORES) and isinstance(source, Function) and _is_variable(edge, source):
            uses.variables[edge.target].append(edge)
    elif isinstance(source, Distribution) and edge.kind is EdgeKind.CALLS:
        uses.served.add(edge.target)
        steps[edge.source].append(edge.target)
    elif isinstance(source, STORES):
        if _hands_on(edge, source, target):
            uses.handed_on[edge.source].append(edge)
    elif edge.kind in CODE and isinstance(target, STORES):
        uses.users[edge.target].append((edge.source, edge))
        if isinstance(target, Queue) and isinstance(source, Function):
            uses.senders.add(edge.target)
    elif edge.kind in {EdgeKind.CALLS, EdgeKind.INVOKES} and _waits(target):
        steps[edge.source].append(edge.target)


def _is_variable(edge: Reference, source: Function) -> bool:
    """Whether it is by a variable of its environment, not by a setting of the function."""
    return any(variable.name == edge.via for variable in source.environment)


def _hands_on(edge: Edge, source: Node, target: Node | None) -> bool:
    """Whether what is in the one gets into the other; a bucket's notices name its objects only."""
    if isinstance(source, Queue):
        return edge.kind is EdgeKind.FAILS_TO and isinstance(target, Queue)
    sent = edge.kind in {EdgeKind.PUBLISHES, EdgeKind.WRITES}
    return sent and isinstance(source, Topic | Stream) and isinstance(target, Bucket | Queue | Stream | Topic)


def _waits(target: Node | None) -> bool:
    """A caller never waits for a standard state machine."""
    return not isinstance(target, StateMachine) or target.machine_type == "EXPRESS"


def _is_entry(node: Node) -> bool:
    return isinstance(node, ENTRIES) or (isinstance(node, Source) and node.kind == "target_group")


def _reached(starts: Iterator[str], steps: dict[str, list[str]]) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for target in steps.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found
