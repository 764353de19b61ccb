"""Over which functions and roles a finding stretches, and how its sentence begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ennead.graph.authority import functions_of, holders
from ennead.graph.graph import AppGraph
from ennead.model import app
from ennead.model.app import INTERNET, Function, Node, Role, Trigger
from ennead.model.finding import Exposure, Related
from ennead.model.location import Location


@dataclass(frozen=True, slots=True)
class Spread:
    """What `Context.finding` wants to know of those who hold something.

    `node` is the one thing it is about (the function, or the declared role), None where there are several.
    """

    subject: str
    node: Node | None
    function: Function | None
    at: Location | None
    related: tuple[Related, ...]
    exposure: Exposure


def spread(graph: AppGraph, held: Iterable[tuple[Role, Location | None]]) -> Spread:
    """Everybody who holds something at some place, as one finding's subject."""
    places = sorted(held, key=lambda one: (one[0].id, one[1] or Location("")))
    holding = {role.id: role for role, _ in places}
    functions = {fn.id: fn for role in holding.values() for fn in functions_of(graph, role)}
    entries = holders(graph, places)
    at = min((entry.at for entry in entries), default=None)
    exposure = exposure_of(graph, functions.values())
    related = tuple(sorted(entries, key=lambda entry: (entry.at, entry.message)))
    if len(entries) == 1:
        return Spread(entries[0].message, *_one(holding, functions), at, (), exposure)
    if len(holding) == 1:
        role = next(iter(holding.values()))
        subject = f"{role.logical_id or role.name}, the role of {len(functions)} functions,"
        return Spread(subject, role, None, at, related, exposure)
    kind = "functions" if all(entry.function for entry in entries) else "functions and roles" if functions else "roles"
    return Spread(f"{len(entries)} {kind}", None, None, at, related, exposure)


def exposure_of(graph: AppGraph, functions: Iterable[Function]) -> Exposure:
    """Anonymous where anyone who shows no proof starts one of the functions, else internal."""
    return Exposure.ANONYMOUS if any(_open(graph, fn) for fn in functions) else Exposure.INTERNAL


def _open(graph: AppGraph, fn: Function) -> bool:
    sources = (fn.id, *(trigger.source for trigger in graph.into(fn, Trigger)))
    return any(edge.source == INTERNET.id for source in sources for edge in graph.into(source, app.Exposure))


def _one(holding: dict[str, Role], functions: dict[str, Function]) -> tuple[Node, Function | None]:
    role = next(iter(holding.values()))
    fn = next(iter(functions.values()), None)
    return (fn, fn) if fn and role.generated else (role, fn)
