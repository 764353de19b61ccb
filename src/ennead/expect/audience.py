"""Who reaches a thing without another function between, and the way by which he does."""

from __future__ import annotations

from dataclasses import dataclass

from ennead.expect.scene import Scene
from ennead.expect.select import display
from ennead.graph.reach import ANYONE, anonymous_entries
from ennead.graph.triggers import called, triggers_of
from ennead.model.app import Function, Node
from ennead.model.finding import Exposure, Hop
from ennead.model.unknown import Unknown

WORDS = {
    Exposure.ANONYMOUS: "anyone",
    Exposure.SIGNED_IN: "signed-in",
    Exposure.ACCOUNT: "account",
    Exposure.APPLICATION: "application",
    Exposure.INTERNAL: "nobody",
}
"""The classes of `docs/blast-radius.md` by the words of a file."""
AUDIENCES = tuple(WORDS.values())
SAID = {
    "anyone": "anyone",
    "signed-in": "whoever is signed in",
    "account": "another account or network",
    "application": "other parts of the application",
    "nobody": "nobody",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """`who` is one of `AUDIENCES`."""

    who: str
    path: tuple[Hop, ...] = ()


def audience_of(scene: Scene, node: Node) -> Audience | Unknown:
    """The widest audience of a node; unknown where a door to it asks something that could not be told."""
    who = scene.exposure.get(node.id, Exposure.INTERNAL)
    if who is Exposure.SIGNED_IN:
        doors = (
            [node.id, *(edge.source for edge in triggers_of(scene.graph, node))]
            if isinstance(node, Function)
            else [node.id]
        )
        untold = next((scene.untold[door] for door in doors if door in scene.untold), None)
        if untold is not None:
            return Unknown(untold)
    return Audience(WORDS[who], _path(scene, node, who))


def wider(who: str, most: str) -> bool:
    """Whether an audience is wider than it may be."""
    return AUDIENCES.index(who) < AUDIENCES.index(most)


def _path(scene: Scene, node: Node, who: Exposure) -> tuple[Hop, ...]:
    here = Hop(node.id, display(node), node.at)
    if who is Exposure.ANONYMOUS:
        ways = anonymous_entries(scene.graph, node) if isinstance(node, Function) else ()
        return min(ways, key=len, default=(ANYONE, here))
    if who is Exposure.SIGNED_IN and isinstance(node, Function):
        for edge in triggers_of(scene.graph, node):
            door = scene.graph.nodes.get(edge.source)
            if door is not None and scene.exposure.get(door.id) is who:
                return (Hop("principal/user", "whoever is signed in"), Hop(door.id, called(door), door.at), here)
    return ()
