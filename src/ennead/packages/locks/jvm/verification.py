"""Gradle's gradle/verification-metadata.xml: hashes of every artifact a build has fetched, plug-ins among them.

https://docs.gradle.org/current/userguide/dependency_verification.html
"""

from __future__ import annotations

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Scope, Unread
from ennead.packages.locks.limits import MAX_PACKAGES, MAX_UNREAD
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.text.lined import Malformed
from ennead.packages.locks.text.xml_text import parse


def read(text: str, path: str) -> Inventory:
    """Every component it has hashes of; which of them a function ships stands nowhere in it, so all are optional."""
    try:
        root = parse(text)
    except Malformed as error:
        return Inventory((), (Unread(Location(path, error.line), error.reason),), (path,))
    found: dict[tuple[str, str], Named] = {}
    unread: list[Unread] = []
    for one in root.each("components", "component"):
        name, at = f"{one.attributes.get('group', '')}:{one.attributes.get('name', '')}", Location(path, one.line)
        version = one.attributes.get("version")
        if len(found) >= MAX_PACKAGES:
            unread.append(Unread(at, f"more than {MAX_PACKAGES} components; the rest is not read"))
            break
        if not is_name(name) or name.startswith(":"):
            if len(unread) < MAX_UNREAD:
                unread.append(Unread(at, "a component with a name that is none"))
            continue
        hashes = any(
            child.name in {"sha256", "sha512", "sha1", "md5"} for part in one.children for child in part.children
        )
        found.setdefault(
            (name, version or ""),
            named(Ecosystem.MAVEN, name, version, at, scope=Scope.OPTIONAL, hashes=hashes),
        )
    return Inventory(tuple(found.values()), tuple(unread), (path,))


def hashed(inventory: Inventory) -> frozenset[str]:
    """`group:artifact:version` of everything that has a hash."""
    return frozenset(f"{one.package.name}:{one.package.version}" for one in inventory.named if one.hashes)
