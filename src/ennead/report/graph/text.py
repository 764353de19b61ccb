"""The map in words for a terminal: processes, what each way in puts at stake, who reaches what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ennead.graph.blast.radius import TOTAL, Radius, level_lost
from ennead.graph.blast.starts import is_entry
from ennead.graph.data.uses import STORES
from ennead.graph.data.value import GRAVE
from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.graph.processes import processes_of
from ennead.graph.triggers import called
from ennead.model.app import INTERNET, Api, Authorizer, Function, Node, Route
from ennead.model.data import Level
from ennead.model.finding import Exposure
from ennead.model.impact import Aim, Blast, Process, Step
from ennead.report.map.kinds import kind_order, kind_word
from ennead.report.scan.text import cells, printable
from ennead.report.table.ink import Ink, clip

_WIDTH = 100
_ENTRIES = 10
_PROCESSES = 25
_NAMES = 4
_INDENT = " " * 4

WHO = {
    Exposure.ANONYMOUS: "anyone",
    Exposure.SIGNED_IN: "signed in",
    Exposure.ACCOUNT: "another account",
    Exposure.APPLICATION: "the app itself",
    Exposure.INTERNAL: "inside only",
}
_DOES = {Aim.CONFIDENTIALITY: "read", Aim.INTEGRITY: "changed", Aim.AVAILABILITY: "stopped"}
_MARKS = {Exposure.ANONYMOUS: "●", Exposure.SIGNED_IN: "◐"}


def render(graphs: Sequence[AppGraph]) -> str:
    """At most 100 columns, ends in a line feed."""
    ink = Ink(_WIDTH, colour=False)
    return "\n\n".join("\n".join(_App(graph, ink).lines()) for graph in graphs) + "\n"


class _App:
    """The text of one application."""

    def __init__(self, graph: AppGraph, ink: Ink) -> None:
        self.graph, self.ink = graph, ink
        self.radius = Radius(graph)
        self.exposure = exposure_of(graph, self.radius.arcs)

    def lines(self) -> Iterator[str]:
        """All parts; one that has nothing to say is left out."""
        yield from self.ink.row(f"{clip(printable(self.graph.name), 33)}   ", self._counts())
        for part in (self._processes(), self._blast(), self._exposure()):
            body = list(part)
            if body:
                yield ""
                yield from body

    def _counts(self) -> list[str]:
        kinds = Counter(node.kind for node in self.graph.nodes.values() if _counted(node))
        shown = [f"{kinds[kind]} {kind_word(kind, kinds[kind])}" for kind in sorted(kinds, key=kind_order)]
        return [f"{text} ·" for text in shown[:-1]] + shown[-1:]

    # -- processes --

    def _processes(self) -> Iterator[str]:
        found = processes_of(self.graph)
        if not found:
            return
        yield f"processes  {len(found)}"
        widest = min(max(cells(process.name) for process in found), 28)
        for process in found[:_PROCESSES]:
            name = clip(printable(process.name), widest)
            head = f"  {name}{' ' * (widest - cells(name))}  "
            yield from self.ink.row(head, printable(process.title), self._handles(process))
        if len(found) > _PROCESSES:
            yield f"{_INDENT}and {len(found) - _PROCESSES} more: --format json has all of them"

    def _handles(self, process: Process) -> str:
        grave = [one for one in process.data_classes if one not in {"internal", "unknown"}]
        level = process.value.highest.value if process.value else ""
        return ", ".join([*grave[:3], *([level] if level else [])])

    # -- blast radius --

    def _blast(self) -> Iterator[str]:
        total = self.radius.blasts[TOTAL]
        if not total.stores:
            return
        yield f"blast radius  {self._sum(total)} reached by all functions and entries together"
        outside = self.radius.blasts.get(INTERNET.id)
        if outside is not None:
            yield f"{' ' * 14}{self._sum(outside)} by anyone"
        groups = self._groups()
        for names, node_id in groups[:_ENTRIES]:
            yield ""
            yield from self._entry(names, node_id)
        if len(groups) > _ENTRIES:
            yield ""
            yield f"{_INDENT}and {len(groups) - _ENTRIES} more: --format json --paths has all of them"

    def _sum(self, blast: Blast) -> str:
        counts = [f"{count} {level.value}" for level, count in blast.levels if count]
        noun = "store" if len(blast.stores) == 1 else "stores"
        return f"{len(blast.stores)} {noun}" + (f" ({', '.join(counts)})" if counts else "")

    def _groups(self) -> list[tuple[list[str], str]]:
        """Entries that reach something, those with one reach and one audience together, the worst first."""
        together: dict[tuple[Exposure, Blast, tuple[str, ...]], list[str]] = defaultdict(list)
        for node_id, node in self.graph.nodes.items():
            if node_id != INTERNET.id and is_entry(self.graph, node_id) and not isinstance(node, Api | Authorizer):
                blast = self.radius.blasts[node_id]
                if blast.stores:
                    first = tuple(sorted(arc.target for arc in self.radius.arcs.out.get(node_id, ())))
                    together[self.exposure[node_id], blast, first].append(node_id)
        order = sorted(together.items(), key=lambda item: (-item[0][0], -item[0][1].number, item[1]))
        return [([called(self.graph.nodes[one]) for one in members], members[0]) for _, members in order]

    def _entry(self, names: list[str], node_id: str) -> Iterator[str]:
        blast, who = self.radius.blasts[node_id], self.exposure[node_id]
        said = _some(names, 2)
        yield from self.ink.row(f"  {_MARKS.get(who, '○')} ", printable(said), f"{WHO[who]}  {self._sum(blast)}")
        aim, store = self._worst(blast)
        lost = ", ".join(_DOES[each] for each in Aim if store in blast.of(each))
        level = level_lost(self.graph, blast, store)
        yield from self.ink.row(_INDENT, printable(f"{self._stake(store, level)} can be {lost}"))
        steps = self.radius.way(node_id, aim, store) or ()
        if steps:
            yield from self.ink.row(_INDENT + "  ", [printable(each) for each in self._arrows(node_id, steps)])

    def _worst(self, blast: Blast) -> tuple[Aim, str]:
        def order(store: str) -> tuple[int, bool, str]:
            classes = {one.data_class for one in self.graph.nodes[store].data_classes}
            grave = bool(classes & GRAVE) and store in blast.confidentiality
            return (-level_lost(self.graph, blast, store).rank, not grave, store)

        store = min(blast.stores, key=order)
        return next(blast.aims(store)), store

    def _stake(self, store: str, level: Level) -> str:
        node = self.graph.nodes[store]
        classes = dict.fromkeys(one.data_class.value for one in node.data_classes)
        return f"{called(node)} ({', '.join([*classes, level.value])})"

    def _arrows(self, start: str, steps: tuple[Step, ...]) -> Iterator[str]:
        yield called(self.graph.nodes[start])
        for step in steps[:-1]:
            node = self.graph.nodes.get(step.target)
            if node is not None and node.kind != "role":
                yield f"→ {called(node)}"
        last = steps[-1]
        yield f"→ {last.reason}"
        if last.at:
            yield f"({last.at})"

    # -- exposure --

    def _exposure(self) -> Iterator[str]:
        found: dict[Exposure, list[Node]] = defaultdict(list)
        for node_id, node in self.graph.nodes.items():
            if isinstance(node, (*STORES, Function)) and not node.external:
                found[self.exposure[node_id]].append(node)
        if not found:
            return
        yield "reached by"
        for who in sorted(found, reverse=True):
            kinds: dict[str, list[str]] = defaultdict(list)
            for node in found[who]:
                kinds[node.kind].append(called(node))
            parts = [
                f"{len(kinds[kind])} {kind_word(kind, len(kinds[kind]))}: {_some(sorted(kinds[kind]), _NAMES)}"
                for kind in sorted(kinds, key=kind_order)
            ]
            head = f"  {WHO[who]:<16}"
            for number, part in enumerate(parts):
                yield from self.ink.row(" " * len(head) if number else head, printable(part))


def _counted(node: Node) -> bool:
    if node.external or (isinstance(node, Route) and node.preflight):
        return False
    return isinstance(node, (*STORES, Function, Route)) or node.kind in {"function_url", "state_machine", "schedule"}


def _some(names: Sequence[str], most: int) -> str:
    """`A`, `A and B`, `A, B and 3 more`."""
    shown, left = list(names[:most]), len(names) - most
    last = f"{left} more" if left > 0 else (shown.pop() if len(shown) > 1 else "")
    return ", ".join(shown) + (f" and {last}" if last else "")
