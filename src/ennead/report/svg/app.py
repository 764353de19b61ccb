"""One app's part of a standalone picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ennead.graph.graph import AppGraph
from ennead.model.app import Auth, Exposure
from ennead.report.map.drawing import DEEPEST, Card, Drawing
from ennead.report.map.kinds import kind_word
from ennead.report.map.layout import HEIGHT
from ennead.report.map.outline import SORTS
from ennead.report.map.text import text
from ennead.report.map.view import Link
from ennead.report.svg.card import card_svg, classes_of

_PROOF = {
    Auth.NONE: "open",
    Auth.API_KEY: "API key",
    Auth.IAM: "IAM",
    Auth.JWT: "JWT",
    Auth.COGNITO: "Cognito",
    Auth.CUSTOM: "authorizer",
    Auth.POLICY: "policy",
    Auth.UNKNOWN: "?",
}
"""What a caller has to show, as the word on a line."""


def app_svg(graph: AppGraph, drawing: Drawing) -> str:
    """Lines first, cards over them, what each caller has to show over both."""
    size = drawing.layout
    members = _members(drawing)
    cards = sorted(drawing.cards, key=lambda card: (size.boxes[card.id].column, size.boxes[card.id].y))
    lines = "".join(_line(drawing, pair, links) for pair, links in drawing.pairs.items())
    body = "".join(
        card_svg(card, size.boxes[card.id], classes_of([graph.nodes[one] for one in members[card.id]]))
        for card in cards
    )
    return lines + body + "".join(_proofs(graph, drawing, members))


def notes(drawing: Drawing) -> list[str]:
    """What the picture gathers or leaves out, and what shows it."""
    said = []
    groups = [card for card in drawing.cards if card.members]
    if groups:
        inside = sum(len(card.members) for card in groups)
        said.append(
            f"Large app: {inside} of {len(drawing.numbers)} things are gathered into {_groups(len(groups))}. "
            "ennead map --format html shows all of them."
        )
    if any(box.column == DEEPEST for box in drawing.layout.boxes.values()):
        said.append(f"What lies {DEEPEST} steps from outside, or more, stands in the last column.")
    hits = sum(link.sort == "wildcard" for link in drawing.view.links)
    if hits:
        said.append(f"Not drawn: {hits} lines that only a wildcard in a role makes. ennead map --format html has them.")
    return said


def _groups(count: int) -> str:
    return "one group, drawn as a stack" if count == 1 else f"{count} groups, drawn as stacks"


def counts(drawing: Drawing) -> str:
    """`26 functions · 8 routes · 3 buckets`."""
    return " · ".join(f"{count} {kind_word(kind, count)}" for kind, count in drawing.view.counts())


def _members(drawing: Drawing) -> dict[str, list[str]]:
    """The ids of the nodes each card stands for."""
    node_of = {number: node_id for node_id, number in drawing.numbers.items()}
    return {card.id: [node_of[number] for number in card.members or (card.number,)] for card in drawing.cards}


def _line(drawing: Drawing, pair: tuple[str, str], links: list[Link]) -> str:
    sort = min((link.sort for link in links), key=list(SORTS).index)
    said = "; ".join(dict.fromkeys(word for link in links for word in link.words))
    title = f"<title>{text(said[:300])}</title>" if said else ""
    return f'<path class="e {sort}" marker-end="url(#head)" d="{drawing.layout.paths[pair]}">{title}</path>'


def _proofs(graph: AppGraph, drawing: Drawing, members: Mapping[str, list[str]]) -> list[str]:
    """A word at the end of each line from outside: what a caller has to show there."""
    asked: dict[str, set[Auth]] = defaultdict(set)
    for edge in graph.edges:
        if isinstance(edge, Exposure) and not edge.source.startswith("service/"):
            asked[edge.target].add(edge.auth)
    ends = {target for _, target in drawing.pairs}
    return [
        _proof(drawing, card, found)
        for card in drawing.cards
        if card.id in ends and (found := {auth for one in members[card.id] for auth in asked.get(one, ())})
    ]


def _proof(drawing: Drawing, card: Card, found: set[Auth]) -> str:
    box = drawing.layout.boxes[card.id]
    said = " or ".join(_PROOF[auth] for auth in Auth if auth in found)
    sort = " open" if Auth.NONE in found else ""
    return f'<text class="label halo{sort}" x="{box.x - 12}" y="{box.y + HEIGHT // 2 - 5}">{text(said)}</text>'
