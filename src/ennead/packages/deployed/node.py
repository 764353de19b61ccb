"""Packages of npm as they lie in `node_modules`: nested, scoped, linked by pnpm.

https://docs.npmjs.com/cli/configuring-npm/package-json ; `node_modules/.package-lock.json` is npm's own note of what
it installed, https://docs.npmjs.com/cli/configuring-npm/package-lock-json#hidden-lockfiles
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Package, Scope, Unread
from ennead.packages.deployed.found import Answers, Found, is_name, is_version
from ennead.packages.deployed.items import Item, first_line
from ennead.packages.deployed.python import without_credentials

_RECORD = re.compile(r"(?:^|(?<=/))node_modules/((?:@[^/]+/)?[^/@.][^/]*)/package\.json$")
_NEEDED = ("dependencies", "optionalDependencies", "peerDependencies")
_SCRIPTS = ("preinstall", "install", "postinstall")
_NO_VERSION = "its package.json names no version"


def node(items: Mapping[str, Item], bundled: str | None) -> Answers:
    """The packages of npm among some files."""
    answers = Answers()
    records = _records(items, answers)
    notes = {
        folder: _note(items.get(f"{folder}/.package-lock.json")) for folder in {one[0] for one in records.values()}
    }
    for path, (folder, name, record) in records.items():
        item = items[path]
        outer = _outer(folder, records)
        note = _noted(path, notes)
        carrier = bundled or (_carrier(outer) if outer else None)
        named = replace(_named(item, name, record, note), bundled_in=carrier, direct=_direct(folder, name, items))
        answers.found.append(Found(named, folder, item.root, _needs(record)))
    return answers


_Records = dict[str, tuple[str, str, dict[str, Any]]]


def _records(items: Mapping[str, Item], answers: Answers) -> _Records:
    """By path the folder, the folder's name and the record of each package."""
    found: _Records = {}
    for path, item in items.items():
        if item.data is None or not path.endswith("/package.json") or "node_modules/" not in path:
            continue
        match = _RECORD.search(path)
        if match is None:
            continue
        record = _object(item)
        if record is None:
            answers.unread.append(Unread(Location(item.where), "it is no JSON: what lies there is not known"))
        else:
            found[path] = (path[: match.start(1) - 1], match[1], record)
    return found


def _object(item: Item | None) -> dict[str, Any] | None:
    if item is None or item.data is None:
        return None
    try:
        root = json.loads(item.data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    return root if isinstance(root, dict) else None


def _named(item: Item, name: str, record: dict[str, Any], note: dict[str, Any]) -> Named:
    """The package: called as its record says, looked up by its folder's name (an alias has two)."""
    version = record.get("version")
    known = str(version) if is_version(version) else None
    own = record.get("name")
    called = str(own) if is_name(Ecosystem.NPM, own) else name
    source = note.get("resolved") or record.get("_resolved")
    return Named(
        Package(Ecosystem.NPM, called, known),
        Location(item.where, first_line(item.data or b"", rb'"version"\s*:') if known else 0),
        item.origin,
        scope=_scope(note),
        reason=None if known else _NO_VERSION,
        source=without_credentials(source) if isinstance(source, str) and len(source) < 2_000 else None,
        hashes=True if isinstance(note.get("integrity") or record.get("_integrity"), str) else None,
        installs=_installs(record, note),
        own=note.get("link") is True,
        imports=(name,),
    )


def _scope(note: dict[str, Any]) -> Scope:
    if note.get("dev") is True:
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if note.get("optional") is True else Scope.SHIPPED


def _installs(record: dict[str, Any], note: dict[str, Any]) -> bool:
    scripts = record.get("scripts")
    return note.get("hasInstallScript") is True or (
        isinstance(scripts, dict) and any(isinstance(scripts.get(one), str) for one in _SCRIPTS)
    )


def _needs(record: dict[str, Any]) -> frozenset[str]:
    groups = (record.get(key) for key in _NEEDED)
    return frozenset(name for group in groups if isinstance(group, dict) for name in group)


def _note(item: Item | None) -> dict[str, Any]:
    """What npm noted of each folder below the project."""
    packages = (_object(item) or {}).get("packages")
    return packages if isinstance(packages, dict) else {}


def _noted(path: str, notes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What is noted of a package, in the outermost `node_modules` above it that has a note."""
    place = path.removesuffix("/package.json")
    for start in (match.start() for match in re.finditer(r"(?:^|(?<=/))node_modules/", place)):
        found = notes.get(place[: start + len("node_modules")], {}).get(place[start:])
        if isinstance(found, dict):
            return found
    return {}


def _outer(folder: str, records: _Records) -> tuple[str, dict[str, Any]] | None:
    """The package in whose own `node_modules` a folder is."""
    found = records.get(f"{folder.removesuffix('/node_modules')}/package.json") if "/" in folder else None
    return (found[1], found[2]) if found is not None else None


def _carrier(outer: tuple[str, dict[str, Any]]) -> str | None:
    """The package that was published with others inside; what those need lies there too."""
    folder, record = outer
    if not (record.get("bundleDependencies") or record.get("bundledDependencies")):
        return None
    version = record.get("version")
    return f"{folder}@{version}" if is_version(version) else folder


def _direct(folder: str, name: str, items: Mapping[str, Item]) -> bool | None:
    """Whether the project beside a `node_modules` names a package itself; None where none is beside it."""
    if "/.pnpm/" in folder:
        return None
    if folder.count("node_modules") > 1:
        return False
    project = _object(items.get(f"{folder.removesuffix('node_modules')}package.json"))
    if project is None:
        return None
    groups = (project.get(key) for key in (*_NEEDED, "devDependencies"))
    return any(isinstance(group, dict) and name in group for group in groups)
