"""pdm.lock: packages with their groups; a package with an extra stands twice (https://pdm-project.org)."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import Entry, Lock, inventory
from ennead.packages.locks.hosts import host
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.groups import best
from ennead.packages.locks.python.markers import applies
from ennead.packages.locks.python.names import ByName, Raw
from ennead.packages.locks.python.project import Project
from ennead.packages.locks.python.requirement import normal, wanted
from ennead.packages.locks.text.lined import Table
from ennead.packages.locks.text.toml_text import parse_table


def read(text: str, path: str, project: Project | None = None) -> Inventory:
    """What the lock names.  `project` tells what is direct."""
    found = Lock(path, Ecosystem.PYPI)
    root = found.parsed(parse_table, text)
    if root is None:
        return inventory(found)
    known = ByName()
    for table, line in root.items_at("package").tables():
        _package(found, known, table, line)
    known.join(found)
    known.add_project(found, project)
    return inventory(found)


def _package(found: Lock, known: ByName, table: Table, line: int) -> None:
    name, version = normal(table.text("name") or ""), table.text("version")
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    git, local = table.text("git"), table.text("path")
    groups = [text for text, _ in table.items_at("groups").texts()]
    scope = best(groups)
    if scope is Scope.SHIPPED and not applies(table.text("marker")):
        scope = Scope.OPTIONAL
    one = named(
        Ecosystem.PYPI,
        name,
        None if git is not None or local is not None else version,
        found.at(table.line("name") or line),
        reason=reasons.GIT if git is not None else reasons.LOCAL if local is not None else None,
        scope=scope,
        source=host(git or table.text("url") or _file(table)),
        hashes=any("hash" in file for file, _ in table.items_at("files").tables()),
        own=local is not None,
    )
    key = f"{name}=={version}"
    found.add(key, Entry(one, told=bool(groups)))
    known.put(name, key, _asks(table, name))


def _file(table: Table) -> str | None:
    return next((text for file, _ in table.items_at("files").tables() if (text := file.text("url"))), None)


def _asks(table: Table, name: str) -> Iterator[Raw]:
    """What it asks for; a copy with an extra asks for the plain one, which is the same here."""
    for text, _ in table.items_at("dependencies").texts():
        got = wanted(text)
        if got is not None and got.name != name:
            yield got.name, got.wanted or None, Scope.SHIPPED if applies(got.marker) else Scope.OPTIONAL
