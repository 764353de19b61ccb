"""Functions that anyone may invoke by name."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.reach import ANYONE, allows, open_edges
from ennead.graph.triggers import called
from ennead.model.app import Exposure as Edge
from ennead.model.app import Function, FunctionUrl
from ennead.model.finding import Exposure, Fix, Outcome, Practice, Severity
from ennead.practices.p6_configuration.behind import behind, hop


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=Function,
    references=("CWE-732", "CWE-284", "CWE-862", "OWASP-SLS-S2", "FSBP-Lambda.1", "ATTACK-T1190"),
)
def public_function(fn: Function, ctx: Context) -> Iterator[Outcome]:
    """A permission lets every AWS account invoke a function."""
    edge = _permission(fn, ctx)
    if edge is None:
        return
    gives = behind(ctx.graph, fn)
    role = f", and its role {gives.escalation}" if gives.escalation else ""
    yield ctx.finding(
        f"anyone with an AWS account may invoke {called(fn)}{role}",
        node=fn,
        at=edge.locations[0] if edge.locations else None,
        severity=Severity.CRITICAL if gives.escalation else None,
        exposure=Exposure.ANONYMOUS,
        path=[ANYONE, hop(fn)],
        fix=Fix(f"Name in {edge.label or 'the permission'} the account or service that may invoke {called(fn)}"),
    )


def _permission(fn: Function, ctx: Context) -> Edge | None:
    """The permission that lets anyone in: by name, or by a URL that there is."""
    has_url = any(url.function == fn.id for url in ctx.graph.nodes_of(FunctionUrl))
    wanted = ("lambda:InvokeFunction", "lambda:InvokeFunctionUrl") if has_url else ("lambda:InvokeFunction",)
    return next((edge for edge in open_edges(ctx.graph, fn) if allows(edge, *wanted)), None)
