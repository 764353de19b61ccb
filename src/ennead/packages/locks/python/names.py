"""Locks whose packages ask for each other by name: from a name to the entries, and the project on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Origin, Scope
from ennead.packages.locks.graph import UNNAMED, Ask, Entry, Lock
from ennead.packages.locks.limits import MAX_ASKS
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.project import Project
from ennead.packages.locks.python.requirement import normal

MAX_SAME = 10
"""Entries of one name that an ask by name leads to."""
Raw = tuple[str, str | None, Scope]
"""What a package asks for: a name, a range, a scope."""


class ByName:
    """Entries by name; what they ask for is joined once all are known."""

    def __init__(self) -> None:
        self.keys: dict[str, list[str]] = {}
        self.raw: dict[str, list[Raw]] = {}
        self.left = MAX_ASKS
        """How many asks are still followed."""

    def put(self, name: str, key: str, asks: Iterable[Raw]) -> None:
        """Note an entry and what it asks for."""
        known = self.keys.setdefault(name, [])
        if key not in self.raw and len(known) < MAX_SAME:
            known.append(key)
        self.raw.setdefault(key, []).extend(asks)

    def asks(self, raw: Iterable[Raw]) -> Iterator[Ask]:
        """Asks by name as asks of entries."""
        for name, wanted, scope in raw:
            for key in self.keys.get(normal(name), ()) if self.left > 0 else ():
                self.left -= 1
                yield Ask(key, wanted, scope)

    def join(self, lock: Lock) -> None:
        """Give every entry its asks."""
        for key, raw in self.raw.items():
            if key in lock.entries and raw:
                lock.entries[key] = replace(lock.entries[key], asks=tuple(self.asks(raw)))

    def add_project(self, lock: Lock, project: Project | None) -> None:
        """Put the project on top: what its manifest asks for is direct."""
        if project is None or not (project.wants or project.name):
            return
        wishes = [(name, wanted, scope) for name, (scope, wanted) in project.scopes().items()]
        name = normal(project.name) if project.name is not None and is_name(project.name) else UNNAMED
        asks = tuple(self.asks(wishes))
        if name == UNNAMED and not asks:
            return
        at = Location(project.path, project.line)
        one = named(Ecosystem.PYPI, name, project.version, at, origin=Origin.MANIFEST, own=True)
        lock.add("\n", Entry(one, asks))
        if asks:
            lock.members["."] = "\n"
