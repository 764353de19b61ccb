"""Conditions of statements that go: what is written in the place of one is allowed under them too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ennead.graph.needed.held import touches, within
from ennead.model.need import Need, Place
from ennead.model.policy import Policy, Statement
from ennead.remedy.errors import RemedyError

Gone = Mapping[Policy, Iterable[int]]
"""By policy the numbers of the statements that go."""
Where = tuple[Policy, int]
"""A statement: its policy, and its number there."""
_HANDED = "iam:passedtoservice"


def _limit(need: Need, place: Place, gone: Gone) -> Where | None:
    """A statement whose condition all that allowed a need until now stood under; None where nothing limited it.

    Raises:
        RemedyError: it was allowed under several conditions, which one statement cannot say.
    """
    found = {frozenset(_of(one).conditions): one for one in reversed(_allowing(need.action, place, gone))}
    if not found or frozenset() in found or all(_is_handed(need, one) for one in found.values()):
        return None
    if len(found) > 1:
        raise RemedyError(f"{need.action} is allowed under several conditions: write it by hand")
    return next(iter(found.values()))


def place_of(need: Need, place: Place, gone: Gone, freed: Gone) -> Where | None:
    """The freed statement that a need belongs to: one that allows it there, else one that names the action.

    What something without a condition allowed until now is not put under one, and nothing is put under another one.

    Raises:
        RemedyError: it was allowed under several conditions.
    """
    found = _allowing(need.action, place, freed)
    limit = _limit(need, place, gone)
    if limit is None:
        found = [one for one in found if not _of(one).conditions or _is_handed(need, one)]
    else:
        found = [one for one in found if frozenset(_of(one).conditions) == frozenset(_of(limit).conditions)]
    return min(found, key=lambda one: not _hands(need, one), default=None)


def by_condition(needs: Iterable[Need], gone: Gone, read: Callable[[Where], Any]) -> list[tuple[Any, list[Need]]]:
    """Needs by the condition under which they were allowed until now, place by place; None where there was none.

    `read` gives a statement's condition as it is to be written.

    Raises:
        RemedyError: there are several, or one that cannot be copied.
    """
    found: dict[str, tuple[Any, list[Need]]] = {}
    for need in needs:
        for place in need.places:
            where = _limit(need, place, gone)
            condition = None if where is None else read(where)
            key = json.dumps(condition, sort_keys=True, default=str)
            found.setdefault(key, (condition, []))[1].append(replace(need, places=(place,)))
    return list(found.values())


def as_data(where: Where) -> dict[str, dict[str, Any]]:
    """The condition of a statement that is not written here: an AWS managed policy's, a SAM template's.

    Raises:
        RemedyError: only deployment knows a part of it.
    """
    made: dict[str, dict[str, Any]] = {}
    for one in _of(where).conditions:
        if any("${" in value for value in one.values):
            raise RemedyError(f"{where[0].name} allows it under a condition on {one.key}: write it by hand")
        made.setdefault(one.operator, {})[one.key] = one.values[0] if len(one.values) == 1 else list(one.values)
    return made


def _of(where: Where) -> Statement:
    policy, number = where
    return policy.statements[number]


def _allowing(action: str, place: Place, statements: Gone) -> Sequence[Where]:
    """The statements that allow an action at a place; those that name it, where none does."""
    every = [(policy, number) for policy, numbers in statements.items() for number in numbers]
    touching = [one for one in every if touches(_of(one), action)]
    return [one for one in touching if _covers(_of(one), place)] or touching


def _covers(statement: Statement, place: Place) -> bool:
    if statement.not_resources:
        return not any(within(place.arn, one) for one in statement.not_resources)
    return any(one == "*" or within(place.arn, one) or within(one, place.arn) for one in statement.resources)


def _is_handed(need: Need, where: Where) -> bool:
    """Whether the condition only says whom a role goes to, which the need says itself."""
    keys = {one.key.lower() for one in _of(where).conditions}
    return need.passed_to is not None and keys == {_HANDED}


def _hands(need: Need, where: Where) -> bool:
    """Whether a role goes to the need's service there."""
    return any(need.passed_to in one.values for one in _of(where).conditions)
