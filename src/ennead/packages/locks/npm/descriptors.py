"""Locks keyed by `name@range`, as yarn writes them: from a wish to the entry that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Origin, Scope
from ennead.packages.locks.graph import UNNAMED, Ask, Entry, Lock
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.npm.manifest import Manifest
from ennead.packages.locks.npm.specifier import split


@dataclass(slots=True)
class Descriptors:
    """Entries' keys by descriptor, and those by name where a name has one entry only."""

    exact: dict[str, str] = field(default_factory=dict)
    alone: dict[str, str | None] = field(default_factory=dict)

    def put(self, descriptor: str, key: str) -> None:
        """Note that an entry answers a descriptor."""
        self.exact[descriptor] = key
        name = split(descriptor)[0]
        self.alone[name] = key if self.alone.get(name, key) == key else None

    def get(self, name: str, wanted: str) -> str | None:
        """The entry that answers a wish.  Where `resolutions` changed the range, the only entry of the name does."""
        for descriptor in (f"{name}@{wanted}", f"{name}@npm:{wanted}"):
            if descriptor in self.exact:
                return self.exact[descriptor]
        return self.alone.get(name)


def add_modules(found: Lock, known: Descriptors, manifests: Mapping[str, Manifest]) -> None:
    """The project's own modules, with what their package.json ask for: yarn 1 keeps nothing of them."""
    by_name = {one.name: folder for folder, one in manifests.items() if one.name is not None}
    for folder, manifest in manifests.items():
        asks = tuple(_wishes(known, manifest, by_name))
        name = manifest.name if manifest.name is not None and is_name(manifest.name) else UNNAMED
        if name == UNNAMED and not asks:
            continue
        at = Location(manifest.path, manifest.line)
        one = named(Ecosystem.NPM, name, manifest.version, at, origin=Origin.MANIFEST, own=True)
        found.add(module_key(folder), Entry(one, asks))
        found.members[folder] = module_key(folder)


def module_key(folder: str) -> str:
    """The key of an own module's entry."""
    return f"\n{folder}"


def _wishes(known: Descriptors, manifest: Manifest, modules: Mapping[str, str]) -> Iterator[Ask]:
    for want in manifest.wants.values():
        key = known.get(want.name, want.specifier)
        if key is None and want.name in modules:
            key = module_key(modules[want.name])
        if key is not None:
            yield Ask(key, want.specifier, Scope.SHIPPED if want.peer else want.scope)
