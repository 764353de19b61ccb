"""Roles as a document: `ennead.roles/1` (`spec/roles.schema.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.graph.needed.advised import advised
from ennead.graph.needed.boundary import Boundary
from ennead.graph.needed.document import Writer
from ennead.graph.needed.guests import Visited, visited
from ennead.graph.needed.held import Excess, Granted
from ennead.graph.needed.score import Score, scores_of, together
from ennead.iam.actions import TABLE_DATE
from ennead.iam.needs.table import as_of
from ennead.model.location import Location
from ennead.model.need import Need

SCHEMA = "ennead.roles/1"


def document(apps: Sequence[AppRoles]) -> dict[str, Any]:
    """One document over all applications: each function with its needs, grants, excess, and what is missing."""
    several = len(apps) > 1
    scores = {app.name: scores_of(app.graph, app.functions) for app in apps}
    functions = [
        {**({"app": app.name} if several else {}), **_function(one, app, scores[app.name].get(one.function.id))}
        for app in apps
        for one in app.functions
    ]
    sums = {name: together(each.values()) for name, each in scores.items()}
    return {
        "schema": SCHEMA,
        **({"apps": [app.name for app in apps]} if several else {"app": apps[0].name if apps else None}),
        "tables": {"operations": as_of(), "actions": TABLE_DATE},
        **_score(together(sums.values())),
        **({"scores": [{"app": name, **_score(one)} for name, one in sums.items()]} if several else {}),
        "functions": functions,
        "resources": [_visited(one, app.name if several else None) for app in apps for one in visited(app.graph)],
    }


def render(apps: Sequence[AppRoles]) -> str:
    """The document as JSON text: ASCII (so that no terminal obeys a name), ends in a newline."""
    return json.dumps(document(apps), indent=2, allow_nan=False) + "\n"


def _score(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {"score": None, "at_most": False, "pairs": None}
    pairs = {"granted": score.pairs.granted, "needed": score.pairs.needed, "all": score.pairs.all}
    return {"score": score.score, "at_most": score.at_most, "pairs": pairs}


def _function(one: FunctionRoles, app: AppRoles, score: Score | None) -> dict[str, Any]:
    held = one.held
    return {
        "function": one.function.logical_id or one.function.id.partition("/")[2],
        "language": one.language,
        "role": held.role.logical_id or held.role.name if held.role else None,
        "shared_with": [shown.partition("/")[2] for shown in held.shared_with],
        **_score(score),
        "needed": [_need(need) for need in one.needs.needed],
        "granted": [_granted(grant) for grant in held.granted],
        "excess": [_excess(excess) for excess in held.excess],
        "missing": [_need(need) for need in held.missing],
        "unresolved": [{"reason": untold.reason, "at": _place(untold.at)} for untold in one.untold],
        "kept": held.kept,
        "boundary": _boundary(one.boundary),
        "policy": Writer(one.function, app.graph).document(one.needs.sure),
        "advised": advised(one.function, held.role, one.needs, app.graph),
    }


def _boundary(boundary: Boundary | None) -> dict[str, Any] | None:
    if boundary is None:
        return None
    return {"required": boundary.required, "has": boundary.has, "holds": boundary.holds}


def _visited(one: Visited, app: str | None) -> dict[str, Any]:
    """A resource, the services that act on it, and the least that its own policy has to say."""
    guests: dict[tuple[str, tuple[str, ...], str], list[Location]] = {}
    for guest in one.guests:
        guests.setdefault((guest.service, guest.actions, guest.source.shown), []).extend(guest.at)
    return {
        **({"app": app} if app else {}),
        "resource": one.node.logical_id or one.node.id.partition("/")[2],
        "guests": [
            {"service": service, "actions": list(actions), "source": source, "at": _places(dict.fromkeys(at))}
            for (service, actions, source), at in guests.items()
        ],
        "policy": one.policy,
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "action": need.action,
        "resources": list(dict.fromkeys(place.shown for place in need.places)),
        "because": need.because.value,
        "at": _places(need.at),
        "condition": need.condition,
        "told": need.told,
    }


def _granted(grant: Granted) -> dict[str, Any]:
    return {
        "action": grant.action,
        "resources": list(grant.resources),
        "at": _place(grant.at),
        "policy": grant.policy,
        **({"all_but": True} if grant.negated else {}),
    }


def _excess(excess: Excess) -> dict[str, Any]:
    return {
        "action": excess.action, "resources": list(excess.resources), "reason": excess.why, "at": _place(excess.at)
    }  # fmt: skip


def _places(at: Iterable[Location]) -> list[dict[str, Any]]:
    return [shown for one in at if (shown := _place(one))]


def _place(at: Location | None) -> dict[str, Any] | None:
    return {"path": at.path, "line": at.line} if at else None
