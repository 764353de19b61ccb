"""pom.xml: what the modules of a project name themselves, offline: what others ask for in turn stands nowhere here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.files import Opener
from ennead.packages.locks.graph import Ask, Entry, Lock, inventory
from ennead.packages.locks.jvm.pom import Dependency, Pom, scope_of
from ennead.packages.locks.jvm.reactor import Effective, Reactor, modules_of
from ennead.packages.locks.naming import is_name, named

_EXACT_RANGE = re.compile(r"\[\s*([^\s,\[\]()]+)\s*\]")


@dataclass(frozen=True, slots=True)
class Whole:
    """All modules of a project, as far as their files are here."""

    lock: Lock
    files: tuple[str, ...]

    def inventory(self, only: frozenset[str] | None = None) -> Inventory:
        """What they name; with `only`, the modules at these paths and those they need."""
        found = inventory(self.lock, only)
        return Inventory(found.named, found.unread, self.files)


def whole(text: str, path: str, opener: Opener | None = None) -> Whole:
    """A pom.xml with its modules and parents.  `opener` reads the other files."""
    reactor = Reactor(lambda wanted: text if wanted == path else opener(wanted) if opener is not None else None)
    reactor.follow(path)
    lock = Lock(path, Ecosystem.MAVEN)
    modules = list(modules_of(reactor))
    own = {made.name for made in modules}
    built = any(made.pom.packaging != "pom" for made in modules)
    for made in modules:  # one that only holds others together builds nothing that would be deployed
        _module(lock, made, own, builds=made.pom.packaging != "pom" or not built)
    lock.unread += reactor.unread
    files = tuple(sorted(path for path, one in reactor.poms.items() if one is not None))
    return Whole(lock, files or (path,))


def read(text: str, path: str, opener: Opener | None = None, only: frozenset[str] | None = None) -> Inventory:
    """What a pom.xml, its modules and its parents name.

    `opener` reads the other files.  `only`: paths of the modules that are asked about; those they need come along.
    """
    return whole(text, path, opener).inventory(only)


def modules(path: str, opener: Opener) -> tuple[str, ...]:
    """Paths of all pom.xml files of a project, from that of its root."""
    reactor = Reactor(opener)
    reactor.follow(path)
    return tuple(reactor.modules)


def _module(lock: Lock, made: Effective, own: set[str], *, builds: bool) -> None:
    asks: dict[Ask, None] = {}
    for dependency, source in made.dependencies if builds else ():
        for key, one in _named(lock, made, dependency, source, own):
            if not (one.own and key in lock.entries):
                lock.add(key, Entry(one))
            asks[Ask(key, scope=one.scope)] = None
    name = made.name
    if not is_name(name):
        lock.unread.append(Unread(Location(made.pom.path, made.pom.line), "a module with a name that is none"))
        name = f"{made.pom.path}:module"
    version, unset = made.value(made.properties.get("project.version", ""))
    at = Location(made.pom.path, made.pom.line)
    one = named(Ecosystem.MAVEN, name, None if unset else version or None, at, origin=Origin.MANIFEST, own=True)
    lock.entries.pop(f"own {name}", None)  # one that asks for it told less of it
    lock.add(f"own {name}", Entry(one, tuple(asks)))
    lock.members[made.pom.path] = f"own {name}"


def _named(
    lock: Lock, made: Effective, dependency: Dependency, source: Pom, own: set[str]
) -> Iterator[tuple[str, Named]]:
    group, artifact = made.value(dependency.group)[0], made.value(dependency.artifact)[0]
    name, at = f"{group}:{artifact}", Location(source.path, dependency.line)
    if not group or not artifact or not is_name(name):
        lock.unread.append(Unread(at, "a dependency with a name that is none"))
        return
    version, scope, reason, wanted = _version(made, dependency, (group, artifact))
    one = named(
        Ecosystem.MAVEN,
        name,
        version,
        at,
        origin=Origin.MANIFEST,
        reason=reason,
        wanted=wanted,
        scope=scope_of(scope, profile=dependency.profile),
        direct=True,
    )
    if name in own:
        yield f"own {name}", replace(one, own=True, direct=None, reason=None)
    else:
        yield f"{name}:{version}@{source.path}:{dependency.line}", one


def _version(
    made: Effective, dependency: Dependency, name: tuple[str, str]
) -> tuple[str | None, str | None, str | None, str | None]:
    """Version, scope, why there is no version, and what is written."""
    managed = made.managed.get((*name, dependency.kind, dependency.classifier), (None, None))
    text = dependency.version if dependency.version is not None else managed[0]
    scope = dependency.scope if dependency.scope is not None else managed[1]
    scope = made.value(scope)[0] if scope is not None else None
    if text is None:
        absent = list(dict.fromkeys(made.absent))
        where = " or ".join(absent[:3])
        more = " or others" if len(absent) > 3 else ""
        return None, scope, f"its version stands in {where}{more}, not here" if where else reasons.NO_VERSION, None
    version, unset = made.value(text)
    if unset is not None:
        return None, scope, reasons.unset(unset[:100]), text
    exact = _EXACT_RANGE.fullmatch(version[:200])
    if exact is not None:
        return exact[1], scope, None, version
    if version.startswith(("[", "(")) or "," in version or version in {"LATEST", "RELEASE"}:
        return None, scope, reasons.RANGE, version
    return version or None, scope, None, text if text != version else None
