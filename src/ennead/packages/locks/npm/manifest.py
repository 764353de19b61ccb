"""package.json: the package's own name, what it asks for, and the members of its workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Scope, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.limits import MAX_WANTS
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.npm.specifier import specified
from ennead.packages.locks.text.json_text import parse_table
from ennead.packages.locks.text.lined import Malformed, Table

SECTIONS = (
    ("dependencies", Scope.SHIPPED),
    ("devDependencies", Scope.DEVELOPMENT),
    ("optionalDependencies", Scope.OPTIONAL),
    ("peerDependencies", Scope.OPTIONAL),
)


@dataclass(frozen=True, slots=True)
class Want:
    """One entry of a section: the name under which it is installed, its specifier, line and scope."""

    name: str
    specifier: str
    line: int
    scope: Scope
    peer: bool = False


@dataclass(slots=True)
class Manifest:
    """A package.json.  `manager` is `packageManager` without its version (`pnpm`)."""

    path: str
    name: str | None = None
    version: str | None = None
    line: int = 1
    wants: dict[str, Want] = field(default_factory=dict)
    workspaces: tuple[str, ...] = ()
    manager: str | None = None
    unread: list[Unread] = field(default_factory=list)


def manifest(text: str, path: str) -> Manifest:
    """Read a package.json."""
    found = Manifest(path)
    try:
        root = parse_table(text)
    except Malformed as error:
        found.unread.append(Unread(Location(path, error.line), error.reason))
        return found
    found.name, found.version = root.text("name"), root.text("version")
    found.line = root.line("name") or 1
    found.manager = (root.text("packageManager") or "").partition("@")[0] or None
    found.workspaces = tuple(_workspaces(root))
    for section, scope in SECTIONS:
        _section(found, root, section, scope)
    return found


def _workspaces(root: Table) -> Iterator[str]:
    items = root.items_at("workspaces") or root.table("workspaces").items_at("packages")
    for text, _ in items.texts():
        yield text


def _section(found: Manifest, root: Table, section: str, scope: Scope) -> None:
    peer = section == "peerDependencies"
    for name, specifier, line in root.table(section).texts():
        if len(found.wants) >= MAX_WANTS:
            found.unread.append(Unread(Location(found.path, line), f"more than {MAX_WANTS} entries"))
            return
        known = found.wants.get(name)
        if known is not None and (peer or scope is Scope.DEVELOPMENT):
            continue
        if not is_name(name):
            found.unread.append(Unread(Location(found.path, line), "a name that is none"))
            continue
        found.wants[name] = Want(name, specifier, line, scope, peer)


def read(text: str, path: str) -> Inventory:
    """What a package.json names by itself: a lower bound, exact versions only."""
    found = manifest(text, path)
    return Inventory(tuple(listed(found)), tuple(found.unread), (path,))


def listed(found: Manifest) -> Iterator[Named]:
    """The package itself, and each that it asks for."""
    own = own_module(found)
    if own is not None:
        yield own
    for want in found.wants.values():
        one = of_want(want, found.path)
        if one is not None:
            yield one


def own_module(found: Manifest) -> Named | None:
    """The package that the manifest is of, where it has a name."""
    if found.name is None or not is_name(found.name):
        return None
    at = Location(found.path, found.line)
    return named(Ecosystem.NPM, found.name, found.version, at, origin=Origin.MANIFEST, own=True)


def of_want(want: Want, path: str) -> Named | None:
    """A package that a manifest asks for; None where its alias names none."""
    got = specified(want.name, want.specifier)
    if not is_name(got.name):
        return None
    return named(
        Ecosystem.NPM,
        got.name,
        got.version,
        Location(path, want.line),
        origin=Origin.MANIFEST,
        reason=got.reason,
        wanted=want.specifier,
        scope=want.scope,
        source=got.source,
        direct=True,
        own=got.reason == reasons.LOCAL,
        imports=(want.name,) if want.name != got.name else (),
    )
