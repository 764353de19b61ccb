"""What the page's script needs: properties of nodes and the lines between them, by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.report.graph_ids import Rename, renamers
from ennead.report.graph_plain import properties
from ennead.report.map_drawing import Drawing
from ennead.report.map_kinds import kind_word
from ennead.report.map_svg import SORTS


def page_data(graphs: Sequence[AppGraph], drawn: Sequence[Drawing]) -> dict[str, Any]:
    """`{nodes, lines, links, words, sorts}`.

    `nodes` by number: `{k kind, w its word, n name, i id, a source, r reach, p properties, c number of its
    card, m members}`; `lines` are `[from, to, sort]` of drawn paths in their order; `links` are
    `[from, to, sort, [word, ...]]`; sorts and words are places in their lists.
    """
    nodes: list[dict[str, Any]] = []
    lines: list[list[int]] = []
    links: list[list[Any]] = []
    words: dict[str, int] = {}
    sorts = list(SORTS)
    for drawing, rename in zip(drawn, renamers(graphs), strict=True):
        nodes += _nodes(drawing, rename)
        card = {each.id: each.number for each in drawing.cards}
        for pair, joined in drawing.pairs.items():
            lines.append([card[pair[0]], card[pair[1]], min(sorts.index(link.sort) for link in joined)])
        for link in drawing.view.links:
            said = [words.setdefault(each, len(words)) for each in link.words]
            links.append([drawing.numbers[link.source], drawing.numbers[link.target], sorts.index(link.sort), said])
    return {"nodes": nodes, "lines": lines, "links": links, "words": list(words), "sorts": sorts}


def _nodes(drawing: Drawing, rename: Rename) -> list[dict[str, Any]]:
    holder = {member: card.number for card in drawing.cards for member in card.members}
    found = [
        {
            "k": node.kind,
            "w": kind_word(node.kind),
            "n": node.name,
            "i": rename(node.id),
            "a": str(node.at) if node.at else "",
            "r": drawing.reach(node).words,
            "p": properties(node, rename),
            "c": holder.get(drawing.numbers[node.id], drawing.numbers[node.id]),
        }
        for node in drawing.view.nodes
    ]
    groups = [card for card in drawing.cards if card.members]
    return found + [
        {"k": card.kind, "w": "", "n": card.title, "r": card.reach.words, "c": card.number, "m": card.members}
        for card in groups
    ]
