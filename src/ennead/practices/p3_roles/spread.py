"""Over which functions and roles a finding stretches, and how its sentence begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ennead.graph.authority import functions_of, holders
from ennead.graph.graph import AppGraph
from ennead.graph.reach import anonymous_entries
from ennead.graph.triggers import called
from ennead.model.app import Function, Node, Role
from ennead.model.finding import Exposure, Hop, Related
from ennead.model.location import Location


@dataclass(frozen=True, slots=True)
class Spread:
    """What `Context.finding` wants to know of those who hold something.

    `node` is the one thing it is about (the function, or the declared role), None where there are several.
    `path` is how anyone gets to the first function that anyone gets to.
    """

    subject: str
    node: Node | None
    function: Function | None
    at: Location | None
    related: tuple[Related, ...]
    path: tuple[Hop, ...]

    @property
    def exposure(self) -> Exposure:
        """Anonymous where anyone who shows no proof starts one of the functions, else internal."""
        return Exposure.ANONYMOUS if self.path else Exposure.INTERNAL


def spread(graph: AppGraph, held: Iterable[tuple[Role, Location | None]]) -> Spread:
    """Everybody who holds something at some place, as one finding's subject."""
    places = sorted(held, key=lambda one: (one[0].id, one[1] or Location("")))
    holding = {role.id: role for role, _ in places}
    functions = {fn.id: fn for role in holding.values() for fn in functions_of(graph, role)}
    entries = holders(graph, places)
    at = min((entry.at for entry in entries), default=None)
    path = way_in(graph, functions.values())
    related = tuple(sorted(entries, key=lambda entry: (entry.at, entry.message)))
    if len(entries) == 1:
        return Spread(entries[0].message, *_one(holding, functions), at, (), path)
    if len(holding) == 1:
        role = next(iter(holding.values()))
        subject = f"{called(role)}, the role of {len(functions)} functions,"
        return Spread(subject, role, None, at, related, path)
    return Spread(_counted(entries), None, None, at, related, path)


def _counted(entries: tuple[Related, ...]) -> str:
    """`3 functions`, `2 functions and 1 role`."""
    functions = sum(1 for entry in entries if entry.function)
    counts = ((functions, "function"), (len(entries) - functions, "role"))
    return " and ".join(f"{count} {word}{'s' if count != 1 else ''}" for count, word in counts if count)


def way_in(graph: AppGraph, functions: Iterable[Function]) -> tuple[Hop, ...]:
    """The hops from anyone, who shows no proof, to the first of the functions that is reached so."""
    ways = (way for fn in functions for way in anonymous_entries(graph, fn))
    return next(ways, ())


def _one(holding: dict[str, Role], functions: dict[str, Function]) -> tuple[Node, Function | None]:
    role = next(iter(holding.values()))
    fn = next(iter(functions.values()), None)
    return (fn, fn) if fn and role.generated else (role, fn)
