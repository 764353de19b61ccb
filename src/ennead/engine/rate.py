"""What is at stake in a finding: who gets at what it is about, and what he reaches from there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ennead.graph.blast.radius import Radius, highest
from ennead.graph.data.value import GRAVE
from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Exposure, Finding
from ennead.model.impact import Aim, Blast, Impact, Stake


@dataclass(frozen=True)
class Rating:
    """Rates the findings of one graph; the graph is asked once, and only if there is a finding."""

    graph: AppGraph

    @cached_property
    def radius(self) -> Radius:
        """The reach of every node."""
        return Radius(self.graph)

    @cached_property
    def exposures(self) -> Mapping[str, Exposure]:
        """The class of every node."""
        return exposure_of(self.graph, self.radius.arcs)

    @cached_property
    def _functions(self) -> Mapping[str, str]:
        return {fn.logical_id: fn.id for fn in self.graph.nodes_of(Function) if fn.logical_id}

    def rated(self, finding: Finding) -> Finding:
        """The finding with its exposure, its impact and what is at stake.

        Its exposure is what the check says, or that of a node it is about where that is wider.
        """
        about = self.about(finding)
        blasts = [self.radius.held(node_id) for node_id in about]
        exposures = [self.exposures[node_id] for node_id in about]
        return replace(
            finding,
            exposure=max([finding.exposure, *exposures]),
            impact=max((blast.impact for blast in blasts), key=lambda impact: impact.rank, default=Impact.UNKNOWN),
            stakes=self._stakes(blasts),
        )

    def about(self, finding: Finding) -> tuple[str, ...]:
        """The nodes a finding is about: its own, and the functions among what is related."""
        related = (self._functions.get(each.function) for each in finding.related if each.function)
        named = dict.fromkeys((*finding.about, *(node_id for node_id in related if node_id)))
        return tuple(node_id for node_id in named if node_id in self.graph.nodes)

    def _stakes(self, blasts: list[Blast]) -> tuple[Stake, ...]:
        aims: dict[str, set[Aim]] = defaultdict(set)
        for blast in blasts:
            for aim in Aim:
                for store in blast.of(aim):
                    aims[store].add(aim)
        return tuple(sorted((self._stake(store, lost) for store, lost in aims.items()), key=_order))

    def _stake(self, store: str, lost: set[Aim]) -> Stake:
        node = self.graph.nodes[store]
        return Stake(
            store=store,
            name=called(node),
            classes=tuple(dict.fromkeys(one.data_class.value for one in node.data_classes)),
            level=highest(node, lost),
            aims=tuple(aim for aim in Aim if aim in lost),
        )


def worse(one: Finding, other: Finding) -> Finding:
    """One finding of two environments, with the wider exposure and the higher impact of both."""
    first, second = sorted((one, other), key=lambda each: -(each.impact or Impact.UNKNOWN).rank)
    return replace(
        one, exposure=max(one.exposure, other.exposure), impact=first.impact, stakes=first.stakes or second.stakes
    )


def _order(stake: Stake) -> tuple[int, int, int, str]:
    """What hurts most first: by level, then what can be read of grave classes, then by the number of classes."""
    grave = Aim.CONFIDENTIALITY in stake.aims and bool(GRAVE.intersection(stake.classes))
    return (-stake.level.rank, not grave, -len(stake.classes), stake.store)
