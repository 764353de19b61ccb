"""What of a change lies on the way to something: the places that brought it about, wherever they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ennead.graph.change.whole import app_of, own_id
from ennead.graph.change.words import Cause, EdgeChange, Fact, How, NodeChange
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import INTERNET, Api, EdgeKind, ResourcePolicy, Route

MOST = 4
"""Causes that are named of one thing, the nearest to its beginning first."""
_TOLD_BY_EDGES = ("role/", "resource_policy/", "policy/")
"""Ids of what is told by what it lets others do."""
_DECIDING = frozenset(
    "acl api_key auth auth_unknown authorizer boundary bus calls conditional default_endpoint_disabled enabled endpoint"
    " event filter function integration issuer mode origins ownership pattern policies pool preflight"
    " public_access_block queues roles scopes self_sign_up source statements target targets trust".split()
)
"""Facts that decide who gets in, and what may be done."""
_OF_STRANGERS = frozenset({"acl", "ownership", "public_access_block"})
"""Facts that decide about strangers only."""
_VERBS = {
    "triggers": "starts",
    "may_invoke": "may invoke",
    "invokes": "invokes",
    "assumes": "runs as",
    "reads": "reads",
    "writes": "writes",
    "deletes": "deletes from",
    "publishes": "sends to",
    "calls": "calls",
    "fails_to": "hands failures to",
    "references": "names",
}


class Causes:
    """Asked for a path of node ids, gives what changed on it."""

    def __init__(
        self,
        nodes: Iterable[NodeChange],
        edges: Iterable[EdgeChange],
        before: AppGraph,
        after: AppGraph,
        names: Sequence[str],
    ) -> None:
        self.before, self.after, self.names = before, after, tuple(names)
        self.nodes = {change.id: change for change in nodes}
        self.edges: dict[tuple[str, str], list[EdgeChange]] = defaultdict(list)
        for edge in edges:
            self.edges[edge.source, edge.target].append(edge)
        self.supports = _supports(before, after)

    def of(self, path: Sequence[str], *, narrower: bool = False) -> tuple[Cause, ...]:
        """The causes along the path, each place once; what is gone counts only where something became narrower.

        Of things that changed, the facts that decide who gets in or what may be done count.
        """
        steps = list(self._steps(path, narrower=narrower))
        acts = [self._edge(edge) for edge in steps if edge.more or edge.less]
        links = [self._edge(edge) for edge in steps if not (edge.more or edge.less)]
        things = list(self._things(path, narrower=narrower))
        near = [*acts, *things, *links]
        gone = [cause for cause in near if cause.gone]
        return _once((gone if narrower else None) or near or self._around(path))[:MOST]

    def about(self, ids: Iterable[str]) -> tuple[Cause, ...]:
        """What changed of things themselves, whatever it is."""
        changes = (self.nodes.get(one) for one in ids if self._is_ours(one))
        return _once(self._node(one) for one in changes if one is not None and one.how is not How.REMOVED)[:MOST]

    def _steps(self, path: Sequence[str], *, narrower: bool) -> Iterator[EdgeChange]:
        for one, other in pairwise(path):
            for source in (one, *self.supports[one]):
                for edge in (*self.edges.get((source, other), ()), *self.edges.get((other, source), ())):
                    right_way = (edge.how is How.REMOVED) == narrower or edge.how is How.CHANGED
                    idle = edge.how is How.CHANGED and not any(fact.name in _DECIDING for fact in edge.facts)
                    new_ends = not narrower and any(self._came(end) for end in (edge.source, edge.target))
                    if right_way and not idle and not new_ends:
                        yield edge

    def _things(self, path: Sequence[str], *, narrower: bool) -> Iterator[Cause]:
        unwanted = How.ADDED if narrower else How.REMOVED
        for before, node_id in zip((None, *path), path, strict=False):
            change = self._of(node_id, _DECIDING if before == INTERNET.id else _DECIDING - _OF_STRANGERS)
            quiet = node_id.startswith(_TOLD_BY_EDGES) and change is not None and change.how is How.CHANGED
            if change is not None and change.how is not unwanted and not quiet and self._is_ours(node_id):
                yield self._node(change)

    def _around(self, path: Sequence[str]) -> Iterator[Cause]:
        """What decides about the things on the path and is not on it: their policies, roles, APIs, authorizers."""
        for node_id in path:
            for support in (node_id, *self.supports[node_id]):
                change = self._of(support, _DECIDING)
                if change is not None and (support != node_id or node_id.startswith(_TOLD_BY_EDGES)):
                    yield self._node(change)

    def _of(self, node_id: str, facts: frozenset[str]) -> NodeChange | None:
        """What became of a node, with the facts that count; None where none of those changed."""
        change = self.nodes.get(node_id)
        if change is None or change.how is not How.CHANGED:
            return change
        kept = tuple(fact for fact in change.facts if fact.name in facts)
        return replace(change, facts=kept) if kept else None

    def _came(self, node_id: str) -> bool:
        change = self.nodes.get(node_id)
        return change is not None and change.how is How.ADDED and self._is_ours(node_id)

    def _is_ours(self, node_id: str) -> bool:
        """Whether it is written somewhere; everybody, services and accounts are on the map once they are spoken of."""
        node = self.after.nodes.get(node_id) or self.before.nodes.get(node_id)
        return node is not None and node.at is not None

    def _edge(self, edge: EdgeChange) -> Cause:
        gone = edge.how is How.REMOVED
        told = f"{self.name(edge.source)} {self._verb(edge)} {self.name(edge.target)}"
        facts = [fact for fact in edge.facts if fact.name in _DECIDING and fact.name != "actions"]
        told += f" ({said(facts, names=self.names)})" if facts else ""
        own = edge.target if edge.source == INTERNET.id else edge.source
        node = self.after.nodes.get(own) or self.before.nodes.get(own)
        at = edge.at or (node.at if node else None)
        key = f"{edge.kind} {edge.source} {edge.more} {edge.less}" if edge.kind == "grants" else ""
        return Cause(told + (" no longer" if gone else ""), at, app_of(own, self.names), gone, key)

    def _verb(self, edge: EdgeChange) -> str:
        if edge.kind in {"grants", "exposes"}:
            actions = (edge.less if edge.how is How.REMOVED else edge.more) or ()
            return f"may {_some(actions)} on" if actions else "reaches"
        return _VERBS.get(edge.kind, edge.kind.replace("_", " "))

    def _node(self, change: NodeChange) -> Cause:
        app = app_of(change.id, self.names)
        if change.how is How.CHANGED:
            return Cause(f"{self.name(change.id)}: {said(change.facts, names=self.names)}", change.at, app)
        gone = change.how is How.REMOVED
        return Cause(f"{self.name(change.id)} is {'gone' if gone else 'new'}", change.at, app, gone)

    def name(self, node_id: str) -> str:
        """What the template calls a thing."""
        if node_id == INTERNET.id:
            return "anyone"
        node = self.after.nodes.get(node_id) or self.before.nodes.get(node_id)
        app = app_of(node_id, self.names)
        rest = node_id.partition("/")[2]
        return called(node) if node else rest.removeprefix(f"{app}:") if app else rest


def said(facts: Iterable[Fact], most: int = 3, names: Sequence[str] = ()) -> str:
    """Facts as `timeout 3 → 900, auth jwt → none`; what has no few words as `policies changed`."""
    told = [_told(fact, names) for fact in facts]
    left = len(told) - most
    return ", ".join(told[:most]) + (f" and {left} more" if left > 0 else "")


def _told(fact: Fact, names: Sequence[str]) -> str:
    before, after = shown(fact.before, names), shown(fact.after, names)
    name = fact.name.replace("_", " ")
    if before is None or after is None or len(before) + len(after) > 80:
        return f"{name} changed"
    return f"{name} {before} → {after}"


def shown(value: object, names: Sequence[str] = ()) -> str | None:
    """A fact's value in a few words; None where it has no few words."""
    match value:
        case None:
            return "not set"
        case bool():
            return "on" if value else "off"
        case str():
            return own_id(value, names).partition("/")[2] if app_of(value, names) else value
        case int() | float():
            return str(value)
        case {"unknown": _}:
            return "could not tell"
        case list() if all(isinstance(one, str) for one in value):
            return ", ".join(value) if value else "none"
    return None


def _once(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """The first of each place."""
    found: dict[object, Cause] = {}
    for cause in causes:
        found.setdefault((cause.at.path, cause.at.line) if cause.at else cause.what, cause)
    return tuple(found.values())


def _some(actions: Sequence[str], most: int = 3) -> str:
    left = len(actions) - most
    return ", ".join(actions[:most]) + (f" and {left} more" if left > 0 else "")


def _supports(before: AppGraph, after: AppGraph) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for graph in (after, before):
        for edge in graph.edges:
            if edge.kind is EdgeKind.ASSUMES:
                found[edge.source][edge.target] = None
        for policy in graph.nodes_of(ResourcePolicy):
            for target in policy.targets:
                found[target][policy.id] = None
        for route in graph.nodes_of(Route):
            ids = [one for one in (route.api, route.authorizer) if one]
            found[route.id].update(dict.fromkeys(ids))
            found[route.id].update(dict.fromkeys(found[route.api]) if route.api else {})
        for api in graph.nodes_of(Api):
            found[api.id].update({})
    return defaultdict(tuple, {node_id: tuple(ids) for node_id, ids in found.items()})


__all__ = ["MOST", "Causes", "said", "shown"]
