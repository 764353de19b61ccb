"""The ids a document prints: a graph's own, and with the app's name in them where a document holds several apps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ennead.graph.graph import AppGraph
from ennead.model.app import INTERNET

Rename = Callable[[str], str]


def renamers(graphs: Sequence[AppGraph]) -> list[Rename]:
    """One function per graph that gives a node's id in the document.

    `function/Fn` stays as it is in a document of one app and is `function/APP:Fn` in one of several;
    `internet/internet` is the same in all, and what another app declares bears that one's name
    already.  A word that is no id of that graph comes back unchanged.
    Raises ValueError where two apps share a name: their ids could not be told apart.
    """
    if len(graphs) < 2:
        return [_same for _ in graphs]
    names = [graph.name for graph in graphs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two apps are called {twice[0]}: give each app of a document a name of its own")
    return [_renamer(graph) for graph in graphs]


def _same(node_id: str) -> str:
    return node_id


def _renamer(graph: AppGraph) -> Rename:
    ends = {end for edge in graph.edges for end in (edge.source, edge.target)}
    elsewhere = {node.id for node in graph.nodes.values() if node.app}
    known = (ends | graph.nodes.keys()) - elsewhere - {INTERNET.id}

    def rename(node_id: str) -> str:
        if node_id not in known:
            return node_id
        kind, slash, rest = node_id.partition("/")
        return f"{kind}/{graph.name}:{rest}" if slash else node_id

    return rename
