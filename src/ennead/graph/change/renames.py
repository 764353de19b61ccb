"""Nodes that have another id and are the same otherwise.

A pair is taken for a rename only where everything else is equal: the facts once the name itself is blanked, and
every edge once the pairs are put in.  Where two fit alike, nothing is guessed: they are gone and new.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ennead.graph.change.facts import facts
from ennead.graph.change.whole import ID_FIELDS, Rename, app_of, renamed
from ennead.graph.graph import AppGraph
from ennead.model.app import Node


def renames(before: AppGraph, after: AppGraph, names: Iterable[str]) -> dict[str, str]:
    """`{old id: new id}` within one application."""
    known = tuple(names)
    gone = [node for node_id, node in before.nodes.items() if node_id not in after.nodes]
    come = [node for node_id, node in after.nodes.items() if node_id not in before.nodes]
    if not gone or not come:
        return {}
    pairs = _alone(_grouped(gone, known), _grouped(come, known))
    while pairs:
        wrong = _wrong(pairs, before, after)
        if not wrong:
            break
        pairs = {old: new for old, new in pairs.items() if old not in wrong}
    return pairs


def _grouped(nodes: Iterable[Node], names: tuple[str, ...]) -> dict[str, list[Node]]:
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        said = {name: value for name, value in facts(node).items() if name not in ID_FIELDS}
        blank = _Words([node.logical_id or node.name]).blank(said)
        groups[repr((node.kind, app_of(node.id, names), sorted(blank.items())))].append(node)
    return groups


def _alone(old: Mapping[str, list[Node]], new: Mapping[str, list[Node]]) -> dict[str, str]:
    found = {}
    for key, members in old.items():
        others = new.get(key, [])
        if len(members) == len(others) == 1:
            found[members[0].id] = others[0].id
    return found


def _wrong(pairs: Mapping[str, str], before: AppGraph, after: AppGraph) -> set[str]:
    """The old ids of pairs of which a fact or an edge is another, with all pairs put in."""
    old_words = _Words([before.nodes[one].logical_id or before.nodes[one].name for one in pairs])
    new_words = _Words([after.nodes[one].logical_id or after.nodes[one].name for one in pairs.values()])

    def rename(node_id: str) -> str:
        return pairs.get(node_id, node_id)

    return {
        was
        for was, now in pairs.items()
        if _said(before, was, old_words, rename) != _said(after, now, new_words, lambda one: one)
    }


def _said(graph: AppGraph, node_id: str, words: _Words, rename: Rename) -> tuple[str, Counter[str]]:
    node = repr(sorted(words.blank(facts(renamed(graph.nodes[node_id], rename))).items()))
    edges = (renamed(edge, rename) for edge in (*graph.out_of(node_id), *graph.into(node_id)))
    return node, Counter(
        repr((edge.kind, edge.source, edge.target, sorted(words.blank(facts(edge)).items()))) for edge in edges
    )


class _Words:
    """Names of things, to be blanked wherever they stand: a role's policy is called after its function."""

    def __init__(self, names: Iterable[str]) -> None:
        places: dict[str, int] = {}
        for number, name in enumerate(names):
            places.setdefault(name, number)
            places.setdefault(name.rpartition(".")[2], number)
        self.places = {name: f"\0{number}\0" for name, number in places.items() if name}
        longest_first = sorted(self.places, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def blank(self, said: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(value) for name, value in said.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.pattern.sub(lambda match: self.places[match[0]], value)
        if isinstance(value, Mapping):
            return self.blank(value)
        return [self._value(item) for item in value] if isinstance(value, list) else value
