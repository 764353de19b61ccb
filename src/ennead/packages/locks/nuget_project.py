"""PackageReference in .csproj, .fsproj and .vbproj, with versions kept in Directory.Packages.props."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Scope, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.limits import MAX_UNREAD, MAX_WANTS
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.text.lined import Malformed
from ennead.packages.locks.text.xml_text import Element, parse

ENDINGS = (".csproj", ".fsproj", ".vbproj")
CENTRAL = "Directory.Packages.props"
_EXACT = re.compile(r"\[\s*([^\s,\[\]()*]+)\s*\]|([^\s,\[\]()*$]+)")
_PROPERTY = re.compile(r"\$\(([\w.]{1,100})\)")


def read(text: str, path: str, central: Mapping[str, str] | None = None) -> Inventory:
    """What a project asks for by itself.  `central`: versions of Directory.Packages.props, by name in lower case."""
    try:
        root = parse(text)
    except Malformed as error:
        return Inventory((), (Unread(Location(path, error.line), error.reason),), (path,))
    properties = _properties(root)
    own = named(Ecosystem.NUGET, _own_name(path), None, Location(path, 1), origin=Origin.MANIFEST, own=True)
    found = [own] if is_name(own.package.name) else []
    unread: list[Unread] = []
    for one in root.each("ItemGroup", "PackageReference"):
        name = one.attributes.get("Include") or one.attributes.get("Update") or ""
        if len(found) > MAX_WANTS:
            reason = f"more than {MAX_WANTS} references; the rest is not read"
            unread.insert(0, Unread(Location(path, one.line), reason))
            break
        if not is_name(name):
            unread.append(Unread(Location(path, one.line), "a reference without a name that is one"))
        else:
            found.append(_reference(one, name, path, properties, central or {}))
    return Inventory(tuple(found), tuple(unread[:MAX_UNREAD]), (path,))


def versions(text: str) -> dict[str, str]:
    """The versions that Directory.Packages.props keeps, by name in lower case."""
    try:
        root = parse(text)
    except Malformed:
        return {}
    properties = _properties(root)
    return {
        one.attributes["Include"].lower(): _resolved(one.attributes["Version"], properties)
        for one in root.each("ItemGroup", "PackageVersion")
        if "Include" in one.attributes and "Version" in one.attributes
    }


def _own_name(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]


def _properties(root: Element) -> dict[str, str]:
    return {one.name: one.text[:500] for group in root.each("PropertyGroup") for one in group.children}


def _resolved(text: str, properties: Mapping[str, str]) -> str:
    return _PROPERTY.sub(lambda match: properties.get(match[1], match[0]), text[:500]).strip()


def _words(one: Element, *names: str) -> Iterator[str]:
    for name in names:
        value = one.attributes.get(name) or one.word(name)
        if value:
            yield value


def _reference(one: Element, name: str, path: str, properties: Mapping[str, str], central: Mapping[str, str]) -> Named:
    text = next(_words(one, "VersionOverride", "Version"), None) or central.get(name.lower())
    text = _resolved(text, properties) if text is not None else None
    exact = _EXACT.fullmatch(text) if text is not None else None
    private = next(_words(one, "PrivateAssets"), "").lower() == "all"
    unset = _PROPERTY.search(text or "")
    reason = reasons.unset(unset[1]) if unset is not None else reasons.RANGE if text else reasons.NO_VERSION
    return named(
        Ecosystem.NUGET,
        name,
        (exact[1] or exact[2]) if exact is not None else None,
        Location(path, one.line),
        origin=Origin.MANIFEST,
        reason=reason if exact is None else None,
        wanted=text,
        scope=Scope.DEVELOPMENT if private else Scope.SHIPPED,
        direct=True,
    )
