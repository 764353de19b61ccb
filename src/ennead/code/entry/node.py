"""Node: `folder/module.export`, in JavaScript or TypeScript, built or not."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ennead.code.entry.answer import Found, NoEntry
from ennead.code.entry.built import places, searched
from ennead.code.entry.case import Case, project_of
from ennead.code.entry.layers import mounted
from ennead.code.entry.paths import climbed, folder_of, joined, without
from ennead.code.entry.projects import named_sources, output_folders
from ennead.code.entry.tree import Tree
from ennead.code.ir import Language

ENDINGS = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx")
"""Sources before what is built of them: where both lie side by side, the source is read."""


def readings(handler: str) -> Iterator[tuple[str, str]]:
    """Module's path and export: the file's name ends at its first dot, as the runtime has it, or at a later one."""
    folder, _, last = handler.rpartition("/")
    parts = last.split(".")
    for place in range(1, len(parts)):
        stem, name = ".".join(parts[:place]), ".".join(parts[place:])
        if stem and name:
            yield posixpath.normpath(f"{folder}/{stem}" if folder else stem).lstrip("/"), name


def file_at(stem: str, tree: Tree) -> str | None:
    """The module's file, or that of the folder of its name."""
    for base in (stem, f"{stem}/index"):
        for ending in ENDINGS:
            if tree.exists(base + ending):
                return base + ending
    return None


def find(case: Case) -> tuple[Found, str] | NoEntry:
    """The handler's file and name."""
    named = list(readings(case.handler))
    if not named:
        return NoEntry(f"the handler {case.handler} names no export of a module", "handler")
    for look in (_direct, _bundled, _built, _searched):
        for module, name in named:
            found = look(case, module)
            if found is not None:
                return found, name
    looked = joined(case.folder, named[0][0])
    tried = "also not as TypeScript, below the source folders of the project, or under that name elsewhere in it"
    return NoEntry(f"{looked}.js is not there, {tried}", "missing")


def _direct(case: Case, module: str) -> Found | None:
    if case.file is not None:
        stem = posixpath.splitext(posixpath.basename(case.file))[0]
        return Found(case.file, "code", folder_of(case.file)) if stem == posixpath.basename(module) else None
    if (file := file_at(joined(case.folder, module), case.tree)) is not None:
        return Found(file, "code", joined(case.folder, climbed(module)[0]))
    for place, folder in mounted(Language.JAVASCRIPT, case.layers, case.tree):
        tail = without_mount(module, place)
        if tail and (file := file_at(joined(folder, tail), case.tree)) is not None:
            return Found(file, "layer", folder)
    return None


def without_mount(module: str, place: str) -> str | None:
    """What follows a layer's place in a module's path (`opt/nodejs/x` at `/opt/nodejs`)."""
    inside = f"{place.lstrip('/')}/"
    return module.removeprefix(inside) if module.startswith(inside) else None


def _bundled(case: Case, module: str) -> Found | None:
    """The file a bundle starts from: the one entry, or the one that bears the module's name."""
    entries = [joined(case.folder, one) for one in case.facts("entry")]
    project = project_of(case.folder, case.function, case.tree)
    entries += named_sources(case.folder, project, case.tree)
    files = [file for one in entries if (file := _exact(one, case.tree)) is not None]
    last = posixpath.basename(module)
    same = [file for file in dict.fromkeys(files) if posixpath.splitext(posixpath.basename(file))[0] == last]
    told = len(case.facts("entry")) == 1 and files
    chosen = files[0] if told else same[0] if len(same) == 1 else None
    return Found(chosen, "entry", case.folder) if chosen else None


def _exact(path: str, tree: Tree) -> str | None:
    return path if tree.exists(path) else file_at(path, tree)


def _built(case: Case, module: str) -> Found | None:
    stem = joined(case.folder, module)
    for folder, sources in output_folders(case.folder, case.tree):
        tail = stem[len(folder) + 1 :] if stem.startswith(f"{folder}/") else None
        for source in sources if tail else ():
            if tail and (file := file_at(joined(source, tail), case.tree)) is not None:
                return Found(file, "outdir", source)
    for place, origin in places(case, module):
        if (file := file_at(place, case.tree)) is not None:
            return Found(file, origin, without(place, module) or folder_of(file))
    return None


def _searched(case: Case, module: str) -> Found | None:
    return searched(case, module, ENDINGS) or searched(case, f"{module}/index", ENDINGS)
