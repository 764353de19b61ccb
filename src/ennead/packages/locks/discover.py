"""Which manifests and locks speak for a folder, and what they name.

A function's code belongs to the nearest project upwards: where a `package.json`, a requirements file, a `pom.xml` lies,
or to the workspace (reactor, multi-project build) above it that has this folder as a member; then only what the member
leads to is named.  The lock wins over the manifest; what a manifest asks for and the lock does not hold is named
besides.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator
from typing import cast

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Unread
from ennead.packages.locks.family import Family, Speaks, merged
from ennead.packages.locks.files import Files, is_below

MAX_PROJECTS = 5_000
"""Folders of one family that are asked what they name."""
_FAMILIES = (
    ("npm.find", "Npm", Ecosystem.NPM),
    ("python.find", "Python", Ecosystem.PYPI),
    ("jvm.find", "Maven", Ecosystem.MAVEN),
    ("jvm.find", "Gradle", Ecosystem.MAVEN),
    ("others", "NuGet", Ecosystem.NUGET),
    ("others", "Go", Ecosystem.GO),
    ("others", "Ruby", Ecosystem.RUBYGEMS),
)
"""Module, class and ecosystem of each family; a module is loaded where somebody asks for its ecosystem."""


class Projects:
    """The projects below the scanned folder; each file is read once, whoever asks."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._families: dict[str, Family] = {}
        self._known: dict[tuple[Family, Speaks], Inventory] = {}
        self._speaks: dict[tuple[Family, str], Speaks | None] = {}

    def families(self, ecosystems: Collection[Ecosystem] | None = None) -> Iterator[Family]:
        """The families of some ecosystems, or all."""
        for module, name, ecosystem in _FAMILIES:
            if ecosystems is None or ecosystem in ecosystems:
                if name not in self._families:
                    found = getattr(importlib.import_module(f"ennead.packages.locks.{module}"), name)
                    self._families[name] = cast("Family", found(self._files))
                yield self._families[name]

    def inventory(
        self, folder: str, ecosystems: Collection[Ecosystem] | None = None, *, own: bool = False
    ) -> Inventory:
        """What the files that speak for a folder name.

        `ecosystems`: only these, such as that of a runtime.  `own`: only files in the folder itself (or below), and the
        workspace that it is a member of: what is deployed as it lies is built with nothing from above it.
        """
        parts = []
        for family in self.families(ecosystems):
            where = self._where(family, folder)
            if where is not None and not (own and not is_below(where.member or where.root, folder)):
                parts.append(self._read(family, where))
        return merged(parts)

    def inventories(self) -> dict[str, Inventory]:
        """Every project, by its folder; members of a workspace are in that of its root."""
        found: dict[str, dict[tuple[Family, Speaks], None]] = {}
        beyond: list[Unread] = []
        for family in self.families():
            folders = sorted(set(family.folders()))
            if len(folders) > MAX_PROJECTS:
                reason = f"more than {MAX_PROJECTS} folders with files of {min(family.ecosystems)} packages"
                beyond.append(Unread(Location(folders[MAX_PROJECTS]), f"{reason}: this one and the rest are not read"))
            for folder in folders[:MAX_PROJECTS]:
                for where in (self._where(family, folder), family.besides(folder)):
                    if where is not None:
                        found.setdefault(where.root, {})[family, Speaks(where.root)] = None
        made = {root: merged(self._read(*one) for one in projects) for root, projects in sorted(found.items())}
        if beyond:
            made["."] = merged([made.get(".", Inventory()), Inventory((), tuple(beyond))])
        return made

    def _where(self, family: Family, folder: str) -> Speaks | None:
        key = family, folder
        if key not in self._speaks:
            self._speaks[key] = family.speaks(folder)
        return self._speaks[key]

    def _read(self, family: Family, where: Speaks) -> Inventory:
        key = family, where
        if key not in self._known:
            self._known[key] = family.read(where)
        return self._known[key]


def inventory(files: Files, folder: str) -> Inventory:
    """What the files that speak for a folder name; ask `Projects` where there are many folders."""
    return Projects(files).inventory(folder)


def inventories(files: Files) -> dict[str, Inventory]:
    """Every project below the scanned folder, by its folder."""
    return Projects(files).inventories()
