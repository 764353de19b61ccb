"""Check `missing-code`: a function's code is not where its template says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Confidence, Fix, Outcome, Practice, Severity
from ennead.practices.p5_code.told import refused
from ennead.practices.p8_denial.grouping import about, listed

if TYPE_CHECKING:
    from ennead.code.entry import NoEntry

_ARCHIVES = (".zip", ".jar", ".war", ".tar.gz", ".tgz")
_MADE = frozenset(
    "target dist build out .build .aws-sam .webpack .esbuild .serverless cdk.out bundle bundles bin compiled artifacts"
    " release node_modules".split()
)
"""Folders that something writes before a deployment."""
_STEPS = frozenset({"build", "artifact", "asset", "makefile", "entry", "dockerfile", "wsgi"})
"""What packaging says of code that is made first."""


@check(Practice.CODE, Severity.LOW, on=AppGraph, references=("CWE-1164",))
def missing_code(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """The template names code that is not in the folder."""
    absent: dict[str, dict[Function, str]] = {}
    for fn, refusal in refused(ctx):
        if refusal.klass != "missing":
            continue
        reason = _untold(fn, refusal)
        if reason is not None:
            yield ctx.unassessed(f"where the code of {called(fn)} is: {reason}", node=fn)
        else:
            absent.setdefault(f"{fn.code}", {})[fn] = f"{called(fn)} starts at {fn.handler}"
    for folder, functions in absent.items():
        names = listed([called(fn) for fn in functions])
        verb = "is" if len(functions) == 1 else "are"
        handlers = listed(sorted({f"{fn.handler}" for fn in functions}))
        yield ctx.finding(
            f"the code of {names} is not there: {handlers} {verb} looked for in {folder}",
            confidence=Confidence.MEDIUM,
            key=" ".join(sorted(fn.id for fn in functions)),
            fix=Fix(f"Correct the path or the handler, or take {names} out"),
            **about(functions),
        )


def _untold(fn: Function, refusal: NoEntry) -> str | None:
    """Why code that is not here may be all right."""
    if not isinstance(fn.code, str) or fn.inline is not None:
        return refusal.reason
    path = f"{fn.code}/{fn.handler}".split("/")
    if fn.code.endswith(_ARCHIVES) or not _MADE.isdisjoint(path):
        return f"{fn.code} is made before it is deployed"
    if fn.code.startswith(("..", "/")) or "${" in fn.code or "${" in f"{fn.handler}":
        return refusal.reason
    step = next((value for key, value in fn.packaging if key in _STEPS), None)
    return f"it is made before it is deployed ({step})" if step else None
