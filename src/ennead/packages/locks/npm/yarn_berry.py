"""yarn.lock of yarn 2 and later: YAML, with the project's own modules in it as `name@workspace:folder`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import Ask, Entry, Lock, inventory
from ennead.packages.locks.hosts import host, is_git
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.npm.descriptors import Descriptors
from ennead.packages.locks.npm.manifest import Manifest
from ennead.packages.locks.npm.specifier import split
from ennead.packages.locks.text.lined import Table
from ennead.packages.locks.text.yaml_text import parse_table

_PROTOCOLS_OF_FOLDERS = ("workspace:", "link:", "portal:")


def lock(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Lock:
    """Read the lock.  `manifests` tell which wishes of own modules are for development."""
    found = Lock(path, Ecosystem.NPM)
    root = found.parsed(parse_table, text)
    if root is None:
        return found
    known, unpatched = Descriptors(), _unpatched(root)
    for key, entry, _ in root.tables():
        for descriptor in key.split(", "):
            known.put(descriptor, _patched(key, entry, unpatched))
    for key, entry, line in root.tables():
        if key != "__metadata" and _patched(key, entry, unpatched) == key:
            _entry(found, known, key, entry, line, manifests or {})
    return found


def _unpatched(root: Table) -> dict[tuple[str, str | None], str]:
    """The entry of each package and version as it is fetched."""
    found: dict[tuple[str, str | None], str] = {}
    for key, entry, _ in root.tables():
        name, reference = split(entry.text("resolution") or "")
        if not reference.startswith("patch:"):
            found.setdefault((name, entry.text("version")), key)
    return found


def _patched(key: str, entry: Table, unpatched: Mapping[tuple[str, str | None], str]) -> str:
    """The entry's key; of a patched package, that of the package that is patched."""
    name, reference = split(entry.text("resolution") or "")
    return unpatched.get((name, entry.text("version")), key) if reference.startswith("patch:") else key


def read(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Inventory:
    """What the lock names."""
    return inventory(lock(text, path, manifests))


def _entry(
    found: Lock, known: Descriptors, key: str, entry: Table, line: int, manifests: Mapping[str, Manifest]
) -> None:
    alias = split(key.partition(", ")[0])[0]
    name, reference = split(entry.text("resolution") or key.partition(", ")[0])
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    own = reference.startswith(_PROTOCOLS_OF_FOLDERS) or entry.text("linkType") == "soft"
    folder = posixpath.normpath(reference.partition(":")[2].partition("::")[0] or ".") if own else ""
    manifest = manifests.get(folder) if reference.startswith("workspace:") else None
    git = is_git(reference) or "commit=" in reference
    version = entry.text("version")
    one = named(
        Ecosystem.NPM,
        name,
        (manifest.version if manifest is not None else None) if own else None if git else version,
        found.at(line),
        reason=reasons.GIT if git else reasons.LOCAL if own else None,
        source=host(reference) if "://" in reference else None,
        hashes="checksum" in entry,
        own=own,
        imports=(alias,) if alias != name and not own else (),
    )
    found.add(key, Entry(one, tuple(_asks(known, entry, manifest))))
    if reference.startswith("workspace:"):
        found.members[folder] = key


def _asks(known: Descriptors, entry: Table, manifest: Manifest | None) -> Iterator[Ask]:
    optional = {name for name, meta, _ in entry.table("dependenciesMeta").tables() if meta.text("optional") == "true"}
    wants = manifest.wants if manifest is not None else {}
    for name, wanted, _ in entry.table("dependencies").texts():
        key = known.get(name, wanted)
        scope = Scope.OPTIONAL if name in optional else Scope.SHIPPED
        if name in wants and not wants[name].peer:
            scope = wants[name].scope
        if key is not None:
            yield Ask(key, wanted.removeprefix("npm:"), scope)
