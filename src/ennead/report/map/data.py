"""What the page knows: nodes, services, links, gaps, by number; and apart from that where everything lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.processes import processes_of
from ennead.model.app import Gap, Node
from ennead.report.graph.ids import Rename, renamers
from ennead.report.graph.plain import properties
from ennead.report.map.columns import columns_of
from ennead.report.map.groups import Service, services_of
from ennead.report.map.kinds import kind_order, kind_word, shape_of, subtitle
from ennead.report.map.outline import SORTS
from ennead.report.map.plane import planes
from ennead.report.map.reach import Reach
from ennead.report.map.view import View, view
from ennead.report.map.ways import MOST, starts_of, ways_of

_KINDS = 14  # named in the head of the page


@dataclass(slots=True)
class Book:
    """The page's data while it is written; lists hold what the page names by number.

    `nodes`: `{k kind, n name, i id, a source, s subtitle, r reach, p properties, d data classes, v value,
    y pairs of a class and why}`.  `groups`: `{n title, w why it is one, p number of the group it is in or -1, m
    numbers of its own nodes}`.  `links`: `[from, to, sort, [word, ...], [spot, ...]]`; words and spots
    (`file:line`) are places in their lists.  `ways` are those of `map_ways.py`.
    `processes` are those of `graph/processes.py`.
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    links: list[list[Any]] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)
    spots: dict[str, int] = field(default_factory=dict)
    ways: list[dict[str, Any]] = field(default_factory=list)
    processes: list[dict[str, Any]] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def word(self, said: str) -> int:
        """Its place in the list of words."""
        return self.words.setdefault(said, len(self.words))

    def spot(self, said: str) -> int:
        """Its place in the list of spots."""
        return self.spots.setdefault(said, len(self.spots))


