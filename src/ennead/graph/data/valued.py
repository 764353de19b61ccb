"""The graph with the classes of data and the value of each store filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from ennead.graph.data.classify import classes_of
from ennead.graph.data.uses import STORES, uses_of
from ennead.graph.data.value import value_of
from ennead.graph.graph import AppGraph
from ennead.model.data import Declared


def valued(graph: AppGraph, declared: Iterable[Declared] = ()) -> AppGraph:
    """The same graph, its stores with `data_classes` and `worth`; itself where it has no store.

    To be called once all edges are there; calling it again starts from nothing.
    """
    stores = [node for node in graph.nodes.values() if isinstance(node, STORES)]
    if not stores:
        return graph
    uses = uses_of(graph)
    said = {node_id: one for one, ids in spoken_of(graph, declared).items() for node_id in ids}
    classes = classes_of(graph, uses, said)
    nodes = dict(graph.nodes)
    for node in stores:
        found = classes[node.id]
        worth = value_of(node, (one.data_class for one in found), uses, said.get(node.id))
        nodes[node.id] = replace(node, data_classes=found, worth=worth)
    return AppGraph(graph.name, MappingProxyType(nodes), graph.edges, graph.gaps, graph.sources)


def spoken_of(graph: AppGraph, declared: Iterable[Declared]) -> dict[Declared, list[str]]:
    """Each declaration that is about a store of the graph, with the stores' ids.

    A store is named by its node's id or by the id the template gives it.
    """
    found: dict[Declared, list[str]] = {}
    for one in declared:
        for node in graph.nodes.values():
            if isinstance(node, STORES) and one.name in {node.id, node.logical_id}:
                found.setdefault(one, []).append(node.id)
    return found
