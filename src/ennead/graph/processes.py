"""Business processes: what starts, the functions that do the work, the stores they use, under a name people know.

A process follows what an application means to do, not what it could be made to do: grants that name a thing,
variables that name it, triggers, what code and definitions use.  A grant by a wildcard says nothing of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ennead.graph.data.uses import STORES
from ennead.graph.derive import service_of
from ennead.graph.graph import AppGraph
from ennead.graph.process_names import title_of, unique, words_for
from ennead.graph.reach import leads_somewhere
from ennead.iam.harm import INVOKES, STARTS, effect_of_all, may
from ennead.model.app import (
    Alias,
    Api,
    Authorizer,
    Edge,
    EdgeKind,
    Function,
    Grant,
    LogGroup,
    Node,
    Reference,
    Route,
    StateMachine,
    Trigger,
    Version,
)
from ennead.model.data import Level, Value
from ennead.model.impact import Process

MOST = 500
"""Processes told of one application."""
MOST_FUNCTIONS = 60
"""Functions followed in one process; where an application hands on without end, the nearest."""

_UNBUSINESSLIKE = frozenset({"custom_resource", "log_group"})
_STARTS = frozenset({EdgeKind.INVOKES, EdgeKind.CALLS, EdgeKind.PUBLISHES})
_FILLS = frozenset({EdgeKind.WRITES, EdgeKind.PUBLISHES, EdgeKind.DELETES})
_USES = frozenset({EdgeKind.READS, EdgeKind.WRITES, EdgeKind.DELETES, EdgeKind.PUBLISHES, EdgeKind.CALLS})


def processes_of(graph: AppGraph) -> tuple[Process, ...]:
    """The processes of an application, those of its API first, by name."""
    chains = Chains(graph)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for entry in chains.entries():
        groups[_key(graph, entry, chains.started(entry))].append(entry)
    found = [_process(graph, chains, entries) for _, entries in sorted(groups.items())]
    found += _loose(graph, chains, {one for process in found for one in process.functions})
    return unique(graph, sorted(found, key=_order)[:MOST])


class Chains:
    """What leads on as the application means it to."""

    def __init__(self, graph: AppGraph) -> None:
        self.graph = graph
        self.starts: dict[str, list[str]] = defaultdict(list)
        self.uses: dict[str, list[str]] = defaultdict(list)
        self.feeds: dict[str, list[str]] = defaultdict(list)
        holders: dict[str, list[str]] = defaultdict(list)
        for edge in graph.edges:
            if edge.kind is EdgeKind.ASSUMES:
                holders[edge.target].append(edge.source)
        for edge in graph.edges:
            sources = holders.get(edge.source, ()) if isinstance(edge, Grant) else (edge.source,)
            for source in sources:
                self._add(source, edge)
        for leads in (self.starts, self.uses, self.feeds):
            for source, targets in leads.items():
                leads[source] = sorted(set(targets))

    def _add(self, source: str, edge: Edge) -> None:
        target = _plain(self.graph, edge.target)
        node = self.graph.nodes.get(target)
        match edge:
            case Trigger():
                if edge.enabled is not False:
                    self.starts[source].append(target)
            case Grant():
                if not edge.wildcard and not edge.maybe:
                    self._granted(source, target, node, edge)
            case Reference():
                if isinstance(node, STORES) and _is_variable(self.graph, source, edge):
                    self.uses[source].append(target)
            case _ if node is not None:
                self._used(source, target, node, edge.kind)

    def _used(self, source: str, target: str, node: Node, kind: EdgeKind) -> None:
        if isinstance(node, Function | StateMachine):
            if kind in _STARTS:
                self.starts[source].append(target)
        elif kind in _USES:
            (self.uses if isinstance(node, STORES) else self.feeds)[source].append(target)
            if kind in _FILLS:
                self.feeds[source].append(target)

    def _granted(self, source: str, target: str, node: Node | None, grant: Grant) -> None:
        if isinstance(node, Function | StateMachine):
            if may(grant.actions, (*INVOKES, *STARTS)):
                self.starts[source].append(target)
        elif isinstance(node, STORES) and not isinstance(node, LogGroup):
            effect = effect_of_all(grant.actions, service_of(node) or "")
            if effect.aims:
                self.uses[source].append(target)
            if effect.fills:
                self.feeds[source].append(target)

    def entries(self) -> Iterator[str]:
        """What starts a function and is itself fed by no part of the application."""
        pairs = ((source, target) for source, targets in self.feeds.items() for target in targets)
        fed = {target for source, target in pairs if source != target and source not in self.starts.get(target, ())}
        for source in sorted(self.starts):
            node = self.graph.nodes.get(source)
            if node is None or isinstance(node, Function | StateMachine | Authorizer | Api):
                continue
            if node.kind in _UNBUSINESSLIKE or (isinstance(node, Route) and not leads_somewhere(node)):
                continue
            if isinstance(node, Route) or source not in fed:
                yield source

    def started(self, entry: str) -> tuple[str, ...]:
        """The functions and machines that a node starts itself."""
        return tuple(self.starts.get(entry, ()))

    def follow(self, entries: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The functions and machines of a process, and its stores, nearest first."""
        functions: dict[str, None] = {}
        stores: dict[str, None] = {}
        waiting = list(entries)
        seen = set(entries)
        for place in waiting:
            node = self.graph.nodes.get(place)
            if isinstance(node, Function | StateMachine):
                if len(functions) >= MOST_FUNCTIONS:
                    continue
                functions[place] = None
            stores.update(dict.fromkeys(self.uses.get(place, ())))
            if isinstance(node, STORES):
                stores[place] = None
            onward = [
                target for target in (*self.starts.get(place, ()), *self.feeds.get(place, ())) if target not in seen
            ]
            seen.update(onward)
            waiting += dict.fromkeys(onward)
        return tuple(functions), tuple(stores)