def page_data(graphs: Sequence[AppGraph]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The page's data, and the places of nodes and groups: `{n: [[x, y], ...], g: [[x, y], ...]}`.

    Things that stand in several apps under one id (everybody) are one node.  Values of environment
    variables are not in it.
    """
    book = Book()
    several = len(graphs) > 1
    shown = [view(graph) for graph in graphs]
    for graph, seen, rename in zip(graphs, shown, renamers(graphs), strict=True):
        _write_nodes(book, seen, rename)
        _write_links(book, seen, rename)
        _write_groups(book, services_of(seen), rename, -1, whole=not several)
        _write_ways(book, graph, seen, rename)
        _write_processes(book, graph, rename)
    document = {
        "title": graphs[0].name if not several else f"{len(graphs)} apps",
        "counts": _counts(book),
        "kinds": {kind: _kind(kind) for kind in sorted({node["k"] for node in book.nodes}, key=kind_order)},
        "sorts": SORTS,
        "reaches": [reach.words for reach in Reach],
        "nodes": book.nodes,
        "groups": book.groups,
        "links": book.links,
        "words": list(book.words),
        "spots": list(book.spots),
        "ways": book.ways[:MOST],
        "waysLeft": max(0, len(book.ways) - MOST),
        "processes": book.processes,
        "gaps": [
            _gap(gap, rename, book)
            for graph, rename in zip(graphs, renamers(graphs), strict=True)
            for gap in sorted(graph.gaps, key=_gap_order)
        ],
        "left": _left_out(graphs, shown),
    }
    wildcard = list(SORTS).index("wildcard")  # these lines are not drawn at first
    lines = [(link[0], link[1]) for link in book.links if link[2] != wildcard]
    return document, planes(book.nodes, book.groups, lines, book.columns)


def _write_nodes(book: Book, seen: View, rename: Rename) -> None:
    columns = columns_of(seen)
    for node in seen.nodes:
        name = rename(node.id)
        if name in book.numbers:
            continue
        book.numbers[name] = len(book.nodes)
        book.columns.append(columns[node.id])
        book.nodes.append(_node(node, rename, seen.reach.get(node.id, Reach.INSIDE)))


def _node(node: Node, rename: Rename, reach: Reach) -> dict[str, Any]:
    found: dict[str, Any] = {
        "k": node.kind,
        "n": node.name,
        "i": rename(node.id),
        "a": str(node.at) if node.at else "",
        "s": subtitle(node),
        "r": reach.value,
        "p": properties(node, rename),
    }
    if node.construct:
        found["p"] = {"construct": node.construct, **found["p"]}
    if node.worth is not None:
        found["d"] = list(dict.fromkeys(one.data_class.value for one in node.data_classes))
        found["y"] = [
            [one.data_class.value, f"{one.reason} ({one.at})" if one.at else one.reason] for one in node.data_classes
        ]
        worth = node.worth
        found["v"] = [worth.confidentiality.value, worth.integrity.value, worth.availability.value]
    return found


def _write_links(book: Book, seen: View, rename: Rename) -> None:
    for link in seen.links:
        ends = [book.numbers[rename(link.source)], book.numbers[rename(link.target)]]
        words = [book.word(word) for word in link.words]
        spots = [book.spot(spot) for spot in dict.fromkeys(map(str, link.at))]
        book.links.append([*ends, list(SORTS).index(link.sort), words, spots])


def _write_ways(book: Book, graph: AppGraph, seen: View, rename: Rename) -> None:
    entries = [node.id for node in seen.nodes if seen.reach.get(node.id) and node.kind not in {"function", "internet"}]
    number = {node_id: book.numbers.get(rename(node_id)) for node_id in graph.nodes}
    book.ways += ways_of(graph, starts_of(graph, entries), number.get, book.word, book.spot)


def _write_processes(book: Book, graph: AppGraph, rename: Rename) -> None:
    """`{n name, c the chain in names, e entries, f functions, t stores, d data classes}`."""

    def shown(ids: Sequence[str]) -> list[int]:
        return [number for each in ids if (number := book.numbers.get(rename(each))) is not None]

    for process in processes_of(graph):
        ends = {"e": shown(process.entries), "f": shown(process.functions), "t": shown(process.stores)}
        if any(ends.values()):
            book.processes.append({"n": process.name, "c": process.title, **ends, "d": list(process.data_classes)})


def _write_groups(book: Book, service: Service, rename: Rename, parent: int, *, whole: bool) -> None:
    """The whole of the only app is no group: its parts stand at the top."""
    number = parent
    if not whole:
        number = len(book.groups)
        taken = {member for group in book.groups for member in group["m"]}
        members = [book.numbers[rename(member)] for member in service.members]
        kept = [each for each in members if each not in taken and book.nodes[each]["k"] != "internet"]
        book.groups.append({"n": service.title, "w": service.why, "p": parent, "m": kept})
    for part in service.parts:
        _write_groups(book, part, rename, number, whole=False)


def _kind(kind: str) -> list[str]:
    return [kind_word(kind), kind_word(kind, 2), shape_of(kind)]


def _counts(book: Book) -> str:
    total = Counter(node["k"] for node in book.nodes if node["k"] != "internet")
    order = sorted(total.items(), key=lambda item: (item[0] != "function", -item[1], item[0]))
    said = [f"{count} {kind_word(kind, count)}" for kind, count in order[:_KINDS]]
    rest = sum(count for _, count in order[_KINDS:])
    return " · ".join([*said, *([f"{rest} other things"] if rest else [])])


def _gap_order(gap: Gap) -> tuple[str, str, int, str]:
    """First what only the user can tell, then what is not read yet."""
    at = gap.at
    return (gap.kind.value, at.path if at else "", at.line if at else 0, gap.reason)


def _gap(gap: Gap, rename: Rename, book: Book) -> dict[str, Any]:
    about = book.numbers.get(rename(gap.about)) if gap.about else None
    found = {"k": gap.kind.value, "r": gap.reason, "a": str(gap.at) if gap.at else ""}
    return found if about is None else {**found, "o": about}


def _left_out(graphs: Sequence[AppGraph], shown: Sequence[View]) -> str:
    """What the page does not show, by kind."""
    missing: Counter[str] = Counter()
    for graph, seen in zip(graphs, shown, strict=True):
        there = {node.id for node in seen.nodes}
        missing.update(node.kind for node_id, node in graph.nodes.items() if node_id not in there)
    return ", ".join(f"{count} {kind_word(kind, count)}" for kind, count in sorted(missing.items()))
