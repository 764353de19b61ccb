"""The map as one HTML file that works without network: our own style and script, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files

from ennead.graph.graph import AppGraph
from ennead.report.map_data import page_data
from ennead.report.map_drawing import Drawing, drawings
from ennead.report.map_kinds import kind_word
from ennead.report.map_lists import entries, gaps, left_out, legend, table
from ennead.report.map_svg import definitions, drawing_svg
from ennead.report.map_text import embedded, text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · map</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{counts}</p>
<label>Find <input id="find" type="search" autocomplete="off" spellcheck="false" placeholder="name, kind, file"></label>
<output id="found" aria-live="polite"></output>
</header>
<main>
<nav aria-label="Who comes in"><h2>Who comes in</h2>{entries}<h2>Could not tell</h2>{gaps}</nav>
<section id="stage" aria-label="Map">{definitions}{maps}
<div id="legend" aria-label="Legend and filter">{legend}</div></section>
<aside id="detail" aria-live="polite"><h2>Selected</h2><p>Select a card: its source line, its properties and
everything next to it stand here. Arrow keys move, Escape clears.</p></aside>
</main>
<section id="list" aria-label="The same as a table"><h2>The same as a table</h2>{table}{left_out}</section>
<script type="application/json" id="data">{data}</script>
<script>
{script}</script>
</body>
</html>
"""


def render(graphs: Sequence[AppGraph]) -> str:
    """The page over all apps.  Values of environment variables are not in it."""
    drawn = drawings(graphs)
    title = graphs[0].name if len(graphs) == 1 else f"{len(graphs)} apps"
    return _PAGE.format(
        policy=_POLICY,
        title=text(title),
        style=_asset("map.css"),
        script=_asset("map.js"),
        counts=text(_counts(drawn)),
        entries=entries(graphs, drawn),
        gaps=gaps(graphs),
        definitions=definitions(),
        maps="".join(_map(drawing, several=len(drawn) > 1) for drawing in drawn),
        legend=legend(drawn),
        table=table(drawn),
        left_out=left_out(graphs, drawn),
        data=embedded(page_data(graphs, drawn)),
    )


def _map(drawing: Drawing, *, several: bool) -> str:
    if not drawing.cards:
        return f"<p>{text(drawing.view.app)} has nothing to draw.</p>"
    head = f"<h2>{text(drawing.view.app)}</h2>" if several else ""
    return head + drawing_svg(drawing)


def _counts(drawn: Sequence[Drawing]) -> str:
    total: Counter[str] = Counter()
    for drawing in drawn:
        total.update(dict(drawing.view.counts()))
    order = sorted(total.items(), key=lambda item: (item[0] != "function", -item[1], item[0]))
    return " · ".join(f"{count} {kind_word(kind, count)}" for kind, count in order)


def _asset(name: str) -> str:
    return files("ennead.report").joinpath("assets", name).read_text(encoding="utf-8")
