"""The map as one standalone SVG: apps below each other, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from ennead.graph.graph import AppGraph
from ennead.report.map.drawing import Drawing, drawings
from ennead.report.map.text import fitted, length, text
from ennead.report.svg.app import app_svg, counts, notes
from ennead.report.svg.legend import legend
from ennead.report.svg.style import style

DRAWN = 24
"""How many apps are drawn; the others are named with their numbers, or the picture has no end."""

_MARGIN = 20
_NARROWEST = 720

_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" role="graphics-document document" aria-labelledby="title" \
aria-describedby="desc" lang="en" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
<title id="title">{title}</title>
<desc id="desc">{desc}</desc>
<style>{style}</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" \
markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 .8L8 4L0 7.2Z"/></marker></defs>
<rect class="paper" width="{width}" height="{height}"/>
{body}</svg>
"""


def render(graphs: Sequence[AppGraph]) -> str:
    """The picture over all apps.  Values of environment variables are not in it."""
    drawn = drawings(graphs[:DRAWN])
    width = max([_NARROWEST, *(drawing.layout.width + 2 * _MARGIN for drawing in drawn)])
    title = f"{graphs[0].name} · map" if len(graphs) == 1 else f"{len(graphs)} apps · map"
    parts: list[str] = []
    y = 0
    if len(graphs) > 1:
        parts.append(_line(title, 34, "h1", width))
        y = 40
    for graph, drawing in zip(graphs, drawn, strict=False):
        part, height = _app(graph, drawing, width, alone=len(graphs) == 1)
        parts.append(f'<g transform="translate(0 {y})">{part}</g>\n')
        y += height
    rest, y = _rest(graphs, y, width)
    samples, height = legend(drawn, width - 2 * _MARGIN)
    parts += rest
    if samples:
        parts.append(
            f'<path class="rule" d="M{_MARGIN} {y + 8}H{width - _MARGIN}"/>'
            f'<g role="graphics-object group" aria-label="Legend" transform="translate({_MARGIN} {y + 22})">'
            f"{samples}</g>\n"
        )
        y += 22 + height
    desc = "; ".join(f"{drawing.view.app}: {counts(drawing) or 'nothing to draw'}" for drawing in drawn)
    return _PAGE.format(
        width=width, height=y + 12, title=text(title), desc=text(desc), style=style(), body="".join(parts)
    )


def _app(graph: AppGraph, drawing: Drawing, width: int, *, alone: bool) -> tuple[str, int]:
    """Heading, numbers, drawing and notes of one app, and the height of it all."""
    parts = [_line(drawing.view.app, 30, "h1" if alone else "h2", width)]
    y = 30
    for line in _wrapped(counts(drawing), " · ", width) or ["Nothing to draw."]:
        y += 18
        parts.append(_line(line, y, "soft", width))
    for note in notes(drawing):
        for line in _wrapped(note, " ", width):
            y += 18
            parts.append(_line(line, y, "", width))
    y += 8
    if drawing.cards:
        parts.append(
            f'<g role="graphics-object group" aria-label="{text(f"Map of {drawing.view.app}")}" '
            f'transform="translate({(width - drawing.layout.width) // 2} {y})">{app_svg(graph, drawing)}</g>'
        )
        y += drawing.layout.height
    return "".join(parts), y + 8


def _rest(graphs: Sequence[AppGraph], y: int, width: int) -> tuple[list[str], int]:
    """The apps that are not drawn: how many, and what draws one."""
    left = graphs[DRAWN:]
    if not left:
        return [], y
    said = f"Not drawn: {len(left)} more apps. ennead map --format svg --app NAME draws one: "
    parts = []
    for line in _wrapped(said + ", ".join(graph.name for graph in left), " ", width):
        y += 18
        parts.append(_line(line, y, "", width))
    return parts, y + 8


def _line(said: str, y: int, sort: str, width: int) -> str:
    of = f' class="{sort}"' if sort else ""
    size = {"h1": 17.0, "h2": 14.0}.get(sort, 12.5)
    return f'<text{of} x="{_MARGIN}" y="{y}">{text(fitted(said, width - 2 * _MARGIN, size))}</text>'


def _wrapped(said: str, at: str, width: int) -> list[str]:
    """The text in lines that fit, broken where `at` stands."""
    lines: list[str] = []
    for piece in said.split(at) if said else ():
        longer = f"{lines[-1]}{at}{piece}" if lines else piece
        if lines and length(longer, 12.5) <= width - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines
