"""Fragments to one graph; the order in which they come does not matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ennead.graph.graph import AppGraph
from ennead.model.app import Edge, Fragment, Gap, Node


def merge(name: str, fragments: Iterable[Fragment]) -> AppGraph:
    """One graph of all fragments.

    A node that several declare stands once, with all its lenses: what is declared here wins over what
    is only named here, then the first in a fixed order.  Equal edges stand once, with all their lenses
    and places.
    """
    nodes: dict[str, Node] = {}
    edges: dict[Edge, Edge] = {}
    gaps: dict[Gap, None] = {}
    sources: set[str] = set()
    for fragment in fragments:
        for node in fragment.nodes:
            present = nodes.get(node.id)
            nodes[node.id] = node if present is None else _joined(present, node)
        for edge in fragment.edges:
            key = replace(edge, lenses=frozenset(), locations=())
            known = edges.get(key)
            edges[key] = edge if known is None else _both(known, edge)
        gaps.update(dict.fromkeys(fragment.gaps))
        sources.update(fragment.sources)
    return AppGraph(
        name,
        MappingProxyType({node.id: node for node in sorted(nodes.values(), key=_node_order)}),
        tuple(sorted(edges.values(), key=_edge_order)),
        tuple(sorted(gaps, key=_gap_order)),
        tuple(sorted(sources)),
    )


def _joined(one: Node, other: Node) -> Node:
    if one == other:
        return one
    first, second = sorted((one, other), key=lambda node: (node.external, repr(replace(node, lenses=frozenset()))))
    return replace(first, lenses=first.lenses | second.lenses)


def _both(one: Edge, other: Edge) -> Edge:
    places = tuple(sorted({*one.locations, *other.locations}))
    return replace(one, lenses=one.lenses | other.lenses, locations=places if one != other else one.locations)


def _node_order(node: Node) -> tuple[str, int, str]:
    return (node.at.path if node.at else "~", node.at.line if node.at else 0, node.id)


def _edge_order(edge: Edge) -> tuple[str, str, str, str, str]:
    return (edge.source, edge.target, edge.kind, edge.label or "", repr(edge))


def _gap_order(gap: Gap) -> tuple[str, int, str]:
    return (gap.at.path if gap.at else "~", gap.at.line if gap.at else 0, repr(gap))


def combine(name: str, graphs: Mapping[str, AppGraph]) -> AppGraph:
    """One graph of all environments: what does not hold in all of them carries their names.

    Environments with equal values come under one key, their names joined by a comma.
    """
    if len(graphs) == 1:
        return next(iter(graphs.values()))
    everywhere = names_of(graphs)
    nodes: dict[str, Node] = {}
    node_in: dict[str, list[str]] = {}
    edge_in: dict[Edge, list[str]] = {}
    gaps: dict[Gap, None] = {}
    sources: set[str] = set()
    for key, graph in graphs.items():
        names = key.split(",")
        for node in graph.nodes.values():
            nodes.setdefault(node.id, node)
            node_in.setdefault(node.id, []).extend(names)
        for edge in graph.edges:
            edge_in.setdefault(edge, []).extend(names)
        gaps.update(dict.fromkeys(graph.gaps))
        sources.update(graph.sources)
    marked = [replace(node, environments=_unless_all(node_in[node.id], everywhere)) for node in nodes.values()]
    edges = [replace(edge, environments=_unless_all(names, everywhere)) for edge, names in edge_in.items()]
    return merge(name, [Fragment(tuple(marked), tuple(edges), tuple(gaps), tuple(sources))])


def names_of(graphs: Mapping[str, object]) -> tuple[str, ...]:
    """All environments behind the keys, one by one; none where there is a single nameless one."""
    return tuple(name for key in graphs for name in key.split(",") if name)


def _unless_all(names: list[str], everywhere: tuple[str, ...]) -> tuple[str, ...]:
    return () if set(names) >= set(everywhere) else tuple(names)
