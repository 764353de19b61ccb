"""What a word may ask: the graph of one environment, and what was worked out about it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ennead.graph.data.uses import STORES
from ennead.graph.graph import AppGraph
from ennead.model.app import Function, FunctionUrl, Node, Route
from ennead.model.finding import Exposure

if TYPE_CHECKING:
    from ennead.graph.blast.radius import Radius

KINDS: dict[str, tuple[type[Node], ...]] = {
    "routes": (Route, FunctionUrl),
    "functions": (Function,),
    "stores": STORES,
}
"""What may be selected, by the subject's name."""


@dataclass(frozen=True)
class Scene:
    """One application in one environment (`names` are all that share these values)."""

    graph: AppGraph
    names: tuple[str, ...] = ()

    @cached_property
    def _things(self) -> dict[str, tuple[Node, ...]]:
        nodes = [node for node in self.graph.nodes.values() if not node.external]
        return {subject: tuple(node for node in nodes if isinstance(node, kinds)) for subject, kinds in KINDS.items()}

    def things(self, subject: str) -> tuple[Node, ...]:
        """Everything of a subject that the application declares itself, in the order of the template."""
        return self._things[subject]

    @cached_property
    def radius(self) -> Radius:
        """What leads where, worked out when a flow is first asked for."""
        from ennead.graph.blast.radius import Radius  # noqa: PLC0415

        return Radius(self.graph)

    @cached_property
    def exposure(self) -> Mapping[str, Exposure]:
        """Who reaches each node."""
        from ennead.graph.exposure import exposure_of  # noqa: PLC0415

        return exposure_of(self.graph, self.radius.arcs)

    @cached_property
    def untold(self) -> Mapping[str, str]:
        """Nodes of which it could not be told what a caller has to show, and why."""
        from ennead.graph.exposure import untold_of  # noqa: PLC0415

        return untold_of(self.graph)
