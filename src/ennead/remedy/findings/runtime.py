"""`end-of-life-runtime`: functions move to the runtime that follows theirs."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.app import TERRAFORM, Dialect, Function
from ennead.practices.p6_configuration.runtimes import RUNTIMES
from ennead.remedy.edit import Edit, Route
from ennead.remedy.findings.case import ByHand, Case


def edits(case: Case) -> Iterator[Edit]:
    """The runtime where it is written: at the function, or for all of them."""
    for fn in case.nodes(Function, lambda one: one.runtime_at or one.at):
        if not isinstance(fn.runtime, str) or fn.runtime not in RUNTIMES:
            continue
        wanted = RUNTIMES[fn.runtime].successor
        if fn.dialect in TERRAFORM:
            yield from case.written.arguments(fn.at, {"runtime": wanted})
            continue
        for file, route in _places(fn, case):
            if case.written.at(file, route) is not None:
                yield case.written.set(file, route, wanted)
                break
        else:
            raise ByHand(f"where the runtime of {fn.logical_id or fn.name} is written is not known")


def _places(fn: Function, case: Case) -> Iterator[tuple[str, Route]]:
    """Where a runtime may be written, the nearest first."""
    if fn.dialect is Dialect.SERVERLESS:
        file = fn.at.path if fn.at else ""
        yield file, ("functions", fn.logical_id or fn.name, "runtime")
        yield file, ("provider", "runtime")
        return
    file, base = case.written.resource(fn)
    yield file, (*base, "Properties", "Runtime")
    yield file, ("Globals", "Function", "Runtime")
