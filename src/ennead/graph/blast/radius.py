"""Blast radius: what whoever holds a node reaches, for confidentiality, integrity and availability apart.

`docs/blast-radius.md` has the rules.  From a function its role's rights are used, what it starts or fills is taken
to be under the attacker's control too, and so on; from an entry the function it starts.  Everything is reachability:
no weights, no probabilities.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ennead.graph.blast.arcs import HELD, USED, Arc, Arcs, Loss, arcs_of, plain
from ennead.graph.blast.closure import gathered
from ennead.graph.blast.starts import starts_of
from ennead.graph.blast.wording import loss_step, step
from ennead.graph.data.uses import STORES
from ennead.graph.graph import AppGraph
from ennead.model.app import Node, StateMachine
from ennead.model.data import Level
from ennead.model.impact import Aim, Blast, Impact, Step

MOST_REASONS = 20
"""Reasons told per node why its reach could not be told whole."""

TOTAL = "app"
"""The id under which the reach of all nodes together stands."""

_AIMS = tuple(Aim)
_LEVELS = (Level.HIGH, Level.MODERATE, Level.UNKNOWN, Level.LOW)


def blast_of(graph: AppGraph) -> Mapping[str, Blast]:
    """The blast radius of every node by its id, and of the whole application under `TOTAL`."""
    return Radius(graph).blasts


@dataclass(frozen=True)
class Radius:
    """The reach of every node of a graph, and the ways there; worked out when first asked for."""

    graph: AppGraph

    @cached_property
    def arcs(self) -> Arcs:
        """What leads on, place by place."""
        return arcs_of(self.graph)

    @cached_property
    def blasts(self) -> Mapping[str, Blast]:
        """By id of node; `TOTAL` for all together."""
        found = {node_id: self._sums.blast(node_id) for node_id in sorted(self.graph.nodes)}
        found[TOTAL] = self._sums.total()
        return found

    @cached_property
    def _sums(self) -> _Sums:
        return _Sums(self.graph, self.arcs)

    def held(self, node_id: str) -> Blast:
        """`blasts`, and where the node is a store all of it: what is at stake if something is wrong with it."""
        return self._sums.blast(node_id, whole=True)

    def way(self, start: str, aim: Aim, store: str) -> tuple[Step, ...] | None:
        """A shortest way from a node to what is lost of a store; None where there is none.

        Ways whose every step is surely open go first, whatever their length.
        """
        return self.ways(start).get((aim, store))

    def ways(self, start: str) -> dict[tuple[Aim, str], tuple[Step, ...]]:
        """A shortest way to everything that is reached from a node."""
        found: dict[tuple[Aim, str], tuple[Step, ...]] = {}
        for sure in (True, False) if self._sums.reasons else (True,):
            for pair, steps in self._ways(start, sure=sure):
                found.setdefault(pair, steps)
        return found

    def _ways(self, start: str, *, sure: bool) -> Iterator[tuple[tuple[Aim, str], tuple[Step, ...]]]:
        starts = places_of(self.graph, start)
        before: dict[str, tuple[str, Arc] | None] = dict.fromkeys(starts)
        waiting = deque(starts)
        seen: set[tuple[Aim, str]] = set()
        while waiting:
            place = waiting.popleft()
            for loss in self.arcs.losses.get(place, ()):
                news = {(aim, loss.store) for aim in loss.aims} - seen
                if news and not (sure and loss.maybe):
                    seen |= news
                    steps = (*self._steps(before, place), loss_step(self.graph, place, loss))
                    yield from ((pair, steps) for pair in sorted(news))
            for arc in self.arcs.onward(place):
                if arc.target not in before and not (sure and arc.maybe):
                    before[arc.target] = (place, arc)
                    waiting.append(arc.target)

    def _steps(self, before: Mapping[str, tuple[str, Arc] | None], place: str) -> tuple[Step, ...]:
        steps: list[Step] = []
        link = before[place]
        while link is not None:
            if plain(link[0]) != plain(link[1].target):
                steps.append(step(self.graph, *link))
            link = before[link[0]]
        return tuple(reversed(steps))


def places_of(graph: AppGraph, node_id: str) -> tuple[str, ...]:
    """Where somebody who holds a node stands."""
    node = graph.nodes.get(node_id)
    if isinstance(node, STORES):
        return (f"{node_id}{USED}",)
    return (node_id, f"{node_id}{HELD}") if isinstance(node, StateMachine) else (node_id,)


class _Sums:
    """Reach as bits: one for each store, one for each reason."""

    def __init__(self, graph: AppGraph, arcs: Arcs) -> None:
        self.graph, self.arcs = graph, arcs
        self.bit = {store: 1 << place for place, store in enumerate(arcs.stores)}
        self.levels = {aim: self._by_level(aim) for aim in _AIMS}
        self.names: dict[int, frozenset[str]] = {0: frozenset()}
        self.reasons = self._reasons()
        self.sure = self._gathered(sure=True)
        self.full = self._gathered(sure=False) if self.reasons else self.sure

    def blast(self, node_id: str, *, whole: bool = False) -> Blast:
        """The reach of whoever holds a node; the holder of a machine has its role, of a `whole` store its data."""
        own = self.bit.get(node_id, 0) if whole else 0
        sure, full = ([bits | own for bits in self._held(sums, node_id)] for sums in (self.sure, self.full))
        return self._blast(sure[:3], full[:3], self._held(self.full, node_id)[3])

    def _held(self, sums: Mapping[str, list[int]], node_id: str) -> list[int]:
        bits = [0] * 4
        for place in places_of(self.graph, node_id):
            for number, more in enumerate(sums.get(place, ())):
                bits[number] |= more
        return bits

    def total(self) -> Blast:
        """The reach of whoever held every function and every entry."""
        sure, full = [0] * 4, [0] * 4
        for node_id in starts_of(self.graph):
            for sums, into in ((self.sure, sure), (self.full, full)):
                into[:] = [one | two for one, two in zip(into, self._held(sums, node_id), strict=True)]
        return self._blast(sure[:3], full[:3], full[3])

    def _blast(self, sure: list[int], full: list[int], reasons: int) -> Blast:
        told = [reason for reason, bit in self.reasons.items() if reasons & bit]
        return Blast(
            confidentiality=self._named(sure[0]),
            integrity=self._named(sure[1]),
            availability=self._named(sure[2]),
            maybe_confidentiality=self._named(full[0] & ~sure[0]),
            maybe_integrity=self._named(full[1] & ~sure[1]),
            maybe_availability=self._named(full[2] & ~sure[2]),
            unknown=tuple(told[:MOST_REASONS]),
            levels=self._counts(sure),
        )

    def _counts(self, sure: list[int]) -> tuple[tuple[Level, int], ...]:
        counted = 0
        found = []
        for level in _LEVELS:
            here = 0
            for aim, bits in zip(_AIMS, sure, strict=True):
                here |= bits & self.levels[aim][level]
            found.append((level, (here & ~counted).bit_count()))
            counted |= here
        return tuple(found)

    def _by_level(self, aim: Aim) -> dict[Level, int]:
        found = dict.fromkeys(_LEVELS, 0)
        for store, bit in self.bit.items():
            worth = self.graph.nodes[store].worth
            found[getattr(worth, aim.value) if worth else Level.UNKNOWN] |= bit
        return found

    def _named(self, bits: int) -> frozenset[str]:
        if bits not in self.names:
            self.names[bits] = frozenset(store for store, bit in self.bit.items() if bits & bit)
        return self.names[bits]

    def _reasons(self) -> dict[str, int]:
        told = {reason for reasons in self.arcs.unknown.values() for reason in reasons}
        told |= {arc.maybe for arcs in self.arcs.out.values() for arc in arcs if arc.maybe}
        told |= {loss.maybe for losses in self.arcs.losses.values() for loss in losses if loss.maybe}
        return {reason: 1 << place for place, reason in enumerate(sorted(told))}

    def _gathered(self, *, sure: bool) -> dict[str, list[int]]:
        out: dict[str, list[str]] = defaultdict(list)
        own: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for place, arcs in self.arcs.out.items():
            out[place] += [arc.target for arc in arcs if not (sure and arc.maybe)]
            for reason in {arc.maybe for arc in arcs if arc.maybe}:
                own[place][3] |= self.reasons[reason]
        for place, losses in self.arcs.losses.items():
            bits, targets = own[place], out[place]
            for loss in losses:
                if not (sure and loss.maybe):
                    self._add(bits, loss)
                    if loss.fills:
                        targets.append(loss.store)
        for place, reasons in self.arcs.unknown.items():
            for reason in reasons:
                own[place][3] |= self.reasons[reason]
        return gathered(out, own, 4)

    def _add(self, bits: list[int], loss: Loss) -> None:
        bit = self.bit[loss.store]
        for place, aim in enumerate(_AIMS):
            if aim in loss.aims:
                bits[place] |= bit
        if loss.maybe:
            bits[3] |= self.reasons[loss.maybe]


def level_lost(graph: AppGraph, blast: Blast, store: str) -> Level:
    """The highest level of a store's value among the aims with which it is surely reached; low for none."""
    return highest(graph.nodes[store], blast.aims(store))


def highest(store: Node, aims: Iterable[Aim]) -> Level:
    """The highest level of a store's value among some aims; low for none, unknown where nothing tells its value."""
    worth = store.worth
    levels = [getattr(worth, aim.value) if worth else Level.UNKNOWN for aim in aims]
    return max(levels, key=lambda level: level.rank, default=Level.LOW)


def stake(node: Node) -> Impact:
    """The highest level of what a node keeps, among all aims; none where it keeps nothing that has a value."""
    return Impact(highest(node, Aim).value) if node.worth is not None else Impact.NONE
