"""The function's own files of code with their SHA-256 (`modules`), where its folder is deployed as it stands.

What a build puts beside them (packages that are installed, files that it makes) is not told, and an agent says nothing
of it.  Left out are packages that were copied in, our layer, files that git ignores, links, and what is larger than
agents read.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ennead.code.entry import Tree
from ennead.code.entry.own import is_vendored
from ennead.code.entry.paths import is_outside
from ennead.code.entry.tree import SKIPPED
from ennead.contract.derive import name_of
from ennead.contract.words import Contract
from ennead.graph.graph import AppGraph
from ennead.model.app import Function
from ennead.sources.ignore import Ignored

ENDINGS: Final = (".py", ".pth", ".so", ".js", ".mjs", ".cjs", ".sh")
MOST_FILES: Final = 500
"""Of a function: an agent reads them all at its start."""
LAYER: Final = "ennead-layer.json"
"""What `ennead layer build` puts into the folder that it makes, which is nobody's own code."""
LARGEST: Final = 1 << 22
"""Bytes of a file that an agent reads."""
_AS_IT_STANDS: Final = frozenset({"python-requirements", "jetpack"})
"""Builds that put packages beside the code, or only pack it."""


@dataclass(frozen=True, slots=True)
class Modules:
    """Path below the deployed folder to SHA-256, by the contract's names of functions; and why one has none."""

    entries: Mapping[str, Mapping[str, str]]
    untold: Mapping[str, str]


class _NotHeld(Exception):
    """Why a function's files cannot be told."""


def modules(contract: Contract, graphs: Iterable[AppGraph], root: Path) -> Modules:
    """The files of the contract's functions.  `root` is the folder that the graphs' paths are relative to."""
    nodes: dict[str, list[Function]] = {}
    for graph in graphs:
        for node in graph.nodes_of(Function):
            nodes.setdefault(name_of(node), []).append(node)
    reading = _Reading(root)
    entries: dict[str, Mapping[str, str]] = {}
    untold: dict[str, str] = {}
    for name in contract.functions:
        try:
            entries[name] = reading.files(_folder(nodes.get(name, [])))
        except _NotHeld as error:
            untold[name] = str(error)
    return Modules(entries, untold)


def _folder(functions: list[Function]) -> str:
    """The folder that becomes the function's.  Raises _NotHeld."""
    folders = {_start(function) for function in functions}
    if not folders:
        raise _NotHeld("the templates have no such function")
    if len(folders) > 1:
        raise _NotHeld("its code is not the same folder in each environment")
    return folders.pop()


def _start(function: Function) -> str:
    """Where its paths begin.  Raises _NotHeld where what is deployed is made of it first."""
    runtime, code = function.runtime, function.code
    facts = dict(function.packaging)
    if function.image is not None or "dockerfile" in facts:
        raise _NotHeld("it is an image")
    if not isinstance(runtime, str) or not runtime.startswith("python"):
        told = runtime if isinstance(runtime, str) else "a runtime that could not be told"
        raise _NotHeld(f"only agents for Python hold files against them, and it has {told}")
    if function.inline is not None:
        raise _NotHeld("its code stands in the template")
    build = facts.get("build")
    staged = build == "bundled" and "asset" in facts  # an assembly holds what the bundler made
    if build is not None and not staged and build not in _AS_IT_STANDS and not build.startswith("python"):
        raise _NotHeld(f"it is built ({build}): what is deployed is not its folder")
    start = facts.get("base", code)
    if not isinstance(start, str):
        raise _NotHeld("where its code lies could not be told")
    return posixpath.normpath(start or ".")


class _Reading:
    """The files below the scanned folder; functions that share a folder are read once."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._tree = Tree(self._root)
        self._ignored = Ignored(self._root)
        self._known: dict[str, Mapping[str, str] | _NotHeld] = {}

    def files(self, folder: str) -> Mapping[str, str]:
        """The files of a folder.  Raises _NotHeld."""
        if folder not in self._known:
            try:
                self._known[folder] = self._read(folder)
            except _NotHeld as error:
                self._known[folder] = error
        found = self._known[folder]
        if isinstance(found, _NotHeld):
            raise found
        return found

    def _read(self, folder: str) -> Mapping[str, str]:
        place = self._root / folder
        if is_outside(folder) or not place.exists():
            raise _NotHeld(f"its code ({folder}) is not here")
        if not place.is_dir():
            raise _NotHeld(f"its code ({folder}) is a file, not a folder")
        if place.resolve() != Path(os.path.normpath(place)):
            raise _NotHeld(f"a link leads to its code ({folder})")
        paths: list[str] = []
        for path in self._walk(folder):
            paths.append(path)
            if len(paths) > MOST_FILES:
                raise _NotHeld(f"its folder ({folder}) has more than {MOST_FILES} files of code")
        if not paths:
            raise _NotHeld(f"there is no code of its own in its folder ({folder})")
        return {posixpath.relpath(path, folder): self._digest(path) for path in sorted(paths)}

    def _digest(self, path: str) -> str:
        """Raises _NotHeld where the file cannot be read."""
        try:
            return hashlib.sha256((self._root / path).read_bytes()).hexdigest()
        except OSError as error:
            raise _NotHeld(f"{path} cannot be read ({error.strerror})") from error

    def _walk(self, folder: str) -> Iterator[str]:
        """Files of code below a folder, without packages, links and what git ignores."""
        above = [posixpath.join(*folder.split("/")[:depth]) for depth in range(1, folder.count("/") + 1)]
        for here in [".", *above] if folder != "." else []:
            self._ignored.walked(here, *_names(self._root / here))
        is_made = self._ignored.ignores(f"{folder}/*")  # what is made is what is deployed, and no rule is for it
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            folders, names = _names(self._root / here)
            if LAYER in names and here != folder:
                continue
            self._ignored.walked(here, folders, names)
            waiting += [posixpath.normpath(f"{here}/{name}") for name in folders if name not in SKIPPED]
            for name in names:
                path = posixpath.normpath(f"{here}/{name}")
                if name.endswith(ENDINGS) and self._is_own(path) and (is_made or not self._ignored.ignores(path)):
                    yield path

    def _is_own(self, path: str) -> bool:
        place = self._root / path
        small = not place.is_symlink() and place.is_file() and place.stat().st_size <= LARGEST
        return small and not is_vendored(path, self._tree)


def _names(place: Path) -> tuple[list[str], list[str]]:
    """The folders and the files there; a link is no folder."""
    try:
        with os.scandir(place) as entries:
            listed = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError as error:
        raise _NotHeld(f"{place.name} cannot be read ({error.strerror})") from error
    return [name for name, is_folder in listed if is_folder], [name for name, is_folder in listed if not is_folder]
