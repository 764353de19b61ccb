"""Authorizers that nothing asks."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Api, Authorizer
from ennead.model.finding import Fix, Outcome, Practice, Related, Severity
from ennead.practices.p6_configuration.authorizers import attached_to_none
from ennead.practices.p8_denial.grouping import listed


@check(Practice.CONFIGURATION, Severity.LOW, on=AppGraph, references=("CWE-1164", "OWASP-SLS-S2"))
def unused_authorizer(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """An authorizer is declared and attached to no route: it protects nothing."""
    spare = sorted(attached_to_none(graph), key=lambda one: (one.at or NOWHERE, one.id))
    if not spare:
        return
    first = spare[0]
    one = first if len(spare) == 1 else None
    names = listed([called(authorizer) for authorizer in spare])
    verb = "is" if one else "are"
    api = graph.node(first.api, Api)
    yield ctx.finding(
        f"{names} {verb} attached to no route{_of(api) if one else ''}",
        node=_node(first, api) if one else None,
        at=first.at,
        related=() if one else [Related(each.at or NOWHERE, _said(each, graph)) for each in spare],
        key=" ".join(each.id for each in spare),
        fix=Fix(f"Attach {names} to the routes meant for signed-in callers, or take {'it' if one else 'them'} out"),
    )


def _of(api: Api | None) -> str:
    return f" of {called(api)}" if api else ""


def _said(authorizer: Authorizer, graph: AppGraph) -> str:
    return f"{called(authorizer)}{_of(graph.node(authorizer.api, Api))}"


def _node(authorizer: Authorizer, api: Api | None) -> Authorizer | Api | None:
    """The authorizer where it is a resource of its own; else the API whose body declares it."""
    return authorizer if authorizer.logical_id else api
