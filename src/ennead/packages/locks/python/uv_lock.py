"""uv.lock: packages with what they ask for, the project's own modules among them (https://docs.astral.sh/uv)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import Ask, Entry, Lock, inventory
from ennead.packages.locks.hosts import host
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.groups import scope_of
from ennead.packages.locks.python.markers import applies
from ennead.packages.locks.python.names import MAX_SAME
from ennead.packages.locks.python.requirement import normal
from ennead.packages.locks.text.lined import Items, Table
from ennead.packages.locks.text.toml_text import parse_table

_OWN = ("virtual", "editable", "directory")


def lock(text: str, path: str) -> Lock:
    """Read the lock."""
    found = Lock(path, Ecosystem.PYPI)
    root = found.parsed(parse_table, text)
    if root is None:
        return found
    packages = root.items_at("package")
    members = {name for name, _ in root.table("manifest").items_at("members").texts()}
    known: dict[str, list[str]] = {}
    for table, _ in packages.tables():
        same = known.setdefault(normal(table.text("name") or ""), [])
        if len(same) < MAX_SAME:
            same.append(_key(table))
    for table, line in packages.tables():
        _package(found, table, line, known, members)
    return found


def read(text: str, path: str) -> Inventory:
    """What the lock names."""
    return inventory(lock(text, path))


def _key(table: Table) -> str:
    return f"{normal(table.text('name') or '')}=={table.text('version') or ''}"


def _package(found: Lock, table: Table, line: int, known: dict[str, list[str]], members: set[str]) -> None:
    name, source = normal(table.text("name") or ""), table.table("source")
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    folder = next((text for kind in _OWN if (text := source.text(kind)) is not None), None)
    git, own = source.text("git"), folder is not None
    address = next((text for kind in ("git", "url", "registry") if (text := source.text(kind)) is not None), None)
    one = named(
        Ecosystem.PYPI,
        name,
        None if git is not None else table.text("version"),
        found.at(table.line("name") or line),
        reason=reasons.GIT if git is not None else reasons.LOCAL if own else None,
        source=host(address),
        hashes=_hashed(table),
        own=own,
    )
    found.add(_key(table), Entry(one, tuple(_asks(table, known, own=own))))
    member = folder is not None and (folder in {"."} or "virtual" in source or "editable" in source)
    if folder is not None and (name in members or (not members and member)):
        found.members[posixpath.normpath(folder or ".")] = _key(table)


def _hashed(table: Table) -> bool:
    files = [table.table("sdist"), *(one for one, _ in table.items_at("wheels").tables())]
    return any("hash" in one for one in files)


def _asks(table: Table, known: dict[str, list[str]], *, own: bool) -> Iterator[Ask]:
    ranges = _ranges(table.table("metadata")) if own else {}
    yield from _edges(table.items_at("dependencies"), known, Scope.SHIPPED, ranges)
    for extra in table.table("optional-dependencies").values():
        if isinstance(extra, Items):  # of others, the lock holds only those that somebody asked for
            yield from _edges(extra, known, Scope.OPTIONAL if own else Scope.SHIPPED, ranges)
    for group, dev in table.table("dev-dependencies").items():
        if isinstance(dev, Items):
            yield from _edges(dev, known, scope_of(group), ranges)


def _ranges(metadata: Table) -> dict[str, str]:
    """The ranges that an own module's manifest names, as the lock keeps them."""
    lists = [metadata.items_at("requires-dist"), *metadata.table("requires-dev").values()]
    tables = [one for items in lists if isinstance(items, Items) for one, _ in items.tables()]
    return {normal(one.text("name") or ""): one.text("specifier") or "" for one in tables}


def _edges(items: Items, known: dict[str, list[str]], scope: Scope, ranges: dict[str, str]) -> Iterator[Ask]:
    for one, _ in items.tables():
        name, version = normal(one.text("name") or ""), one.text("version")
        reach = scope if scope is not Scope.SHIPPED or applies(one.text("marker")) else Scope.OPTIONAL
        for key in known.get(name, ()):
            if version is None or key == f"{name}=={version}":
                yield Ask(key, ranges.get(name) or None, reach)
