"""The picture as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ennead.graph.graph import AppGraph
from ennead.model.app import Node
from ennead.report.map.kinds import kind_order, kind_word, shape_of, subtitle
from ennead.report.map.reach import Reach
from ennead.report.map.view import Link, View, view

_BRACKETS = {
    "outside": ("((", "))"),
    "entry": ("([", "])"),
    "guard": ("[/", "/]"),
    "clock": ("([", "])"),
    "message": ("{{", "}}"),
    "machine": ("[[", "]]"),
    "queue": ("[[", "]]"),
    "bucket": ("[\\", "/]"),
    "store": ("[(", ")]"),
}
_ARROWS = {"entry": "-->", "use": "-->", "grant": "-.->", "reference": "-.->"}
_PLAIN = frozenset(" _-./:,()+*@=~!?'{}")


def render(graphs: Sequence[AppGraph]) -> str:
    """A flowchart, left to right, kinds as subgraphs; ends in a newline.

    What only a role's wildcard reaches is a count in the function's label, not a line.
    """
    lines = ["flowchart LR"]
    for place, graph in enumerate(graphs):
        prefix = f"a{place}" if len(graphs) > 1 else ""
        body = list(_app(view(graph), prefix))
        if prefix:
            body = [f'  subgraph {prefix}["{escape(graph.name)}"]', *(f"  {line}" for line in body), "  end"]
        lines += body
    return "\n".join(lines) + "\n"


def _app(shown: View, prefix: str) -> Iterator[str]:
    names: dict[str, str] = {}
    nodes = sorted(shown.nodes, key=lambda node: (kind_order(node.kind), node.id))
    for place, (kind, group) in enumerate(groupby(nodes, key=lambda node: node.kind)):
        if kind != "internet":
            yield f'  subgraph {prefix}k{place}["{escape(kind_word(kind, 2))}"]'
        for node in group:
            names[node.id] = f"{prefix}n{len(names)}"
            yield f"    {names[node.id]}{_node(node, shown)}"
        if kind != "internet":
            yield "  end"
    for link in shown.links:
        if link.sort != "wildcard" and link.source in names and link.target in names:
            yield f"  {names[link.source]} {_arrow(link, shown)} {names[link.target]}"


def _node(node: Node, shown: View) -> str:
    opening, closing = _BRACKETS.get(shape_of(node.kind), ("[", "]"))
    said = [node.name, *([] if subtitle(node) == node.name else [subtitle(node)])]
    hits = sum(link.source == node.id and link.sort == "wildcard" for link in shown.links)
    if hits:
        said.append(f"+{hits} by wildcard")
    return f'{opening}"{"<br/>".join(escape(line) for line in said)}"{closing}'


def _arrow(link: Link, shown: View) -> str:
    signed_in = link.source.startswith("internet/") and shown.reach.get(link.target, Reach.INSIDE) < Reach.UNKNOWN
    arrow = "-.->" if signed_in else _ARROWS[link.sort]
    return f'{arrow}|"{escape("; ".join(link.words))}"|'


def escape(text: str) -> str:
    """Text that Mermaid shows as it is: no quote, directive (`%%{…}%%`), markup or control character survives."""
    return "".join(_escaped(sign) for sign in " ".join(text.split()))


def _escaped(sign: str) -> str:
    if sign in _PLAIN or sign.isalnum():
        return sign
    return f"#{ord(sign)};" if sign.isprintable() else "?"
