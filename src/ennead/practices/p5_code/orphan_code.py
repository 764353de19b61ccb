"""Check `orphan-code`: a handler that no function has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, own_functions
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.practices.p5_code.told import answered
from ennead.practices.p8_denial.grouping import listed

if TYPE_CHECKING:
    from ennead.code.entry import Tree
    from ennead.practices.p5_code.orphans import Orphan

_MOST = 20
"""Findings of their own; more are one."""
_BUILT = frozenset({"cdk.out", ".aws-sam", "dist", "build", "target"})


@check(Practice.CODE, Severity.INFO, on=AppGraph, references=("CWE-561",))
def orphan_code(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A file beside the functions' code looks like a handler, and no function starts or loads it."""
    if not ctx.programs or ctx.sources is None:
        return
    from ennead.practices.p5_code import orphans  # noqa: PLC0415  loaded only where code was read

    tree = ctx.sources.tree
    folders = list(_folders(graph, tree))
    found = list(orphans.candidates(tree, folders, _reached(ctx)))
    if not found:
        return
    scope = orphans.scope_of(graph.sources, folders)
    said = orphans.texts(tree, scope)
    if said is None:
        yield ctx.unassessed(
            f"whether something names {len(found)} more handlers: {scope} has too many files", node=None
        )
        return
    idle = list(orphans.unnamed(found, said, scope))
    if not idle:
        return
    if (reason := _loads_untold(ctx)) is not None:
        names = listed([one.file for one in idle])
        yield ctx.unassessed(f"whether {names} is loaded: {reason}", node=None, at=Location(idle[0].file, idle[0].line))
        return
    yield from (_one(each, ctx) for each in idle) if len(idle) <= _MOST else [_many(idle, ctx)]


def _folders(graph: AppGraph, tree: Tree) -> Iterator[str]:
    """The folders that functions' code is in."""
    from ennead.code.entry.paths import folder_of, is_outside  # noqa: PLC0415

    for fn in own_functions(graph):
        if not isinstance(fn.code, str) or is_outside(fn.code) or not _BUILT.isdisjoint(fn.code.split("/")):
            continue
        if tree.is_folder(fn.code):
            yield fn.code
        elif tree.exists(fn.code):
            yield folder_of(fn.code)


def _reached(ctx: Context) -> frozenset[str]:
    return frozenset(file for _, answer in answered(ctx) for file in (answer.entry.file, *answer.facts.modules))


def _loads_untold(ctx: Context) -> str | None:
    """A function that loads modules by names that are made at run time."""
    for fn, answer in answered(ctx):
        if any(one.klass == "import" for one in answer.unresolved):
            return f"{called(fn)} loads a module whose name is made at run time"
    return None


def _one(orphan: Orphan, ctx: Context) -> Finding:
    return ctx.finding(
        f"{orphan.file} defines {orphan.name}, which looks like a handler: no function starts it and no code loads it",
        node=None,
        at=Location(orphan.file, orphan.line),
        confidence=Confidence.MEDIUM,
        key=orphan.file,
        fix=Fix("Take the file out, or declare the function it is for"),
    )


def _many(idle: list[Orphan], ctx: Context) -> Finding:
    return ctx.finding(
        f"{len(idle)} files look like handlers, and no function starts and no code loads them",
        node=None,
        at=Location(idle[0].file, idle[0].line),
        confidence=Confidence.MEDIUM,
        related=[Related(Location(one.file, one.line), f"{one.file} defines {one.name}") for one in idle],
        key="many",
        fix=Fix("Take the files out, or declare the functions they are for"),
    )
