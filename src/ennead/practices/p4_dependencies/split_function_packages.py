"""Check `split-function-packages`: functions share a folder, a layer or a role with one that loads a flawed package."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Related, Severity
from ennead.practices.p4_dependencies.told import loads, shipped, who
from ennead.practices.p8_denial.grouping import listed


@check(Practice.DEPENDENCIES, Severity.LOW, on=AppGraph, references=("CWE-653", "CWE-1395", "OWASP-SLS-S9"))
def split_function_packages(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A flawed package that some functions load lies with, or has the rights of, others that hold more."""
    if not any(one.vulnerable for _, load in loads(ctx) for one in load.packages):
        return
    from ennead.graph.segment import splits  # noqa: PLC0415  only where something is flawed

    for split in splits(graph, shipped(ctx), flawed=True):
        users = [fn for one in split.users if (fn := graph.node(one, Function))]
        others = [fn for one in split.others if (fn := graph.node(one, Function))]
        yield _finding(split.shared.value, split.name, split.flawed, users, others, split.spared, ctx)


def _finding(
    shared: str, name: str, flawed: tuple[str, ...], users: list[Function], others: list[Function],
    spared: tuple[str, ...], ctx: Context,
) -> Finding:  # fmt: skip
    packages = listed(list(flawed))
    stores = listed(list(spared))
    loaders, rest = who(users), who(others)
    one, only = ("s", "its") if len(users) == 1 else ("", "their")
    other = "s" if len(others) == 1 else ""
    if shared == "role":
        said = f"{loaders} load{one} {packages} with the role {name}, which {rest} need{other} for {stores}"
        said += ": a flaw in it gets there"
        fix = f"Give {loaders} a role of {only} own, without {stores}"
    else:
        said = f"{rest} ship{other} {packages} only because {loaders} in the same {shared} load{one} it"
        said += f"; what {rest} hold{other}: {stores}" if spared else ""
        fix = f"Move {loaders} with {packages} into a {shared} of {only} own"
    related = [
        *(Related(fn.at or NOWHERE, f"{called(fn)} loads it", fn.logical_id) for fn in users),
        *(Related(fn.at or NOWHERE, f"{called(fn)} does not", fn.logical_id) for fn in others),
    ]
    return ctx.finding(
        said,
        node=None,
        at=users[0].at,
        confidence=Confidence.MEDIUM,
        related=related,
        about=(*users, *others),
        key=f"{shared}\n{name}\n{packages}",
        fix=Fix(fix),
    )
