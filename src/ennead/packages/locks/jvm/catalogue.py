"""Gradle's version catalogue, `gradle/libs.versions.toml`: aliases of libraries and bundles of them.

https://docs.gradle.org/current/userguide/version_catalogs.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ennead.model.location import Location
from ennead.model.package import Unread
from ennead.packages.locks.text.lined import Items, Malformed, Table
from ennead.packages.locks.text.toml_text import parse_table


@dataclass(frozen=True, slots=True)
class Library:
    """A library of the catalogue; `version` as it is written, None where it is left to others."""

    name: str
    version: str | None
    line: int


@dataclass(slots=True)
class Catalogue:
    """Libraries and bundles by the name a build file calls them (`spring.core` of `libs.spring.core`)."""

    path: str
    libraries: dict[str, Library] = field(default_factory=dict)
    bundles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def get(self, accessor: str) -> tuple[Library, ...]:
        """The libraries that an accessor means; none where the catalogue has it not."""
        if accessor.startswith("bundles."):
            members = self.bundles.get(accessor.removeprefix("bundles."), ())
            return tuple(one for name in members if (one := self.libraries.get(name)) is not None)
        one = self.libraries.get(accessor)
        return (one,) if one is not None else ()


def dotted(alias: str) -> str:
    """An alias as a build file calls it."""
    return re.sub(r"[-_]", ".", alias)


def read(text: str, path: str) -> Catalogue:
    """Read a catalogue."""
    found = Catalogue(path)
    try:
        root = parse_table(text)
    except Malformed as error:
        found.unread.append(Unread(Location(path, error.line), error.reason))
        return found
    versions, libraries = root.table("versions"), root.table("libraries")
    for alias, value in libraries.items():
        one = _library(value, versions, libraries.line(alias))
        if one is not None:
            found.libraries[dotted(alias)] = one
    for alias, value in root.table("bundles").items():
        if isinstance(value, Items):
            found.bundles[dotted(alias)] = tuple(dotted(text) for text, _ in value.texts())
    return found


def _library(value: object, versions: Table, line: int) -> Library | None:
    if isinstance(value, str):
        group, _, rest = value.partition(":")
        artifact, _, version = rest.partition(":")
        return Library(f"{group}:{artifact}", version or None, line)
    if not isinstance(value, Table):
        return None
    name = value.text("module") or f"{value.text('group') or ''}:{value.text('name') or ''}"
    return Library(name, _version(value.get("version"), versions), line)


def _version(value: object, versions: Table) -> str | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, Table):
        return None
    reference = value.text("ref")
    if reference is not None:
        return _version(versions.get(reference), Table())
    return next((text for kind in ("strictly", "require", "prefer") if (text := value.text(kind)) is not None), None)
