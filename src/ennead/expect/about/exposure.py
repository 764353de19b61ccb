"""The word about who reaches a function or a store."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.expect.audience import AUDIENCES, SAID, audience_of, wider
from ennead.expect.expectation import Said, Subject
from ennead.expect.scene import Scene
from ennead.expect.values import one_of
from ennead.expect.words import Word, fails, untold, word
from ennead.graph.data.uses import STORES
from ennead.graph.triggers import called
from ennead.model.app import Function, Node
from ennead.model.unknown import Unknown

_TAKES = one_of(*AUDIENCES)


def _judge(node: Node, wanted: str, scene: Scene) -> Iterator[Said]:
    """Who reaches it at most, without a function between: `anyone` `signed-in` `account` `application` `nobody`."""
    found = audience_of(scene, node)
    if isinstance(found, Unknown):
        yield untold(f"who reaches {called(node)} could not be told: {found.reason}", node)
    elif wider(found.who, wanted):
        at = next((hop.at for hop in found.path if hop.at is not None), node.at)
        yield fails(f"{SAID[found.who]} reaches {called(node)}", node, at, found.path)


_judge.__name__ = "exposed_to"
OF_FUNCTIONS: Word = word(Subject.FUNCTIONS, takes=_TAKES, on=Function)(_judge)
OF_STORES: Word = word(Subject.STORES, takes=_TAKES, on=STORES)(_judge)
