"""Which column a node stands in, and how a large app is gathered into groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_high
from typing import TypeAlias

from ennead.model.app import Node
from ennead.report.map_reach import Reach
from ennead.report.map_view import Link, View

Pair: TypeAlias = tuple[str, str]

OUTSIDE = frozenset({"internet", "principal", "account", "user", "service"})
_ENTRIES = frozenset(
    [
        "route",
        "function_url",
        "schedule",
        "rule",
        "api",
        "authorizer",
        "distribution",
        "pipe",
        "user_pool",
        "user_pool_client",
        "identity_pool",
    ]
)
LARGE = 90
_FEW = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Several nodes drawn as one card: same kind, same reach, same column."""

    id: str
    kind: str
    reach: Reach
    members: tuple[str, ...]


def columns_of(view: View) -> dict[str, int]:
    """Column by node: 0 outside, 1 entries, 2 functions, then what they use, and so on by distance.

    A queue, topic or bucket that starts a function stands before it: in column 1 where nothing of
    the app fills it, else after the functions that do.  What starts nothing stands after most of
    its users.  Columns without a node are closed up.
    """
    far = _distances(view)
    last = max((column for node, column in far.items() if node.startswith("function/")), default=1)
    users: dict[str, list[int]] = defaultdict(list)
    for link in view.links:
        if link.source in far:
            users[link.target].append(far[link.source])
    for node in view.nodes:
        if node.id not in far:
            far[node.id] = median_high(users[node.id]) + 1 if users[node.id] else _alone(node, last)
    used = sorted(set(far.values()))
    # An app that nobody outside reaches still starts with its entries, not with an empty margin.
    closed = {column: place + (0 if used[0] == 0 else 1) for place, column in enumerate(used)}
    return {node_id: closed[column] for node_id, column in far.items()}


def _alone(node: Node, last: int) -> int:
    return 1 if node.kind in _ENTRIES else last + 1


def _distances(view: View) -> dict[str, int]:
    """Steps from outside for everything that starts a function or is one; stores that start none are left out."""
    starts = {link.source for link in view.links if link.sort == "entry"}
    follow: dict[str, list[str]] = defaultdict(list)
    for link in view.links:
        to_function = link.target.startswith("function/") and link.sort in ("entry", "use", "grant")
        if to_function or (link.target in starts and link.sort not in ("wildcard", "reference")):
            follow[link.source].append(link.target)
    functions = {node.id for node in view.nodes if node.kind == "function"}
    filled = {target for source in functions for target in follow[source]}
    far: dict[str, int] = {}
    for node in view.nodes:
        if node.kind in OUTSIDE:
            far[node.id] = 0
        elif node.kind in _ENTRIES or (node.id in starts and node.id not in filled | functions):
            far[node.id] = 1
    _spread(far, follow, functions)
    for node_id in sorted(functions - far.keys()):
        far[node_id] = 2
        _spread(far, follow, functions)
    return far


def _spread(far: dict[str, int], follow: dict[str, list[str]], functions: Iterable[str]) -> None:
    """Give everything that follows the nearest column after what leads to it; functions never before column 2."""
    queue = sorted(far, key=lambda node: (far[node], node))
    for node in queue:
        for target in sorted(follow[node]):
            if target not in far:
                far[target] = max(far[node] + 1, 2 if target in functions else 1)
                queue.append(target)


def gathered(view: View, columns: dict[str, int]) -> tuple[Group, ...]:
    """Groups of a large app: more than a few nodes of one kind, reach and column.  None where the app is small."""
    if len(view.nodes) <= LARGE:
        return ()
    found: dict[tuple[str, Reach, int], list[str]] = defaultdict(list)
    for node in view.nodes:
        found[node.kind, view.reach.get(node.id, Reach.INSIDE), columns[node.id]].append(node.id)
    return tuple(
        Group(f"group/{kind} {reach.name} {column}", kind, reach, tuple(members))
        for (kind, reach, column), members in sorted(found.items())
        if len(members) > _FEW
    )


def drawn_pairs(links: Iterable[Link], groups: Sequence[Group]) -> dict[Pair, list[Link]]:
    """Links by the cards they join, in order; those inside one card are left out."""
    card = {member: group.id for group in groups for member in group.members}
    pairs: dict[Pair, list[Link]] = defaultdict(list)
    for link in links:
        pair = (card.get(link.source, link.source), card.get(link.target, link.target))
        if pair[0] != pair[1]:
            pairs[pair].append(link)
    return dict(pairs)
