"""What a picture of the graph shows: who reaches what, and what may touch what.

Roles, policies and log groups are left out.  What a role grants is drawn from the functions that
take it on; where only a wildcard hit a resource the link says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ennead.graph.graph import AppGraph
from ennead.graph.used.against import differences
from ennead.model.app import (
    Alias,
    Edge,
    EdgeKind,
    Exposure,
    Function,
    Grant,
    Node,
    Reference,
    Route,
    Trigger,
    Use,
    Version,
)
from ennead.model.location import Location
from ennead.report.map.reach import Reach, reach_of

_UNSEEN = frozenset({"role", "policy", "resource_policy", "log_group", "version", "alias", "layer", "stage", "key"})
# Shown only where something leads to them: a picture gains nothing from them on their own.
_ONLY_LINKED = frozenset(
    [
        "api",
        "authorizer",
        "bus",
        "custom_resource",
        "external",
        "identity_pool",
        "internet",
        "parameter",
        "resource",
        "service",
        "user_pool_client",
    ]
)
# A permission says no more than the trigger it is for; what starts a function without one is a trigger.
_UNDRAWN = frozenset(
    {EdgeKind.MAY_INVOKE, EdgeKind.ASSUMES, EdgeKind.DEPENDS_ON, EdgeKind.DEPLOYED_AS, EdgeKind.STORES}
)
_ASKS = {
    "none": "asks nobody",
    "api_key": "asks for an API key",
    "iam": "asks for IAM",
    "jwt": "asks for a JWT",
    "cognito": "asks for Cognito",
    "custom": "a function decides",
    "policy": "a policy decides",
    "unknown": "asks: could not tell",
}
_STRENGTH = ("entry", "use", "grant", "reference", "wildcard")


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the picture: all relations from one node to another.

    `sort` is the strongest of them: `entry` (exposes, triggers), `use` (code or definition),
    `grant` (a role names it), `reference` (a variable names it), `wildcard` (a role's wildcard hits it).
    `words` say each relation, `at` where they are written.
    """

    source: str
    target: str
    sort: str
    words: tuple[str, ...]
    at: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The nodes and links of one app's picture, in order of their ids."""

    app: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    reach: dict[str, Reach]

    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many nodes of each kind, functions first, then by number."""
        found = Counter(node.kind for node in self.nodes if node.kind != "internet")
        return tuple(sorted(found.items(), key=lambda item: (item[0] != "function", -item[1], item[0])))


def view(graph: AppGraph) -> View:
    """The picture of one app."""
    links = tuple(sorted(_links(graph), key=lambda link: (link.source, link.target)))
    linked = {end for link in links for end in (link.source, link.target)}
    nodes = tuple(
        _legible(node)
        for _, node in sorted(graph.nodes.items())
        if node.kind not in _UNSEEN
        and (node.kind not in _ONLY_LINKED or node.id in linked)
        and not (isinstance(node, Route) and node.preflight)
    )
    return View(graph.name, nodes, links, reach_of(graph))


def _legible(node: Node) -> Node:
    """A physical name with tokens in it says less than the name the template gives."""
    return replace(node, name=node.logical_id) if "${" in node.name and node.logical_id else node


def _links(graph: AppGraph) -> Iterator[Link]:
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for source, target, edge in _drawn(graph):
        found[source, target].append(edge)
    differs = differences(graph)
    for (source, target), relations in found.items():
        strongest = min(map(_sort, relations), key=_STRENGTH.index)
        at = {place: None for edge in relations for place in edge.locations}
        said = sorted(set(map(words, relations)))
        difference = differs.get((source, target))
        yield Link(source, target, strongest, (*said, *([difference] if difference else [])), tuple(at))


def _drawn(graph: AppGraph) -> Iterator[tuple[str, str, Edge]]:
    """Edges between things the picture shows; a role's edges start at each function that takes it on."""
    holders: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        if edge.kind is EdgeKind.ASSUMES:
            holders[edge.target].append(edge.source)
    for edge in graph.edges:
        if edge.kind in _UNDRAWN:
            continue
        target = _shown(graph, edge.target)
        for source in holders.get(edge.source) or [edge.source]:
            start = _shown(graph, source)
            if start and target:
                yield start, target, edge


def _shown(graph: AppGraph, node_id: str) -> str | None:
    """The node that stands for that id in the picture: a version's or alias's function, itself, or none."""
    node = graph.nodes.get(node_id)
    if isinstance(node, Alias | Version) and node.function:
        node = graph.node(node.function, Function) or graph.node(f"function/{node.function}", Function)
    return node.id if node and node.kind not in _UNSEEN else None


def _sort(edge: Edge) -> str:
    match edge:
        case Exposure() | Trigger():
            return "entry"
        case Grant():
            return "wildcard" if edge.wildcard else "grant"
        case Reference():
            return "reference"
    match edge.kind:
        case EdgeKind.EXPOSES | EdgeKind.TRIGGERS:
            return "entry"
        case EdgeKind.GRANTS | EdgeKind.MAY_INVOKE:
            return "grant"
        case EdgeKind.REFERENCES:
            return "reference"
    return "use"


def words(edge: Edge) -> str:
    """A relation in a few words: `triggers, poll`, `may GetItem, PutItem +2`."""
    match edge:
        case Exposure():
            does = f": {_some(edge.actions)}" if edge.actions else ""
            return f"reaches, {asks(edge.auth.value)}{does}"
        case Trigger():
            return f"triggers, {edge.mode.value}"
        case Grant():
            might = "might" if edge.maybe else "may"
            return f"{might} {_some(edge.actions)}" + (" by wildcard" if edge.wildcard else "")
        case Reference():
            return f"names it in {edge.via}" if edge.via else "names it"
        case Use() if edge.operations:
            return f"{edge.kind.value}: {_some(edge.operations)}"
    return edge.kind.value.replace("_", " ")


def asks(auth: str) -> str:
    """What a caller is asked for, as a phrase: `asks nobody`, `asks for jwt`."""
    return _ASKS.get(auth) or f"asks for {auth}"


def _some(actions: Sequence[str]) -> str:
    """The first two actions without their service, and how many more."""
    names = [action if action.endswith(":*") else action.rpartition(":")[2] for action in sorted(actions)]
    more = f" +{len(names) - 2}" if len(names) > 2 else ""
    return (", ".join(names[:2]) or "act on it") + more
