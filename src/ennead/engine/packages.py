"""The packages of applications: what each function ships, whether its handler reaches it, what advisories say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ennead.code.entry import NoEntry, Tree
from ennead.code.question import Answer
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, graphs_of, readings, root_of
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine
from ennead.model.app import Function, Layer
from ennead.model.package import Inventory, Named, Origin, Package, Scope
from ennead.packages.advisories import Advisories
from ennead.packages.advisories.words import Verdict
from ennead.packages.deployed import Deployed, Places, deployed
from ennead.packages.imported import Modules
from ennead.packages.locks.discover import inventories, inventory
from ennead.sources.discover import Unread as NoApp
from ennead.sources.read import AppReading


class Reached(StrEnum):
    """How far a handler's code goes towards a package: to the flawed symbol, to the package, not, or not told."""

    SYMBOL = "symbol"
    HANDLER = "handler"
    UNKNOWN = "unknown"
    NO = "no"


_NEARER = {one: number for number, one in enumerate(Reached)}


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
        return min((user.reached for user in self.users), key=_NEARER.__getitem__, default=Reached.UNKNOWN)


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
    users: dict[tuple[Package, str, int], tuple[Named, list[User]]] = field(default_factory=dict)
    unread: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, named: Named, user: User | None) -> None:
        """A package at its place, with one more function that ships it; what a runtime brings has no place of its own."""
        brought = named.origin is Origin.RUNTIME
        key = (named.package, "" if brought else named.at.path, 0 if brought else named.at.line)
        known = self.users.setdefault(key, (named, []))
        if user is not None and user not in known[1]:
            known[1].append(user)

    def leave(self, inventory: Inventory) -> None:
        """What of it was not read."""
        for one in inventory.unread:
            self.unread[str(one.at), one.reason] = None


def packages(path: Path, request: Request, database: Advisories | None) -> Packages:
    """The packages below a path; without a database none is checked.  Raises SourceError."""
    root = root_of(path)
    programs = Programs(root)
    collected = _Collected()
    graphs: dict[str, AppGraph] = {}
    faults: list[str] = []
    places = Places(programs.tree)
    for reading in readings(path, request):
        if isinstance(reading, NoApp) or not isinstance(reading, AppReading):
            faults.append(f"{reading.at}: {reading.reason}")
            continue
        graph = graphs[reading.name] = combine(reading.name, graphs_of(reading, request.config.data))
        faults += [f"{fault.at}: {fault.reason}" for fault in reading.faults]
        for function, answer in _functions(graph, programs):
            layers = tuple(graph.nodes_of(Layer))
            _ship(
                reading.name, function, answer, _shipped(function, layers, programs.tree, places, collected), collected
            )
    for one in inventories(programs.tree).values():
        collected.leave(one)
        for named in one.named:
            collected.add(named, None)
    listed = tuple(_listed(named, users, database) for named, users in collected.users.values() if not named.own)
    return Packages(tuple(sorted(listed, key=_order)), tuple(collected.unread), graphs, tuple(faults))


def _functions(graph: AppGraph, programs: Programs) -> Iterator[tuple[Function, Answer | NoEntry]]:
    for node_id, answer in sorted(programs.answers(graph).items()):
        function = graph.node(node_id, Function)
        if function is not None:
            yield function, answer


def _shipped(
    function: Function, layers: Iterable[Layer], tree: Tree, places: Places, collected: _Collected
) -> list[Named]:
    """What a function ships: what is deployed, and where a build comes first what its files name."""
    there = deployed(function, layers, tree, places)
    folder = function.code if isinstance(function.code, str) else None
    written = inventory(tree, folder) if folder is not None else Inventory()
    collected.leave(there)
    collected.leave(written)
    return list(_merged(there, written))


def _merged(there: Deployed, written: Inventory) -> Iterator[Named]:
    """One entry for a version: what is deployed counts, with what the lockfile knows of it."""
    known: dict[Package, Named] = {one.package: one for one in written.named}
    brought = {(one.package.ecosystem, one.package.name) for one in written.named if one.scope is Scope.SHIPPED}
    for one in there.named:
        if one.package in known:
            yield known[one.package]
        elif one.origin is not Origin.RUNTIME or (one.package.ecosystem, one.package.name) not in brought:
            yield one
    if not there.built:
        seen = {one.package for one in there.named}
        yield from (one for one in written.named if one.package not in seen and not one.own)


def _ship(app: str, function: Function, answer: Answer | NoEntry, shipped: list[Named], collected: _Collected) -> None:
    reaches = _Reaches(answer, shipped)
    for named in shipped:
        collected.add(named, User(app, function, reaches(named)))


class _Reaches:
    """How far a handler goes towards the packages of its function."""

    def __init__(self, answer: Answer | NoEntry, shipped: list[Named]) -> None:
        self._modules = None if isinstance(answer, NoEntry) else Modules(answer.facts.packages)
        self._open = isinstance(answer, NoEntry) or any(one.klass in _HIDING for one in answer.unresolved)
        self._direct = {f"{one.package.name}@{one.package.version}": one for one in shipped}
        self._names = {one.package.name: one for one in shipped}

    def __call__(self, named: Named) -> Reached:
        if self._modules is None:
            return Reached.UNKNOWN
        answers = [self._modules.of(one) for one in (named, *self._ways(named))]
        if True in answers:
            return Reached.HANDLER
        return Reached.UNKNOWN if self._open or None in answers else Reached.NO

    def _ways(self, named: Named) -> Iterator[Named]:
        """The packages by which it came: who imports one of them loads it."""
        for step in named.via:
            found = self._direct.get(step) or self._names.get(step.rpartition("@")[0] or step)
            if found is not None:
                yield found


_HIDING = frozenset({"dynamic", "import", "module", "syntax", "bound"})


def _listed(named: Named, users: list[User], database: Advisories | None) -> Listed:
    if database is None:
        return Listed(named, tuple(users), None)
    verdict = database.verdict(named.package)
    fix = database.smallest_fix(named.package) if verdict.advisories else None
    return Listed(named, tuple(users), verdict, fix)


def _order(one: Listed) -> tuple[str, str, str, str, int]:
    package, at = one.named.package, one.named.at
    return package.ecosystem.value, package.name, package.version or "", at.path, at.line
