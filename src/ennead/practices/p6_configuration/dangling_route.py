"""Routes that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.reach import routes_of
from ennead.graph.triggers import called
from ennead.model.app import Api
from ennead.model.finding import Fix, Outcome, Practice, Related, Severity
from ennead.practices.p8_denial.grouping import listed


@check(Practice.CONFIGURATION, Severity.LOW, on=Api, references=("CWE-1164", "OWASP-SLS-S3"))
def dangling_route(api: Api, ctx: Context) -> Iterator[Outcome]:
    """A route has no integration: whoever calls it gets an error, and nobody notices what is missing."""
    routes = [route for route in routes_of(ctx.graph, api.id) if route.integration == "none"]
    if not routes:
        return
    names = listed([called(route) for route in routes])
    one = len(routes) == 1
    yield ctx.finding(
        f"{names} of {called(api)} {'leads' if one else 'lead'} nowhere: no integration stands behind",
        node=api,
        at=routes[0].at,
        related=() if one else [Related(route.at or NOWHERE, f"{called(route)} leads nowhere") for route in routes],
        key=" ".join(route.id for route in routes),
        fix=Fix(f"Give {names} an integration, or take {'it' if one else 'them'} out"),
    )
