"""What anyone gets at over the network: the first steps of an attacker who shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ennead.graph.graph import AppGraph
from ennead.graph.reach import is_open, open_edges, routes_behind
from ennead.graph.triggers import called
from ennead.model.app import INTERNET, Auth, Authorizer, Edge, EdgeKind, Exposure, FunctionUrl, Route
from ennead.model.unknown import Unknown

Opening: TypeAlias = tuple[str, str, Edge | None, str, str | None]
"""`(internet, node, its edge, reason in words, why it could not be told whether it is open)`."""


def openings(graph: AppGraph) -> Iterator[Opening]:
    """Every node that anyone gets at; an authorizer is asked whatever token is shown."""
    for target in sorted({edge.target for edge in graph.edges if isinstance(edge, Exposure)}):
        node = graph.nodes.get(target)
        if node is None or isinstance(node, Route | FunctionUrl):
            continue
        for edge in open_edges(graph, node):
            yield INTERNET.id, target, edge, "is open to anyone", None
    for route in graph.nodes_of(Route):
        answer = is_open(graph, route)
        if isinstance(answer, Unknown) or answer:
            yield _door(graph, route.id, answer.reason if isinstance(answer, Unknown) else None)
    for url in graph.nodes_of(FunctionUrl):
        if url.auth in {Auth.NONE, Auth.UNKNOWN}:
            yield _door(graph, url.id, "what it asks could not be told" if url.auth is Auth.UNKNOWN else None)
    for authorizer in graph.nodes_of(Authorizer):
        for route in routes_behind(graph, authorizer)[:1]:
            yield INTERNET.id, authorizer.id, None, f"{called(route)} asks it, whatever token is shown", None


def _door(graph: AppGraph, node_id: str, maybe: str | None) -> Opening:
    edge = next((each for each in graph.into(node_id, None, EdgeKind.EXPOSES)), None)
    return INTERNET.id, node_id, edge, "lets anyone in", maybe
