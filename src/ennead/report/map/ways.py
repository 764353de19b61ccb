"""Ways to stores, for the page: from every entry and function, with the steps and where they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ennead.graph.blast.radius import Radius
from ennead.graph.graph import AppGraph
from ennead.model.app import Function
from ennead.model.impact import Aim, Step

MOST = 20_000
"""Ways in one page; beyond them those from functions are left out first, and the page says how many."""

Number = Callable[[str], int | None]


def ways_of(
    graph: AppGraph, starts: Sequence[str], number: Number, word: Number, spot: Number
) -> Iterator[dict[str, Any]]:
    """`{f, t, m, h, q}`: from, to, aims (`cia`), hops `[node, word, spot]`, and why it is not sure.

    `number` gives the page's number of a node, None for one that is not shown: a role is passed over, what
    it grants stands at the next hop.  Aims with one way stand together.
    """
    radius = Radius(graph)
    for start in starts:
        first = number(start)
        together: dict[tuple[str, tuple[Step, ...]], str] = defaultdict(str)
        for (aim, store), steps in radius.ways(start).items():
            together[store, steps] += aim.value[0]
        for (store, steps), aims in sorted(together.items(), key=lambda item: (item[0][0], item[1])):
            last = number(store)
            if first is not None and last is not None and steps:
                yield {
                    "f": first,
                    "t": last,
                    "m": "".join(aim.value[0] for aim in Aim if aim.value[0] in aims),
                    "h": [[first, -1, -1], *_hops(steps, number, word, spot)],
                    **_doubt(steps, word),
                }


def _hops(steps: Sequence[Step], number: Number, word: Number, spot: Number) -> Iterator[list[int | None]]:
    for step in steps:
        node = number(step.target)
        if node is not None and step.source != step.target:
            yield [node, word(step.reason), spot(str(step.at)) if step.at else -1]


def _doubt(steps: Sequence[Step], word: Number) -> Mapping[str, int | None]:
    reason = next((step.maybe for step in steps if step.maybe), None)
    return {"q": word(reason)} if reason else {}


def starts_of(graph: AppGraph, entries: Sequence[str]) -> list[str]:
    """Where a way may begin: entries first, then functions."""
    functions = sorted(node.id for node in graph.nodes_of(Function))
    return list(dict.fromkeys([*entries, *functions]))
