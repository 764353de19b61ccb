"""What checks of needs ask first: each function whose code was followed, its needs, its role against them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ennead.check import Context
from ennead.code.entry import NoEntry
from ennead.code.question import Answer
from ennead.graph.graph import AppGraph
from ennead.graph.needed import assess
from ennead.graph.needed.assess import Assessed


def assessed(ctx: Context) -> tuple[Assessed, ...]:
    """The functions whose role is declared here, in order; without what code does there is none."""
    return _worked_out(_Asked(ctx.graph, ctx.programs)) if ctx.programs else ()


class _Asked:
    """A graph and what its code does: the same question only where both are the very same objects."""

    __slots__ = ("graph", "programs")

    def __init__(self, graph: AppGraph, programs: Mapping[str, Answer | NoEntry]) -> None:
        self.graph, self.programs = graph, programs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.graph is other.graph and self.programs is other.programs

    def __hash__(self) -> int:
        return hash((id(self.graph), id(self.programs)))


@lru_cache(maxsize=1)
def _worked_out(asked: _Asked) -> tuple[Assessed, ...]:
    """The checks of one graph are asked one after the other, so that the last answer serves them all."""
    found = assess.assessed(asked.graph, asked.programs)
    return tuple(one for one in found if one.held.role is not None and not one.held.role.external)
