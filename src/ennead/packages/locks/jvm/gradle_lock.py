"""Gradle's lock state: gradle.lockfile, and the older one file for each configuration.

https://docs.gradle.org/current/userguide/dependency_locking.html
"""

from __future__ import annotations

import posixpath

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks.graph import Entry, Lock, inventory
from ennead.packages.locks.jvm.gradle_build import scope_of
from ennead.packages.locks.limits import MAX_LINES
from ennead.packages.locks.naming import is_name, named


def read(
    text: str, path: str, direct: frozenset[str] | None = None, hashed: frozenset[str] = frozenset()
) -> Inventory:  # fmt: skip
    """What the lock names.  `direct`: names that build files declare; `hashed`: `name:version` with a known hash."""
    found = Lock(path, Ecosystem.MAVEN)
    alone = posixpath.basename(path).removesuffix(".lockfile")
    for number, line in enumerate(text.split("\n"), 1):
        if number > MAX_LINES:
            found.miss(number, f"more than {MAX_LINES} lines; the rest is not read")
            break
        line = line.strip()  # noqa: PLW2901
        if not line or line.startswith(("#", "empty=")):
            continue
        coordinates, _, configurations = line.partition("=")
        parts = coordinates.split(":")
        name = ":".join(parts[:2])
        if len(parts) != 3 or not is_name(name) or not all(parts):
            found.miss(number, "a line that names no package")
            continue
        one = named(
            Ecosystem.MAVEN,
            name,
            parts[2],
            found.at(number),
            scope=_scope(configurations.split(",") if configurations else [alone]),
            direct=name in direct if direct is not None else None,
            hashes=coordinates in hashed if hashed else None,
        )
        found.add(f"{coordinates}@{number}", Entry(one, told=True))
    return inventory(found)


def _scope(configurations: list[str]) -> Scope:
    scopes = {scope_of(one.strip()) for one in configurations[:200]}
    return Scope.SHIPPED if Scope.SHIPPED in scopes else Scope.DEVELOPMENT
