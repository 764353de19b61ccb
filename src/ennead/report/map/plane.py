"""Every group's own plane, and the one they all stand in: what lies where while everything is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ennead.report.map.columns import OUTSIDE
from ennead.report.map.places import CARD, CLOSED, NARROW, Item, places, ranked

TOP = -1
_DOOR, _FIRST, _LAST = 1.0, 2.0, 99.0

Pairs = dict[tuple[str, str], None]


def planes(
    nodes: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]],
    lines: Sequence[tuple[int, int]],
    columns: Sequence[int],
) -> dict[str, list[tuple[int, int]]]:
    """Places by number, each in the plane of the group it is in: `{n: [[x, y], ...], g: [[x, y], ...]}`.

    `lines` join numbers of nodes; `columns` say how far right each node belongs.
    """
    plane = _Planes(nodes, groups, lines, columns)
    found: dict[str, tuple[int, int]] = {}
    for group in (TOP, *range(len(groups))):
        found |= places(plane.items(group), list(plane.pairs[group]))
    return {
        "n": [found[f"n{number}"] for number in range(len(nodes))],
        "g": [found[f"g{number}"] for number in range(len(groups))],
    }


class _Planes:
    def __init__(
        self,
        nodes: Sequence[Mapping[str, Any]],
        groups: Sequence[Mapping[str, Any]],
        lines: Sequence[tuple[int, int]],
        columns: Sequence[int],
    ) -> None:
        self._nodes, self._groups, self._columns = nodes, groups, columns
        home = {node: number for number, group in enumerate(groups) for node in group["m"]}
        self._held: dict[int, list[int]] = defaultdict(list)
        self._inner: dict[int, list[int]] = defaultdict(list)
        for node in range(len(nodes)):
            self._held[home.get(node, TOP)].append(node)
        for number, group in enumerate(groups):
            self._inner[group["p"]].append(number)
        chains = [self._chain(node, home.get(node, TOP)) for node in range(len(nodes))]
        self.pairs: dict[int, Pairs] = defaultdict(dict)
        for source, target in lines:
            plane, here, there = _parting(chains[source], chains[target])
            if here != there:
                self.pairs[plane][here, there] = None

    def _chain(self, node: int, home: int) -> list[tuple[int, str]]:
        """A node and the groups around it, the outermost first, each with the plane it lies in."""
        found = [(home, f"n{node}")]
        while home != TOP:
            found.append((self._groups[home]["p"], f"g{home}"))
            home = self._groups[home]["p"]
        return found[::-1]

    def items(self, group: int) -> list[Item]:
        """Single nodes by their column; groups where people come in first, groups of stores last."""
        held, inner = self._held[group], self._inner[group]
        if not inner:
            return [Item(f"n{node}", self._size(node), self._columns[node]) for node in held]
        members = {f"g{each}": list(self._everything(each)) for each in inner}
        rank = ranked(list(members), list(self.pairs[group]), lambda name: self._first(members[name]))
        last = max((value for value in rank.values() if value < _LAST), default=_FIRST)
        items = [Item(name, CLOSED, min(rank[name], last + 1)) for name in members]
        return items + [Item(f"n{node}", self._size(node), self._single(node, last)) for node in held]

    def _everything(self, group: int) -> Iterator[int]:
        yield from self._groups[group]["m"]
        for each in self._inner[group]:
            yield from self._everything(each)

    def _first(self, members: Sequence[int]) -> float | None:
        kinds = {self._nodes[node]["k"] for node in members}
        if kinds <= OUTSIDE:
            return 0.0
        if "function" not in kinds and "state_machine" not in kinds:
            return _DOOR if max(self._columns[node] for node in members) <= 1 else _LAST
        return _FIRST if any(self._nodes[node]["r"] for node in members) else None

    def _single(self, node: int, last: float) -> float:
        if self._nodes[node]["k"] in OUTSIDE:
            return 0.0
        if self._columns[node] <= 1:
            return _DOOR
        return _FIRST if self._nodes[node]["k"] == "function" else last + 1

    def _size(self, node: int) -> tuple[int, int]:
        return NARROW if self._nodes[node]["k"] in OUTSIDE else CARD


def _parting(one: Sequence[tuple[int, str]], other: Sequence[tuple[int, str]]) -> tuple[int, str, str]:
    """The plane in which two things are in different items, and those two items."""
    for (plane, here), (_, there) in zip(one, other, strict=False):
        if here != there:
            return plane, here, there
    return one[-1][0], one[-1][1], one[-1][1]
