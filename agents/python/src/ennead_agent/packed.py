"""Loads the agent's modules from one file, where the layer was built for this Python; else from the sources beside it.

One file instead of a hundred: what costs a start is to look for each module, to ask for its source's date and to open
it, more than to run it.  `ennead layer build` writes the file; its shape is told there (`ennead.attach.packing`).
Nothing is put into `sys.meta_path`: the import system keeps a finder for each folder, and those of ours get this one.
"""

from __future__ import annotations

import sys
from _imp import _fix_co_filename  # type: ignore[attr-defined]  # the import system's own; a layer need not lie in /opt
from marshal import loads
from os import O_CLOEXEC, O_RDONLY, R_OK, access, close, pread
from os import open as open_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType

_execute = exec  # all of these as they are before a guard is set
_HEAD = 8
trouble: list[str] = []
"""Why a pack that is there is not used."""


def use(places: list[str]) -> None:
    """Load the package, whose `__path__` this is, from the pack in its folder, or from the sources in a zip there.

    Where neither is, in a checkout, its modules are files as all others.
    """
    folder = places[0]
    finder = _finder(f"{folder}/{sys.implementation.cache_tag}.pack", folder)
    if finder is not None:
        for package in finder.packages():
            sys.path_importer_cache[package] = finder
    elif access(f"{folder}/sources.zip", R_OK):
        places[:] = [f"{folder}/sources.zip/ennead_agent"]


def _finder(path: str, folder: str) -> _Finder | None:
    try:
        file = open_file(path, O_RDONLY | O_CLOEXEC)
    except OSError:
        return None
    try:
        head = pread(file, _HEAD, 0)
        if head[:4] == _magic():
            size = int.from_bytes(head[4:], "little")
            places = loads(pread(file, size, _HEAD))  # noqa: S302  # beside our own code, and as trusted
            return _Finder(path, folder, places, _HEAD + size)
        trouble.append("the packed modules are another Python's")
    except (OSError, ValueError, EOFError, TypeError) as error:
        trouble.append(f"the packed modules cannot be read: {type(error).__name__}")
    finally:
        close(file)
    return None


def _magic() -> bytes:
    from _frozen_importlib_external import MAGIC_NUMBER  # `importlib.util` has it too, and costs more than all of this

    return MAGIC_NUMBER


class _Finder:
    """Finds and loads modules by their names within the package: where each lies behind the head, and its length."""

    def __init__(self, path: str, folder: str, places: dict[str, tuple[int, int, bool]], start: int) -> None:
        self._path, self._folder, self._places, self._start = path, folder, places, start
        self._spec: type[ModuleSpec] = type(__spec__)

    def packages(self) -> list[str]:
        """The folders that modules are looked for in, the package's own first."""
        inner = [name.replace(".", "/") for name, place in self._places.items() if place[2]]
        return [self._folder, *(f"{self._folder}/{name}" for name in inner)]

    def find_spec(self, name: str, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG002
        within = name.partition(".")[2]
        place = self._places.get(within)
        if place is None:
            return None
        file = f"{self._folder}/{within.replace('.', '/')}"
        spec = self._spec(name, self, origin=file + ("/__init__.py" if place[2] else ".py"), is_package=place[2])  # type: ignore[arg-type]
        if place[2]:
            spec.submodule_search_locations = [file]
        spec.has_location = True
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual module."""

    def exec_module(self, module: ModuleType) -> None:
        _execute(self.get_code(module.__name__), vars(module))

    def get_code(self, name: str) -> CodeType:
        """The module's code.  Raises ImportError where the pack has none of it."""
        within = name.partition(".")[2]
        if within not in self._places:
            raise ImportError(f"{name} is not among the packed modules", name=name)
        at, size, is_package = self._places[within]
        file = open_file(self._path, O_RDONLY | O_CLOEXEC)
        try:
            code: CodeType = loads(pread(file, size, self._start + at))  # noqa: S302
        finally:
            close(file)
        _fix_co_filename(code, f"{self._folder}/{within.replace('.', '/')}{'/__init__' if is_package else ''}.py")
        return code
