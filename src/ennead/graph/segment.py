"""Functions that share a folder, a layer or a role, and packages that only some of them load: which splits keep a
flaw of such a package away from what the others hold.

A split is told where the others are worth more, or are reached by fewer: else it would move files and change nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from ennead.graph.authority import functions_of, roles
from ennead.graph.blast.radius import Radius, stake
from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, own_functions
from ennead.model.app import Function, Grant, Layer, LogGroup, Role, Use
from ennead.model.finding import Exposure
from ennead.model.impact import Impact
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Scope
from ennead.packages.shipped import Carried, Load, Reached, Shipped

_LOADED = frozenset({Reached.SYMBOL, Reached.HANDLER})
_Key: TypeAlias = tuple[Ecosystem, str]
_GRAVE = Impact.MODERATE.rank
"""The least that must be at stake for a role to be worth a split."""


class Shared(StrEnum):
    """What functions have in common."""

    FOLDER = "folder"
    LAYER = "layer"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Split:
    """Something that functions share and should not.

    `users` load the packages, `others` do not (all are ids of functions).  `flawed` are those of the packages that
    something is known against.  `spared` are the stores that a flaw of the packages no longer leads to; `why` says
    what makes the others worth it.
    """

    shared: Shared
    name: str
    at: Location | None
    packages: tuple[str, ...]
    flawed: tuple[str, ...]
    users: tuple[str, ...]
    others: tuple[str, ...]
    spared: tuple[str, ...]
    why: str


def splits(graph: AppGraph, shipped: Shipped, *, flawed: bool = False) -> tuple[Split, ...]:
    """The splits that are worth it, folders first; `flawed`: only for packages that something is known against."""
    advice = _Advice(graph, shipped.loads, flawed)
    return (*advice.folders(), *advice.layers(), *advice.roles())


@dataclass(frozen=True)
class _Advice:
    graph: AppGraph
    loads: Mapping[str, Load]
    flawed: bool

    @cached_property
    def _radius(self) -> Radius:
        return Radius(self.graph)

    @cached_property
    def _exposures(self) -> Mapping[str, Exposure]:
        return exposure_of(self.graph, self._radius.arcs)

    # -- what is shared ---------------------------------------------------------------------------

    def folders(self) -> Iterator[Split]:
        """Functions that are deployed with the same packages of one folder."""
        groups: dict[str, list[Function]] = defaultdict(list)
        for fn in own_functions(self.graph):
            if isinstance(fn.code, str) and fn.id in self.loads:
                groups[fn.code].append(fn)
        for folder, functions in sorted(groups.items()):
            yield from self._of_place(Shared.FOLDER, folder, functions[0].at, functions, folder)

    def layers(self) -> Iterator[Split]:
        """Functions that use a layer of the application's own."""
        for layer in sorted(self.graph.nodes_of(Layer), key=lambda one: one.id):
            users = [fn for fn in own_functions(self.graph) if layer.id in fn.layers and fn.id in self.loads]
            if isinstance(layer.code, str):
                yield from self._of_place(Shared.LAYER, called(layer), layer.at, users, layer.code)

    def roles(self) -> Iterator[Split]:
        """Functions that run with one role: a flaw in one has the rights of all."""
        for role in roles(self.graph):
            functions = [fn for fn in functions_of(self.graph, role) if fn.id in self.loads]
            if len(functions) > 1:
                yield from self._of_role(role, functions)

    # -- what is worth it -------------------------------------------------------------------------

    def _of_place(
        self, shared: Shared, name: str, at: Location | None, functions: list[Function], folder: str
    ) -> Iterator[Split]:
        for users, group in self._parted(functions, folder):
            others = [fn for fn in functions if fn.id not in users and self._ships(fn, group)]
            chosen = [fn for fn in functions if fn.id in users]
            why = self._why(chosen, others) if others else None
            if why is not None:
                worthy = [fn for fn in others if self._why(chosen, [fn]) is not None]
                yield _split(shared, name, at, group, chosen, worthy, self._held(worthy), why)

    def _of_role(self, role: Role, functions: list[Function]) -> Iterator[Split]:
        for users, group in self._parted(functions, None):
            chosen = [fn for fn in functions if fn.id in users]
            others = [fn for fn in functions if fn.id not in users]
            used = self._used(chosen)
            theirs = self._used(others)
            if not others or used is None or theirs is None:
                continue
            granted = {edge.target for edge in self.graph.out_of(role, Grant)}
            spared = sorted(store for store in theirs - used if store in granted and self._level(store) >= _GRAVE)
            if spared:
                names = tuple(called(self.graph.nodes[store]) for store in spared)
                yield _split(Shared.ROLE, called(role), role.at, group, chosen, others, names, "data")

    def _parted(
        self, functions: list[Function], folder: str | None
    ) -> Iterator[tuple[frozenset[str], list[Carried]]]:  # fmt: skip
        """The packages that some and not all of the functions load, by who does; what is not told counts as loaded."""
        found: dict[_Key, list[tuple[str, Carried]]] = defaultdict(list)
        for fn in functions if len(functions) > 1 else ():
            for one in self.loads[fn.id].packages:
                if _counts(one.named, folder):
                    found[one.named.package.ecosystem, one.named.package.name].append((fn.id, one))
        by_users: dict[frozenset[str], list[Carried]] = defaultdict(list)
        for _, shipped in sorted(found.items(), key=lambda item: item[0]):
            users = frozenset(fn for fn, one in shipped if one.reached is not Reached.NO)
            if any(one.reached in _LOADED for _, one in shipped) and len(users) < len(functions):
                by_users[users].append(max((one for _, one in shipped), key=lambda one: one.vulnerable))
        for users, packages in sorted(by_users.items(), key=lambda item: sorted(item[0])):
            if not self.flawed or any(one.vulnerable for one in packages):
                yield users, packages

    def _ships(self, fn: Function, group: Iterable[Carried]) -> bool:
        """Whether a function has one of the packages without loading it."""
        names = {one.named.package.name for one in group}
        load = self.loads[fn.id]
        return any(one.named.package.name in names and one.reached is Reached.NO for one in load.packages)

    def _why(self, users: list[Function], others: list[Function]) -> str | None:
        """What the others have that the users have not: more at stake, or fewer who reach them."""
        stake = max(self._rank(fn) for fn in users)
        if max(self._rank(fn) for fn in others) > max(stake, _GRAVE - 1):
            return "data"
        most = max(self._exposures[fn.id] for fn in users)
        if most >= Exposure.SIGNED_IN and min(self._exposures[fn.id] for fn in others) < most:
            more = set(self._held(others)) - set(self._held(users))
            return "exposure" if more else None
        return None

    def _rank(self, fn: Function) -> int:
        return self._radius.held(fn.id).high_water.rank

    def _held(self, functions: Iterable[Function]) -> tuple[str, ...]:
        """The stores of worth that the functions reach."""
        stores = {store for fn in functions for store in self._radius.held(fn.id).stores}
        return tuple(sorted(called(self.graph.nodes[one]) for one in stores if self._level(one) >= _GRAVE))

    def _level(self, store: str) -> int:
        node = self.graph.nodes.get(store)
        return 0 if node is None or isinstance(node, LogGroup) else stake(node).rank

    def _used(self, functions: Iterable[Function]) -> set[str] | None:
        """The stores that the functions' code uses; None where one's code was not followed whole."""
        found: set[str] = set()
        for fn in functions:
            if not self.loads[fn.id].followed:
                return None
            found |= {edge.target for edge in self.graph.out_of(fn, Use)}
        return found


def _counts(named: Named, folder: str | None) -> bool:
    """Whether a package may be moved: it is the application's to choose, and lies in (or is named in) the folder."""
    if named.own or named.origin is Origin.RUNTIME or named.scope is Scope.DEVELOPMENT:
        return False
    return folder in {None, "."} or named.at.path.startswith(f"{folder}/")


def _split(
    shared: Shared,
    name: str,
    at: Location | None,
    group: list[Carried],
    users: list[Function],
    others: list[Function],
    spared: tuple[str, ...],
    why: str,
) -> Split:
    return Split(
        shared,
        name,
        at,
        tuple(sorted(one.named.package.name for one in group)),
        tuple(sorted(one.named.package.name for one in group if one.vulnerable)),
        tuple(fn.id for fn in users),
        tuple(fn.id for fn in others),
        spared,
        why,
    )
