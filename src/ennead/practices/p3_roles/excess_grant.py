"""Check `excess-grant`: named actions on named resources that nothing the function does needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.needed.assess import Assessed
from ennead.graph.needed.held import Excess
from ennead.graph.triggers import called
from ennead.iam.actions import Level
from ennead.iam.tables import level
from ennead.model.finding import Finding, Fix, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.model.policy import PolicySource
from ennead.practices.p3_roles.needs import assessed
from ennead.practices.p8_denial.grouping import listed

_CHANGES = frozenset({Level.WRITE, Level.PERMISSIONS, Level.TAGGING})
_NAMED = 4
"""Actions that are named of one function."""


@check(Practice.ROLES, Severity.LOW, on=AppGraph, references=("CWE-250", "CWE-272", "OWASP-SLS-S5"))
def excess_grant(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Roles grant actions on named resources that the functions' code, triggers and configuration do not need."""
    strange: list[tuple[Assessed, list[Excess]]] = []
    more: list[tuple[Assessed, list[Excess]]] = []
    for one in assessed(ctx):
        unneeded = [] if one.held.kept else [excess for excess in one.held.excess if _is_named(excess)]
        if not unneeded:
            continue
        apart = [excess for excess in unneeded if _changes(excess) and not _touched(excess, one)]
        (strange if apart else more).append((one, apart or unneeded))
    if strange:
        yield _finding(strange, "what their code never touches", "what its code never touches", ctx, Severity.MEDIUM)
    if more:
        yield _finding(more, "more than their code does", "more than its code does", ctx, Severity.LOW)


def _is_named(excess: Excess) -> bool:
    """Whether other checks have nothing to say of it: no wildcard in it, and no policy of AWS's."""
    wild = "*" in excess.action or "?" in excess.action or any(one in {"*", "arn:*:s3:::*"} for one in excess.resources)
    return excess.unneeded and not wild and excess.policy.source is not PolicySource.MANAGED


def _changes(excess: Excess) -> bool:
    return level(excess.action) in _CHANGES


def _touched(excess: Excess, one: Assessed) -> bool:
    """Whether the function needs anything else on one of these resources."""
    used = {place.shown.partition("/")[0] for need in one.needs.needed for place in need.places}
    return any(resource.partition("/")[0] in used for resource in excess.resources)


def _finding(found: list[tuple[Assessed, list[Excess]]], many: str, single: str, ctx: Context, severity: Severity
             ) -> Finding:  # fmt: skip
    functions = [one.function for one, _ in found]
    first = functions[0]
    if len(found) == 1:
        message = f"{called(first)} may do {single}: {_actions(found[0][1])}"
    else:
        message = f"{len(found)} functions may do {many}: {listed([called(one) for one in functions])}"
    return ctx.finding(
        message,
        node=first if len(found) == 1 else None,
        at=_at(found[0][1]) or first.at,
        severity=severity,
        related=[
            Related(_at(excess) or one.function.at or NOWHERE, _said(one, excess), one.function.logical_id)
            for one, excess in found
        ],
        fix=Fix("Give each function the policy that `ennead roles` writes for it"),
        about=functions,
        key=severity.value,
    )


def _at(excess: Iterable[Excess]) -> Location | None:
    return next((one.at for one in excess if one.at), None)


def _said(one: Assessed, excess: list[Excess]) -> str:
    return f"{called(one.function)} does not need {_actions(excess)}"


def _actions(excess: list[Excess]) -> str:
    actions = list(dict.fromkeys(one.action for one in excess))
    more = f" and {len(actions) - _NAMED} more" if len(actions) > _NAMED else ""
    where = list(dict.fromkeys(resource for one in excess for resource in one.resources))
    return f"{', '.join(actions[:_NAMED])}{more} on {listed(where)}"
