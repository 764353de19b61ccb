"""How a difference names things: as the template does, and with the application where there are several."""

from __future__ import annotations

from collections.abc import Iterable

from ennead.engine.change.words import Change
from ennead.graph.change.whole import app_of, own_id
from ennead.graph.triggers import called
from ennead.model.app import INTERNET, Node
from ennead.model.location import Location

KINDS = {
    "function": "function",
    "route": "route",
    "function_url": "function URL",
    "state_machine": "state machine",
    "user_pool": "user pool",
    "log_group": "log group",
}


def plural(number: int, one: str, many: str = "") -> str:
    """`1 route`, `2 routes`, `no routes`."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def joined(words: Iterable[str], most: int = 3) -> str:
    """`A`, `A and B`, `A, B, C and 4 more`."""
    shown = list(words)
    left = len(shown) - most
    if left > 0:
        return ", ".join(shown[:most]) + f" and {left} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


class Names:
    """Names for the ids of a change."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def node(self, node_id: str) -> Node | None:
        """The node as it is, or as it was."""
        return self.change.after.nodes.get(node_id) or self.change.before.nodes.get(node_id)

    def short(self, node_id: str) -> str:
        """What the template calls it."""
        if node_id == INTERNET.id:
            return "anyone"
        node = self.node(node_id)
        return called(node) if node else own_id(node_id, self.change.names).partition("/")[2]

    def app(self, node_id: str) -> str | None:
        """Its application, where there are several."""
        return app_of(node_id, self.change.names) if self.change.several else None

    def id(self, node_id: str) -> str:
        """The id as `ennead map` prints it."""
        return node_id if self.change.several else own_id(node_id, self.change.names)

    def kind(self, node_id: str) -> str:
        """Its kind in words."""
        kind = node_id.partition("/")[0]
        return KINDS.get(kind, kind.replace("_", " "))

    def at(self, node_id: str) -> Location | None:
        """Where it stands."""
        node = self.node(node_id)
        return node.at if node else None
