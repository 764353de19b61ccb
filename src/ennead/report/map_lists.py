"""What stands beside and below the drawing: who comes in, what could not be told, legend, table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ennead.graph.graph import AppGraph
from ennead.model.app import EdgeKind, Gap, Node
from ennead.report.map_columns import OUTSIDE
from ennead.report.map_drawing import Drawing
from ennead.report.map_kinds import kind_order, kind_word, shape_of, subtitle
from ennead.report.map_reach import Reach
from ennead.report.map_svg import SORTS, outline
from ennead.report.map_text import text
from ennead.report.map_view import Link


def entries(graphs: Sequence[AppGraph], drawn: Sequence[Drawing]) -> str:
    """Everything that lets somebody or something in, who is asked least first."""
    found: dict[Reach, list[str]] = defaultdict(list)
    for graph, drawing in zip(graphs, drawn, strict=True):
        for node in drawing.view.nodes:
            if _lets_in(graph, drawing, node):
                found[drawing.reach(node)].append(_entry(drawing, node, several=len(drawn) > 1))
    if not found:
        return "<p>Nothing starts a function here, and nothing is open to the outside.</p>"
    heads = {Reach.INSIDE: "By itself", Reach.SIGNED_IN: "Signed in", Reach.ANONYMOUS: "Anyone"}
    return "".join(
        f"<h3>{heads.get(reach, 'Could not tell who')} <b>{len(found[reach])}</b></h3><ul>{''.join(found[reach])}</ul>"
        for reach in sorted(found, reverse=True)
    )


def _lets_in(graph: AppGraph, drawing: Drawing, node: Node) -> bool:
    """Exposed itself, or starts a function and neither is one nor is filled by one."""
    if node.kind in OUTSIDE:
        return False
    if any(graph.into(node, None, EdgeKind.EXPOSES)):
        return True
    filled = any(link.target == node.id and link.sort != "wildcard" for link in drawing.view.links)
    return node.kind != "function" and not filled and any(graph.out_of(node, None, EdgeKind.TRIGGERS))


def _entry(drawing: Drawing, node: Node, *, several: bool) -> str:
    names = {other.id: other.name for other in drawing.view.nodes}
    targets = [
        names[link.target]
        for link in drawing.view.links
        if link.source == node.id and link.sort == "entry" and link.target in names
    ]
    leads = f" → {', '.join(targets)}" if targets else ""
    app = f"{drawing.view.app}: " if several else ""
    said = text(f"{app}{subtitle(node)}{leads}")
    return f'<li><a href="#n{drawing.numbers[node.id]}">{text(node.name)}</a><small>{said}</small></li>'


def gaps(graphs: Sequence[AppGraph]) -> str:
    """What could not be told, first what only the user can tell, then what is not read yet."""
    found = [gap for graph in graphs for gap in graph.gaps]
    if not found:
        return "<p>Everything that was seen was resolved.</p>"
    heads = {"input": "Needs a value", "unsupported": "Not read yet"}
    parts = []
    for kind, head in heads.items():
        members = sorted((gap for gap in found if gap.kind.value == kind), key=_gap_order)
        if members:
            parts.append(f"<h3>{head} <b>{len(members)}</b></h3><ul>{''.join(map(_gap, members))}</ul>")
    return "".join(parts)


def _gap_order(gap: Gap) -> tuple[str, int, str]:
    return (gap.at.path, gap.at.line, gap.reason) if gap.at else ("", 0, gap.reason)


def _gap(gap: Gap) -> str:
    place = f"<small>{text(str(gap.at))}</small>" if gap.at else ""
    return f"<li>{text(gap.reason)}{place}</li>"


def legend(drawn: Sequence[Drawing]) -> str:
    """Kinds and lines as switches; rings as they are."""
    kinds = Counter(node.kind for drawing in drawn for node in drawing.view.nodes)
    lines = {link.sort for drawing in drawn for link in drawing.view.links}
    rings = {drawing.reach(node) for drawing in drawn for node in drawing.view.nodes} - {Reach.INSIDE}
    return (
        "".join(_kind_switch(kind, kinds[kind]) for kind in sorted(kinds, key=kind_order) if kind not in OUTSIDE)
        + "".join(_ring_sample(ring) for ring in sorted(rings, reverse=True))
        + "".join(_line_switch(sort, said) for sort, said in SORTS.items() if sort in lines)
    )


def _sample(shape: str, *classes: str) -> str:
    drawn = "".join(f'<path class="{name}" d="{outline(shape, 72)}"/>' for name in classes)
    return f'<svg viewBox="-6 -6 84 54" width="25" height="16" aria-hidden="true">{drawn}</svg>'


def _kind_switch(kind: str, count: int) -> str:
    return (
        f'<button type="button" aria-pressed="true" data-kind="{text(kind)}">{_sample(shape_of(kind), "card")}'
        f"{text(kind_word(kind, count))} <b>{count}</b></button>"
    )


def _ring_sample(ring: Reach) -> str:
    return f"<span>{_sample('function', f'ring {ring.name.lower()}')}{ring.words}</span>"


def _line_switch(sort: str, said: str) -> str:
    sample = (
        f'<svg viewBox="0 0 36 12" width="36" height="12" aria-hidden="true"><path class="e {sort}" d="M0 6H34"/></svg>'
    )
    pressed = "false" if sort == "wildcard" else "true"
    return f'<button type="button" aria-pressed="{pressed}" data-sort="{sort}">{sample}{said}</button>'


def table(drawn: Sequence[Drawing]) -> str:
    """A row per node: kind, name, who reaches it, where it leads, where it is written."""
    several = len(drawn) > 1
    heads = [*(["App"] if several else []), "Kind", "Name", "Reached by", "Leads to", "Source"]
    cells = "".join(f'<th scope="col" aria-sort="none"><button type="button">{head}</button></th>' for head in heads)
    rows = "".join(_rows(drawn, several=several))
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"


def _rows(drawn: Iterable[Drawing], *, several: bool) -> Iterator[str]:
    for drawing in drawn:
        names = {node.id: node.name for node in drawing.view.nodes}
        leads: dict[str, list[Link]] = defaultdict(list)
        for link in drawing.view.links:
            leads[link.source].append(link)
        app = f"<td>{text(drawing.view.app)}" if several else ""
        for node in sorted(drawing.view.nodes, key=lambda node: (kind_order(node.kind), node.name)):
            if node.kind == "internet":
                continue
            number, reach = drawing.numbers[node.id], drawing.reach(node)
            yield (
                f'<tr data-n="{number}">{app}<td>{text(kind_word(node.kind))}'
                f'<td><a href="#n{number}">{text(node.name)}</a><td data-v="{reach.value}">{reach.words}'
                f"<td>{_leads(leads[node.id], names)}<td>{text(str(node.at)) if node.at else ''}"
            )


def _leads(links: Sequence[Link], names: dict[str, str]) -> str:
    named = [link for link in links if link.sort != "wildcard" and link.target in names]
    said = [f"{text(names[link.target])} <i>{text('; '.join(link.words))}</i>" for link in named]
    hits = len(links) - len(named)
    if hits:
        said.append(f"{hits} by wildcard")
    return "<br>".join(said)


def left_out(graphs: Sequence[AppGraph], drawn: Sequence[Drawing]) -> str:
    """What neither picture nor table shows, by kind."""
    missing: Counter[str] = Counter()
    for graph, drawing in zip(graphs, drawn, strict=True):
        missing.update(node.kind for node_id, node in graph.nodes.items() if node_id not in drawing.numbers)
    if not missing:
        return ""
    said = ", ".join(f"{count} {kind_word(kind, count)}" for kind, count in sorted(missing.items()))
    return f"<p>Not drawn: {text(said)}. <code>ennead map --format json</code> has them.</p>"
