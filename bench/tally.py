"""What `serverless.py` and `terraform.py` share: read a folder, hold declared lines against what is on the map."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ennead.engine.scan import Request, graphs_of, readings
from ennead.graph.graph import AppGraph
from ennead.sources.app import AppReading
from ennead.sources.discover import Unread

Line = tuple[str, int]


@dataclass(slots=True)
class Totals:
    """Counts over all folders."""

    counts: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Folder:
    """What was read of a folder: the readings, the unread inputs, and the lines at which something stands."""

    root: Path
    readings: list[AppReading]
    unread: list[Unread]
    graphs: list[AppGraph]
    functions: set[Line]
    things: set[Line]
    """Lines of nodes other than functions, and of edges."""
    gaps: set[Line]

    def hold(self, word: str, path: str, first: int, last: int, totals: Totals) -> None:
        """Count one declaration as found, as a gap, or as missed; `word` is functions or events."""
        span = {(path, line) for line in range(first, last + 1)}
        totals.counts[word] += 1
        if span & (self.functions if word == "functions" else self.things):
            totals.counts[f"{word} found"] += 1
        elif span & self.gaps:
            totals.counts[f"{word} with a gap"] += 1
        else:
            totals.misses.append(f"{self.root.name}: {word} {path}:{first}")


def folder(root: Path, totals: Totals) -> Folder | None:
    """Read a folder with Ennead as a library; None, and counted, where that raises."""
    try:
        read = list(readings(root, Request(())))
        graphs = [graph for one in read if not isinstance(one, Unread) for graph in graphs_of(one).values()]
    except Exception:  # noqa: BLE001  (what is measured is that there is none)
        traceback.print_exc()
        totals.counts["tracebacks"] += 1
        return None
    for graph in graphs:
        totals.counts["nodes"] += sum(not node.external for node in graph.nodes.values())
        for gap in graph.gaps:
            totals.gaps[f"{gap.kind.value}/{gap.klass}"] += 1
            totals.counts[gap.kind.value] += 1
    nodes = [(node.kind, (node.at.path, node.at.line)) for g in graphs for node in g.nodes.values() if node.at]
    edges = {(at.path, at.line) for g in graphs for edge in g.edges for at in edge.locations}
    return Folder(
        root,
        [one for one in read if not isinstance(one, Unread)],
        [one for one in read if isinstance(one, Unread)],
        graphs,
        {line for kind, line in nodes if kind == "function"},
        {line for kind, line in nodes if kind != "function"} | edges,
        {(gap.at.path, gap.at.line) for g in graphs for gap in g.gaps if gap.at},
    )


def main(measure: Callable[[Path, Totals], None]) -> int:
    """Measure the folders of the command line; 1 if one of them gave a traceback."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--list-misses", action="store_true")
    given = parser.parse_args()
    totals = Totals()
    for root in given.folders:
        measure(root, totals)
    sys.stdout.write(f"{dict(sorted(totals.counts.items()))}\n{dict(totals.gaps.most_common())}\n")
    sys.stdout.writelines(f"{miss}\n" for miss in totals.misses if given.list_misses)
    return 1 if totals.counts["tracebacks"] else 0
