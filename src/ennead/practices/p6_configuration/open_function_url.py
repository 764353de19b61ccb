"""Function URLs that ask nobody who they are."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.model.app import Auth, Function, FunctionUrl
from ennead.model.finding import Exposure, Hop, Outcome, Practice, Severity
from ennead.practices.fixes.access import SIGNED_URL
from ennead.practices.fixes.change import written
from ennead.practices.p6_configuration.behind import behind, hop


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=FunctionUrl,
    references=("CWE-306", "CWE-862", "OWASP-SLS-S2", "FSBP-Lambda.1", "ATTACK-T1190"),
)
def open_function_url(url: FunctionUrl, ctx: Context) -> Iterator[Outcome]:
    """Anyone may call a function by its URL."""
    fn = ctx.graph.node(url.function, Function)
    name = called(fn) if fn else "a function"
    if url.auth is Auth.UNKNOWN:
        yield ctx.unassessed(f"who may call the URL of {name} could not be told", node=url)
    if url.auth is not Auth.NONE:
        return
    gives = behind(ctx.graph, fn)
    role = f"; its role {gives.escalation}" if gives.escalation else ""
    yield ctx.finding(
        f"the URL of {name} asks nobody who they are{role}",
        node=url,
        function=fn if fn and not fn.external else None,
        severity=Severity.CRITICAL if gives.escalation else None,
        exposure=Exposure.ANONYMOUS,
        path=[ANYONE, Hop(url.id, f"the URL of {name}", url.at), *([hop(fn)] if fn else [])],
        fix=written(f"Let the URL of {name} ask for signed requests", (SIGNED_URL, url)),
    )
