"""The legend of a standalone picture: shapes, rings, lines and badges that are in it, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ennead.model.data import DataClass
from ennead.report.map.columns import OUTSIDE
from ennead.report.map.drawing import Drawing
from ennead.report.map.kinds import kind_order, kind_word, shape_of
from ennead.report.map.outline import SORTS, outline
from ennead.report.map.reach import Reach
from ennead.report.map.text import length, text
from ennead.report.svg.card import badge, badge_width

_ROW = 22


@dataclass(frozen=True, slots=True)
class _Item:
    """A sample, the room it takes, and its word."""

    sample: str
    room: float
    word: str


def legend(drawn: Sequence[Drawing], width: int) -> tuple[str, int]:
    """The legend in rows no wider than `width`, and its height."""
    x, y, parts = 0.0, 0, []
    for row in (_kinds(drawn), _rings(drawn), _lines(drawn), _badges(drawn)):
        for item in row:
            need = item.room + 6 + length(item.word, 11)
            if x and x + need > width:
                x, y = 0.0, y + _ROW
            parts.append(
                f'<g transform="translate({x:g} {y})">{item.sample}'
                f'<text class="small" x="{item.room + 6:g}" y="12">{text(item.word)}</text></g>'
            )
            x += round(need) + 16
        if x:
            x, y = 0.0, y + _ROW
    return "".join(parts), y


def _kinds(drawn: Sequence[Drawing]) -> Iterator[_Item]:
    found = Counter(node.kind for drawing in drawn for node in drawing.view.nodes)
    for kind in sorted(found, key=kind_order):
        if kind not in OUTSIDE:
            yield _Item(_shape(shape_of(kind), "card"), 26, f"{kind_word(kind, found[kind])} {found[kind]}")


def _rings(drawn: Sequence[Drawing]) -> Iterator[_Item]:
    found = {drawing.reach(node) for drawing in drawn for node in drawing.view.nodes} - {Reach.INSIDE}
    for reach in sorted(found, reverse=True):
        yield _Item(_shape("function", f"ring {reach.name.lower()}"), 26, f"reached by: {reach.words}")


def _shape(shape: str, sort: str) -> str:
    other = " other" if shape == "other" else ""
    width = 3 if sort == "card" else 5
    return (
        f'<g transform="translate(2 1) scale(.3)"><path class="{sort}{other}" style="stroke-width:{width}" '
        f'd="{outline(shape, 76)}"/></g>'
    )


def _lines(drawn: Sequence[Drawing]) -> Iterator[_Item]:
    found = {link.sort for drawing in drawn for links in drawing.pairs.values() for link in links}
    for sort, said in SORTS.items():
        if sort in found:
            yield _Item(f'<path class="e {sort}" marker-end="url(#head)" d="M0 8H32"/>', 34, said)


def _badges(drawn: Sequence[Drawing]) -> Iterator[_Item]:
    found = {one.data_class for drawing in drawn for node in drawing.view.nodes for one in node.data_classes}
    samples: tuple[tuple[DataClass | None, str, str], ...] = (
        (DataClass.PERSONAL, "data", "a store's data, whose loss to others is high"),
        (None, "data", "other data"),
        (DataClass.UNKNOWN, "?", "what it holds could not be told"),
    )
    if found:
        for data_class, said, meaning in samples:
            yield _Item(badge(data_class, said, 0, 1), badge_width(said), meaning)
