"""Places in node_modules: where Node finds a package from another's place, with a bound on the looking."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from ennead.model.package import Scope
from ennead.packages.locks.graph import Ask
from ennead.packages.locks.npm.manifest import SECTIONS
from ennead.packages.locks.text.lined import Table

INSIDE = "node_modules"
LONGEST = 1000
"""Characters of a place; a path of Windows has 260 at the most where longer ones are not switched on."""
MAX_PARTS = 64
"""Of a place."""
MAX_LOOKS = 2_000_000
"""Into folders, over all packages of a lock: each ask looks into those above it."""


def name_in(place: str) -> str:
    """The name under which a place's package is installed."""
    return place.rpartition(f"{INSIDE}/")[2]


@dataclass(slots=True)
class Places:
    """Packages by their place.  `links` are the names under which own folders are linked."""

    packages: Table
    links: dict[str, str] = field(default_factory=dict)
    looks: int = MAX_LOOKS

    def find_links(self) -> None:
        """Note which folders are linked into node_modules, and as what."""
        for place, entry, _ in self.packages.tables():
            target = entry.text("resolved")
            if entry.get("link") is True and target is not None and place.startswith(f"{INSIDE}/"):
                self.links.setdefault(target, name_in(place))

    def asks(self, place: str, entry: Table) -> Iterator[Ask]:
        """What the package at a place asks for, as far as it is installed."""
        own = INSIDE not in place.split("/")
        folders = around(place)
        for section, scope in SECTIONS:
            if section == "devDependencies" and not own:
                continue
            for name, wanted, _ in entry.table(section).texts():
                target = self.resolved(folders, name)
                if target is not None:
                    yield Ask(target, wanted, Scope.SHIPPED if section == "peerDependencies" else scope)

    def resolved(self, folders: tuple[str, ...], name: str) -> str | None:
        """The place of the package that is found under a name; a linked one is at its own folder."""
        for folder in folders:
            self.looks -= 1
            if self.looks < 0:
                return None
            entry = self.packages.get(folder + name)
            if isinstance(entry, Table):
                return (entry.text("resolved") or folder + name) if entry.get("link") is True else folder + name
        return None

    def bundler(self, place: str, mark: str) -> str | None:
        """The package around one that is bundled, as `name@version`; `mark` says which are."""
        around = place.rpartition(f"/{INSIDE}/")[0]
        while around and self.packages.table(around).get(mark) is True:
            around = around.rpartition(f"/{INSIDE}/")[0]
        if not around:
            return None
        version = self.packages.table(around).text("version")
        return f"{name_in(around)}@{version}" if version else name_in(around)


def around(place: str) -> tuple[str, ...]:
    """The node_modules folders that are looked into from a place, nearest first, with `/` at the end."""
    found, here = [], place
    while here:
        if posixpath.basename(here) != INSIDE:
            found.append(f"{here}/{INSIDE}/")
        here = posixpath.dirname(here)
    return (*found, f"{INSIDE}/")
