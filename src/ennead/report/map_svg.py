"""The drawing as SVG."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.report.map_drawing import Card, Drawing
from ennead.report.map_kinds import SHAPES, kind_word, shape_of
from ennead.report.map_layout import CARD, NARROW, Box
from ennead.report.map_reach import Reach
from ennead.report.map_text import fitted, text
from ennead.report.map_view import Link

SORTS = {
    "entry": "reaches or starts",
    "use": "uses",
    "grant": "a role names it",
    "reference": "a variable names it",
    "wildcard": "a role's wildcard hits it",
}


def outline(shape: str, width: int) -> str:
    """The path of a shape that wide and HEIGHT high."""
    w, half = width, width / 2
    bars = f"M0 0H{w}V42H0Z"
    return {
        "function": f"M6 0H{w - 6}A6 6 0 0 1 {w} 6V36A6 6 0 0 1 {w - 6} 42H6A6 6 0 0 1 0 36V6A6 6 0 0 1 6 0Z",
        "entry": f"M21 0H{w - 21}A21 21 0 0 1 {w - 21} 42H21A21 21 0 0 1 21 0Z",
        "outside": f"M{half} 0A{half} 21 0 0 1 {half} 42A{half} 21 0 0 1 {half} 0Z",
        "guard": f"M9 0H{w - 9}L{w} 9V33L{w - 9} 42H9L0 33V9Z",
        "clock": f"M21 0H{w}V42H21A21 21 0 0 1 21 0Z",
        "message": f"M12 0H{w - 12}L{w} 21L{w - 12} 42H12L0 21Z",
        "machine": f"{bars}M6 0V42M{w - 6} 0V42",
        "queue": f"{bars}M{w - 15} 0V42M{w - 8} 0V42",
        "bucket": f"M0 0H{w}L{w - 10} 42H10Z",
        "store": f"M0 5A{half} 5 0 0 1 {w} 5V37A{half} 5 0 0 1 0 37ZM0 5A{half} 5 0 0 0 {w} 5",
    }.get(shape, bars)


def definitions() -> str:
    """Shapes and arrow heads, once in a page."""
    shapes = "".join(
        f'<path id="{name}" d="{outline(name, NARROW if name == "outside" else CARD)}"/>' for name in SHAPES
    )
    heads = "".join(
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7.500" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path class="{name}" d="M0 .8L8 4L0 7.200Z"/></marker>'
        for name in ("head", "head-on")
    )
    return f'<svg class="defs" aria-hidden="true" width="0" height="0"><defs>{shapes}{heads}</defs></svg>'


def drawing_svg(drawing: Drawing) -> str:
    """The picture of one app: lines first, cards over them."""
    size = drawing.layout
    app = text(drawing.view.app)
    lines = "".join(_line(drawing, pair, links) for pair, links in drawing.pairs.items())
    cards = sorted(drawing.cards, key=lambda card: (size.boxes[card.id].column, size.boxes[card.id].y))
    body = "".join(_card(card, size.boxes[card.id]) for card in cards)
    return (
        f'<svg class="map" role="group" aria-label="Map of {app}" viewBox="0 0 {size.width} {size.height}" '
        f'style="max-width:{size.width}px;min-width:{size.width * 5 // 6}px">{lines}{body}</svg>'
    )


def _line(drawing: Drawing, pair: tuple[str, str], links: list[Link]) -> str:
    sort = min((link.sort for link in links), key=list(SORTS).index)
    return f'<path class="e {sort}" d="{drawing.layout.paths[pair]}"/>'


def _card(card: Card, box: Box) -> str:
    said = text(f"{kind_word(card.kind)} {card.title}, {card.sub}, reached by: {card.reach.words}")
    return (
        f'<g class="n" id="n{card.number}" tabindex="-1" role="button" aria-label="{said}" '
        f'transform="translate({box.x} {box.y})"><title>{text(card.title)}</title>{"".join(_outline(card))}'
        f"{_words(card, box)}</g>"
    )


def _outline(card: Card) -> Iterator[str]:
    shape = shape_of(card.kind)
    if card.members:
        yield f'<use href="#{shape}" class="card" x="7" y="7"/>'
    if card.reach is not Reach.INSIDE:
        yield f'<use href="#{shape}" class="ring {card.reach.name.lower()}"/><use href="#{shape}" class="gap"/>'
    yield f'<use href="#{shape}" class="card{" other" if shape == "other" else ""}"/>'


def _words(card: Card, box: Box) -> str:
    if box.column == 0:
        at, room, anchor = box.width // 2, box.width - 16, ' class="mid"'
        return f'<text x="{at}" y="25"{anchor}>{text(fitted(card.title, room, 12.5))}</text>'
    shape = shape_of(card.kind)
    left = 20 if shape in ("entry", "clock", "message") else 16
    room, top = box.width - 2 * left, 22 if shape == "store" else 19
    if shape == "queue":
        room -= 8
    title, sub = text(fitted(card.title, room, 12.5)), text(fitted(card.sub, room, 11))
    return f'<text x="{left}" y="{top}">{title}</text><text x="{left}" y="{top + 14}" class="sub">{sub}</text>'
