"""What checks of needs ask first: each function whose code was followed, its needs, its role against them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ennead.check import Context
from ennead.graph.needed.held import Held, held
from ennead.graph.needed.needs import Needs, needs_of
from ennead.graph.needed.places import Places
from ennead.model.app import Function


class Assessed(NamedTuple):
    """A function with its needs and its role against them."""

    function: Function
    needs: Needs
    held: Held


def assessed(ctx: Context) -> Iterator[Assessed]:
    """The functions whose role is declared here, in order; without what code does there is none."""
    if not ctx.programs:
        return
    places = Places(ctx.graph)
    for node_id, answer in sorted(ctx.programs.items()):
        function = ctx.graph.node(node_id, Function)
        if function is None or function.external:
            continue
        needs = needs_of(function, answer, places)
        against = held(function, needs, places)
        if against.role is not None and not against.role.external:
            yield Assessed(function, needs, against)
