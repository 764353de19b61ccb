"""Check `recursive-loop-allowed`: a function that switched Lambda's loop detection off."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.triggers import called, untold
from ennead.model.app import Function
from ennead.model.finding import Outcome, Practice, Severity
from ennead.practices.fixes.change import written
from ennead.practices.fixes.limits import loop_detection


@check(Practice.DENIAL, Severity.MEDIUM, on=Function, references=("CWE-674", "CWE-770", "OWASP-SLS-S6"))
def recursive_loop_allowed(fn: Function, ctx: Context) -> Iterator[Outcome]:
    """A function switches off the detection that stops it from starting itself for ever."""
    if reason := untold(fn.recursive_loop):
        yield ctx.unassessed(f"whether {called(fn)} keeps loop detection on: {reason}", node=fn)
    elif fn.recursive_loop == "Allow":
        yield ctx.finding(
            f"{called(fn)} sets RecursiveLoop to Allow: where its own output starts it again, Lambda no longer stops "
            "the loop after 16 rounds, and it runs until somebody notices the bill",
            node=fn,
            fix=written(f"Let Lambda stop {called(fn)} where it starts itself", (loop_detection(fn), fn)),
        )
