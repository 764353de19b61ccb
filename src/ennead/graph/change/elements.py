"""Nodes, edges and gaps of two versions held against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ennead.graph.change.facts import differences, facts, plain
from ennead.graph.change.whole import app_of
from ennead.graph.change.words import EdgeChange, Fact, GapChange, How, NodeChange, ValueChange
from ennead.graph.graph import AppGraph
from ennead.iam.match import action_matches
from ennead.model.app import Edge, Exposure, Gap, Grant, Node
from ennead.model.location import Location

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """What the edges of one kind between two nodes say together, where they are grants; else one edge."""

    key: Key
    facts: Mapping[str, Any]
    at: Location | None
    environments: tuple[str, ...] = ()


def node_changes(before: AppGraph, after: AppGraph) -> Iterator[NodeChange]:
    """Nodes that came, went or say something else, in the order of their ids."""
    for node_id in sorted(before.nodes.keys() | after.nodes.keys()):
        old, new = before.nodes.get(node_id), after.nodes.get(node_id)
        if old is None and new is not None:
            yield NodeChange(How.ADDED, node_id, new.name, new.at, environments=new.environments)
        elif new is None and old is not None:
            yield NodeChange(How.REMOVED, node_id, old.name, old.at, environments=old.environments)
        elif old is not None and new is not None and (found := _facts(facts(old), facts(new))):
            yield NodeChange(How.CHANGED, node_id, new.name, new.at, found, environments=new.environments)


def value_changes(before: AppGraph, after: AppGraph) -> Iterator[ValueChange]:
    """Stores of both versions of which the classes of data or the value are others."""
    for node_id, new in sorted(after.nodes.items()):
        old = before.nodes.get(node_id)
        if old is not None and (found := _facts(_worth(old), _worth(new))):
            yield ValueChange(node_id, found, new.at, new.environments)


def _worth(node: Node) -> dict[str, Any]:
    classes = sorted({one.data_class.value for one in node.data_classes})
    levels = plain(node.worth) if node.worth is not None else {}
    return {**({"data_classes": classes} if classes else {}), **levels}


def _facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Fact, ...]:
    return tuple(Fact(*one) for one in differences(old, new))


def edge_changes(before: AppGraph, after: AppGraph) -> Iterator[EdgeChange]:
    """Relations that came, went or changed.  What a policy's numbering calls an edge does not count."""
    old, new = _ties(before.edges), _ties(after.edges)
    for key in sorted(old.keys() | new.keys()):
        was, now = _unequal(old.get(key, []), new.get(key, []))
        for one, other in zip(was, now, strict=False):
            yield _changed(one, other)
        for tie in now[len(was) :]:
            more = tuple(tie.facts.get("actions", ()))
            yield EdgeChange(How.ADDED, *key, tie.at, more=more, environments=tie.environments)
        for tie in was[len(now) :]:
            less = tuple(tie.facts.get("actions", ()))
            yield EdgeChange(How.REMOVED, *key, tie.at, less=less, environments=tie.environments)


def _changed(old: Tie, new: Tie) -> EdgeChange:
    have, had = tuple(new.facts.get("actions", ())), tuple(old.facts.get("actions", ()))
    return EdgeChange(
        How.CHANGED,
        *new.key,
        new.at,
        _facts(old.facts, new.facts),
        more=beyond(have, had),
        less=beyond(had, have),
        environments=new.environments,
    )


def beyond(actions: Iterable[str], covered: Iterable[str]) -> tuple[str, ...]:
    """The patterns of actions that none of the others covers whole."""
    wide = tuple(covered)
    return tuple(one for one in actions if not any(action_matches(pattern, one) for pattern in wide))


def _unequal(old: list[Tie], new: list[Tie]) -> tuple[list[Tie], list[Tie]]:
    """What is left of both once what is equal is taken out, in a fixed order."""
    left = list(new)
    kept = []
    for tie in old:
        twin = next((one for one in left if one.facts == tie.facts), None)
        if twin is None:
            kept.append(tie)
        else:
            left.remove(twin)
    return sorted(kept, key=_tie_order), sorted(left, key=_tie_order)


def _tie_order(tie: Tie) -> str:
    return repr(sorted(tie.facts.items()))


def _ties(edges: Iterable[Edge]) -> dict[Key, list[Tie]]:
    groups: dict[Key, list[Edge]] = defaultdict(list)
    for edge in edges:
        groups[edge.kind.value, edge.source, edge.target].append(edge)
    return {key: list(_tied(key, members)) for key, members in groups.items()}


def _tied(key: Key, edges: list[Edge]) -> Iterator[Tie]:
    grants = [edge for edge in edges if isinstance(edge, Grant | Exposure)]
    groups: dict[str, list[Grant | Exposure]] = defaultdict(list)
    for edge in grants:
        said = facts(edge)
        said.pop("actions", None)
        groups["" if isinstance(edge, Grant) else repr(sorted(said.items()))].append(edge)
    for members in groups.values():
        said = {name: value for member in members for name, value in facts(member).items()}
        actions = sorted({action for member in members for action in member.actions})
        if isinstance(members[0], Grant):
            said |= {flag: all(getattr(one, flag) for one in members) for flag in ("wildcard", "maybe")}
        at = next((place for member in members for place in member.locations), None)
        yield Tie(key, {**said, **({"actions": actions} if actions else {})}, at, members[0].environments)
    for other in edges:
        if not isinstance(other, Grant | Exposure):
            yield Tie(key, facts(other), other.locations[0] if other.locations else None, other.environments)


def gap_changes(before: AppGraph, after: AppGraph, names: Iterable[str]) -> Iterator[GapChange]:
    """Gaps that came or went; one that stands on another line, or in a file of another name, is the same."""
    known = tuple(names)
    old, new = _by_words(before.gaps), _by_words(after.gaps)
    for key in sorted(old.keys() | new.keys()):
        had, have = old.get(key, []), new.get(key, [])
        for gap in have[len(had) :]:
            yield GapChange(How.ADDED, gap, app_of(gap.about or "", known))
        for gap in had[len(have) :]:
            yield GapChange(How.REMOVED, gap, app_of(gap.about or "", known))


def _by_words(gaps: Iterable[Gap]) -> dict[tuple[str, str, str], list[Gap]]:
    found: dict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        found[gap.kind.value, gap.about or "", gap.reason].append(gap)
    return found
