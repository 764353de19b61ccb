"""What functions ship, found once for all that ask: what is deployed, what files name, what is reached."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ennead.code.entry import NoEntry, Tree
from ennead.engine.reaching import OF_LANGUAGE, Reaching, undeclared
from ennead.graph.graph import AppGraph
from ennead.model.app import Function, Layer
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Package, Scope
from ennead.model.paths import upwards
from ennead.packages.deployed import Deployed, Places, deployed
from ennead.packages.locks.discover import Projects
from ennead.packages.shipped import Carried, Load, Missing, Reached, Shipped

if TYPE_CHECKING:
    from ennead.code.question import Answer
    from ennead.packages.advisories import Advisories
    from ennead.packages.advisories.words import Verdict

_OF_RUNTIME = {
    "python": {Ecosystem.PYPI}, "nodejs": {Ecosystem.NPM}, "java": {Ecosystem.MAVEN}, "dotnet": {Ecosystem.NUGET},
    "ruby": {Ecosystem.RUBYGEMS}, "go": {Ecosystem.GO}, "provided": {Ecosystem.GO, Ecosystem.NUGET, Ecosystem.MAVEN},
}  # fmt: skip
_BUILT = frozenset({"entry", "outdir", "source", "search", "sourcemap", "bundle", "asset", "java-source", "framework"})
"""How the file of a handler was found that is built from sources elsewhere."""
_IN_LAYERS = ("", "nodejs", "python", "java", "ruby")
_COMPILED = frozenset({Ecosystem.MAVEN, Ecosystem.NUGET, Ecosystem.GO})
"""Ecosystems whose builds begin at a project above the folder that is deployed."""


class Shipping:
    """Finds out what functions ship; each file and each function is looked at once, and the database when needed."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.projects = Projects(tree)
        self.unchecked: str | None = None
        self._places = Places(tree)
        self._database: Advisories | None = None
        self._asked = False
        self._loads: dict[tuple[Function, tuple[Layer, ...]], Load] = {}
        self._verdicts: dict[Package, tuple[Verdict | None, str | None]] = {}

    def ask(self, database: Advisories | None) -> None:
        """Ask this database, or none, instead of opening that of the place."""
        self._database, self._asked = database, True

    def of(self, graph: AppGraph, answers: dict[str, Answer | NoEntry]) -> Shipped:
        """What the functions of a graph ship."""
        layers = tuple(graph.nodes_of(Layer))
        loads: dict[str, Load] = {}
        for node_id, answer in sorted(answers.items()):
            function = graph.node(node_id, Function)
            if function is not None:
                key = function, layers
                if key not in self._loads:
                    self._loads[key] = self.load(function, layers, answer)
                loads[node_id] = self._loads[key]
        judged = any(one.verdict is None and _is_asked(one.named) for load in loads.values() for one in load.packages)
        return Shipped(loads, self.unchecked if judged else None)

    def load(self, function: Function, layers: Iterable[Layer], answer: Answer | NoEntry) -> Load:
        """What one function ships.  `layers` are those of its graph."""
        layers = tuple(layers)
        there = deployed(function, layers, self.tree, self._places)
        ecosystems = _ecosystems(function, answer)
        parts = list(self._written(function, layers, answer, ecosystems))
        named = list(_merged(there, parts))
        reaching = Reaching(answer, named)
        carried = tuple(self.judged(one, reaching(one), answer) for one in named)
        return Load(
            packages=carried,
            files=tuple(dict.fromkeys(path for part in parts for path in part.files)),
            unread=tuple(dict.fromkeys((*there.unread, *(one for part in parts for one in part.unread)))),
            binaries=there.binaries,
            missing=()
            if self._is_made(function, layers)
            else self._missing(function, answer, there, named, ecosystems),
            modules=reaching.modules,
            followed=reaching.closed,
        )

    def judged(self, named: Named, reached: Reached, answer: Answer | NoEntry | None = None) -> Carried:
        """A package with what is known against it."""
        verdict, fix = self._verdict(named.package)
        if verdict is not None and reached is Reached.HANDLER and any(one.symbols for one in verdict.advisories):
            from ennead.engine.symbols import is_called  # noqa: PLC0415  only where an advisory names functions

            symbols = [symbol for one in verdict.advisories for symbol in one.symbols]
            if answer is not None and not isinstance(answer, NoEntry) and is_called(symbols, named, answer.facts.calls):
                reached = Reached.SYMBOL
        return Carried(named, reached, verdict, fix)

    # -- advisories -------------------------------------------------------------------------------

    def _verdict(self, package: Package) -> tuple[Verdict | None, str | None]:
        if package not in self._verdicts:
            self._verdicts[package] = self._looked_up(package)
        return self._verdicts[package]

    def _looked_up(self, package: Package) -> tuple[Verdict | None, str | None]:
        from ennead.packages.advisories.errors import AdvisoryError  # noqa: PLC0415

        database = self._opened()
        if database is None:
            return None, None
        try:
            verdict = database.verdict(package)
            return verdict, database.smallest_fix(package) if verdict.advisories else None
        except AdvisoryError as error:
            self.unchecked = f"{error}"
            return None, None

    def _opened(self) -> Advisories | None:
        if not self._asked:
            from ennead.packages.advisories import Advisories  # noqa: PLC0415
            from ennead.packages.advisories.errors import AdvisoryError, NoDatabase  # noqa: PLC0415
            from ennead.packages.advisories.place import database  # noqa: PLC0415

            self._asked = True
            try:
                self._database = Advisories(database(None, os.environ))
            except NoDatabase:  # where it would lie is the machine's affair, and no part of a report
                self.unchecked = (
                    "there is no advisory database: `ennead db sync` fetches one, `ennead db import` builds one"
                )
            except AdvisoryError as error:
                self.unchecked = f"{error}"
        return self._database

    def _missing(
        self, function: Function, answer: Answer | NoEntry, there: Deployed, named: list[Named],
        ecosystems: set[Ecosystem] | None,
    ) -> tuple[Missing, ...]:  # fmt: skip
        return undeclared(function, answer, there, named, self._above(function, answer, ecosystems), self.tree)

    def _is_made(self, function: Function, layers: tuple[Layer, ...]) -> bool:
        """Whether a Makefile puts together what is deployed: then any package may be in it."""
        used = [layer.code for layer in layers if layer.id in function.layers and isinstance(layer.code, str)]
        made = any(value == "makefile" for name, value in function.packaging if name == "build")
        return made or any(self.tree.exists(posixpath.join(folder, "Makefile")) for folder in used)

    # -- files ------------------------------------------------------------------------------------

    def _written(
        self, function: Function, layers: tuple[Layer, ...], answer: Answer | NoEntry, ecosystems: set[Ecosystem] | None
    ) -> Iterator[Inventory]:
        """What the locks and manifests say that are built into a function and its layers."""
        for folder, own in self._folders(function, answer, ecosystems):
            yield self.projects.inventory(folder, ecosystems, own=own)
        for layer in layers:
            if layer.id in function.layers and isinstance(layer.code, str) and self.tree.is_folder(layer.code):
                for name in _IN_LAYERS:
                    folder = posixpath.join(layer.code, name) if name else layer.code
                    if not name or self.tree.is_folder(folder):
                        yield self.projects.inventory(folder, ecosystems, own=True)

    def _folders(
        self, function: Function, answer: Answer | NoEntry, ecosystems: set[Ecosystem] | None
    ) -> Iterator[tuple[str, bool]]:
        """The folders that a function is built from, and whether a build takes nothing from above them."""
        if function.inline is not None:
            return
        facts = function.packaging
        contexts = [value for name, value in facts if name == "context"]
        code = function.code if isinstance(function.code, str) else next((v for n, v in facts if n == "base"), None)
        built = any(name == "build" for name, _ in facts) or bool(_COMPILED.intersection(ecosystems or ()))
        for folder in (*contexts, *([code] if code is not None else [])):
            yield folder, not built
        entry = answer.entry if not isinstance(answer, NoEntry) else None
        if entry is not None and (contexts or entry.origin in _BUILT):
            folder = posixpath.dirname(entry.file) or "."
            if folder != code:
                yield folder, bool(contexts) and entry.origin not in _BUILT

    def _above(
        self, function: Function, answer: Answer | NoEntry, ecosystems: set[Ecosystem] | None
    ) -> Iterator[Named]:
        """What any file names of the folders that code lies in and those above them, deployed or not."""
        places = [function.code] if isinstance(function.code, str) else []
        if not isinstance(answer, NoEntry):
            places.append(posixpath.dirname(answer.entry.file))
        for folder in dict.fromkeys(above for place in places for above in upwards(place)):
            yield from self.projects.inventory(folder, ecosystems, own=True).named


