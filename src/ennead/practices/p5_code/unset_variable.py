"""Check `unset-variable`: code reads an environment variable that its function does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Severity
from ennead.practices.p5_code.guards import Guards, guards_of
from ennead.practices.p5_code.told import answered, declared, located
from ennead.practices.p5_code.variables import is_provided
from ennead.practices.p8_denial.grouping import listed

if TYPE_CHECKING:
    from ennead.code.facts import EnvRead
    from ennead.code.question import Answer
    from ennead.code.values import Place

_FILES = ("dotenv", "environs", "decouple")
"""Packages that read variables of a file."""
_WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"


@dataclass(frozen=True, slots=True)
class _Read:
    """A read of a variable that is not set: where, whether it fails, whether something around it catches that."""

    at: Place
    fails: bool
    caught: bool = False
    names: str = ""
    """What it is the name of, where it does not fail."""


@check(Practice.CODE, Severity.MEDIUM, on=AppGraph, references=("CWE-457", "CWE-754"))
def unset_variable(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Code reads an environment variable that its function does not have: it fails, or asks for a thing without."""
    known: dict[str, Guards] = {}
    for fn, answer in answered(ctx):
        absent = _absent(fn, answer, ctx, known)
        if not absent:
            continue
        reason = _open(fn, answer)
        if reason is not None:
            names = listed(sorted(absent))
            yield ctx.unassessed(f"whether {called(fn)} has {names}, which its code reads: {reason}", node=fn)
            continue
        for name, read in absent.items():
            yield _finding(name, read, fn, ctx)


def _absent(fn: Function, answer: Answer, ctx: Context, known: dict[str, Guards]) -> dict[str, _Read]:
    """The variables that are read and not set, each with the read that tells most."""
    given = {variable.name for variable in fn.environment}
    absent: dict[str, _Read] = {}
    for read in answer.facts.environment:
        if read.name in given or is_provided(read.name) or not read.required or read.name in absent:
            continue
        guards = _guards(read, answer, ctx, known)
        if guards and read.name not in guards.names and read.at.line not in guards.lines:
            absent[read.name] = _Read(read.at, fails=True, caught=read.at.line in guards.broad)
    for name, read_at in _names_of_things(answer):
        if name not in given and not is_provided(name) and name not in absent:
            at = next((one.at for one in answer.facts.environment if one.name == name), None)
            if at is not None:
                absent[name] = _Read(at, fails=False, names=read_at)
    return absent


def _guards(read: EnvRead, answer: Answer, ctx: Context, known: dict[str, Guards]) -> Guards | None:
    """What the file of a read does about absent variables; None where nothing fails there, or that is not told."""
    from ennead.code.entry.own import is_vendored  # noqa: PLC0415  loaded only where code was read
    from ennead.code.ir import Language  # noqa: PLC0415

    if (
        answer.entry.language is not Language.PYTHON
        or ctx.sources is None
        or is_vendored(read.at.path, ctx.sources.tree)
    ):
        return None
    if answer.entry.inline is not None and read.at.path == answer.entry.file:
        return _inline(answer, ctx)
    if read.at.path not in known:
        module = ctx.sources.module(read.at.path)
        known[read.at.path] = guards_of(module) if module is not None else Guards()
    return known[read.at.path]


def _inline(answer: Answer, ctx: Context) -> Guards | None:
    """The same for code in a template: its lines there."""
    if ctx.sources is None:
        return None
    found = guards_of(ctx.sources.inline(answer.entry))
    shift = answer.entry.inline_line - 1
    if answer.entry.inline_flat:
        return None if found.lines else found
    return Guards(found.names, {line + shift for line in found.lines}, {line + shift for line in found.broad})


def _names_of_things(answer: Answer) -> Iterator[tuple[str, str]]:
    """Variables without a default that are the name of what a request is for, with the request."""
    from ennead.code.sdk.effects import effects  # noqa: PLC0415
    from ennead.code.values import Env  # noqa: PLC0415

    for call in answer.calls:
        for argument, _ in effects(call):
            if isinstance(argument.value, Env) and argument.value.default is None:
                yield argument.value.name, f"{argument.name} of {call.service}:{call.operation}"


def _open(fn: Function, answer: Answer) -> str | None:
    """Why the function may have variables that are not told."""
    if fn.environment_open is not None:
        return f"{fn.environment_open.reason}"
    if answer.entry.origin == "image":
        return "its image may set variables of its own"
    if any(variable.name == _WRAPPER for variable in fn.environment):
        return "a wrapper script runs before it"
    reader = next((name for name in answer.facts.packages if name.startswith(_FILES)), None)
    return f"{reader} reads variables of a file" if reader else None


def _finding(name: str, read: _Read, fn: Function, ctx: Context) -> Finding:
    end = "whatever gets there fails" if read.fails else f"it is the {read.names}, which then has no value"
    return ctx.finding(
        f"{called(fn)} reads the variable {name}, which it does not have: {end}",
        node=fn,
        at=located(read.at),
        severity=Severity.MEDIUM if read.fails else Severity.LOW,
        confidence=Confidence.MEDIUM if read.caught else Confidence.HIGH,
        related=declared([fn]),
        key=name,
        fix=Fix(f"Set {name} among the variables of {called(fn)}, or take the read out"),
    )
