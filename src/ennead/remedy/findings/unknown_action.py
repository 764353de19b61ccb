"""`unknown-action`: the action that was meant instead of one that there is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.graph.authority import policies_of, roles
from ennead.model.finding import Fix
from ennead.model.location import Location
from ennead.remedy.edit import Edit, Route, Set
from ennead.remedy.findings.case import ByHand, Case

_KEYS = ("Action", "NotAction")


def edits(case: Case) -> Iterator[Edit]:
    """The right name, wherever the wrong one stands."""
    instead = case.finding.fix.instead if isinstance(case.finding.fix, Fix) else None
    if instead is None:
        raise ByHand("which action was meant is not known")
    wrong, meant = instead
    made = [one for at in _places(wrong, case) for one in _inside(at, meant, wrong, case)]
    if not made:
        raise ByHand("the statement is not written in a template itself")
    yield from dict.fromkeys(made)


def _places(wrong: str, case: Case) -> Iterator[Location]:
    for role in roles(case.graph):
        for policy in policies_of(case.graph, role):
            for statement in policy.statements:
                if wrong in (*statement.actions, *statement.not_actions):
                    yield from (at for at in (policy.at, role.at) if at is not None)


def _inside(at: Location, meant: str, wrong: str, case: Case) -> Iterator[Set]:
    """In the resource that the policy is written in."""
    if at.path.endswith((".tf", ".tofu")) or len(at.route) < 2:
        return
    base: Route = at.route[:2]
    for route, value in _walk(case.written.at(at.path, base), base):
        if value == wrong and any(step in _KEYS for step in route[-2:]):
            yield Set(at.path, route, meant)


def _walk(value: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _walk(member, (*route, key))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from _walk(member, (*route, place))
    else:
        yield route, value
