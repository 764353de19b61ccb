"""All applications of a scan as one graph: what goes from one into another is a path like any other.

Every id says which application it is of, `kind/APP:rest`, whether there are several or one: so two versions of a
scan can be held against each other however many each has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

from ennead.graph.graph import AppGraph
from ennead.graph.reach import PRIVATE
from ennead.model.app import INTERNET, Edge, Gap, Node

Rename = Callable[[str], str]
T = TypeVar("T", Node, Edge)

ID_FIELDS = frozenset(
    "api authorizer bus dead_letter function on_failure origins pool roles route_throttles source target"
    " targets".split()
)
"""Fields that hold ids of nodes; other text may look like one and is none."""
_SHARED = frozenset({INTERNET.id, PRIVATE})


@dataclass(frozen=True, slots=True)
class Part:
    """An application of the whole and the files it was read from."""

    name: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """All applications in one graph; its ids are `kind/APP:rest`, those of everybody excepted."""

    parts: tuple[Part, ...]
    graph: AppGraph


def whole_of(graphs: Sequence[AppGraph]) -> Whole:
    """One graph of the applications' own."""
    parts = tuple(Part(graph.name, graph.sources) for graph in graphs)
    names = tuple(part.name for part in parts)
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    gaps: list[Gap] = []
    for graph in graphs:
        rename = _into(graph, graph.name)
        for node in (renamed(one, rename) for one in graph.nodes.values()):
            known = nodes.get(node.id)
            if known is None or (known.external and not node.external):  # another application may only name it
                nodes[node.id] = node
        edges += [renamed(edge, rename) for edge in graph.edges]
        gaps += [replace(gap, about=rename(gap.about) if gap.about else None) for gap in graph.gaps]
    return Whole(parts, AppGraph(", ".join(names), MappingProxyType(nodes), tuple(edges), tuple(gaps)))


def joined(parts: tuple[Part, ...], graph: AppGraph) -> Whole:
    """A document's graph as a whole: its ids name the application only where it holds several."""
    if len(parts) == 1:
        return replace(whole_of([replace(graph, name=parts[0].name)]), parts=parts)
    shared = {_named(one, part.name): one for part in parts for one in _SHARED}
    return Whole(parts, relabelled(graph, lambda one: shared.get(one, one)))


def relabelled(graph: AppGraph, rename: Rename) -> AppGraph:
    """The graph with other ids."""
    nodes = {node.id: node for node in (renamed(one, rename) for one in graph.nodes.values())}
    gaps = tuple(replace(gap, about=rename(gap.about) if gap.about else None) for gap in graph.gaps)
    edges = tuple(renamed(edge, rename) for edge in graph.edges)
    return replace(graph, nodes=MappingProxyType(nodes), edges=edges, gaps=gaps)


def renamed(thing: T, rename: Rename) -> T:
    """A node or an edge with other ids in every field that holds one."""
    changes: dict[str, Any] = {}
    for field in fields(thing):
        if field.name == "id" or field.name in ID_FIELDS:
            value = getattr(thing, field.name)
            new = _new(value, rename)
            if new != value:
                changes[field.name] = new
    return replace(thing, **changes) if changes else thing


def app_of(node_id: str, names: Iterable[str]) -> str | None:
    """The application a node's id names; the longest name that fits."""
    rest = node_id.partition("/")[2]
    return max((name for name in names if rest.startswith(f"{name}:")), key=len, default=None)


def own_id(node_id: str, names: Iterable[str]) -> str:
    """The id without its application."""
    name = app_of(node_id, names)
    kind, _, rest = node_id.partition("/")
    return node_id if name is None else f"{kind}/{rest.removeprefix(f'{name}:')}"


def renaming(names: Mapping[str, str]) -> Rename:
    """Ids under other names of their applications: `{"old": "new"}`."""

    def rename(node_id: str) -> str:
        name = app_of(node_id, names)
        if name is None:
            return node_id
        kind, _, rest = node_id.partition("/")
        return f"{kind}/{names[name]}:{rest.removeprefix(f'{name}:')}"

    return rename


def _new(value: Any, rename: Rename) -> Any:
    if isinstance(value, tuple):
        return tuple(_new(one, rename) for one in value)
    return rename(value) if isinstance(value, str) else value


def _named(node_id: str, name: str) -> str:
    kind, _, rest = node_id.partition("/")
    return f"{kind}/{name}:{rest}"


def _into(graph: AppGraph, name: str) -> Rename:
    """Its ids with its name; a thing that another application declares bears that one's already."""
    ends = {end for edge in graph.edges for end in (edge.source, edge.target)}
    elsewhere = {node.id for node in graph.nodes.values() if node.app}
    known = (ends | graph.nodes.keys()) - _SHARED - elsewhere
    return lambda node_id: _named(node_id, name) if node_id in known and "/" in node_id else node_id
