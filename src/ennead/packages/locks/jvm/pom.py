"""One pom.xml as it is written, before anything is inherited (https://maven.apache.org/pom.html)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ennead.model.package import Scope
from ennead.packages.locks.jvm.interpolate import LONGEST
from ennead.packages.locks.limits import MAX_WANTS
from ennead.packages.locks.text.xml_text import Element, parse

Key = tuple[str, str, str, str]
"""Group, artifact, type and classifier."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A dependency as it is written; texts may hold `${...}`.  `profile`: somebody has to switch it on."""

    group: str
    artifact: str
    version: str | None
    scope: str | None
    line: int
    kind: str = "jar"
    classifier: str = ""
    profile: bool = False

    @property
    def key(self) -> Key:
        """What its managed version is found by."""
        return self.group, self.artifact, self.kind, self.classifier


@dataclass(frozen=True, slots=True)
class Parent:
    """The parent that a pom.xml names; `path` is where it would lie, None where it is not looked for on disk."""

    group: str
    artifact: str
    version: str
    path: str | None


@dataclass(slots=True)
class Pom:
    """A pom.xml."""

    path: str
    line: int = 1
    group: str | None = None
    artifact: str = ""
    version: str | None = None
    packaging: str = "jar"
    parent: Parent | None = None
    properties: dict[str, str] = field(default_factory=dict)
    managed: list[Dependency] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    more: bool = False
    """Whether it has more dependencies than are read."""


def pom(text: str, path: str) -> Pom:
    """Read a pom.xml.  Raises Malformed."""
    root = parse(text)
    found = Pom(path, group=root.word("groupId"), artifact=root.word("artifactId") or "", version=root.word("version"))
    named = root.child("artifactId")
    found.line = named.line if named is not None else root.line
    found.packaging = root.word("packaging") or "jar"
    found.parent = _parent(root.child("parent"))
    _part(found, root, profile=False)
    for one in root.each("profiles", "profile"):
        active = any(flag.text == "true" for flag in one.each("activation", "activeByDefault"))
        _part(found, one, profile=not active)
    return found


def _part(found: Pom, element: Element, *, profile: bool) -> None:
    """What stands in the project, and may stand in a profile too."""
    for one in element.each("properties"):
        for value in one.children:
            if profile:
                found.properties.setdefault(value.name, value.text[:LONGEST])
            else:
                found.properties[value.name] = value.text[:LONGEST]
    managed = _dependencies(element, ("dependencyManagement", "dependencies", "dependency"), profile)
    own = _dependencies(element, ("dependencies", "dependency"), profile)
    found.managed += islice(managed, MAX_WANTS)
    found.dependencies += islice(own, MAX_WANTS)
    found.more = found.more or next(managed, None) is not None or next(own, None) is not None
    found.modules += [one.text for one in element.each("modules", "module") if one.text]


def _dependencies(element: Element, route: tuple[str, ...], profile: bool) -> Iterator[Dependency]:
    for one in element.each(*route):
        yield Dependency(
            group=one.word("groupId") or "",
            artifact=one.word("artifactId") or "",
            version=one.word("version"),
            scope=one.word("scope"),
            line=one.line,
            kind=one.word("type") or "jar",
            classifier=one.word("classifier") or "",
            profile=profile,
        )


def _parent(element: Element | None) -> Parent | None:
    if element is None:
        return None
    relative = element.child("relativePath")
    path: str | None = "../pom.xml" if relative is None else relative.text or None
    if path is not None and not path.endswith(".xml"):
        path = f"{path.rstrip('/')}/pom.xml"
    words = (element.word("groupId") or "", element.word("artifactId") or "", element.word("version") or "")
    return Parent(*words, path)


def scope_of(scope: str | None, *, profile: bool) -> Scope:
    """Maven's scopes: `test` is for development, `provided` is there only if something else brings it."""
    if scope == "test":
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if scope == "provided" or profile else Scope.SHIPPED
