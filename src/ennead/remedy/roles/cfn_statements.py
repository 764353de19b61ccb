"""Needs as statements of SAM and CloudFormation templates, each under the condition of what allowed it until now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import Writer
from ennead.model.need import Need
from ennead.remedy.edit import Route
from ennead.remedy.roles import conditions
from ennead.remedy.roles.choose import Choice
from ennead.remedy.roles.circles import Dependencies, opened
from ennead.remedy.roles.conditions import Where
from ennead.remedy.roles.source import Source


def statements_of(
    needs: Iterable[Need], choice: Choice, graph: AppGraph, source: Source, known: Dependencies, role: str | None = None
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The statements, and what could not be narrowed with why; `role` as in `opened`.

    Raises:
        RemedyError: something cannot be named without a circle, or a condition cannot be copied.
    """
    function = choice.function.function
    writer = Writer(function, graph)
    made: list[dict[str, Any]] = []
    notes: list[str] = []
    for condition, held in conditions.by_condition(needs, choice.gone, lambda one: _written(one, source)):
        plain, told = opened(held, function, choice.granted, graph, known, role)
        notes += told
        limited = {} if condition is None else {"Condition": condition}
        made += [one | limited for one in writer.statements(plain)]
    return made, tuple(dict.fromkeys(notes))


def _written(where: Where, source: Source) -> Any:
    """A statement's condition as its template has it, with its functions; by its values where it is not there."""
    policy, number = where
    at = policy.at
    if at is None or len(at.route) < 2:
        return conditions.as_data(where)
    steps = (int(step) if step.isdigit() else step for step in at.route[2:])
    entry: Route = ("Resources", at.route[1], "Properties", *steps)
    for inside in ((*entry, "PolicyDocument", "Statement"), (*entry, "Statement")):
        held = source.at(at.path, inside)
        items = held if isinstance(held, list) else [held]
        item = items[number] if len(items) == len(policy.statements) else None
        if isinstance(item, dict) and "Condition" in item:
            return item["Condition"]
    return conditions.as_data(where)
