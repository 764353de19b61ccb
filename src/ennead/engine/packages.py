"""The packages of applications: what each function ships, whether its handler reaches it, what advisories say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ennead.code.entry import NoEntry
from ennead.code.question import Answer
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, graphs_of, readings, root_of
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine
from ennead.model.app import Function, Layer
from ennead.model.package import Named, Origin, Package, Unread
from ennead.packages.advisories import Advisories
from ennead.packages.advisories.words import Verdict
from ennead.packages.shipped import NEARER, Carried, Reached
from ennead.sources.discover import Unread as NoApp
from ennead.sources.read import AppReading

__all__ = ["Listed", "Packages", "Reached", "User", "packages"]


@dataclass(frozen=True, slots=True)
class User:
    """A function that ships a package, and how far its handler goes towards it."""

    app: str
    function: Function
    reached: Reached


@dataclass(frozen=True, slots=True)
class Listed:
    """A package at a place, who ships it, and what is known of it.  `fix` is the smallest version that clears it."""

    named: Named
    users: tuple[User, ...]
    verdict: Verdict | None
    fix: str | None = None

    @property
    def reached(self) -> Reached:
        """The nearest of its functions; not told where no function is known."""
        return min((user.reached for user in self.users), key=NEARER.__getitem__, default=Reached.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Packages:
    """What was found below a path; `graphs` by the application's name."""

    listed: tuple[Listed, ...]
    unread: tuple[tuple[str, str], ...]
    """Places of what was not read, and why."""
    graphs: Mapping[str, AppGraph]
    faults: tuple[str, ...] = ()


@dataclass(slots=True)
class _Collected:
    users: dict[tuple[Package, str, int], tuple[Carried, list[User]]] = field(default_factory=dict)
    unread: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, carried: Carried, user: User | None) -> None:
        """A package at its place, with one more function that ships it; what a runtime brings has no place."""
        named = carried.named
        brought = named.origin is Origin.RUNTIME
        key = (named.package, "" if brought else named.at.path, 0 if brought else named.at.line)
        known = self.users.setdefault(key, (carried, []))
        if user is not None and user not in known[1]:
            known[1].append(user)

    def leave(self, unread: tuple[Unread, ...]) -> None:
        """What was not read."""
        for one in unread:
            self.unread[str(one.at), one.reason] = None


def packages(path: Path, request: Request, database: Advisories | None) -> Packages:
    """The packages below a path; without a database none is checked.  Raises SourceError."""
    programs = Programs(root_of(path))
    shipping = programs.shipping
    shipping.ask(database)
    collected = _Collected()
    graphs: dict[str, AppGraph] = {}
    faults: list[str] = []
    for reading in readings(path, request):
        if isinstance(reading, NoApp) or not isinstance(reading, AppReading):
            faults.append(f"{reading.at}: {reading.reason}")
            continue
        graph = graphs[reading.name] = combine(reading.name, graphs_of(reading, request.config.data))
        faults += [f"{fault.at}: {fault.reason}" for fault in reading.faults]
        layers = tuple(graph.nodes_of(Layer))
        for function, answer in _functions(graph, programs):
            load = shipping.load(function, layers, answer)
            collected.leave(load.unread)
            for carried in load.packages:
                collected.add(carried, User(reading.name, function, carried.reached))
    for one in shipping.projects.inventories().values():
        collected.leave(one.unread)
        for named in one.named:
            collected.add(shipping.judged(named, Reached.UNKNOWN), None)
    listed = tuple(
        Listed(one.named, tuple(users), one.verdict, one.fix)
        for one, users in collected.users.values()
        if not one.named.own
    )
    faults += [shipping.unchecked] if shipping.unchecked is not None else []
    return Packages(tuple(sorted(listed, key=_order)), tuple(collected.unread), graphs, tuple(faults))


def _functions(graph: AppGraph, programs: Programs) -> Iterator[tuple[Function, Answer | NoEntry]]:
    for node_id, answer in sorted(programs.answers(graph).items()):
        function = graph.node(node_id, Function)
        if function is not None:
            yield function, answer


def _order(one: Listed) -> tuple[str, str, str, str, int]:
    package, at = one.named.package, one.named.at
    return package.ecosystem.value, package.name, package.version or "", at.path, at.line
