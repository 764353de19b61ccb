"""What checks of code ask first: which functions' code was read, and where a place of it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ennead.check import NOWHERE, Context
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Related
from ennead.model.location import Location

if TYPE_CHECKING:
    from ennead.code.entry import NoEntry
    from ennead.code.question import Answer
    from ennead.code.values import Place


def answered(ctx: Context) -> Iterator[tuple[Function, Answer]]:
    """The functions whose code was followed, with what it does."""
    from ennead.code.question import Answer  # noqa: PLC0415  loaded only where code was read

    for node_id, answer in ctx.programs.items():
        function = ctx.graph.node(node_id, Function)
        if function is not None and isinstance(answer, Answer):
            yield function, answer


def refused(ctx: Context) -> Iterator[tuple[Function, NoEntry]]:
    """The functions whose code was not found, with why."""
    from ennead.code.entry import NoEntry  # noqa: PLC0415

    for node_id, answer in ctx.programs.items():
        function = ctx.graph.node(node_id, Function)
        if function is not None and isinstance(answer, NoEntry):
            yield function, answer


def located(place: Place) -> Location:
    """A place in code as one of a finding."""
    return Location(place.path, place.line, place.column)


def declared(functions: Iterable[Function]) -> list[Related]:
    """Where the functions stand in their template."""
    return [Related(fn.at or NOWHERE, called(fn), fn.logical_id) for fn in functions]
