"""Check `timeout-beyond-gateway`: a function works on after the gateway has answered for it."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.finding import Outcome, Practice, Severity, Unassessed
from ennead.practices.fixes.change import written
from ennead.practices.fixes.limits import timeout
from ennead.practices.p8_denial.grouping import about, counted, span
from ennead.practices.p8_denial.waits import Overtime, overtime


@check(Practice.DENIAL, Severity.LOW, on=AppGraph, references=("CWE-400", "CWE-1088"))
def timeout_beyond_gateway(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A function may run longer than the API in front of it waits."""
    late: list[Overtime] = []
    for one in overtime(graph, ctx, behind_api=True):
        if isinstance(one, Unassessed):
            yield one
        else:
            late.append(one)
    if late:
        said = {one.fn: f"{called(one.fn)} may run {span(one.timeout)}; its API waits {span(one.wait)}" for one in late}
        first = late[0]
        message = (
            f"{called(first.fn)} may run {span(first.timeout)} behind an API that answers for it after "
            f"{span(first.wait)}"
            if len(late) == 1
            else f"{counted(len(late), 'function')} may run longer than the API in front of them waits"
        )
        change = timeout(int(min(one.wait for one in late)) - 1)
        yield ctx.finding(
            f"{message}: the rest is paid for nobody, while the caller has its error and tries again",
            fix=written("Set the timeout below what the API waits", *((change, one.fn) for one in late)),
            **about(said),
        )
