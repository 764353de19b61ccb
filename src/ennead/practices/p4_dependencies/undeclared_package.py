"""Check `undeclared-package`: code imports what no file names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.app import Function
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.practices.p4_dependencies.told import loads, who
from ennead.practices.p5_code.told import answered, declared


@check(Practice.DEPENDENCIES, Severity.LOW, on=AppGraph, references=("CWE-1357", "CWE-829", "OWASP-SLS-S9"))
def undeclared_package(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Code imports a package that no manifest names and neither the runtime nor a layer has."""
    found: dict[tuple[str, bool], list[Function]] = {}
    for function, load in loads(ctx):
        for one in load.missing:
            found.setdefault((one.module, one.brought), []).append(function)
    for (module, brought), functions in sorted(found.items()):
        yield _finding(module, functions, ctx, brought=brought)


def _finding(module: str, functions: list[Function], ctx: Context, *, brought: bool) -> Finding:
    single = functions[0] if len(functions) == 1 else None
    imports = f"{who(functions)} import{'s' if single else ''} {module}"
    spots = [at for fn in functions if (at := _import(module, fn, ctx)) is not None]
    if brought:
        said = (
            f"{imports}, which nothing declares: it is there because the runtime's SDK needs it, in a version AWS picks"
        )
    else:
        said = f"{imports}, which nothing declares: the import fails, or finds what somebody else put there"
    return ctx.finding(
        said,
        node=single,
        at=spots[0] if spots else functions[0].at,
        severity=Severity.INFO if brought else Severity.LOW,
        confidence=Confidence.HIGH if brought else Confidence.MEDIUM,
        related=[*(Related(at, f"imports {module}") for at in sorted(set(spots[1:]))), *declared(functions)],
        about=() if single else functions,
        key=module,
        fix=Fix(f"Name {module} with its version in the manifest of {who(functions)}"),
    )


def _import(module: str, function: Function, ctx: Context) -> Location | None:
    """The line at which a function's code imports a module."""
    answer = next((answer for fn, answer in answered(ctx) if fn.id == function.id), None)
    if answer is None or ctx.sources is None or answer.entry.inline is not None:
        return None
    spelt = re.escape(module)
    pattern = re.compile(
        rf"^[^\n#]*(?:\b(?:import|from)\s+{spelt}\b|(?:from|require\(|import)\s*['\"]{spelt}['\"/])", re.M
    )
    for path in answer.facts.modules:
        text = ctx.sources.tree.text(path)
        found = pattern.search(text) if text else None
        if text and found:
            return Location(path, text.count("\n", 0, found.end()) + 1)
    return None
