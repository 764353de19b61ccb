"""pylock.toml (PEP 751)."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import Entry, Lock, inventory
from ennead.packages.locks.hosts import host
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.markers import applies
from ennead.packages.locks.python.names import ByName, Raw
from ennead.packages.locks.python.project import Project
from ennead.packages.locks.python.requirement import normal
from ennead.packages.locks.text.lined import Table
from ennead.packages.locks.text.toml_text import parse_table


def read(text: str, path: str, project: Project | None = None) -> Inventory:
    """What the lock names.  `project` tells what is direct, where there is one."""
    found = Lock(path, Ecosystem.PYPI)
    root = found.parsed(parse_table, text)
    if root is None:
        return inventory(found)
    groups = tuple(text for text, _ in root.items_at("default-groups").texts())
    known = ByName()
    for table, line in root.items_at("packages").tables():
        _package(found, known, table, line, groups)
    known.join(found)
    known.add_project(found, project)
    return inventory(found)


def _package(found: Lock, known: ByName, table: Table, line: int, groups: tuple[str, ...]) -> None:
    name = normal(table.text("name") or "")
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    git, local = "vcs" in table, "directory" in table
    marker = table.text("marker")
    one = named(
        Ecosystem.PYPI,
        name,
        None if git or local else table.text("version"),
        found.at(table.line("name") or line),
        reason=reasons.GIT if git else reasons.LOCAL if local else None,
        scope=Scope.SHIPPED if applies(marker, groups) else _else(marker),
        source=host(table.table("vcs").text("url") or _index(table)),
        hashes=_hashed(table),
        own=local,
    )
    key = f"{name}=={table.text('version')}@{found.at(line).line}"
    found.add(key, Entry(one, told=marker is not None))
    known.put(name, key, _asks(table))


def _else(marker: str | None) -> Scope:
    """Of a package that is not installed by default: a group's is for development, a platform's optional."""
    return Scope.DEVELOPMENT if marker is not None and "dependency_groups" in marker else Scope.OPTIONAL


def _files(table: Table) -> Iterator[Table]:
    for kind in ("archive", "sdist"):
        if kind in table:
            yield table.table(kind)
    for wheel, _ in table.items_at("wheels").tables():
        yield wheel


def _index(table: Table) -> str | None:
    return table.text("index") or next((url for one in _files(table) if (url := one.text("url")) is not None), None)


def _hashed(table: Table) -> bool:
    return any(one.table("hashes") for one in _files(table))


def _asks(table: Table) -> Iterator[Raw]:
    for one, _ in table.items_at("dependencies").tables():
        yield one.text("name") or "", one.text("version"), Scope.SHIPPED
