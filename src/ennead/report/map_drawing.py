"""One app's drawing: its view, its cards with their places, its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ennead.graph.graph import AppGraph
from ennead.model.app import Node
from ennead.report.map_columns import Group, Pair, columns_of, drawn_pairs, gathered
from ennead.report.map_kinds import kind_word, subtitle
from ennead.report.map_layout import Layout, lay_out
from ennead.report.map_reach import Reach
from ennead.report.map_view import Link, View, view


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
    columns = columns_of(shown)
    groups = gathered(shown, columns)
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


def _group_card(group: Group, number: int, numbers: dict[str, int]) -> Card:
    count = len(group.members)
    title = f"{count} {kind_word(group.kind, count)}"
    members = tuple(numbers[member] for member in group.members)
    return Card(number, group.id, group.kind, title, group.reach.words, group.reach, members)