def _ecosystems(function: Function, answer: Answer | NoEntry) -> set[Ecosystem] | None:
    """Where a function's packages come from: by its runtime, else by the language of its code; None for anywhere."""
    runtime = function.runtime if isinstance(function.runtime, str) else ""
    found = next((eco for start, eco in _OF_RUNTIME.items() if runtime.startswith(start)), None)
    if found is None and not isinstance(answer, NoEntry):
        return {OF_LANGUAGE[answer.entry.language]}
    return found


def _is_asked(named: Named) -> bool:
    """Whether advisories are asked about a package: not about the project's own, nor what the runtime brings."""
    return not named.own and named.origin is not Origin.RUNTIME


def _merged(there: Deployed, written: Collection[Inventory]) -> Iterator[Named]:
    """One entry for a version at a place: what is deployed counts, with what the lockfile knows of it."""
    listed = [one for part in written for one in part.named]
    known: dict[Package, Named] = {}
    for one in listed:
        known.setdefault(one.package, one)
    brought = {(one.package.ecosystem, one.package.name) for one in listed if one.scope is Scope.SHIPPED}
    for one in there.named:
        if one.package in known:
            yield replace(known[one.package], imports=one.imports or known[one.package].imports)
        elif one.origin is not Origin.RUNTIME or (one.package.ecosystem, one.package.name) not in brought:
            yield one
    if not there.built:
        seen = {one.package for one in there.named}
        yield from dict.fromkeys(one for one in listed if one.package not in seen and not one.own)
