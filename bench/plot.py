"""Bars as SVG, for the figures in the documentation.  Colours are those of the documents and hold on light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

COLOURS = ("#2f6fde", "#8a8f98", "#c77d1e", "#8d4fc0", "#2f8f5b")
_WIDTH, _LEFT, _ROW, _GAP = 720, 190, 18, 14
_FONT = 'font-family="system-ui, sans-serif" font-size="12"'


@dataclass(frozen=True, slots=True)
class Chart:
    """A measure: its words, and a value for each variant; None where one has none.  `most` is drawn as a line."""

    title: str
    unit: str
    values: Mapping[str, float | None]
    most: float | None = None


def bars(charts: Sequence[Chart], about: str) -> str:
    """One block of bars for each chart, each with a scale of its own that begins at nought."""
    names = list(dict.fromkeys(name for chart in charts for name in chart.values))
    parts, top = [], 20
    for chart in charts:
        block, height = _block(chart, names, top)
        parts += block
        top += height + _GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{top}" viewBox="0 0 {_WIDTH} {top}" '
        f'role="img" aria-label="{escape(about, {chr(34): "&quot;"})}">'
    )
    return "\n".join([head, f"<title>{escape(about)}</title>", *parts, "</svg>", ""])


def _block(chart: Chart, names: Sequence[str], top: int) -> tuple[list[str], int]:
    shown = {name: value for name, value in chart.values.items() if value is not None}
    largest = max([*shown.values(), chart.most or 0.0, 1e-9])
    room = _WIDTH - _LEFT - 110
    parts = [_words(f"{chart.title}, {chart.unit}", 8, top, "bold")]
    for number, (name, value) in enumerate(shown.items()):
        y = top + 8 + number * _ROW
        width = max(1.0, room * max(value, 0.0) / largest)
        colour = COLOURS[names.index(name) % len(COLOURS)]
        parts.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_ROW - 5}" rx="2" fill="{colour}"/>')
        parts.append(_words(name, _LEFT - 8, y + 10, anchor="end"))
        parts.append(_words(_number(value), _LEFT + width + 6, y + 10))
    height = 8 + len(shown) * _ROW
    if chart.most is not None:
        x = _LEFT + room * chart.most / largest
        place = f'x1="{x:.1f}" y1="{top + 4}" x2="{x:.1f}" y2="{top + height}"'
        parts.append(f'<line {place} stroke="#c0392b" stroke-dasharray="4 3"/>')
        parts.append(_words(f"bar {_number(chart.most)}", _WIDTH - 8, top, anchor="end", colour="#c0392b"))
    return parts, height + 12


def _words(
    text: str, x: float, y: float, weight: str = "normal", anchor: str = "start", colour: str = "#6b7280"
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} {_FONT} font-weight="{weight}" fill="{colour}">{escape(text)}</text>'


def _number(value: float) -> str:
    if value and abs(value) < 10:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"
