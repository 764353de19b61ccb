"""The way out for packages of Maven: where a pom.xml, or a parent of it, writes a version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.model.location import Location
from ennead.model.package import Named, Origin
from ennead.packages.locks.files import Files, folder_of, joined, text_of
from ennead.packages.locks.jvm.find import Maven
from ennead.packages.locks.jvm.interpolate import MAX_STEPS
from ennead.packages.locks.jvm.pom import Pom
from ennead.packages.locks.jvm.reactor import Reactor, modules_of
from ennead.packages.locks.text.lined import Malformed
from ennead.packages.locks.text.xml_text import Element, parse
from ennead.packages.versions import compare
from ennead.packages.way_out.told import command, way
from ennead.packages.way_out.words import Change, Judged, Kind, WayOut

Place = tuple[str | int, ...]
_PROPERTY = re.compile(r"\s*\$\{([^${}]{1,200})\}\s*")
_BARE_RANGE = re.compile(r"\[\s*[^\s,\[\]()]+\s*\]")
_MANAGED: Place = ("dependencyManagement", 0, "dependencies", 0, "dependency")


class MavenWays:
    """Ways out for the packages of Maven projects."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._maven = Maven(files)
        self._reactors: dict[str, Reactor] = {}

    def of(self, judged: Judged, fix: str) -> WayOut | None:
        """The way out; None where the package's pom.xml is not here."""
        named = judged.named
        if named.origin is Origin.MANIFEST and named.at.path.endswith(".xml"):
            return self._direct(judged, named.at, fix)
        where = self._maven.speaks(folder_of(named.at.path))
        if where is None:
            return None
        at = self._names(joined(where.root, "pom.xml"), named)
        return (
            self._direct(judged, at, fix)
            if at is not None
            else self._managed(judged, joined(where.root, "pom.xml"), fix)
        )

    def _names(self, path: str, named: Named) -> Location | None:
        """Where a project names a package itself that was found in what it built."""
        for made in modules_of(self._reactor(path)):
            for dependency, source in made.dependencies:
                if f"{made.value(dependency.group)[0]}:{made.value(dependency.artifact)[0]}" == named.package.name:
                    return Location(source.path, dependency.line)
        return None

    def _direct(self, judged: Judged, at: Location, fix: str) -> WayOut:
        build = f"{command('mvn', 'package')} builds it anew"
        changes = [
            Change(place, route, _styled(text, fix), text) for place, route, text in self._written(judged.named, at)
        ]
        if not changes:
            step = (
                f"{at}: its version is not written in a pom.xml here: write {fix} there, or under dependencyManagement"
            )
            return way(Kind.RAISE, judged, (step, build), admitted=False)
        return way(Kind.RAISE, judged, (*_shared(changes), build), changes, admitted=False, then=build)

    def _managed(self, judged: Judged, path: str, fix: str) -> WayOut:
        """One that comes by others: the version that the project manages wins over theirs."""
        group, _, artifact = judged.named.package.name.partition(":")
        include = command("mvn", "dependency:tree", f"-Dincludes={group}:{artifact}")
        steps = (
            f"{include} tells who asks for it: a newer version of that is the best way, where there is one",
            f"{command('mvn', 'package')} builds it anew",
        )
        reactor = self._reactor(path)
        pom = reactor.load(path)
        found = self._of_managed(reactor.chain(pom)[0], judged.named) if pom is not None else None
        if pom is None or found is None:
            change = Change(Location(path, 1), (*_MANAGED, judged.named.package.name), fix)
            return way(Kind.OVERRIDE, judged, steps, [change], then=steps[1])
        written = self._literal(reactor.chain(pom)[0], found)
        if any(compare("Maven", text, fix) in {0, 1} for _, _, text in written):
            return way(Kind.RELOCK, judged, ("the project manages that version already", steps[1]), admitted=True)
        changes = [Change(at, route, _styled(text, fix), text) for at, route, text in written]
        return way(Kind.OVERRIDE, judged, (*_shared(changes), *steps), changes, then=steps[1])

    # -- where a version is written ---------------------------------------------------------------

    def _written(self, named: Named, at: Location) -> list[tuple[Location, Place, str]]:
        """The literal, or the property, that gives a dependency its version."""
        where = self._maven.speaks(folder_of(at.path))
        reactor = self._reactor(joined(where.root if where is not None else folder_of(at.path), "pom.xml"))
        pom = reactor.load(at.path)
        chain = reactor.chain(pom)[0] if pom is not None else []
        found = _version_of(self._root(at.path), named, at.line)
        place = (at.path, *found) if found is not None else self._of_managed(chain, named)
        return self._literal(chain, place)

    def _literal(
        self, chain: list[Pom], place: tuple[str, Place, Element] | None
    ) -> list[tuple[Location, Place, str]]:  # fmt: skip
        """The place itself, or the property that it names; none where nothing here sets that."""
        for _ in range(MAX_STEPS):
            if place is None:
                return []
            path, route, element = place
            reference = _PROPERTY.fullmatch(element.text)
            if reference is None:
                return [(Location(path, element.line), route, element.text)] if "$" not in element.text else []
            place = self._property(chain, reference[1])
        return []

    def _of_managed(self, chain: list[Pom], named: Named) -> tuple[str, Place, Element] | None:
        for pom in chain:
            for route, element in _elements(self._root(pom.path)):
                if route[: len(_MANAGED)] == _MANAGED and _fits(element, named):
                    version = element.child("version")
                    if version is not None:
                        return pom.path, (*route, "version", 0), version
        return None

    def _property(self, chain: list[Pom], name: str) -> tuple[str, Place, Element] | None:
        for pom in chain:
            for one in self._root(pom.path).each("properties"):
                found = one.child(name)
                if found is not None:
                    return pom.path, ("properties", 0, name, 0), found
        return None

    def _reactor(self, path: str) -> Reactor:
        if path not in self._reactors:
            reactor = self._reactors[path] = Reactor(lambda wanted: text_of(self._files, wanted))
            reactor.follow(path)
        return self._reactors[path]

    def _root(self, path: str) -> Element:
        try:
            return parse(text_of(self._files, path) or "<project/>")
        except Malformed:
            return Element("project", 1)


