"""Statements in YAML: what is put in the place of one, behind the others, and what goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ennead.model.need import Need
from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Set
from ennead.remedy.roles.conditions import Gone, Where, by_condition
from ennead.remedy.roles.sls_service import Listed
from ennead.remedy.roles.sls_spelling import Spelling
from ennead.remedy.roles.units import Unit, places_of, units_of


@dataclass(frozen=True, slots=True)
class Grant:
    """What a statement allows: actions, resources as they are written, whom a role goes to."""

    actions: tuple[str, ...]
    resources: tuple[Any, ...]
    passed: str | None = None
    condition: Any = None
    """The condition of what allowed it until now, where it stands in no statement's place."""

    def statement(self, condition: Any = None) -> dict[str, Any]:
        """The statement; `condition` is that of the one in whose place it stands."""
        condition = self.condition if condition is None else condition
        made: dict[str, Any] = {
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources) if len(self.resources) > 1 else self.resources[0],
        }
        if condition is not None:
            made["Condition"] = condition
        elif self.passed is not None:
            made["Condition"] = passed_to(self.passed)
        return made


def passed_to(service: str) -> dict[str, Any]:
    """The condition that a role goes to one service alone."""
    return {"StringEquals": {"iam:PassedToService": service}}


def grouped(units: Iterable[Unit], spelling: Spelling) -> list[Grant]:
    """Needs as grants: actions with the same places together."""
    groups: dict[tuple[str, str | None], tuple[list[str], list[Any]]] = {}
    for (action, passed), held in places_of(units).items():
        resources = spelling.resources(held)
        groups.setdefault((str(resources), passed), ([], resources))[0].append(action)
    made = [
        Grant(tuple(sorted(actions)), tuple(resources), passed) for (_, passed), (actions, resources) in groups.items()
    ]
    return sorted(made, key=lambda one: one.actions)


def limited(needs: Iterable[Need], gone: Gone, spelling: Spelling, read: Callable[[Where], Any]) -> list[Grant]:
    """Needs as grants, each under the condition of what allowed it until now.  Raises RemedyError as `by_condition`."""
    return [
        replace(grant, condition=condition)
        for condition, held in by_condition(needs, gone, read)
        for grant in grouped(units_of(held), spelling)
    ]


def edits(listed: Listed, changes: Mapping[int, Sequence[Grant]]) -> Iterator[Edit]:
    """The edits that put grants in the place of statements."""
    for number, grants in changes.items():
        item = listed.items[number]
        route = (*listed.route, number)
        if not grants:
            yield Remove(listed.file, route)
            continue
        actions = set(_items(item.get("Action")))
        best = max(range(len(grants)), key=lambda place: (len(actions & set(grants[place].actions)), -place))
        yield from _refined(listed, number, grants[best])
        for place, grant in enumerate(grants):
            if place != best:
                behind = number + 1 if number + 1 < len(listed.items) else APPEND
                yield Insert(listed.file, listed.route, behind, grant.statement(item.get("Condition")))


def _refined(listed: Listed, number: int, grant: Grant) -> Iterator[Edit]:
    """Only what differs."""
    item, route = listed.items[number], (*listed.route, number)
    if "Action" not in item or "Resource" not in item:
        yield Set(listed.file, route, grant.statement(item.get("Condition")))
        return
    for key, wanted in (("Action", list(grant.actions)), ("Resource", list(grant.resources))):
        now = _items(item[key])
        if {str(one) for one in now} == {str(one) for one in wanted}:
            continue
        ordered = [one for one in now if one in wanted] + [one for one in wanted if one not in now]
        single = len(ordered) == 1 and not isinstance(item[key], list)
        yield Set(listed.file, (*route, key), ordered[0] if single else ordered)
    if grant.passed is not None and "Condition" not in item:
        yield Insert(listed.file, route, "Condition", passed_to(grant.passed))


def added(listed: Listed, grants: Iterable[Grant]) -> Iterator[Edit]:
    """Statements behind the others."""
    for grant in grants:
        yield Insert(listed.file, listed.route, APPEND, grant.statement())


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
