"""Privilege escalation: how whoever holds a role gets the rights of another, or all there are.

Each step is a way of `ennead.iam.escalation` that is complete for the role it starts from (`escalation_steps`).  A path
counts where it ends in something: a role that may do everything, the account, or stores that the first role does not
reach by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ennead.graph.authority import functions_of
from ennead.graph.blast.arcs import Arcs, Why, arcs_of
from ennead.graph.blast.radius import highest
from ennead.graph.escalation_steps import Step, steps_of
from ennead.graph.graph import AppGraph
from ennead.graph.holder import Holder, Names
from ennead.iam.escalation import Gives
from ennead.iam.power import escalates
from ennead.model.app import Role
from ennead.model.data import Level
from ennead.model.impact import Aim
from ennead.model.policy import PolicySource, Statement

_MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Gain:
    """A store that the end of a path reaches and its first role does not: its id, how, and what it is worth."""

    store: str
    aims: tuple[Aim, ...]
    level: Level


@dataclass(frozen=True, slots=True)
class Escalated:
    """A complete path.  `gives` is what stands at its end; `gains` are the stores a role
    reaches (worst first).

    `said` is True where the statements of its first step alone are what `power.escalates` finds: a right over
    everything, which the checks of wide policies report.
    """

    steps: tuple[Step, ...]
    gives: Gives
    gains: tuple[Gain, ...] = ()
    said: bool = False

    @property
    def role(self) -> Role | None:
        """The role at its end; None for what is not on the map."""
        return self.steps[-1].role


@dataclass(frozen=True, eq=False)
class Ladder:
    """The steps and the paths of one graph, each worked out when first asked for."""

    graph: AppGraph
    _steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    _stores: dict[str, dict[str, set[Aim]]] = field(default_factory=dict)
    _wide: dict[frozenset[int], bool] = field(default_factory=dict)

    def holder(self, role: Role) -> Holder:
        """What a role may do."""
        return self._names.holder(role)

    def steps(self, role: Role) -> tuple[Step, ...]:
        """The steps that lead on from a role, one to each end of those that are surely open: what no check of wide
        policies reports goes first, then the plainest."""
        if role.id not in self._steps:
            found: dict[object, Step] = {}
            for step in sorted(steps_of(self.holder(role)), key=self._plainness):
                found.setdefault(step if step.doubt else _key(step), step)
            self._steps[role.id] = tuple(found.values())
        return self._steps[role.id]

    def _plainness(self, step: Step) -> tuple[bool, bool, int]:
        return (self._said(step), step.way.usual, len(step.way.needs))

    def paths(self, role: Role) -> tuple[Escalated, ...]:
        """A shortest complete path to each end, the worst end first; none for a role that may do everything anyway."""
        if self.holder(role).is_admin:
            return ()
        return tuple(sorted(self._walked(role), key=_order))

    def doubts(self, role: Role) -> tuple[Step, ...]:
        """First steps of which it could not be told whether they are open, and that would end in something."""
        if self.holder(role).is_admin:
            return ()
        unsure = (step for step in self.steps(role) if step.doubt and step.gives is not Gives.ACCOUNT)
        return tuple(step for step in unsure if not _vague(step) and self._ends(role, (step,)) is not None)

    def _walked(self, start: Role) -> Iterator[Escalated]:
        """Breadth first over the roles that are gained."""
        waiting: deque[tuple[Role, tuple[Step, ...]]] = deque([(start, ())])
        seen = {start.id}
        tried: set[tuple[str, str, bool]] = set()
        while waiting:
            role, before = waiting.popleft()
            for step in self.steps(role):
                if step.doubt or _key(step) in tried or (*_key(step)[:2], False) in tried:
                    continue
                tried.add(_key(step))
                steps = (*before, step)
                path = self._ends(start, steps)
                if path is not None:
                    tried.add((*_key(step)[:2], False))
                    yield path
                over = path is not None and path.gives is not Gives.ROLE
                if not over and step.role and step.role.id not in seen and len(steps) < _MOST_STEPS:
                    seen.add(step.role.id)
                    waiting.append((step.role, steps))

    def _ends(self, start: Role, steps: tuple[Step, ...]) -> Escalated | None:
        last = steps[-1]
        said = self._said(steps[0])
        if last.role is not None and (last.role.id == start.id or self.holder(last.role).is_admin):
            return None if last.role.id == start.id else Escalated(steps, Gives.ADMIN, said=said)
        if last.gives is not Gives.ADMIN and any(step.way.usual and self._expected(start, step) for step in steps):
            return None
        if last.gives is not Gives.ROLE or last.role is None:
            return Escalated(steps, last.gives, said=said)
        gains = self._gains(start, last.role)
        return Escalated(steps, Gives.ROLE, gains, said) if gains else None

    def _expected(self, start: Role, step: Step) -> bool:
        """Whether a usual right is there for what it is used for: its role is named, or a service has it."""
        return step.named or not self.runs_code(start)

    def runs_code(self, role: Role) -> bool:
        """Whether a function runs with the role; a service that has one makes the requests it was made for."""
        return bool(functions_of(self.graph, role))

    def _gains(self, start: Role, end: Role) -> tuple[Gain, ...]:
        own, theirs = self._reached(start), self._reached(end)
        found = [self._gain(store, aims - own.get(store, set())) for store, aims in theirs.items()]
        return tuple(sorted((one for one in found if one.aims), key=lambda one: (-one.level.rank, one.store)))

    def _gain(self, store: str, aims: set[Aim]) -> Gain:
        return Gain(store, tuple(aim for aim in Aim if aim in aims), highest(self.graph.nodes[store], aims))

    def _reached(self, role: Role) -> dict[str, set[Aim]]:
        """What the policies of a role surely let it do to stores."""
        if role.id not in self._stores:
            found: dict[str, set[Aim]] = {}
            for loss in self._arcs.losses.get(role.id, ()):
                if not loss.maybe and not (isinstance(loss.why, Why) and loss.why.kind == "widens"):
                    found.setdefault(loss.store, set()).update(loss.aims)
            self._stores[role.id] = found
        return self._stores[role.id]

    @cached_property
    def _names(self) -> Names:
        return Names(self.graph)

    @cached_property
    def _arcs(self) -> Arcs:
        return arcs_of(self.graph)

    def _said(self, step: Step) -> bool:
        """Whether a check of wide policies sees it: they ask each managed policy alone, and all that is written."""
        key = frozenset(id(ground.statement) for ground in step.grounds)
        if key not in self._wide:
            groups: dict[str, list[Statement]] = {}
            for ground in step.grounds:
                managed = ground.policy.source is PolicySource.MANAGED
                groups.setdefault(ground.policy.name if managed else "", []).append(ground.statement)
            self._wide[key] = any(escalates(statements) is not None for statements in groups.values())
        return self._wide[key]


def _key(step: Step) -> tuple[str, str, bool]:
    return (step.gives.value, step.role.id if step.role else "", step.way.usual)


def _vague(step: Step) -> bool:
    """Whether a statement allows everything on things whose names are not told: that says nothing of this step."""
    return any("*" in ground.statement.actions or ground.statement.not_actions for ground in step.grounds)


def _order(path: Escalated) -> tuple[bool, int, int, bool, int, str]:
    """What the reports say already last; then the worst end, the fewest steps, what is sure to be there."""
    end = 1 if path.gives is Gives.ROLE else 0
    worst = -path.gains[0].level.rank if path.gains else 0
    last = path.role.id if path.role else ""
    return (path.said, end, len(path.steps), path.gives is Gives.ACCOUNT, worst, last)
