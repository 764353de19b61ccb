"""The picture in Graphviz's language (https://graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ennead.graph.graph import AppGraph
from ennead.model.app import Node
from ennead.report.map.kinds import kind_order, kind_word, shape_of, subtitle
from ennead.report.map.reach import Reach
from ennead.report.map.view import Link, View, view

_SHAPES = {
    "outside": "circle",
    "entry": "oval",
    "guard": "parallelogram",
    "clock": "octagon",
    "message": "hexagon",
    "machine": "component",
    "queue": "box3d",
    "bucket": "invtrapezium",
    "store": "cylinder",
}
_STYLES = {"entry": "solid", "use": "solid", "grant": "dashed", "reference": "dotted", "wildcard": "invis"}
_BORDERS = {
    Reach.INSIDE: "",
    Reach.SIGNED_IN: ", style=dashed, penwidth=2",
    Reach.UNKNOWN: ", style=dotted, penwidth=2",
    Reach.ANONYMOUS: ", penwidth=2",
}


def render(graphs: Sequence[AppGraph]) -> str:
    """A digraph, left to right, kinds as clusters; ends in a newline.

    A thick border: anyone gets there; dashed: who signed in; dotted: could not tell.  What only a
    role's wildcard reaches is a count in the function's label, not a line.
    """
    lines = [
        "digraph ennead {",
        '  graph [rankdir=LR, fontname="sans-serif", style=dashed, color=gray]',
        '  node [shape=box, fontname="sans-serif", fontsize=11]',
        '  edge [fontname="sans-serif", fontsize=9, color=gray40]',
    ]
    for place, graph in enumerate(graphs):
        prefix = f"a{place}_" if len(graphs) > 1 else ""
        body = list(_app(view(graph), prefix))
        if prefix:
            label = f"    label={quote(graph.name)}"
            body = [f"  subgraph cluster_{prefix} {{", label, *(f"  {line}" for line in body), "  }"]
        lines += body
    return "\n".join([*lines, "}"]) + "\n"


def _app(shown: View, prefix: str) -> Iterator[str]:
    names: dict[str, str] = {}
    nodes = sorted(shown.nodes, key=lambda node: (kind_order(node.kind), node.id))
    for place, (kind, group) in enumerate(groupby(nodes, key=lambda node: node.kind)):
        yield f"  subgraph cluster_{prefix}k{place} {{" if kind != "internet" else "  {"
        if kind != "internet":
            yield f"    label={quote(kind_word(kind, 2))}"
        for node in group:
            names[node.id] = f"{prefix}n{len(names)}"
            yield f"    {names[node.id]} [{_node(node, shown)}]"
        yield "  }"
    for link in shown.links:
        if link.sort != "wildcard" and link.source in names and link.target in names:
            yield f"  {names[link.source]} -> {names[link.target]} [{_edge(link)}]"


def _node(node: Node, shown: View) -> str:
    said = [node.name, *([] if subtitle(node) == node.name else [subtitle(node)])]
    hits = sum(link.source == node.id and link.sort == "wildcard" for link in shown.links)
    if hits:
        said.append(f"+{hits} by wildcard")
    shape = _SHAPES.get(shape_of(node.kind), "box")
    return f"label={quote(*said)}, shape={shape}{_BORDERS[shown.reach.get(node.id, Reach.INSIDE)]}"


def _edge(link: Link) -> str:
    return f"label={quote('; '.join(link.words))}, style={_STYLES[link.sort]}"


def quote(*lines: str) -> str:
    """A double-quoted string of those lines: quotes, escapes and entities of the text are shown, not obeyed."""
    return '"' + "\\n".join(_escaped(line) for line in lines) + '"'


def _escaped(line: str) -> str:
    shown = "".join(sign if sign.isprintable() else "?" for sign in " ".join(line.split()))
    for sign, instead in (("\\", "\\\\"), ('"', '\\"'), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        shown = shown.replace(sign, instead)
    return shown
