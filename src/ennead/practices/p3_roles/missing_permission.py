"""Check `missing-permission`: a request in the code that the function's role does not allow."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.needed.assess import Assessed
from ennead.graph.triggers import called
from ennead.model.finding import Finding, Fix, Outcome, Practice, Severity
from ennead.model.need import Because, Need
from ennead.practices.p3_roles.needs import assessed
from ennead.practices.p5_code.told import declared
from ennead.practices.p8_denial.grouping import listed

_BY = {
    Because.CODE: "its code asks for it and is refused",
    Because.TRIGGER: "Lambda is refused when it polls what starts it",
    Because.CONFIGURATION: "its configuration asks for it and is refused",
}


@check(Practice.ROLES, Severity.MEDIUM, on=AppGraph, references=("CWE-280", "CWE-703"))
def missing_permission(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A function's role does not allow what its code or its triggers ask for: that fails when it runs."""
    for one in assessed(ctx):
        missing = [need for need in one.held.missing if need.told and _is_refused(need, one)]
        if missing:
            yield _finding(one, missing, ctx)


def _is_refused(need: Need, one: Assessed) -> bool:
    """What Lambda does itself is refused where nothing of it is allowed: its lists name more than a case asks for."""
    if need.because is Because.CODE:
        return True
    alike = [each for each in one.needs.sure if each.because is need.because and _service(each) == _service(need)]
    lacking = {each.action for each in one.held.missing}
    return all(each.action in lacking for each in alike)


def _service(need: Need) -> str:
    return need.action.partition(":")[0]


def _finding(one: Assessed, missing: list[Need], ctx: Context) -> Finding:
    first = missing[0]
    where = list(dict.fromkeys(place.shown for place in first.places))
    on = "" if where == ["*"] else f" on {listed(where)}"
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return ctx.finding(
        f"{called(one.function)} is not allowed {first.action}{on}{more}: {_BY[first.because]}",
        node=one.function,
        at=first.at[0] if first.at else one.function.at,
        related=declared([one.function]),
        fix=Fix(f"Allow {', '.join(dict.fromkeys(need.action for need in missing))} in the function's role"),
    )
