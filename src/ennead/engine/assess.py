"""Ask every check of a graph, and bring the answers of several environments together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import cast

from ennead.check import Check, Context
from ennead.engine.programs import Programs
from ennead.engine.rate import Rating, worse
from ennead.graph.graph import AppGraph
from ennead.graph.merge import names_of
from ennead.model.app import Node
from ennead.model.finding import Finding, Outcome
from ennead.model.rules import NO_RULES, Rules


def assess(
    graph: AppGraph, checks: Iterable[Check], rules: Rules = NO_RULES, programs: Programs | None = None
) -> Iterator[Outcome]:
    """What the checks say about one graph; those of code say nothing without `programs`."""
    told = programs.answers(graph) if programs else {}
    ship = cache(partial(programs.shipped, graph)) if programs else None
    decoys = cache(partial(programs.decoys, graph)) if programs else tuple
    for check in checks:
        context = Context(graph, check, rules, told, programs.sources if programs else None, ship, decoys)
        if check.on is AppGraph:
            yield from check.run(graph, context)
        else:
            kind = cast("type[Node]", check.on)
            for node in graph.nodes_of(kind):
                if not node.external:
                    yield from check.run(node, context)


def assess_all(
    graphs: Mapping[str, AppGraph],
    checks: tuple[Check, ...],
    rules: Rules = NO_RULES,
    programs: Programs | None = None,
) -> list[Outcome]:
    """What they say about all environments: the same answer once, with its environments where it is not in all."""
    seen: dict[str, Outcome] = {}
    places: dict[str, list[str]] = {}
    for key, graph in graphs.items():
        rating = Rating(graph)
        for found in assess(graph, checks, rules, programs):
            outcome = rating.rated(found) if isinstance(found, Finding) else found
            before = seen.setdefault(outcome.identity, outcome)
            if isinstance(before, Finding) and isinstance(outcome, Finding):
                seen[outcome.identity] = worse(before, outcome)
            held = places.setdefault(outcome.identity, [])
            held += [name for name in key.split(",") if name not in held]
    everywhere = set(names_of(graphs))
    return [_in(outcome, places[identity], everywhere) for identity, outcome in seen.items()]


def _in(outcome: Outcome, names: list[str], everywhere: set[str]) -> Outcome:
    if set(names) >= everywhere:
        return outcome
    environments = tuple(names)
    return replace(outcome, environments=environments)
