"""Which column a node stands in, and how a large app is gathered into groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_high
from typing import TypeAlias

from ennead.model.app import Node
from ennead.report.map.reach import Reach
from ennead.report.map.view import Link, View

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
TALL = 40  # cards in one column
_FEW = 6
_LEGIBLE = 120  # cards in one picture


@dataclass(frozen=True, slots=True)
class Group:
    """Several nodes drawn as one card: of one kind, reach and column, and of one part of the app where it has parts."""

    id: str
    kind: str
    reach: Reach
    members: tuple[str, ...]
    family: str = ""


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
    _spread(far, follow, functions, sorted(far, key=lambda node: (far[node], node)))
    loose = functions - far.keys()
    led_to = {target for source in loose for target in follow[source]}
    for node_id in sorted(loose, key=lambda node: (node in led_to, node)):
        if node_id not in far:
            far[node_id] = 2
            _spread(far, follow, functions, [node_id])
    return far


def _spread(far: dict[str, int], follow: dict[str, list[str]], functions: Iterable[str], queue: list[str]) -> None:
    """Give everything that follows the queue the nearest column after what leads to it; functions never before 2."""
    for node in queue:
        for target in sorted(follow[node]):
            if target not in far:
                far[target] = max(far[node] + 1, 2 if target in functions else 1)
                queue.append(target)


def is_large(view: View, columns: Mapping[str, int]) -> bool:
    """Whether the picture would have no end if each node were a card of its own."""
    tallest = max(Counter(columns.values()).values(), default=0)
    return len(view.nodes) > LARGE or tallest > TALL


def gathered(view: View, columns: Mapping[str, int], parts: Mapping[str, str]) -> tuple[Group, ...]:
    """Groups of a large app: by its parts (a title by node id) if that makes a legible picture, else over all of it."""
    groups = _groups(view, columns, parts, 1) if parts else ()
    cards = len(view.nodes) - sum(len(group.members) - 1 for group in groups)
    return groups if groups and cards <= _LEGIBLE else _groups(view, columns, {}, _FEW)


def _groups(view: View, columns: Mapping[str, int], parts: Mapping[str, str], few: int) -> tuple[Group, ...]:
    """More than `few` nodes of one kind, reach, column and part each."""
    found: dict[tuple[str, Reach, int, str], list[str]] = defaultdict(list)
    for node in view.nodes:
        if node.kind not in OUTSIDE or not parts:
            reach = view.reach.get(node.id, Reach.INSIDE)
            found[node.kind, reach, columns[node.id], parts.get(node.id, "")].append(node.id)
    return tuple(
        Group(f"group/{kind} {reach.name} {column} {part}".rstrip(), kind, reach, tuple(members), part)
        for (kind, reach, column, part), members in sorted(found.items())
        if len(members) > few
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
