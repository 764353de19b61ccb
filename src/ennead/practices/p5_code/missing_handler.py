"""Check `missing-handler`: the handler's file is there, and nothing in it bears the handler's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Finding, Fix, Outcome, Practice, Severity
from ennead.practices.p5_code.told import answered, declared, located, refused

if TYPE_CHECKING:
    from ennead.code.entry import NoEntry
    from ennead.code.ir import Module
    from ennead.code.question import Answer
    from ennead.code.values import Place

_EXACT = frozenset({"code", "inline", "layer", "image", "java-source"})
"""Origins of a file that the runtime loads itself; others are sources that were searched for."""
_MALFORMED = ("names no function of a module", "names no export of a module")
_STAND_IN = "code in a template is the module"


@check(Practice.CODE, Severity.HIGH, on=AppGraph, references=("CWE-1164",))
def missing_handler(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """The handler's file defines nothing of the handler's name: every invocation fails."""
    for fn, answer in answered(ctx):
        place = _undefined(answer)
        if place is None:
            continue
        reason = _untold(answer, ctx)
        if reason is None:
            said = f"{called(fn)} starts at {fn.handler}, and {answer.entry.file} defines no {answer.entry.name}"
            yield _finding(said, fn, place, ctx)
        else:
            yield ctx.unassessed(f"whether {answer.entry.file} defines {answer.entry.name}: {reason}", node=fn)
    for fn, refusal in refused(ctx):
        if _is_malformed(refusal):
            yield _finding(f"{called(fn)} starts at nothing: {refusal.reason}", fn, None, ctx)
        elif _STAND_IN in refusal.reason:
            yield ctx.unassessed(f"{refusal.reason}, so other code may be put in its place after deployment", node=fn)


def _undefined(answer: Answer) -> Place | None:
    """The handler's file, where it was followed and the name was not there."""
    end = f"defines no {answer.entry.name}"
    return next((one.at for one in answer.unresolved if one.klass == "handler" and one.reason.endswith(end)), None)


def _is_malformed(refusal: NoEntry) -> bool:
    return refusal.klass == "handler" and any(part in refusal.reason for part in _MALFORMED)


def _untold(answer: Answer, ctx: Context) -> str | None:
    """Why the name may be there all the same."""
    entry = answer.entry
    if entry.origin not in _EXACT:
        return "the file is built first, and which source it is built from could not be told"
    broken = next((one for one in answer.unresolved if one.at.path == entry.file and one.klass in _HIDING), None)
    if broken is not None:
        return broken.reason
    if ctx.sources is None:
        return "the file was not read"
    module = ctx.sources.module(entry.file) if entry.inline is None else ctx.sources.inline(entry)
    return _handed_on(module) if module is not None else "the file could not be read"


_HIDING = frozenset({"syntax", "bound", "dynamic", "module", "import"})


def _handed_on(module: Module) -> str | None:
    """Why a module may have names that are not written in it."""
    from ennead.code import ir  # noqa: PLC0415  loaded only where code was read

    for stmt in module.body:
        if isinstance(stmt, ir.Import) and any(there == "*" for there, _ in stmt.names):
            return f"everything of {stmt.module} is imported"
        if isinstance(stmt, ir.Export) and stmt.module and any(here == "*" for here, _ in stmt.names):
            return f"everything of {stmt.module} is given out"
        if isinstance(stmt, ir.DefineClass) and module.language is ir.Language.JAVA and stmt.cls.bases:
            return f"{stmt.cls.name} may inherit it"
    return None


def _finding(said: str, fn: Function, place: Place | None, ctx: Context) -> Finding:
    return ctx.finding(
        f"{said}: every invocation fails",
        node=fn,
        at=located(place) if place else fn.at,
        related=declared([fn]) if place else (),
        fix=Fix("Name the function that is there as the handler, or write the one that is named"),
    )
