"""Files that are built or copied before they are deployed: where their sources are.

A search answers only where one file fits better than all others; which of several it is cannot be told.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ennead.code.entry.answer import Found
from ennead.code.entry.case import Case, project_of, template_folder
from ennead.code.entry.own import is_vendored
from ennead.code.entry.paths import is_below, is_outside, joined, upwards, without

BUILT = frozenset(
    "dist build out .build .aws-sam .webpack .esbuild .serverless bundle bundles bin target package packages"
    " deploy deployment artifacts release compiled lib js _build tmp".split()
)
"""Folders that builds write into."""
SOURCES = ("src", "", "source", "lambda", "lambdas", "functions", "handlers", "app", "ts", "code")
"""Folders that sources lie in, the likeliest first; "" is the folder beside."""
_ASIDE = frozenset("cdk.out dist build target test tests __tests__".split())
"""Folders of copies and tests, in which no source is searched for."""
_MOST_PLACES = 400


def places(case: Case, module: str) -> Iterator[tuple[str, str]]:
    """Paths without ending at which the source of a module may be, with the origin, the likeliest first."""
    seen: set[str] = set()
    for stem in _swapped(joined(case.folder, module)):
        if stem not in seen and not is_outside(stem):
            seen.add(stem)
            yield stem, "source"
        if len(seen) > _MOST_PLACES:
            return


def _swapped(stem: str) -> Iterator[str]:
    """The path with each folder that a build writes into, and what follows it, changed into one of sources."""
    parts = stem.split("/")
    for place, part in enumerate(parts[:-1]):
        if part not in BUILT:
            continue
        before, after = "/".join(parts[:place]), parts[place + 1 :]
        for cut in range(len(after)):
            for source in SOURCES:
                yield joined(before, source, *after[cut:])
    for source in SOURCES:
        if source:
            yield joined(posixpath.dirname(stem), source, posixpath.basename(stem))


def searched(case: Case, module: str, endings: tuple[str, ...]) -> Found | None:
    """The one file whose path ends as the module's does: below the code, then below the project."""
    start = next((one for one in upwards(case.folder) if case.tree.is_folder(one)), ".")
    wider = project_of(start, case.function, case.tree), template_folder(case)
    for folder in dict.fromkeys((start, *wider)):
        file = _best(case, module, folder, endings)
        if file is not None:
            return Found(file, "search", _root(file, module))
    return None


def _root(file: str, module: str) -> str:
    """The folder the module's path starts at, as far as the file's path agrees with it."""
    stem = posixpath.splitext(file)[0]
    parts = module.split("/")
    for cut in range(len(parts)):
        folder = without(stem, "/".join(parts[cut:]))
        if folder is not None:
            return folder
    return posixpath.dirname(file) or "."


def _best(case: Case, module: str, below: str, endings: tuple[str, ...]) -> str | None:
    name = posixpath.basename(module)
    found = [
        path
        for ending in endings
        for path in case.tree.named(name + ending, below)
        if not is_vendored(path, case.tree) and not _is_output(path, below)
    ]
    wanted = f"{case.folder}/{module}".lower().split("/")  # a template written where case does not matter
    scored = sorted(((_alike(_parts(path), wanted), path) for path in found), reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1]


def _parts(path: str) -> list[str]:
    return posixpath.splitext(path)[0].lower().split("/")


def _is_output(path: str, below: str) -> bool:
    inside = path[len(below) + 1 :] if below != "." and is_below(path, below) else path
    return not _ASIDE.isdisjoint(inside.split("/"))


def _alike(parts: list[str], wanted: list[str]) -> tuple[int, int]:
    """How many parts agree from the end, then how many from the start."""
    tail = next((n for n, (a, b) in enumerate(zip(reversed(parts), reversed(wanted), strict=False)) if a != b), None)
    head = next((n for n, (a, b) in enumerate(zip(parts, wanted, strict=False)) if a != b), None)
    most = min(len(parts), len(wanted))
    return (most if tail is None else tail, most if head is None else head)
