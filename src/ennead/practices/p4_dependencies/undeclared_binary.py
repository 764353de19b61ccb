"""Check `undeclared-binary`: native programs in a function that no package's record holds."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.app import Function
from ennead.model.finding import Confidence, Fix, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.practices.p4_dependencies.told import loads, who

_MOST = 20


@check(Practice.DEPENDENCIES, Severity.LOW, on=AppGraph, references=("CWE-1357", "CWE-829", "OWASP-SLS-S9"))
def undeclared_binary(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Native programs or libraries lie in a function, and nothing says what they are or where they come from."""
    found: dict[Location, dict[str, Function]] = {}
    for function, load in loads(ctx):
        for at in load.binaries:
            found.setdefault(at, {})[function.id] = function
    if not found:
        return
    first = min(found)
    users = {fn.id: fn for functions in found.values() for fn in functions.values()}
    several = len(found) > 1
    what = f"{len(found)} native files" if several else f"{first.path}, a native file,"
    yield ctx.finding(
        f"{what} run{'' if several else 's'} in {who(users.values())}, and no package says what"
        f" {'they are' if several else 'it is'}: no advisory is asked about {'them' if several else 'it'}",
        node=None if len(users) > 1 else next(iter(users.values())),
        at=first,
        confidence=Confidence.MEDIUM,
        related=[Related(at, at.path) for at in sorted(found)[:_MOST]] if several else (),
        about=tuple(users.values()),
        key="",
        fix=Fix(
            "Take the program from a package of the distribution or of the language, or note its version and source"
        ),
    )
