"""What follows from the graph, in its document: exposure, blast radius, processes, ways to stores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ennead.graph.blast.radius import TOTAL, Radius
from ennead.graph.blast.starts import is_entry, starts_of
from ennead.graph.data.uses import STORES
from ennead.graph.exposure import exposure_of, untold_of
from ennead.graph.graph import AppGraph
from ennead.graph.processes import processes_of
from ennead.model.app import INTERNET, Node
from ennead.model.impact import Aim, Blast, Process, Step
from ennead.report.graph.ids import Rename
from ennead.report.graph.plain import place

MOST_WAYS = 50_000
"""Ways in one document; how many are left out is told."""


class Facts:
    """The facts of one graph, with the document's ids."""

    def __init__(self, graph: AppGraph, rename: Rename) -> None:
        self.graph, self.rename = graph, rename
        self.radius = Radius(graph)

    @cached_property
    def _exposure(self) -> dict[str, str]:
        return {key: who.name.lower() for key, who in exposure_of(self.graph, self.radius.arcs).items()}

    @cached_property
    def _untold(self) -> dict[str, str]:
        return dict(untold_of(self.graph))

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(starts_of(self.graph))

    def of(self, node: Node) -> dict[str, Any]:
        """`{exposure, exposure_unknown?, blast?}` of an entry or a function, `exposure` of a store; else nothing."""
        starts = node.id in self._starts
        if not starts and not isinstance(node, STORES):
            return {}
        untold = self._untold.get(node.id)
        return {
            **({} if node.id == INTERNET.id else {"exposure": self._exposure[node.id]}),
            **({"exposure_unknown": untold} if untold else {}),
            **({"blast": self._blast(self.radius.blasts[node.id])} if starts else {}),
        }

    def total(self) -> dict[str, Any]:
        """The reach of all functions and entries together."""
        return self._blast(self.radius.blasts[TOTAL])

    def _blast(self, blast: Blast) -> dict[str, Any]:
        maybe = {aim.value: self._ids(blast.maybe(aim)) for aim in Aim if blast.maybe(aim)}
        return {
            **{aim.value: self._ids(blast.of(aim)) for aim in Aim},
            "high_water": blast.high_water.value,
            "counts": {level.value: count for level, count in blast.levels},
            "number": blast.number,
            **({"maybe": maybe} if maybe else {}),
            **({"unknown": list(blast.unknown)} if blast.unknown else {}),
        }

    def _ids(self, ids: frozenset[str]) -> list[str]:
        return sorted(map(self.rename, ids))

    def processes(self, app: str | None) -> list[dict[str, Any]]:
        """The business processes, in their order."""
        return [self._process(process, app) for process in processes_of(self.graph)]

    def _process(self, process: Process, app: str | None) -> dict[str, Any]:
        value = process.value
        return {
            "name": process.name,
            "title": process.title,
            **({"app": app} if app else {}),
            "entries": [self.rename(one) for one in process.entries],
            "functions": [self.rename(one) for one in process.functions],
            "stores": [self.rename(one) for one in process.stores],
            "data_classes": list(process.data_classes),
            **({"value": {aim.value: getattr(value, aim.value).value for aim in Aim}} if value else {}),
        }

    def ways(self, most: int) -> tuple[list[dict[str, Any]], int]:
        """A shortest way to each store that an entry or a function reaches, entries first, as far as `most`.

        The second is the number of pairs of a start and a store that no way is told of.
        """
        found: list[dict[str, Any]] = []
        left = 0
        for start in sorted(self._starts, key=lambda one: (not is_entry(self.graph, one), one)):
            blast = self.radius.blasts[start]
            reached = blast.stores.union(*(blast.maybe(aim) for aim in Aim))
            if len(found) + len(reached) > most:
                left += len(reached)
            else:
                found += self._from(start)
        return found, left

    def _from(self, start: str) -> Iterator[dict[str, Any]]:
        """The ways from one start; aims of one way stand together."""
        together: dict[tuple[str, tuple[Step, ...]], list[Aim]] = defaultdict(list)
        for (aim, store), steps in self.radius.ways(start).items():
            together[store, steps].append(aim)
        for (store, steps), aims in sorted(
            together.items(), key=lambda item: (item[0][0], len(item[0][1]), item[0][1])
        ):
            yield {
                "from": self.rename(start),
                "to": self.rename(store),
                "aims": [aim.value for aim in Aim if aim in aims],
                "steps": [self._step(one) for one in steps],
            }

    def _step(self, step: Step) -> dict[str, Any]:
        return {
            "kind": step.kind,
            "from": self.rename(step.source),
            "to": self.rename(step.target),
            "grade": step.grade.value,
            "reason": step.reason,
            "location": place(step.at),
            **({"maybe": step.maybe} if step.maybe else {}),
        }
