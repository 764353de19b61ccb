"""Where things lie in the interactive map: computed once, here, and stored in the page.

Each group has a plane of its own, as if all groups in it were closed; the page pushes what stands to
the right of a group and below it aside when that group is opened.  Units are pixels, places are middles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ennead.report.map.columns import Pair
from ennead.report.map.layout import lay_out

CARD = (184, 46)
NARROW = (104, 46)
CLOSED = (228, 92)
_GAP_X, _NEAR_X, _GAP_Y = 72, 30, 22
_RATIO = 1.35  # width by height of a screen


@dataclass(frozen=True, slots=True)
class Item:
    """A node or a closed group of a plane: its size and how far right it belongs."""

    id: str
    size: tuple[int, int]
    rank: float


def places(items: Sequence[Item], pairs: Sequence[Pair]) -> dict[str, tuple[int, int]]:
    """The middle of each item: columns by rank, rows so that few lines cross.  The same input gives the same places."""
    ranks = sorted({item.rank for item in items})
    columns = {item.id: ranks.index(item.rank) for item in items}
    known = [pair for pair in pairs if pair[0] in columns and pair[1] in columns]
    boxes = lay_out(columns, known).boxes
    stacks: dict[int, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (boxes[item.id].y, item.id)):
        stacks[columns[item.id]].append(item)
    return _placed(_wrapped([stacks[column] for column in sorted(stacks)]))


def ranked(groups: Sequence[str], links: Sequence[Pair], first: Callable[[str], float | None]) -> dict[str, float]:
    """How far right each group belongs: as `first` says, and where it says nothing one after whoever leads to it."""
    rank = {group: known for group in groups if (known := first(group)) is not None}
    queue = sorted(rank, key=lambda group: (rank[group], group))
    follow: dict[str, list[str]] = defaultdict(list)
    for source, target in links:
        follow[source].append(target)
    for group in queue:
        for target in sorted(set(follow[group])):
            if target not in rank:
                rank[target] = rank[group] + 1
                queue.append(target)
    return rank | {group: 3.0 for group in groups if group not in rank}


def _wrapped(stacks: Sequence[Sequence[Item]]) -> list[list[list[Item]]]:
    """Columns cut into columns beside each other, at the height that gives the picture the shape of a screen."""
    tallest = max(map(len, stacks), default=1)
    choices = [[_cut(stack, rows) for stack in stacks] for rows in range(min(4, tallest), tallest + 1)]
    return min(choices, key=lambda choice: abs(_shape(choice) - _RATIO), default=[])


def _cut(stack: Sequence[Item], rows: int) -> list[list[Item]]:
    count = -(-len(stack) // rows)
    even = -(-len(stack) // count)
    return [list(stack[start : start + even]) for start in range(0, len(stack), even)]


def _shape(choice: Sequence[Sequence[Sequence[Item]]]) -> float:
    width = sum(_width(column) + _NEAR_X for columns in choice for column in columns) + _GAP_X * len(choice)
    height = max((_height(column) for columns in choice for column in columns), default=1)
    return width / max(height, 300)


def _width(column: Sequence[Item]) -> int:
    return max(item.size[0] for item in column)


def _height(column: Sequence[Item]) -> int:
    return sum(item.size[1] + _GAP_Y for item in column) - _GAP_Y


def _placed(choice: Sequence[Sequence[Sequence[Item]]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    tallest = max((_height(column) for columns in choice for column in columns), default=0)
    left = 0
    for columns in choice:
        for column in columns:
            width, top = _width(column), (tallest - _height(column)) // 2
            for item in column:
                found[item.id] = (left + width // 2, top + item.size[1] // 2)
                top += item.size[1] + _GAP_Y
            left += width + _NEAR_X
        left += _GAP_X - _NEAR_X
    return found
