"""The difference between two versions of a graph: what came and went, who gets where, what they reach there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ennead.graph.change.cause import Causes
from ennead.graph.change.elements import edge_changes, gap_changes, node_changes, value_changes
from ennead.graph.change.exposure import exposure_changes
from ennead.graph.change.reach import reach_changes
from ennead.graph.change.renames import renames
from ennead.graph.change.whole import relabelled
from ennead.graph.change.words import GraphChange, How, NodeChange
from ennead.graph.graph import AppGraph


def graph_change(before: AppGraph, after: AppGraph, names: Sequence[str]) -> GraphChange:
    """What is another in `after`.  Both hold ids of a whole, `names` are its applications.

    Lines, files and the order of things do not count.  A node with another id and everything else equal is
    renamed; ids are those of `after` wherever a thing is in both.
    """
    pairs = renames(before, after, names)
    old = relabelled(before, lambda one: pairs.get(one, one)) if pairs else before
    nodes = (*_renamed(pairs, after), *_without(node_changes(old, after), pairs.values()))
    edges = tuple(edge_changes(old, after))
    causes = Causes(nodes, edges, old, after, names)
    return GraphChange(
        nodes=tuple(sorted(nodes, key=lambda change: (change.id, change.how))),
        edges=edges,
        exposure=tuple(exposure_changes(old, after, causes)),
        reach=tuple(reach_changes(old, after, causes)),
        values=tuple(value_changes(old, after)),
        gaps=tuple(gap_changes(old, after, names)),
    )


def _renamed(pairs: dict[str, str], after: AppGraph) -> Iterable[NodeChange]:
    for was, now in pairs.items():
        node = after.nodes[now]
        yield NodeChange(How.RENAMED, now, node.name, node.at, was=was, environments=node.environments)


def _without(changes: Iterable[NodeChange], renamed: Iterable[str]) -> Iterable[NodeChange]:
    """A rename's own words (its name, those of its policies) are no other change."""
    known = set(renamed)
    return (change for change in changes if change.id not in known)
