"""Check `install-script`: packages that run a program of their own where the application is built."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.finding import Fix, Outcome, Practice, Related, Severity
from ennead.model.package import Named
from ennead.practices.p4_dependencies.told import loads
from ennead.practices.p8_denial.grouping import listed


@check(Practice.DEPENDENCIES, Severity.INFO, on=AppGraph, references=("CWE-829", "OWASP-SLS-S9", "ATTACK-T1195.001"))
def install_script(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Packages run scripts when they are installed, with all that the build may do and read."""
    found: dict[str, Named] = {}
    for _fn, load in loads(ctx):
        for one in load.packages:
            if one.named.installs and not one.named.own:
                found.setdefault(one.named.package.name, one.named)
    if not found:
        return
    names = sorted(found)
    run = "runs a script when it is" if len(names) == 1 else "run scripts when they are"
    yield ctx.finding(
        f"{listed(names)} {run} installed, with the rights of the build",
        node=None,
        at=found[names[0]].at,
        related=[Related(found[name].at, name) for name in names] if len(names) > 1 else (),
        key="",
        fix=Fix(
            "Install without scripts (npm ci --ignore-scripts), and run by name those that are needed (npm rebuild)"
        ),
    )
