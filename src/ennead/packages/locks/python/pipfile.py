"""Pipfile and Pipfile.lock of pipenv (https://pipenv.pypa.io)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Scope, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import Entry, Lock, inventory
from ennead.packages.locks.hosts import host
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.groups import scope_of
from ennead.packages.locks.python.markers import applies
from ennead.packages.locks.python.names import ByName
from ennead.packages.locks.python.project import Project, inventory_of
from ennead.packages.locks.python.pyproject import poetry_range
from ennead.packages.locks.python.requirement import Wanted, normal
from ennead.packages.locks.text.json_text import parse_table as json_table
from ennead.packages.locks.text.lined import Malformed, Table
from ennead.packages.locks.text.toml_text import parse_table as toml_table

SETTINGS = frozenset({"source", "requires", "scripts", "pipenv", "_meta"})
"""Tables of a Pipfile that are no lists of packages."""


def project(text: str, path: str) -> Project:
    """Read a Pipfile."""
    found = Project(path, is_project=True)
    try:
        root = toml_table(text)
    except Malformed as error:
        found.unread.append(Unread(Location(path, error.line), error.reason))
        return found
    for category, table, _ in root.tables():
        if category not in SETTINGS:
            scope = _scope(category)
            for name, value in table.items():
                found.want(_wanted(name, value), table.line(name), scope)
    return found


def read(text: str, path: str) -> Inventory:
    """What a Pipfile asks for by itself."""
    return inventory_of(project(text, path))


def _scope(category: str) -> Scope:
    name = category.removesuffix("-packages")
    return scope_of("main" if name in {"packages", "default"} else name)


def _wanted(name: str, value: Any) -> Wanted | None:
    if isinstance(value, str):
        return poetry_range(Wanted(normal(name)), value)
    if not isinstance(value, Table):
        return None
    if "git" in value:
        return Wanted(normal(name), reason=reasons.GIT, source=host(value.text("git")), wanted=value.text("git") or "")
    if "path" in value or "file" in value:
        text = value.text("path") or value.text("file") or ""
        local = "://" not in text
        return Wanted(normal(name), reason=reasons.LOCAL if local else reasons.ADDRESS, wanted=text, local=local)
    return poetry_range(Wanted(normal(name), marker=value.text("markers")), value.text("version") or "*")


def read_lock(text: str, path: str, project: Project | None = None) -> Inventory:
    """What a Pipfile.lock names.  `project` (of the Pipfile) tells what is direct."""
    found = Lock(path, Ecosystem.PYPI)
    root = found.parsed(json_table, text)
    if root is None:
        return inventory(found)
    sources = dict(_sources(root.table("_meta")))
    known = ByName()
    for category, table, _ in root.tables():
        if category != "_meta":
            for name, entry, line in table.tables():
                _package(found, known, (category, normal(name)), entry, line, sources)
    known.add_project(found, project)
    return inventory(found)


def _sources(meta: Table) -> Iterator[tuple[str, str | None]]:
    for one, _ in meta.items_at("sources").tables():
        yield one.text("name") or "", host(one.text("url"))


def _package(
    found: Lock, known: ByName, where: tuple[str, str], entry: Table, line: int, sources: dict[str, str | None]
) -> None:
    category, name = where
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    git, path = entry.text("git"), entry.text("path") or entry.text("file")
    local = path is not None and "://" not in path
    scope = _scope(category)
    if scope is Scope.SHIPPED and not applies(entry.text("markers")):
        scope = Scope.OPTIONAL
    alone = next(iter(sources.values())) if len(sources) == 1 else None
    version = (entry.text("version") or "").lstrip("= ") or None
    one = named(
        Ecosystem.PYPI,
        name,
        None if git is not None or local else version,
        found.at(line),
        reason=reasons.GIT if git is not None else reasons.LOCAL if local else None,
        scope=scope,
        source=host(git or path) or sources.get(entry.text("index") or "", alone),
        hashes=bool(entry.items_at("hashes")),
        own=local,
    )
    key = f"{category}/{name}"
    found.add(key, Entry(one, told=True))
    known.put(name, key, ())
