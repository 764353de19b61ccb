"""poetry.lock: what poetry 1 and 2 write (https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import Entry, Lock, inventory
from ennead.packages.locks.hosts import host
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.groups import best
from ennead.packages.locks.python.markers import applies
from ennead.packages.locks.python.names import ByName, Raw
from ennead.packages.locks.python.project import Project
from ennead.packages.locks.python.requirement import normal
from ennead.packages.locks.text.lined import Items, Table
from ennead.packages.locks.text.toml_text import parse_table


def read(text: str, path: str, project: Project | None = None) -> Inventory:
    """What the lock names.  `project` tells what is direct, and of older locks what is for development."""
    found = Lock(path, Ecosystem.PYPI)
    root = found.parsed(parse_table, text)
    if root is None:
        return inventory(found)
    files, known = root.table("metadata").table("files"), ByName()
    for table, line in root.items_at("package").tables():
        _package(found, known, table, line, files)
    known.join(found)
    known.add_project(found, project)
    return inventory(found)


def _package(found: Lock, known: ByName, table: Table, line: int, files: Table) -> None:
    name = normal(table.text("name") or "")
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    source, version = table.table("source"), table.text("version")
    kind = source.text("type")
    local = kind == "directory"
    scope, told = _scope(table)
    one = named(
        Ecosystem.PYPI,
        name,
        None if kind == "git" or local else version,
        found.at(table.line("name") or line),
        reason=reasons.GIT if kind == "git" else reasons.LOCAL if local else None,
        scope=scope,
        source=host(source.text("url")) if not local else None,
        hashes=bool(table.items_at("files") or files.items_at(table.text("name") or "")),
        own=local,
    )
    key = f"{name}=={version}"
    found.add(key, Entry(one, told=told))
    known.put(name, key, _asks(table.table("dependencies")))


def _scope(table: Table) -> tuple[Scope, bool]:
    """The scope, and whether the lock tells it: older ones name a category, later 1.x nothing, 2.x groups."""
    groups = [text for text, _ in table.items_at("groups").texts()]
    category = table.text("category")
    scope = best(groups or ([category] if category else []))
    markers = table.get("markers")
    if scope is Scope.SHIPPED and (table.get("optional") is True or not _applies(markers)):
        return Scope.OPTIONAL, True
    return scope, bool(groups)


def _applies(markers: Any) -> bool:
    if isinstance(markers, Table):  # one for each group
        return any(applies(text) for _, text, _ in markers.texts())
    return applies(markers if isinstance(markers, str) else None)


def _asks(table: Table) -> Iterator[Raw]:
    for name, value in table.items():
        for one in value if isinstance(value, Items) else (value,):
            wanted = one if isinstance(one, str) else one.text("version") if isinstance(one, Table) else None
            marker = one.text("markers") if isinstance(one, Table) else None
            extra = marker is not None and "extra" in marker  # it is locked because somebody asked for the extra
            yield name, wanted, Scope.SHIPPED if extra or applies(marker) else Scope.OPTIONAL
