"""One app's drawing: its view, its cards with their places, its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ennead.graph.graph import AppGraph
from ennead.model.app import Node
from ennead.report.map.columns import Group, Pair, columns_of, drawn_pairs, gathered, is_large
from ennead.report.map.groups import services_of
from ennead.report.map.kinds import kind_word, subtitle
from ennead.report.map.layout import Layout, lay_out
from ennead.report.map.reach import Reach
from ennead.report.map.view import Link, View, view

DEEPEST = 12
"""The last column: a longer chain ends in it, or the picture has no end."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is drawn as one shape; `number` is unique in the page, `members` are numbers of a group's nodes."""

    number: int
    id: str
    kind: str
    title: str
    sub: str
    reach: Reach
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """`numbers` holds every node's number, drawn or in a group; `pairs` the drawn lines by the cards they join."""

    view: View
    cards: tuple[Card, ...]
    numbers: dict[str, int]
    pairs: dict[Pair, list[Link]]
    layout: Layout

    def reach(self, node: Node) -> Reach:
        """Who reaches the node."""
        return self.view.reach.get(node.id, Reach.INSIDE)


def drawings(graphs: Sequence[AppGraph]) -> list[Drawing]:
    """One drawing per app; numbers run through all of them."""
    found: list[Drawing] = []
    first = 0
    for graph in graphs:
        drawing = _drawing(view(graph), first)
        first += len(drawing.numbers) + sum(bool(card.members) for card in drawing.cards)
        found.append(drawing)
    return found


def _drawing(shown: View, first: int) -> Drawing:
    columns = {node_id: min(column, DEEPEST) for node_id, column in columns_of(shown).items()}
    groups = gathered(shown, columns, _parts(shown)) if is_large(shown, columns) else ()
    numbers = {node.id: first + place for place, node in enumerate(shown.nodes)}
    hidden = {member for group in groups for member in group.members}
    cards = [
        Card(numbers[node.id], node.id, node.kind, node.name, subtitle(node), shown.reach.get(node.id, Reach.INSIDE))
        for node in shown.nodes
        if node.id not in hidden
    ]
    for place, group in enumerate(groups):
        columns[group.id] = columns[group.members[0]]
        cards.append(_group_card(group, first + len(numbers) + place, numbers))
    pairs = drawn_pairs((link for link in shown.links if link.sort != "wildcard"), groups)
    placed = {card.id: columns[card.id] for card in cards}
    return Drawing(shown, tuple(cards), numbers, pairs, lay_out(placed, list(pairs)))


def _parts(shown: View) -> dict[str, str]:
    """The title of the part each node belongs to; those that are only of one sort belong to none."""
    return {
        node_id: part.title for part in services_of(shown).parts if part.why != "sort" for node_id in part.everything()
    }


def _group_card(group: Group, number: int, numbers: dict[str, int]) -> Card:
    count = len(group.members)
    title = f"{group.family}: " * bool(group.family) + f"{count} {kind_word(group.kind, count)}"
    members = tuple(numbers[member] for member in group.members)
    return Card(number, group.id, group.kind, title, group.reach.words, group.reach, members)
