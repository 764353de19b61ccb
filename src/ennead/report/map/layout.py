"""A layered left-to-right layout: columns by distance from outside, rows by their neighbours' middle.

Units are pixels of the drawing.  Cards of one column have one width.  A line that passes a column
gets a lane through it, and lines to one target share their lanes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ennead.report.map.columns import Pair

Lane: TypeAlias = tuple[str, int]  # the target of its lines, and the column it passes
Item: TypeAlias = str | Lane

CARD, NARROW, HEIGHT = 212, 128, 42
GAP_Y, LANE, MARGIN = 14, 8, 14
NEAR, FAR = 56, 116  # room between two columns: more where more lines cross it
AIR = 5  # a ring lies between a card and the lines that end there
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Box:
    """Where a card lies: left, top, width, its column."""

    x: int
    y: int
    width: int
    column: int

    @property
    def middle(self) -> int:
        """Height of its middle."""
        return self.y + HEIGHT // 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by item, an SVG path per pair, the size of the whole."""

    boxes: dict[str, Box]
    paths: dict[Pair, str]
    width: int
    height: int


def lay_out(columns: Mapping[str, int], pairs: Sequence[Pair]) -> Layout:
    """Place items whose columns are given; pairs are the lines between them.  The same input gives the same picture."""
    lanes = {pair: _lanes(pair, columns) for pair in pairs}
    chains: list[tuple[Item, ...]] = [(pair[0], *lanes[pair], pair[1]) for pair in pairs]
    rows = _rows(columns, lanes.values())
    _untangle(rows, chains)
    lefts, width = _lefts(rows, _crossings(chains, columns))
    tops, height = _tops(rows)
    boxes = {
        item: Box(lefts[column], tops[item], NARROW if column == 0 else CARD, column)
        for item, column in columns.items()
    }
    bends = {
        lane: (lefts[column], tops[lane] + LANE // 2)
        for column, row in rows.items()
        for lane in row
        if not isinstance(lane, str)
    }
    paths = {pair: _path(boxes[pair[0]], boxes[pair[1]], [bends[lane] for lane in lanes[pair]]) for pair in pairs}
    return Layout(boxes, paths, width, height)


def _lanes(pair: Pair, columns: Mapping[str, int]) -> list[Lane]:
    """The lanes a forward line takes: one per column between its ends, shared by all lines to its target."""
    source, target = pair
    return [(target, column) for column in range(columns[source] + 1, columns[target])]


def _rows(columns: Mapping[str, int], lanes: Iterable[list[Lane]]) -> dict[int, list[Item]]:
    rows: dict[int, list[Item]] = defaultdict(list)
    for item in sorted(columns):
        rows[columns[item]].append(item)
    for lane in sorted({lane for chain in lanes for lane in chain}):
        rows[_column(lane, columns)].append(lane)
    return dict(sorted(rows.items()))


def _untangle(rows: dict[int, list[Item]], chains: Sequence[tuple[Item, ...]]) -> None:
    """Order each row by the middle of its neighbours to the left, then to the right, and so on."""
    left: dict[Item, list[Item]] = defaultdict(list)
    right: dict[Item, list[Item]] = defaultdict(list)
    for chain in chains:
        for here, there in pairwise(chain):
            right[here].append(there)
            left[there].append(here)
    order = list(rows)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        place = {item: (at + 0.5) / len(row) for row in rows.values() for at, item in enumerate(row)}
        for column in order if forward else reversed(order):
            _sort_row(rows[column], left if forward else right, place)


def _sort_row(row: list[Item], neighbours: Mapping[Item, list[Item]], place: dict[Item, float]) -> None:
    def middle(item: Item) -> float:
        near = neighbours.get(item, [])
        return sum(place[other] for other in near) / len(near) if near else place[item]

    row.sort(key=middle)
    place.update({item: (at + 0.5) / len(row) for at, item in enumerate(row)})


def _crossings(chains: Sequence[tuple[Item, ...]], columns: Mapping[str, int]) -> Counter[int]:
    """Different lines in the room after each column; lines that share a lane count once."""
    steps = {pair for chain in chains for pair in pairwise(chain)}
    return Counter(min(_column(here, columns), _column(there, columns)) for here, there in steps)


def _column(item: Item, columns: Mapping[str, int]) -> int:
    return columns[item] if isinstance(item, str) else item[1]


def _lefts(rows: Iterable[int], crossings: Mapping[int, int]) -> tuple[dict[int, int], int]:
    lefts: dict[int, int] = {}
    x, room = MARGIN, 0
    for column in rows:
        x += room
        lefts[column] = x
        x += NARROW if column == 0 else CARD
        room = min(FAR, NEAR + 2 * crossings.get(column, 0))
    return lefts, x + MARGIN


def _tops(rows: Mapping[int, list[Item]]) -> tuple[dict[Item, int], int]:
    """Tops of cards and lanes; each column stands in the middle of the tallest."""

    def tall(item: Item) -> int:
        return (HEIGHT if isinstance(item, str) else LANE) + GAP_Y

    heights = {column: sum(tall(item) for item in row) - GAP_Y for column, row in rows.items()}
    whole = max(heights.values(), default=0)
    tops: dict[Item, int] = {}
    for column, row in rows.items():
        y = MARGIN + (whole - heights[column]) // 2
        for item in row:
            tops[item] = y
            y += tall(item)
    return tops, whole + 2 * MARGIN


def _path(source: Box, target: Box, bends: Sequence[tuple[int, int]]) -> str:
    """A curve from the source's edge to the target's: forward, back, or round within a column."""
    x, y, end = source.x + source.width + AIR, source.middle, target.middle
    if source.column == target.column:
        out = x + min(60, 24 + abs(target.y - source.y) // 8)
        return f"M{x} {y}C{out} {y} {out} {end} {x} {end}"
    if source.column > target.column:
        left = source.x - AIR
        return f"M{left} {y}" + _curve(left, target.x + target.width + AIR, y, end)
    path = f"M{x} {y}"
    for left, bend in bends:
        path += _curve(x, left, y, bend) + f"H{left + CARD}"
        x, y = left + CARD, bend
    return path + _curve(x, target.x - AIR, y, end)


def _curve(x: int, to_x: int, y: int, to_y: int) -> str:
    half = (x + to_x) // 2
    return f"C{half} {y} {half} {to_y} {to_x} {to_y}"
