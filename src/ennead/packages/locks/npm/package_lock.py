"""package-lock.json and npm-shrinkwrap.json, lockfile versions 1, 2 and 3.

2 and 3 name every package at its place (`node_modules/a/node_modules/b`); 1 nests them, and is turned into the same.
Format: https://docs.npmjs.com/cli/configuring-npm/package-lock-json
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import UNNAMED, Ask, Entry, Lock, inventory
from ennead.packages.locks.hosts import host, is_git
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.npm.manifest import Manifest
from ennead.packages.locks.npm.places import INSIDE, LONGEST, MAX_PARTS, Places, around, name_in
from ennead.packages.locks.npm.specifier import specified
from ennead.packages.locks.text.json_text import parse_table
from ennead.packages.locks.text.lined import Table


def lock(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Lock:
    """Read the lock.  `manifests`: the package.json of each folder, relative to the lock's; version 1 needs them."""
    found = Lock(path, Ecosystem.NPM)
    root = found.parsed(parse_table, text)
    if root is None:
        return found
    if "packages" in root:
        _placed(found, root.table("packages"))
    elif "dependencies" in root:
        _nested(found, root, (manifests or {}).get("."))
    elif root.get("lockfileVersion") is None:
        found.miss(1, "no lock of npm: it has neither packages nor dependencies")
    return found


def read(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Inventory:
    """What the lock names."""
    return inventory(lock(text, path, manifests))


# -- versions 2 and 3 -----------------------------------------------------------------------------


def _placed(found: Lock, packages: Table) -> None:
    places = Places(packages)
    places.find_links()
    for place, entry, line in packages.tables():
        if len(place) > LONGEST or place.count("/") > MAX_PARTS:
            found.miss(line, "a place that is nested too deep")
        elif INSIDE in place.split("/"):
            if entry.get("link") is not True:
                _package(found, places, place, entry, line)
        else:
            _module(found, places, place, entry, line)
    _told_looks(found, places)


def _told_looks(found: Lock, places: Places) -> None:
    if places.looks < 0:
        found.miss(0, "more asks than are followed; some ways are not known")


def _module(found: Lock, places: Places, place: str, entry: Table, line: int) -> None:
    """The project itself, a member of its workspace, or a local folder that it installs."""
    folder = posixpath.normpath(place) if place else "."
    name = entry.text("name") or places.links.get(place) or posixpath.basename(place)
    asks = tuple(places.asks(place, entry))
    if not is_name(name):
        if not asks:
            return
        name = UNNAMED
    one = named(Ecosystem.NPM, name, entry.text("version"), found.at(line), own=True)
    found.add(place, Entry(one, asks))
    found.members[folder] = place


def _package(found: Lock, places: Places, place: str, entry: Table, line: int) -> None:
    alias = name_in(place)
    name = entry.text("name") or alias
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    resolved, version = entry.text("resolved"), entry.text("version")
    git = resolved is not None and is_git(resolved)
    one = named(
        Ecosystem.NPM,
        name,
        None if git else version,
        found.at(line),
        reason=reasons.GIT if git else None,
        wanted=resolved if git else None,
        scope=_scope(entry),
        source=host(resolved),
        hashes="integrity" in entry,
        installs=entry.get("hasInstallScript") is True,
        imports=(alias,) if alias != name else (),
        bundled_in=places.bundler(place, "inBundle") if entry.get("inBundle") is True else None,
    )
    found.add(place, Entry(one, tuple(places.asks(place, entry)), told=True))


def _scope(entry: Table) -> Scope:
    if entry.get("dev") is True:
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if entry.get("optional") is True or entry.get("devOptional") is True else Scope.SHIPPED


# -- version 1 ------------------------------------------------------------------------------------


def _nested(found: Lock, root: Table, manifest: Manifest | None) -> None:
    """Version 1: packages inside of each other, without the project's own wishes."""
    flat = Table()
    waiting = [("", root.table("dependencies"))]
    while waiting:
        around, table = waiting.pop()
        for name, entry, line in table.tables():
            place = f"{around}/{INSIDE}/{name}" if around else f"{INSIDE}/{name}"
            if len(place) > LONGEST or place.count("/") > MAX_PARTS:
                found.miss(line, "a place that is nested too deep")
                continue
            flat.put(place, entry, line)
            waiting.append((place, entry.table("dependencies")))
    places = Places(flat)
    for place, entry, line in flat.tables():
        _old(found, places, place, entry, line)
    _told_looks(found, places)
    found.entries = dict(sorted(found.entries.items(), key=lambda item: item[1].named.at.line))
    _project(found, places, root, manifest)


def _project(found: Lock, places: Places, root: Table, manifest: Manifest | None) -> None:
    """The project of a lock of version 1, which keeps its name but not what it asks for."""
    asks = tuple(_wishes(places, manifest)) if manifest is not None else ()
    name = root.text("name") or (manifest.name if manifest is not None else None) or UNNAMED
    if is_name(name) or (name == UNNAMED and asks):
        one = named(Ecosystem.NPM, name, root.text("version"), found.at(root.line("name") or 1), own=True)
        found.add("", Entry(one, asks))
        if asks:
            found.members["."] = ""


def _old(found: Lock, places: Places, place: str, entry: Table, line: int) -> None:
    alias, version = name_in(place), entry.text("version")
    if not is_name(alias):
        found.miss(line, "a package with a name that is none")
        return
    got = specified(alias, version or "")
    if not is_name(got.name):
        found.miss(line, "a package with a name that is none")
        return
    one = named(
        Ecosystem.NPM,
        got.name,
        got.version,
        found.at(line),
        reason=got.reason,
        wanted=version if got.version is None else None,
        scope=_scope(entry),
        source=host(entry.text("resolved")) or got.source,
        hashes="integrity" in entry,
        own=got.reason == reasons.LOCAL,
        imports=(alias,) if alias != got.name else (),
        bundled_in=places.bundler(place, "bundled") if entry.get("bundled") is True else None,
    )
    folders = around(place)
    asks = [
        Ask(target, wanted)
        for name, wanted, _ in entry.table("requires").texts()
        if (target := places.resolved(folders, name)) is not None
    ]
    found.add(place, Entry(one, tuple(asks), told=True))


def _wishes(places: Places, manifest: Manifest) -> Iterator[Ask]:
    for want in manifest.wants.values():
        target = places.resolved(around(""), want.name)
        if target is not None:
            yield Ask(target, want.specifier, want.scope)
