"""How much more than needed roles grant, as a number (`docs/role-score.md`), and which stores they reach.

    score of a function = exposure x sum of (access level x value of the data), over every excess (action, thing)

A thing is one of the application's own resources, or, once, all that lies outside of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, Protocol

from ennead.graph.blast.rights import Rights, rights_of
from ennead.graph.data.uses import STORES
from ennead.graph.derive import service_of, statements_of
from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import Held, within
from ennead.graph.needed.needs import Needs
from ennead.graph.needed.places import Places
from ennead.iam.actions import Level, find
from ennead.iam.match import action_matches
from ennead.iam.tables import expand
from ennead.model.app import Function, Grant, LogGroup, Node, Role
from ennead.model.data import Level as Worth
from ennead.model.finding import Exposure
from ennead.model.need import Place
from ennead.model.policy import Statement

ACCESS = {Level.LIST: 1, Level.TAGGING: 2, Level.READ: 3, Level.WRITE: 5, Level.PERMISSIONS: 10}
VALUES = {Worth.LOW: 1, Worth.UNKNOWN: 3, Worth.MODERATE: 3, Worth.HIGH: 5}
ELSEWHERE = 3
"""The value of what keeps no data of the application, and of all that lies outside of it."""
EXPOSURES = {
    Exposure.INTERNAL: 1,
    Exposure.APPLICATION: 2,
    Exposure.ACCOUNT: 2,
    Exposure.SIGNED_IN: 3,
    Exposure.ANONYMOUS: 4,
}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Numbers of (function, store) pairs: the role reaches the store, the function needs it, all that there are."""

    granted: int = 0
    needed: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """One function's, or a sum.  `at_most`: part of what is needed could not be told, so the excess may be smaller."""

    score: int
    pairs: Pairs
    at_most: bool = False


class Assessed(Protocol):
    """A function with its needs and its role against them."""

    @property
    def function(self) -> Function: ...
    @property
    def needs(self) -> Needs: ...
    @property
    def held(self) -> Held: ...


def scores_of(graph: AppGraph, functions: Iterable[Assessed]) -> dict[str, Score]:
    """The score of each function whose role is declared here, by its id."""
    scale = _Scale(graph, exposure_of(graph))
    return {
        one.function.id: scale.score(one, one.held.role)
        for one in functions
        if one.held.role is not None and not one.held.role.external
    }


def together(scores: Iterable[Score]) -> Score:
    """The sum over several functions, or applications."""
    every = list(scores)
    return Score(
        sum(one.score for one in every),
        Pairs(
            sum(one.pairs.granted for one in every),
            sum(one.pairs.needed for one in every),
            sum(one.pairs.all for one in every),
        ),
        any(one.at_most for one in every),
    )


class _Sum(NamedTuple):
    """Values of some things, in the order of `_value`; `ids` are the application's own."""

    values: tuple[int, int, int]
    ids: frozenset[str]
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class _Granted:
    """The things that one statement speaks of: the application's own by service, and whether others too."""

    own: Mapping[str, frozenset[str]]
    elsewhere: bool


