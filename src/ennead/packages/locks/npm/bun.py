"""bun.lock: JSON with commas at the end; places as in node_modules (`mkdirp/minimist`), the modules in `workspaces`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import UNNAMED, Ask, Entry, Lock, inventory
from ennead.packages.locks.hosts import host, is_git
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.npm.manifest import SECTIONS
from ennead.packages.locks.npm.places import MAX_PARTS
from ennead.packages.locks.npm.specifier import split
from ennead.packages.locks.text.json_text import parse_table
from ennead.packages.locks.text.lined import Items, Table

BINARY = "bun.lockb is binary; bun writes bun.lock since 1.2 (`bun install --save-text-lockfile`)"


def lock(text: str, path: str) -> Lock:
    """Read the lock."""
    found = Lock(path, Ecosystem.NPM)
    root = found.parsed(parse_table, text)
    if root is None:
        return found
    packages, modules = root.table("packages"), root.table("workspaces")
    folders = {name: folder for folder, module, _ in modules.tables() if (name := module.text("name"))}
    for place, value in packages.items():
        line = packages.line(place)
        if isinstance(value, Items) and value and isinstance(value[0], str) and place.count("/") <= MAX_PARTS:
            _entry(found, packages, place, value, line)
        else:
            found.miss(line, "an entry that is none")
    for folder, module, line in modules.tables():
        _module(found, packages, folder, module, line)
    _link_modules(found, packages, folders)
    return found


def read(text: str, path: str) -> Inventory:
    """What the lock names."""
    return inventory(lock(text, path))


def _entry(found: Lock, packages: Table, place: str, value: Items, line: int) -> None:
    name, reference = split(str(value[0]))
    if reference.startswith("workspace:"):
        return
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    alias = _parts(place)[-1]
    info = next((one for one in value if isinstance(one, Table)), Table())
    git, local = is_git(reference), reference.startswith(("file:", "link:", "root:"))
    exact = not git and not local and "://" not in reference
    one = named(
        Ecosystem.NPM,
        name,
        reference if exact else None,
        found.at(line),
        reason=reasons.GIT if git else reasons.LOCAL if local else None if exact else reasons.ADDRESS,
        source=host(reference if not exact else _registry(value)),
        hashes=any(isinstance(one, str) and one.startswith("sha") for one in value[1:]),
        scope=Scope.OPTIONAL if "os" in info or "cpu" in info else Scope.SHIPPED,
        own=local,
        imports=(alias,) if alias != name else (),
    )
    found.add(place, Entry(one, tuple(_asks(packages, place, info, own=False))))


def _registry(value: Items) -> str | None:
    return str(value[1]) if len(value) > 1 and isinstance(value[1], str) else None


def _module(found: Lock, packages: Table, folder: str, module: Table, line: int) -> None:
    name = module.text("name") or posixpath.basename(folder) or UNNAMED
    place = name if folder else ""
    asks = tuple(_asks(packages, place, module, own=True))
    if not (is_name(name) or (name == UNNAMED and asks)):
        return
    one = named(Ecosystem.NPM, name, module.text("version"), found.at(line), own=True)
    found.add(f"\n{folder}", Entry(one, asks))
    found.members[posixpath.normpath(folder) if folder else "."] = f"\n{folder}"


def _link_modules(found: Lock, packages: Table, folders: dict[str, str]) -> None:
    """Places of members lead to the members."""
    for place, value in packages.items():
        if isinstance(value, Items) and value and isinstance(value[0], str):
            name, reference = split(value[0])
            folder = folders.get(name)
            if reference.startswith("workspace:") and folder is not None and place not in found.entries:
                target = found.entries.get(f"\n{folder}")
                if target is not None:
                    found.add(place, Entry(target.named, (Ask(f"\n{folder}"),)))


def _parts(place: str) -> list[str]:
    """`@a/b/c` as `@a/b` and `c`."""
    made: list[str] = []
    for part in place.split("/"):
        if made and made[-1].startswith("@") and "/" not in made[-1]:
            made[-1] += f"/{part}"
        else:
            made.append(part)
    return made


def _asks(packages: Table, place: str, info: Table, *, own: bool) -> Iterator[Ask]:
    optional = {name for name, _ in info.items_at("optionalPeers").texts()}
    for section, scope in SECTIONS:
        if section == "devDependencies" and not own:
            continue
        for name, wanted, _ in info.table(section).texts():
            key = _resolved(packages, place, name)
            if key is not None and name not in optional:
                yield Ask(key, wanted, Scope.SHIPPED if section == "peerDependencies" else scope)


def _resolved(packages: Table, place: str, name: str) -> str | None:
    parts = _parts(place) if place else []
    for depth in range(len(parts), -1, -1):
        key = "/".join([*parts[:depth], name])
        if key in packages:
            return key
    return None
