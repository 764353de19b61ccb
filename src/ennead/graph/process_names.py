"""Names of business processes: from the path of a route, else from the name of the first function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ennead.graph.data.words import words_of
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Route
from ennead.model.impact import Process

_EMPTY = frozenset({"function", "fn", "lambda", "handler", "func", "api", "v", "proxy", "rest", "prod", "dev", "stage"})
"""Words that tell what a thing is made of, not what it is for."""
_SHOWN = 2


def words_for(graph: AppGraph, entries: Sequence[str], functions: Sequence[str]) -> str:
    """`admin`, `payment webhook`: what the paths have in common, else the words of the first function."""
    shared: list[str] | None = None
    for entry in entries:
        route = graph.node(entry, Route)
        if route is not None:
            here = _segments(route.path)
            shared = here if shared is None else _common(shared, here)
    names = shared or []
    if not names:
        first = next(iter(functions), next(iter(entries), ""))
        node = graph.nodes.get(first)
        names = list(words_of((node.logical_id or node.name) if node else first))
    words = [word for name in names for word in words_of(name) if word not in _EMPTY]
    return " ".join(words) or " ".join(names).lower() or "unnamed"


def _segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part and not part.startswith(("{", "$"))]


def _common(one: list[str], other: list[str]) -> list[str]:
    shared = []
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        shared.append(first)
    return shared


def title_of(graph: AppGraph, entries: Sequence[str], functions: Sequence[str], stores: Sequence[str]) -> str:
    """`POST /order → OrderManagerFunction → OrdersTable`: two names of each at most."""
    doors = [entry for entry in entries if entry not in functions]
    parts = [_some(graph, each) for each in (doors, functions, [store for store in stores if store not in doors])]
    return " → ".join(part for part in parts if part)


def _some(graph: AppGraph, ids: Sequence[str]) -> str:
    names = [called(graph.nodes[one]) for one in ids if one in graph.nodes]
    more = f" +{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def unique(graph: AppGraph, processes: Sequence[Process]) -> tuple[Process, ...]:
    """The processes with names of their own: where two share one, a function or a number tells them apart."""
    counts = Counter(process.name for process in processes)
    taken: Counter[str] = Counter()
    named = []
    for process in processes:
        name = process.name
        if counts[name] > 1 and process.functions:
            name = f"{name} ({called(graph.nodes[process.functions[0]])})"
        taken[name] += 1
        named.append(replace(process, name=f"{name} {taken[name]}" if taken[name] > 1 else name))
    return tuple(named)
