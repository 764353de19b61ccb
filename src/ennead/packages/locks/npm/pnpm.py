"""pnpm-lock.yaml, lockfile versions 5 to 9 (https://github.com/pnpm/spec, folder lockfile).

A key is `/name/1.0.0_peers` in 5, `/name@1.0.0(peers)` in 6, `name@1.0.0(peers)` in 9, where `snapshots` holds what
each asks for.  The peers tell copies of one package apart; they are one package here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import UNNAMED, Ask, Entry, Lock, inventory
from ennead.packages.locks.hosts import host, is_git
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.npm.manifest import Manifest
from ennead.packages.locks.npm.specifier import split
from ennead.packages.locks.text.lined import Table
from ennead.packages.locks.text.yaml_text import parse_table

_SECTIONS = (
    ("dependencies", Scope.SHIPPED),
    ("optionalDependencies", Scope.OPTIONAL),
    ("devDependencies", Scope.DEVELOPMENT),
)
_ADDRESSES = ("https:", "http:", "git+", "git:", "ssh:", "file:")
_HOSTED = re.compile(r"https://(?:codeload\.github\.com|gitlab\.com|bitbucket\.org)/")
_OLD_KEY = re.compile(r"/(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?/)?(?P<name>(?:@[^/@]+/)?[^/@]+)/(?P<version>\d[^/_(]*)")


def lock(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Lock:
    """Read the lock.  `manifests` give the names of the project's own modules, which the lock keeps by folder."""
    found = Lock(path, Ecosystem.NPM)
    root = found.parsed(parse_table, text)
    if root is None:
        return found
    packages, snapshots = root.table("packages"), root.table("snapshots")
    asking = _by_package(snapshots or packages)
    for key, entry, line in packages.tables():
        _entry(found, key, entry, line, asking.get(_bare(key), []))
    importers = root.table("importers")
    if not importers and (packages or "dependencies" in root):
        importers = Table()
        importers.put(".", root, 1)
    for folder, importer, line in importers.tables():
        _importer(found, posixpath.normpath(folder), importer, line, manifests or {})
    return found


def read(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Inventory:
    """What the lock names."""
    return inventory(lock(text, path, manifests))


def _bare(key: str) -> str:
    """A key or reference without its peers and the slash in front."""
    key = key.partition("(")[0].removeprefix("/")
    old = _OLD_KEY.match(f"/{key}")
    return f"{old['name']}@{old['version']}" if old is not None and "@" not in key[1:].partition("_")[0] else key


def _by_package(table: Table) -> dict[str, list[Table]]:
    """What each package asks for, in all its copies."""
    found: dict[str, list[Table]] = {}
    for key, entry, _ in table.tables():
        found.setdefault(_bare(key), []).append(entry)
    return found


def _entry(found: Lock, key: str, entry: Table, line: int, copies: list[Table]) -> None:
    name, version = split(_bare(key))
    name, version = entry.text("name") or name, entry.text("version") or version
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    resolution = entry.table("resolution")
    tarball = resolution.text("tarball") or ("" if "://" not in version else version)
    git = (
        "commit" in resolution
        or resolution.text("type") == "git"
        or is_git(version)
        or _HOSTED.match(tarball) is not None
    )
    local = version.startswith(("file:", "link:")) or "directory" in resolution
    archive = tarball.startswith("file:") or (version.startswith("file:") and "directory" not in resolution)
    one = named(
        Ecosystem.NPM,
        name,
        None if git or local or "://" in version else version,
        found.at(line),
        reason=reasons.GIT if git else _local(archive) if local else reasons.ADDRESS if "://" in version else None,
        scope=_scope(entry),
        source=host(resolution.text("repo") or tarball or None),
        hashes="integrity" in resolution,
        installs=True if entry.text("requiresBuild") == "true" else None,
        own=local and not archive,
    )
    asks = [ask for copy in copies for ask in _asks(copy, "", ())]
    found.add(_bare(key), Entry(one, tuple(dict.fromkeys(asks)), told="dev" in entry))


def _local(archive: bool) -> str:
    return reasons.LOCAL_FILE if archive else reasons.LOCAL


def _scope(entry: Table) -> Scope:
    if entry.text("dev") == "true":
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if entry.text("optional") == "true" else Scope.SHIPPED


def _asks(entry: Table, folder: str, sections: tuple[tuple[str, Scope], ...]) -> Iterator[Ask]:
    """What a package asks for (or a module, whose links lead to other modules)."""
    specifiers = entry.table("specifiers")
    for section, scope in sections or _SECTIONS[:2]:
        for name, value in entry.table(section).items():
            reference = value.text("version") if isinstance(value, Table) else value
            wanted = value.text("specifier") if isinstance(value, Table) else specifiers.text(name)
            if isinstance(reference, str):
                yield Ask(_target(name, reference, folder), wanted, scope)


def _target(name: str, reference: str, folder: str) -> str:
    if reference.startswith("link:"):
        return _module_key(posixpath.normpath(posixpath.join(folder, reference.removeprefix("link:"))))
    if reference.startswith(_ADDRESSES):
        return f"{name}@{reference}"
    if re.match(r"\d", reference):
        return f"{name}@{reference.partition('(')[0].partition('_')[0]}"
    return _bare(reference)


def _module_key(folder: str) -> str:
    return f"\n{folder}"


def _note_aliases(found: Lock, importer: Table) -> None:
    """Names under which a module's code imports packages that have others."""
    for section, _ in _SECTIONS:
        for alias, value in importer.table(section).items():
            reference = value.text("version") if isinstance(value, Table) else value
            entry = found.entries.get(_target(alias, reference, "")) if isinstance(reference, str) else None
            if entry is not None and entry.named.package.name != alias:
                imports = tuple(dict.fromkeys((*entry.named.imports, alias)))
                key = _target(alias, str(reference), "")
                found.entries[key] = replace(entry, named=replace(entry.named, imports=imports))


def _importer(found: Lock, folder: str, importer: Table, line: int, manifests: Mapping[str, Manifest]) -> None:
    manifest = manifests.get(folder)
    name = (manifest.name if manifest is not None else None) or posixpath.basename(folder)
    asks = tuple(_asks(importer, folder, _SECTIONS))
    if not is_name(name) or name in {".", ".."}:
        name = UNNAMED
    version = manifest.version if manifest is not None else None
    _note_aliases(found, importer)
    one = named(Ecosystem.NPM, name, version, found.at(line), own=True)
    found.add(_module_key(folder), Entry(one, asks))
    found.members[folder] = _module_key(folder)
