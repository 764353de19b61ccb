"""Words about how functions are set up."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.expect.expectation import Said, Subject
from ennead.expect.scene import Scene
from ennead.expect.select import globbed
from ennead.expect.values import Bound, bound, flag, some_of, some_texts
from ennead.expect.words import fails, told, untold, word
from ennead.graph.triggers import called, timeout_of
from ennead.model.app import EdgeKind, Flag, Function, LogGroup, Number, Text
from ennead.model.unknown import Unknown

MEMORY = 128
"""MB a function has where its template says nothing (Lambda's default)."""


@word(Subject.FUNCTIONS, takes=some_texts, on=Function)
def runtime(fn: Function, wanted: tuple[str, ...], _scene: Scene) -> Iterator[Said]:
    """Its runtime, one of these (`python3.13`, `nodejs2?.x`, `image` for a container image)."""
    found: Text = "image" if fn.image is not None and fn.runtime is None else told(fn.runtime)
    if isinstance(found, Unknown):
        yield untold(f"the runtime of {called(fn)} could not be told: {found.reason}", fn, fn.runtime_at)
    elif not any(globbed(pattern).fullmatch(found or "") for pattern in wanted):
        yield fails(f"{called(fn)} runs {found or 'no runtime that is named'}", fn, fn.runtime_at)


@word(Subject.FUNCTIONS, takes=some_of("arm64", "x86-64"), on=Function)
def architecture(fn: Function, wanted: tuple[str, ...], _scene: Scene) -> Iterator[Said]:
    """Its processor: `arm64` or `x86_64` (Lambda's default)."""
    found = [one.replace("_", "-") for one in fn.architectures or ("x86_64",)]
    if not set(found) <= set(wanted):
        yield fails(f"{called(fn)} runs on {found[0].replace('-', '_')}", fn)


@word(Subject.FUNCTIONS, takes=bound, on=Function)
def timeout(fn: Function, wanted: Bound, _scene: Scene) -> Iterator[Said]:
    """Seconds it may run (3 where the template says nothing)."""
    yield from _number(fn, "timeout", timeout_of(fn), wanted, "may run {} s")


@word(Subject.FUNCTIONS, takes=bound, on=Function)
def memory(fn: Function, wanted: Bound, _scene: Scene) -> Iterator[Said]:
    """MB of memory (128 where the template says nothing)."""
    yield from _number(fn, "memory", MEMORY if fn.memory is None else fn.memory, wanted, "has {} MB")


@word(Subject.FUNCTIONS, takes=bound, on=Function)
def reserved_concurrency(fn: Function, wanted: Bound, _scene: Scene) -> Iterator[Said]:
    """How many instances run at once at most: a number, `set` or `not set`."""
    found = fn.reserved_concurrency
    yield from _number(fn, "reserved concurrency", found, wanted, "may run {} times at once")


@word(Subject.FUNCTIONS, takes=flag, on=Function)
def in_vpc(fn: Function, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether it runs in a network of yours."""
    yield from _flag(fn, "whether it is in a VPC", fn.vpc, wanted, ("runs in a VPC", "runs in no VPC"))


@word(Subject.FUNCTIONS, takes=flag, on=Function)
def traced(fn: Function, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether X-Ray traces it."""
    mode = told(fn.tracing)
    found: Flag = mode if isinstance(mode, Unknown) else mode == "Active"
    yield from _flag(fn, "whether it is traced", found, wanted, ("is traced", "is not traced"))


@word(Subject.FUNCTIONS, takes=some_texts, on=Function)
def has_variables(fn: Function, wanted: tuple[str, ...], _scene: Scene) -> Iterator[Said]:
    """Environment variables it has; names or globs, each found at least once."""
    names = [variable.name for variable in fn.environment]
    for pattern in wanted:
        if not any(globbed(pattern).fullmatch(name) for name in names):
            yield fails(f"{called(fn)} has no environment variable {pattern}", fn)


@word(Subject.FUNCTIONS, takes=some_texts, on=Function)
def has_no_variables(fn: Function, wanted: tuple[str, ...], _scene: Scene) -> Iterator[Said]:
    """Environment variables it does not have; names or globs (`*_SECRET`, `*_KEY`)."""
    for variable in fn.environment:
        if any(globbed(pattern).fullmatch(variable.name) for pattern in wanted):
            yield fails(f"{called(fn)} has the environment variable {variable.name}", fn, variable.at)


@word(Subject.FUNCTIONS, takes=bound, on=Function)
def log_retention(fn: Function, wanted: Bound, scene: Scene) -> Iterator[Said]:
    """Days its log is kept; a log that Lambda makes itself, or one without a period, is kept for ever (`not set`)."""
    group = log_group_of(fn, scene)
    if isinstance(group, Unknown):
        yield untold(f"where {called(fn)} logs could not be told: {group.reason}", fn)
    elif group is None:
        if not wanted.takes(None):
            yield fails(f"{called(fn)} logs into a group that Lambda makes and that keeps for ever", fn)
    elif isinstance(group.retention_days, Unknown):
        yield untold(f"how long {called(group)} keeps logs could not be told: {group.retention_days.reason}", group)
    elif not wanted.takes(group.retention_days):
        kept = "for ever" if group.retention_days is None else f"for {group.retention_days} days"
        yield fails(f"{called(fn)} logs into {called(group)}, which keeps {kept}", fn, group.at)


def log_group_of(fn: Function, scene: Scene) -> LogGroup | Unknown | None:
    """The declared group a function logs into; None where Lambda makes one."""
    graph = scene.graph
    for edge in graph.out_of(fn, None, EdgeKind.REFERENCES):
        group = graph.node(edge.target, LogGroup)
        if group is not None and edge.label == "LoggingConfig":
            return group
    groups = [group for group in graph.nodes_of(LogGroup) if not group.external]
    if fn.log_group is not None:
        found = next((group for group in groups if group.name == fn.log_group), None)
        if found is None:
            return fn.log_group if isinstance(fn.log_group, Unknown) else Unknown("its log group is declared elsewhere")
        return found
    names = {f"/aws/lambda/{name}" for name in (fn.name, f"${{{fn.logical_id}}}")}
    return next((group for group in groups if group.name in names), None)


def _number(fn: Function, what: str, found: Number, wanted: Bound, said: str) -> Iterator[Said]:
    if isinstance(found, Unknown):
        yield untold(f"the {what} of {called(fn)} could not be told: {found.reason}", fn)
    elif not wanted.takes(found):
        instead = f"has no {what}" if found is None else said.format(f"{found:g}")
        yield fails(f"{called(fn)} {instead}", fn)


def _flag(fn: Function, what: str, found: Flag, wanted: bool, said: tuple[str, str]) -> Iterator[Said]:
    if isinstance(found, Unknown):
        yield untold(f"{called(fn)}: {what} could not be told: {found.reason}", fn)
    elif (found is True) is not wanted:
        yield fails(f"{called(fn)} {said[0] if found else said[1]}", fn)
