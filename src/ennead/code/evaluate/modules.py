"""The application's own files, as they are loaded while a program is followed."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ennead.code.evaluate.live import Live, Obj, Scope, Vars
from ennead.code.ir import Language, Module, column_of, line_of
from ennead.code.values import Place

if TYPE_CHECKING:
    from ennead.code.entry import Entry, Tree
    from ennead.code.evaluate.machine import Machine

ENDINGS = {
    ".py": Language.PYTHON,
    ".java": Language.JAVA,
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"), Language.JAVASCRIPT),
}


@dataclass(slots=True, eq=False)
class Loaded:
    """A file that is loaded: its names, and what it gives out.

    `shift`: where the code stands in another file (a template), the lines before it; `flat`: all on that one line.
    """

    module: Module
    scope: Scope = field(default_factory=lambda: Scope("module", vars=Vars(shared=True)))
    exports: Live | None = None
    stars: list[str] = field(default_factory=list)
    """Modules outside of which everything was imported."""
    space: Obj | None = None
    """The module as a value."""
    shift: int = 0
    flat: bool = False

    def place(self, at: int) -> Place:
        """A place in the file."""
        if self.flat:
            return Place(self.module.path, self.shift, 1)
        return Place(self.module.path, line_of(at) + self.shift, column_of(at))


def opened(machine: Machine, path: str) -> Loaded | None:
    """A file of the application that is loaded now, noted before it runs; None where it cannot be had."""
    entry = machine.entry
    inline = entry.inline is not None and path == entry.file
    module = machine.sources.inline(entry) if inline else machine.sources.module(path)
    if module is None:
        return None
    loaded = Loaded(module)
    if inline:
        loaded.shift, loaded.flat = entry.inline_line - (0 if entry.inline_flat else 1), entry.inline_flat
    machine.loaded[path] = loaded
    machine.log.modules[path] = None
    for problem in module.problems:
        machine.unresolved("syntax", problem.reason, loaded.place(problem.at))
    return loaded


class Sources:
    """Reads files into the common form, each once; shared by all functions of an application."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._known: dict[str, Module | None] = {}
        self.found: dict[tuple[str, str], dict[str, list[str]]] = {}
        """What was searched for in whole folders."""

    def module(self, path: str) -> Module | None:
        """A file of the application; None where it is not there, too large, or in no language that is read."""
        if path not in self._known:
            dot = path.rfind(".")
            language = ENDINGS.get(path[dot:]) if dot >= 0 else None
            text = self.tree.text(path) if language else None
            self._known[path] = read(language, text, path) if language and text is not None else None
        return self._known[path]

    def inline(self, entry: Entry) -> Module:
        """The code that stands in a template."""
        return read(entry.language, entry.inline or "", entry.file)


def read(language: Language, text: str, path: str) -> Module:
    """Source text in its common form.

    The collector of cycles rests meanwhile: there are none, and looking for them takes longer than reading.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _front(language)(text, path)
    finally:
        if was_on:
            gc.enable()


def _front(language: Language) -> Callable[[str, str], Module]:
    if language is Language.PYTHON:
        from ennead.code.python.read import read as python  # noqa: PLC0415  a front end is loaded where it is needed

        return python
    if language is Language.JAVA:
        from ennead.code.java.read import read as java  # noqa: PLC0415

        return java
    from ennead.code.javascript.read import read as javascript  # noqa: PLC0415

    return javascript
