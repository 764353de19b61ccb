"""What a Python project says of itself: its name and what it asks for, from whichever file holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Scope, Unread
from ennead.packages.locks.limits import MAX_UNREAD, MAX_WANTS
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.markers import applies
from ennead.packages.locks.python.requirement import Wanted, normal, of_manifest


@dataclass(frozen=True, slots=True)
class Want:
    """A requirement of a project, with its line and scope."""

    got: Wanted
    line: int
    scope: Scope = Scope.SHIPPED


@dataclass(slots=True)
class Project:
    """A project.  `files` are requirements files that hold what it asks for; `members` globs of its workspace."""

    path: str
    name: str | None = None
    version: str | None = None
    line: int = 1
    wants: list[Want] = field(default_factory=list)
    files: list[tuple[str, int]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    members: tuple[str, ...] = ()
    is_project: bool = False
    """Whether the file says anything of a project; a `pyproject.toml` may hold settings of tools alone."""

    def want(self, got: Wanted | None, line: int, scope: Scope) -> None:
        """Add a requirement; None is a text that is none."""
        if got is None:
            self.miss(line, "a text that is no requirement")
        elif len(self.wants) < MAX_WANTS:
            self.wants.append(Want(got, line, scope))
        elif len(self.wants) == MAX_WANTS:
            self.miss(line, f"more than {MAX_WANTS} requirements")

    def miss(self, line: int, reason: str) -> None:
        """Note a part that was not read."""
        if len(self.unread) < MAX_UNREAD:
            self.unread.append(Unread(Location(self.path, line), reason))

    def scopes(self) -> dict[str, tuple[Scope, str | None]]:
        """Each name that the project asks for, with its best scope and range."""
        order = (Scope.SHIPPED, Scope.OPTIONAL, Scope.DEVELOPMENT)
        found: dict[str, tuple[Scope, str | None]] = {}
        for want in self.wants:
            scope = want.scope
            if scope is Scope.SHIPPED and not applies(want.got.marker):
                scope = Scope.OPTIONAL
            known = found.get(want.got.name)
            if known is None or order.index(scope) < order.index(known[0]):
                found[want.got.name] = (scope, want.got.wanted or None if known is None else None)
            elif known[0] is scope:
                found[want.got.name] = (scope, None)  # one of several, for each platform or Python
        return found


def listed(project: Project) -> Iterator[Named]:
    """The project itself, and each package it asks for."""
    own = own_module(project)
    if own is not None:
        yield own
    for want in project.wants:
        one = of_manifest(want.got, Location(project.path, want.line), want.scope)
        if one is not None:
            yield one


def own_module(project: Project) -> Named | None:
    """The project as a package, where it has a name."""
    if project.name is None or not is_name(project.name):
        return None
    at = Location(project.path, project.line)
    return named(Ecosystem.PYPI, normal(project.name), project.version, at, origin=Origin.MANIFEST, own=True)


def inventory_of(project: Project) -> Inventory:
    """What the project asks for itself: a lower bound, exact versions only."""
    return Inventory(tuple(listed(project)), tuple(project.unread), (project.path,))