@dataclass(slots=True)
class _Scale:
    """Weighs the roles of one application."""

    graph: AppGraph
    exposure: Mapping[str, Exposure]
    stores: tuple[Node, ...] = field(init=False)
    services: dict[str, list[Node]] = field(init=False)
    places: Places = field(init=False)
    _roles: dict[str, tuple[tuple[Statement, ...], dict[str, list[Grant]], Rights]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = [node for node in self.graph.nodes.values() if not node.external]
        self.stores = tuple(one for one in own if isinstance(one, STORES) and not isinstance(one, LogGroup))
        self.services = defaultdict(list)
        for node in own:
            if service := service_of(node):
                self.services[service].append(node)
        self.places = Places(self.graph)

    def score(self, one: Assessed, role: Role) -> Score:
        """The score of one function with that role."""
        wanted = _wanted(one, self)
        exposure = EXPOSURES[self.exposure.get(one.function.id, Exposure.INTERNAL)]
        ids = {store.id for store in self.stores}
        needed = {thing for things in wanted.values() for thing in things if thing in ids}
        pairs = Pairs(len(self._reached(role) & ids), len(needed), len(ids))
        return Score(exposure * self._excess(one.held, role, wanted), pairs, one.held.kept is not None)

    def _role(self, role: Role) -> tuple[tuple[Statement, ...], dict[str, list[Grant]], Rights]:
        if role.id not in self._roles:
            grants: dict[str, list[Grant]] = defaultdict(list)
            for grant in self.graph.out_of(role, Grant):
                grants[grant.label or ""].append(grant)
            self._roles[role.id] = tuple(statements_of(role, self.graph)), grants, rights_of(self.graph, role)
        return self._roles[role.id]

    def _reached(self, role: Role) -> set[str]:
        """Ids of what the role may, or may be able to, do something to."""
        _, grants, rights = self._role(role)
        found = set()
        for grant in (one for each in grants.values() for one in each):
            node = self.graph.nodes.get(grant.target)
            service = service_of(node) if node else None
            if node is not None and service is not None and any(rights.left(grant, node, service)[:2]):
                found.add(node.id)
        return found

    def _excess(self, held: Held, role: Role, wanted: Mapping[str, set[str]]) -> int:
        """The sum over every excess (action, thing), each once."""
        patterns: dict[Statement, list[str]] = defaultdict(list)
        for excess in held.excess:
            patterns[excess.statement].append(excess.action)
        granted = [self._granted(statement, role) for statement in patterns]
        allowed = tuple(
            Allowed(tuple(sorted(set(actions))), statement.not_actions) for statement, actions in patterns.items()
        )
        sums: dict[tuple[int, str], _Sum] = {}
        total = 0
        for (mask, service, level, limited), count in _counted(allowed).items():
            if not limited:  # it takes no resource: one thing, whatever is named
                total += count * ACCESS[level] * ELSEWHERE
                continue
            if (mask, service) not in sums:
                chosen = [one for number, one in enumerate(granted) if mask >> number & 1]
                sums[mask, service] = self._sum(chosen, service)
            total += count * ACCESS[level] * sums[mask, service].values[_aim(level)]
        return total - sum(self._spared(action, needed, allowed, sums) for action, needed in wanted.items())

    def _spared(
        self, action: str, needed: set[str], allowed: tuple[Allowed, ...], sums: Mapping[tuple[int, str], _Sum]
    ) -> int:
        """What an action weighs on the things that it is needed on."""
        found, mask = find(action), _mask(action, allowed)
        if found is None or not mask:
            return 0
        if not found.arns:
            return ACCESS[found.level] * ELSEWHERE
        of, aim = sums[mask, found.name.partition(":")[0]], _aim(found.level)
        spared = sum(_value(self.graph.nodes[thing])[aim] for thing in needed & of.ids)
        return ACCESS[found.level] * (spared + (ELSEWHERE if of.elsewhere and "" in needed else 0))

    def _granted(self, statement: Statement, role: Role) -> _Granted:
        statements, grants, _ = self._role(role)
        own: dict[str, set[str]] = defaultdict(set)
        for number, one in enumerate(statements):
            for grant in grants.get(str(number), ()) if one == statement else ():
                node = self.graph.nodes.get(grant.target)
                if node is not None and (service := service_of(node)):
                    own[service].add(node.id)
        resources = statement.resources or ("*",)
        elsewhere = any(self.places.named(one, "{}").node is None for one in resources)
        return _Granted({service: frozenset(ids) for service, ids in own.items()}, elsewhere)

    def _sum(self, granted: list[_Granted], service: str) -> _Sum:
        ids = frozenset(thing for one in granted for thing in one.own.get(service, ()))
        values = [_value(self.graph.nodes[thing]) for thing in ids]
        elsewhere = any(one.elsewhere for one in granted)
        more = ELSEWHERE if elsewhere else 0
        first, second, third = (sum(one[aim] for one in values) + more for aim in range(3))
        return _Sum((first, second, third), ids, elsewhere)


def _aim(level: Level) -> int:
    """Which value counts: 0 confidentiality, 1 integrity, 2 the higher of both."""
    if level in {Level.READ, Level.LIST}:
        return 0
    return 2 if level is Level.PERMISSIONS else 1


def _value(node: Node) -> tuple[int, int, int]:
    if node.worth is None:
        return ELSEWHERE, ELSEWHERE, ELSEWHERE
    confidentiality, integrity = VALUES[node.worth.confidentiality], VALUES[node.worth.integrity]
    return confidentiality, integrity, max(confidentiality, integrity)


class Allowed(NamedTuple):
    """The excess actions of a statement: patterns, or all but some."""

    patterns: tuple[str, ...]
    all_but: tuple[str, ...]

    def actions(self) -> Iterator[str]:
        """Those of IAM's table: what is not in it allows nothing."""
        if self.all_but:
            yield from (one for one in expand("*") if self.covers(one))
        else:
            yield from (action for pattern in self.patterns for action in expand(pattern))

    def covers(self, action: str) -> bool:
        """Whether it speaks of an action."""
        if self.all_but:
            return not any(action_matches(pattern, action) for pattern in self.all_but)
        return any(action_matches(pattern, action) for pattern in self.patterns)


def _mask(action: str, allowed: tuple[Allowed, ...]) -> int:
    """A bit for each statement that speaks of the action."""
    return sum(1 << number for number, one in enumerate(allowed) if one.covers(action))


@lru_cache(maxsize=256)
def _counted(allowed: tuple[Allowed, ...]) -> Mapping[tuple[int, str, Level, bool], int]:
    """Numbers of actions that statements allow: by which of them do, service, level, and whether a resource counts."""
    masks: dict[str, int] = defaultdict(int)
    for number, one in enumerate(allowed):
        for action in one.actions():
            masks[action] |= 1 << number
    counts: Counter[tuple[int, str, Level, bool]] = Counter()
    for action, mask in masks.items():
        if (found := find(action)) is not None:
            counts[mask, action.partition(":")[0], found.level, bool(found.arns)] += 1
    return MappingProxyType(counts)


def _wanted(one: Assessed, scale: _Scale) -> dict[str, set[str]]:
    """By action in lower case: ids of the things that it is needed on; "" for what lies outside."""
    found: dict[str, set[str]] = defaultdict(set)
    for need in one.needs.needed:
        for place in need.places:
            found[need.action.lower()] |= set(_things(need.action, place, scale))
    return found


def _things(action: str, place: Place, scale: _Scale) -> Iterator[str]:
    if place.node is not None:
        yield place.node
        return
    yield ""
    if not place.told:
        for node in scale.services.get(action.partition(":")[0], ()):
            if place.arn == "*" or (node.arn and within(node.arn, place.arn)):
                yield node.id
