"""One card of a standalone picture: its shape, its ring, its words, its badges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ennead.graph.data.value import GRAVE
from ennead.model.app import Node
from ennead.model.data import DataClass
from ennead.report.map.drawing import Card
from ennead.report.map.kinds import kind_word, shape_of
from ennead.report.map.layout import HEIGHT, Box
from ennead.report.map.outline import outline
from ennead.report.map.reach import Reach
from ennead.report.map.text import fitted, length, text

BADGE = 14  # height of a badge; it straddles the lower edge of its card


def card_svg(card: Card, box: Box, classes: Sequence[DataClass]) -> str:
    """The card as a group with a name of its own for those who hear the picture."""
    said = text(", ".join(_said(card, classes)))
    body = "".join((*_outline(card, box), *_words(card, box), *badges(classes, box.width, HEIGHT)))
    return (
        f'<g role="graphics-symbol img" aria-label="{said}" transform="translate({box.x} {box.y})">'
        f"<title>{text(card.title)}</title>{body}</g>"
    )


def _said(card: Card, classes: Sequence[DataClass]) -> Iterator[str]:
    """Kind and name, what else its words say, who reaches it, what it holds; nothing twice."""
    kind = kind_word(card.kind)
    if card.kind == "internet":
        yield card.title
        return
    yield card.title if card.members else f"{kind} {card.title}"
    if card.sub not in (kind, card.reach.words):
        yield card.sub
    yield f"reached by: {card.reach.words}"
    if classes:
        yield f"holds: {', '.join(map(word, classes))}"


def classes_of(nodes: Sequence[Node]) -> tuple[DataClass, ...]:
    """Every class of data in any of them, in the order in which classes are listed."""
    found = {one.data_class for node in nodes for one in node.data_classes}
    return tuple(sorted(found, key=lambda one: one.place))


def word(data_class: DataClass) -> str:
    """The class as a reader says it."""
    return "could not tell" if data_class is DataClass.UNKNOWN else data_class.value.replace("_", " ")


def badge(data_class: DataClass | None, said: str, x: float, y: float) -> str:
    """A pill: filled where a loss to others is high, dashed where nothing is known."""
    sort = " grave" if data_class in GRAVE else " unsure" if data_class is DataClass.UNKNOWN else ""
    width = badge_width(said)
    return (
        f'<rect class="badge{sort}" x="{x:g}" y="{y:g}" width="{width:g}" height="{BADGE}" rx="{BADGE // 2}"/>'
        f'<text x="{x + 7:g}" y="{y + 10.5:g}">{text(said)}</text>'
    )


def badge_width(said: str) -> int:
    """Pixels a pill with that word takes."""
    return round(length(said, 9.5) * 1.12) + 14  # bold signs are wider


def badges(classes: Sequence[DataClass], width: int, bottom: int) -> Iterator[str]:
    """From the right as many as fit, the first class first; the rest as a number."""
    shown = [(one, "?" if one is DataClass.UNKNOWN else word(one)) for one in classes]
    room = width - 60
    kept: list[tuple[DataClass | None, str]] = []
    for place, (one, said) in enumerate(shown):
        more = len(shown) - place - 1
        need = badge_width(said) + 3 + (badge_width(f"+{more}") + 3 if more else 0)
        if need > room and kept:
            kept.append((None, f"+{len(shown) - place}"))
            break
        room -= badge_width(said) + 3
        kept.append((one, said))
    x = width - 8.0 - sum(badge_width(said) + 3 for _, said in kept) + 3
    for data_class, said in kept:
        yield badge(data_class, said, x, bottom - BADGE / 2)
        x += badge_width(said) + 3


def _outline(card: Card, box: Box) -> Iterator[str]:
    shape = shape_of(card.kind)
    path = outline(shape, box.width)
    if card.members:
        yield f'<path class="card" transform="translate(7 7)" d="{path}"/>'
    if card.reach is not Reach.INSIDE:
        yield f'<path class="ring {card.reach.name.lower()}" d="{path}"/><path class="gap" d="{path}"/>'
    yield f'<path class="card{" other" if shape == "other" else ""}" d="{path}"/>'


def _words(card: Card, box: Box) -> Iterator[str]:
    shape = shape_of(card.kind)
    if shape == "outside":
        yield f'<text x="{box.width // 2}" y="25" class="mid">{text(fitted(card.title, box.width - 24, 12.5))}</text>'
        return
    left = 20 if shape in ("entry", "clock", "message") else 14
    room, top = box.width - 2 * left, 22 if shape == "store" else 18
    if shape == "queue":
        room -= 8
    title, sub = text(fitted(card.title, room, 12.5)), text(fitted(card.sub, room, 11))
    yield f'<text x="{left}" y="{top}">{title}</text><text x="{left}" y="{top + 14}" class="sub">{sub}</text>'
