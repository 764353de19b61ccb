"""From one thing to another: whether a way leads there, surely or perhaps, and past which things it may not go.

The arcs are those of the blast radius (`ennead.graph.blast.arcs`): what somebody who holds a thing holds next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ennead.expect.scene import Scene
from ennead.graph.blast.arcs import Arc, Loss, plain
from ennead.graph.blast.radius import places_of
from ennead.graph.blast.wording import loss_step, step
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.model.app import INTERNET, Exposure, FunctionUrl, Route
from ennead.model.finding import Hop
from ennead.model.impact import Aim, Step

AIMS = {
    "read": frozenset({Aim.CONFIDENTIALITY}),
    "change": frozenset({Aim.INTEGRITY}),
    "disrupt": frozenset({Aim.AVAILABILITY}),
    "anything": frozenset(Aim),
}
"""The aims of FIPS 199 by the words of a file."""
SIGNED_IN = ("principal/cognito", "principal/jwt", "principal/custom")


@dataclass(frozen=True, slots=True)
class Way:
    """A way that was found; `maybe` says why it could not be told whether it is open, None where it surely is."""

    hops: tuple[Hop, ...]
    deed: Aim | None = None
    maybe: str | None = None


class Search:
    """Everything that is reached from some places, the surely open ways first; `past` are ids not to go through."""

    def __init__(self, scene: Scene, starts: Iterable[str], past: frozenset[str] = frozenset()) -> None:
        self.scene, self.past = scene, past
        self.starts = tuple(starts)
        self.sure = self._places(sure=True)
        self.full = self._places(sure=False)

    def _places(self, *, sure: bool) -> dict[str, tuple[str, Arc] | None]:
        before: dict[str, tuple[str, Arc] | None] = {}
        for start in self.starts:
            before |= dict.fromkeys(places_of(self.scene.graph, start))
        waiting = deque(before)
        while waiting:
            place = waiting.popleft()
            for arc in self.scene.radius.arcs.onward(place):
                closed = plain(arc.target) in self.past or (sure and arc.maybe)
                if arc.target not in before and not closed:
                    before[arc.target] = (place, arc)
                    waiting.append(arc.target)
        return before

    @cached_property
    def _losses(self) -> dict[tuple[str, Aim], tuple[bool, str, Loss]]:
        """The first loss of each store with each aim, whether every step to it is surely open, and its place."""
        found: dict[tuple[str, Aim], tuple[bool, str, Loss]] = {}
        for before, sure in ((self.sure, True), (self.full, False)):
            for place in before:
                for loss in self.scene.radius.arcs.losses.get(place, ()):
                    for aim in loss.aims if not (sure and loss.maybe) else ():
                        found.setdefault((loss.store, aim), (sure, place, loss))
        return found

    def to_store(self, store: str, aims: frozenset[Aim]) -> Way | None:
        """The first way to a loss of the store with one of the aims; a surely open one where there is one."""
        ways = [(self._losses[store, aim], aim) for aim in Aim if aim in aims and (store, aim) in self._losses]
        if not ways:
            return None
        (sure, place, loss), deed = next((way for way in ways if way[0][0]), ways[0])
        before = self.sure if sure else self.full
        return self._way([*self._steps(before, place), loss_step(self.scene.graph, place, loss)], deed)

    def to_place(self, node: str) -> Way | None:
        """The first way to a thing that is held or started at the end of it."""
        for before in (self.sure, self.full):
            if node in before and before[node] is not None:
                return self._way(self._steps(before, node), None)
        return None

    def untold(self) -> str | None:
        """Why what is reached could not be told whole; None where it could."""
        unknown = self.scene.radius.arcs.unknown
        return next((unknown[place][0] for place in self.full if unknown.get(place)), None)

    def _steps(self, before: dict[str, tuple[str, Arc] | None], place: str) -> list[Step]:
        steps: list[Step] = []
        link = before[place]
        while link is not None:
            if plain(link[0]) != plain(link[1].target):
                steps.append(step(self.scene.graph, *link))
            link = before[link[0]]
        return steps[::-1]

    def _way(self, steps: list[Step], deed: Aim | None) -> Way:
        hops = [_first(self.scene, steps[0].source)] if steps else []
        hops += [Hop(one.target, one.reason, one.at) for one in steps]
        return Way(tuple(hops), deed, next((one.maybe for one in steps if one.maybe), None))


def _first(scene: Scene, node_id: str) -> Hop:
    if node_id == INTERNET.id:
        return ANYONE
    node = scene.graph.nodes.get(node_id)
    return Hop(node_id, called(node) if node is not None else node_id, node.at if node is not None else None)


def starts_of(scene: Scene, word: str) -> tuple[str, ...]:
    """The places where `anyone` or `signed-in` begins: who is signed in gets at all that anyone does."""
    if word == "anyone":
        return (INTERNET.id,)
    doors = [
        edge.target
        for principal in SIGNED_IN
        for edge in scene.graph.out_of(principal, Exposure)
        if isinstance(scene.graph.nodes.get(edge.target), Route | FunctionUrl)
    ]
    return (INTERNET.id, *dict.fromkeys(doors))
