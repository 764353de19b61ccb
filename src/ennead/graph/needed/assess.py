"""Every function of an application with its needs and its role against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ennead.code.entry import NoEntry
from ennead.code.question import Answer
from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import Held, held
from ennead.graph.needed.needs import Needs, needs_of
from ennead.graph.needed.places import Places
from ennead.model.app import Function


class Assessed(NamedTuple):
    """A function with its needs and its role against them."""

    function: Function
    needs: Needs
    held: Held


def assessed(graph: AppGraph, answers: Mapping[str, Answer | NoEntry]) -> Iterator[Assessed]:
    """The application's own functions in the order of their ids; `answers` is what the code of each does, by its id."""
    places = Places(graph)
    for node_id in sorted(answers):
        function = graph.node(node_id, Function)
        if function is None or function.external:
            continue
        needs = needs_of(function, answers[node_id], places)
        yield Assessed(function, needs, held(function, needs, places))
