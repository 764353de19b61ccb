"""The code of an application's functions, read once for all its environments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ennead.graph.graph import AppGraph
from ennead.model.app import Function, Layer

if TYPE_CHECKING:
    from ennead.code.entry import Entry, NoEntry
    from ennead.code.question import Answer
    from ennead.engine.shipping import Shipping
    from ennead.packages.shipped import Shipped


class Programs:
    """Answers what the handlers of a folder do.  Files are read when they are first needed, and each once."""

    def __init__(self, root: Path) -> None:
        from ennead.code.entry import Tree  # noqa: PLC0415  only where code is read
        from ennead.code.evaluate.modules import Sources  # noqa: PLC0415

        self.tree = Tree(root)
        self.sources = Sources(self.tree)
        self._entries: dict[tuple[Function, tuple[Layer, ...]], Entry | NoEntry] = {}
        self._known: dict[Entry, Answer] = {}

    @cached_property
    def shipping(self) -> Shipping:
        """What the functions ship; nothing is read for it before somebody asks."""
        from ennead.engine.shipping import Shipping  # noqa: PLC0415  only where packages are asked about

        return Shipping(self.tree)

    def decoys(self, graph: AppGraph) -> tuple[Mapping[str, str], ...]:
        """The decoys that the contracts of an application list; the files are read when it is asked."""
        from ennead.engine.decoys import decoys_of  # noqa: PLC0415  only where something looks like a secret

        return decoys_of(graph, self.tree)

    def shipped(self, graph: AppGraph) -> Shipped:
        """What each function of the graph ships."""
        return self.shipping.of(graph, self.answers(graph))

    def answers(self, graph: AppGraph) -> dict[str, Answer | NoEntry]:
        """What each function of the graph does, or why that could not be told, by its id."""
        return dict(self._answers(graph))

    def _answers(self, graph: AppGraph) -> Iterator[tuple[str, Answer | NoEntry]]:
        from ennead.code.entry import NoEntry, entry_of  # noqa: PLC0415
        from ennead.code.question import ask  # noqa: PLC0415

        layers = tuple(graph.nodes_of(Layer))
        for function in graph.nodes_of(Function):
            if function.external:
                continue
            entry = self._entries.get((function, layers))
            if entry is None:
                entry = self._entries[function, layers] = entry_of(function, layers, self.tree)
            if isinstance(entry, NoEntry):
                yield function.id, entry
                continue
            if entry not in self._known:
                self._known[entry] = ask(entry, self.sources)
            yield function.id, self._known[entry]
