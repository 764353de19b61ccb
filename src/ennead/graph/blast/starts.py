"""Where somebody may begin: functions, and the entries that lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.graph.graph import AppGraph
from ennead.graph.reach import leads_somewhere
from ennead.model.app import (
    Api,
    Authorizer,
    Distribution,
    EdgeKind,
    Function,
    FunctionUrl,
    Internet,
    Node,
    Route,
    StateMachine,
    Trigger,
)

_ENTRIES = (Api, Authorizer, Distribution, FunctionUrl, Internet, Route)


def starts_of(graph: AppGraph) -> Iterator[str]:
    """Every function, state machine and entry, by the order of the graph."""
    return (
        node.id
        for node in graph.nodes.values()
        if isinstance(node, Function | StateMachine) or is_entry(graph, node.id)
    )


def is_entry(graph: AppGraph, node_id: str) -> bool:
    """Whether something comes in there: a door, what starts a function, what is open to somebody outside."""
    node = graph.nodes.get(node_id)
    if node is None or isinstance(node, Function | StateMachine) or _is_somebody(node):
        return False
    if isinstance(node, _ENTRIES):
        return not isinstance(node, Route) or leads_somewhere(node)
    if any(True for _ in graph.out_of(node, Trigger)):
        return True
    return any(not edge.source.startswith("service/") for edge in graph.into(node, None, EdgeKind.EXPOSES))


def _is_somebody(node: Node) -> bool:
    return node.kind in {"account", "principal", "service", "network", "external"}