def _version_of(root: Element, named: Named, line: int) -> tuple[Place, Element] | None:
    """The version that stands at a dependency itself."""
    for route, element in _elements(root):
        version = element.child("version")
        if element.line == line and version is not None and _fits(element, named):
            return (*route, "version", 0), version
    return None


def _elements(element: Element, route: Place = ()) -> Iterator[tuple[Place, Element]]:
    """Every `dependency` below an element that is one of the project, with its route."""
    counts: dict[str, int] = {}
    for child in element.children:
        here = (*route, child.name, counts.get(child.name, 0))
        counts[child.name] = counts.get(child.name, 0) + 1
        if child.name == "dependency":
            yield here, child
        elif child.name in {"dependencies", "dependencyManagement", "profiles", "profile"}:
            yield from _elements(child, here)


def _name(element: Element) -> str:
    return f"{element.word('groupId') or ''}:{element.word('artifactId') or ''}"


def _fits(element: Element, named: Named) -> bool:
    """Whether a dependency is the package; what stands in properties may be."""
    written, wanted = _name(element).split(":", 1), named.package.name.split(":", 1)
    return all("$" in one or one == other for one, other in zip(written, wanted, strict=False))


def _styled(text: str, fix: str) -> str:
    return f"[{fix}]" if _BARE_RANGE.fullmatch(text.strip()) else fix


def _shared(changes: list[Change]) -> Iterator[str]:
    for one in changes:
        if one.place[0] == "properties":
            yield f"the property {one.place[2]} may give other packages their version too: they move with it"