def _plain(graph: AppGraph, node_id: str) -> str:
    """The function behind an alias or a version."""
    node = graph.nodes.get(node_id)
    if isinstance(node, Alias | Version) and node.function:
        found = (node.function, f"function/{node.function}")
        return next((one for one in found if graph.node(one, Function)), node_id)
    return node_id


def _is_variable(graph: AppGraph, source: str, edge: Reference) -> bool:
    fn = graph.node(source, Function)
    return fn is not None and any(variable.name == edge.via for variable in fn.environment)


def _key(graph: AppGraph, entry: str, started: tuple[str, ...]) -> tuple[str, ...]:
    """Entries of one resource of an API with the same functions belong together, and other entries of one function."""
    route = graph.node(entry, Route)
    if route is None:
        return ("", *started)
    words = [part for part in route.path.split("/") if part and not part.startswith(("{", "$"))]
    return (route.api or "", words[0].lower() if words else "", *started)


def _loose(graph: AppGraph, chains: Chains, followed: set[str]) -> Iterator[Process]:
    """Functions that stand in no process: nothing is declared that starts them.  First those no other leads to."""
    serving = {edge.target for kind in ("authorizer", "custom_resource") for edge in _from(graph, kind)}
    left = [fn.id for fn in graph.nodes_of(Function) if not fn.external and fn.id not in followed | serving]
    led = {one for fn in left for one in chains.follow([fn])[0] if one != fn}
    for fn in sorted(left, key=lambda fn: (fn in led, fn)):
        if fn not in followed:
            process = _process(graph, chains, [fn])
            followed.update(process.functions)
            yield process


def _from(graph: AppGraph, kind: str) -> Iterator[Edge]:
    return (edge for edge in graph.edges if isinstance(edge, Trigger) and edge.source.startswith(f"{kind}/"))


def _process(graph: AppGraph, chains: Chains, entries: Sequence[str]) -> Process:
    functions, stores = chains.follow(entries)
    held = [store for store in stores if store in graph.nodes]
    classes = {one.data_class for store in held for one in graph.nodes[store].data_classes}
    return Process(
        name=words_for(graph, entries, functions),
        title=title_of(graph, entries, functions, held),
        entries=tuple(entry for entry in entries if entry not in functions),
        functions=functions,
        stores=tuple(held),
        data_classes=tuple(one.value for one in sorted(classes, key=lambda one: one.place)),
        value=_value(graph.nodes[store].worth for store in held),
    )


def _value(worths: Iterable[Value | None]) -> Value | None:
    known = [worth for worth in worths if worth is not None]
    if not known:
        return None

    def highest(levels: Iterable[Level]) -> Level:
        return max(levels, key=lambda level: level.rank)

    return Value(
        highest(worth.confidentiality for worth in known),
        highest(worth.integrity for worth in known),
        highest(worth.availability for worth in known),
    )


def _order(process: Process) -> tuple[int, str, tuple[str, ...]]:
    first = process.entries[0] if process.entries else "~"
    return (0 if first.startswith("route/") else 2 if first == "~" else 1, process.name, process.entries)
