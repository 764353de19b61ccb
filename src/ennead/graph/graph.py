"""The one graph of an application: immutable, and every question a check asks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, overload

from ennead.model.app import Edge, EdgeKind, Gap, Node

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)


@dataclass(frozen=True)
class AppGraph:
    """Nodes by id, edges and gaps in a stable order.

    `name` is the application's; `root` the folder it was read from, relative to the scanned one;
    `sources` the files it was read from.
    """

    name: str
    nodes: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    edges: tuple[Edge, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def _out(self) -> dict[str, tuple[Edge, ...]]:
        return _grouped((edge.source, edge) for edge in self.edges)

    @cached_property
    def _into(self) -> dict[str, tuple[Edge, ...]]:
        return _grouped((edge.target, edge) for edge in self.edges)

    @cached_property
    def _by_class(self) -> dict[type[Node], tuple[Node, ...]]:
        groups: dict[type[Node], list[Node]] = defaultdict(list)
        for node in self.nodes.values():
            groups[type(node)].append(node)
        return {kind: tuple(members) for kind, members in groups.items()}

    def nodes_of(self, kind: type[N]) -> Iterator[N]:
        """Every node of a class, its subclasses included."""
        for found, members in self._by_class.items():
            if issubclass(found, kind):
                yield from members  # type: ignore[misc]

    def node(self, node_id: str | None, kind: type[N]) -> N | None:
        """The node of that id, if it is of that class."""
        node = self.nodes.get(node_id) if node_id else None
        return node if isinstance(node, kind) else None

    @overload
    def out_of(self, node: Node | str, kind: type[E], *kinds: EdgeKind) -> Iterator[E]: ...
    @overload
    def out_of(self, node: Node | str, kind: None = None, *kinds: EdgeKind) -> Iterator[Edge]: ...
    def out_of(self, node: Node | str, kind: type[Edge] | None = None, *kinds: EdgeKind) -> Iterator[Edge]:
        """Edges that leave the node, of a class or of some kinds."""
        return _chosen(self._out.get(_id(node), ()), kind, kinds)

    @overload
    def into(self, node: Node | str, kind: type[E], *kinds: EdgeKind) -> Iterator[E]: ...
    @overload
    def into(self, node: Node | str, kind: None = None, *kinds: EdgeKind) -> Iterator[Edge]: ...
    def into(self, node: Node | str, kind: type[Edge] | None = None, *kinds: EdgeKind) -> Iterator[Edge]:
        """Edges that arrive at the node, of a class or of some kinds."""
        return _chosen(self._into.get(_id(node), ()), kind, kinds)


def _id(node: Node | str) -> str:
    return node if isinstance(node, str) else node.id


def _grouped(pairs: Iterator[tuple[str, Edge]]) -> dict[str, tuple[Edge, ...]]:
    groups: dict[str, list[Edge]] = defaultdict(list)
    for key, edge in pairs:
        groups[key].append(edge)
    return {key: tuple(edges) for key, edges in groups.items()}


def _chosen(edges: tuple[Edge, ...], kind: type[Edge] | None, kinds: tuple[EdgeKind, ...]) -> Iterator[Edge]:
    for edge in edges:
        if (kind is None or isinstance(edge, kind)) and (not kinds or edge.kind in kinds):
            yield edge
