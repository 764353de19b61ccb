"""Functions left out of the application's own code signing."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.access import CODE_SIGNING
from ennead.practices.fixes.change import told


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=AppGraph,
    references=("CWE-345", "CWE-494", "OWASP-SLS-S6"),
)
def missing_code_signing(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Some functions accept signed code only and others of the same application accept any."""
    functions = [fn for fn in graph.nodes_of(Function) if not fn.external and fn.image is None]
    if not any(fn.code_signing is not None for fn in functions):
        return
    for fn in functions:
        if isinstance(fn.code_signing, Unknown):
            yield ctx.unassessed(f"its code signing could not be told: {fn.code_signing.reason}", node=fn)
    without = sorted((fn for fn in functions if fn.code_signing is None), key=lambda fn: (fn.at or NOWHERE, fn.id))
    if not without:
        return
    one = without[0] if len(without) == 1 else None
    signed = len(functions) - len(without)
    who = f"{called(one)} accepts" if one else f"{len(without)} functions accept"
    yield ctx.finding(
        f"{who} code that nobody signed, while {signed} of {len(functions)} ask for a signature",
        node=one,
        at=without[0].at,
        related=() if one else [Related(fn.at or NOWHERE, called(fn), fn.logical_id) for fn in without],
        fix=told("Ask for a signature on their code too", CODE_SIGNING, without),
    )
