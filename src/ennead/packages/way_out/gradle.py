"""The way out for packages of Gradle projects: build files, gradle.properties, the version catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ennead.model.location import Location
from ennead.model.package import Named
from ennead.packages.locks.files import Files, folder_of, joined, text_of
from ennead.packages.locks.jvm.catalogue import dotted
from ennead.packages.locks.jvm.find import Gradle
from ennead.packages.locks.jvm.gradle import BUILDS
from ennead.packages.locks.text.lined import Malformed, Table
from ennead.packages.locks.text.toml_text import parse_table
from ennead.packages.versions import admits, compare
from ennead.packages.way_out.gradle_places import Places, places
from ennead.packages.way_out.told import command, way
from ennead.packages.way_out.words import Change, Judged, Kind, WayOut

CATALOGUE = "gradle/libs.versions.toml"
_VARIABLE = re.compile(r"\$\{?(?:project\.|rootProject\.|ext\.)?(?P<name>[A-Za-z_][\w.]{0,100})\}?")
_PROPERTY = re.compile(r"(?m)^[ \t]*(?P<name>[\w.-]+)[ \t]*[=:][ \t]*(?P<value>[^\r\n]*?)[ \t]*$")
_LIBRARY = re.compile(r"\blibs\.([\w.]{1,200})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A place that gives a package its version."""

    at: Location
    place: tuple[str | int, ...]
    text: str
    before: str
    """What the whole place says: `group:name:version` of a catalogue's shorthand."""


class GradleWays:
    """Ways out for the packages of Gradle projects."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._gradle = Gradle(files)

    def of(self, judged: Judged, fix: str) -> WayOut | None:
        """The way out; None where the package's build file is not here."""
        named = judged.named
        where = self._gradle.speaks(folder_of(named.at.path).partition("/gradle/dependency-locks")[0])
        if where is None:
            return None
        asked = list(dict.fromkeys(self._asked(where.root, named)))
        shut = [one for one in asked if _takes(one.text, fix) is False]
        if asked and not shut:
            return way(Kind.RELOCK, judged, (_again(named),), admitted=True)
        if shut:
            changes = [Change(one.at, one.place, one.before.replace(one.text, _styled(one.text, fix)), one.before)
                       for one in shut]  # fmt: skip
            again = _again(named)
            return way(Kind.RAISE, judged, (*_shared(changes), again), changes, admitted=False, then=again)
        return self._constrained(judged, where.member or where.root, where.root, fix)

    def _constrained(self, judged: Judged, folder: str, root: str, fix: str) -> WayOut:
        """One that comes by others: a constraint is part of the choice, and the highest version wins."""
        name = judged.named.package.name
        insight = command("./gradlew", "dependencyInsight", "--dependency", name)
        steps = (f"{insight} tells who asks for it: a newer version of that is the best way, where there is one",)
        build = next((path for one in (folder, root) for path in self._builds(one)), None)
        if build is None:
            return way(Kind.PARENT, judged, steps)
        own = [one for one in self._places(build).versions if one.constraint and one.name == name]
        if any(compare("Maven", one.value, fix) in {0, 1} for one in own):
            told = ("a constraint asks for that version already", _again(judged.named))
            return way(Kind.RELOCK, judged, told, admitted=True)
        at = Location(build, _line(text_of(self._files, build) or "", own[0].start) if own else 1)
        change = Change(at, ("constraints", name, 0), fix, own[0].value if own else None)
        again = _again(judged.named)
        return way(Kind.OVERRIDE, judged, (*steps, again), [change], then=again)

    # -- where a version is written ---------------------------------------------------------------

    def _asked(self, root: str, named: Named) -> Iterator[Asked]:
        for path in self._below(root):
            text = text_of(self._files, path) or ""
            found = self._places(path)
            count = 0
            for one in found.versions:
                if one.name == named.package.name and not one.constraint:
                    at, place = Location(path, _line(text, one.start)), ("dependencies", one.name, count)
                    yield from self._followed(root, path, Asked(at, place, one.value, one.value))
                    count += 1
            if _LIBRARY.search(text) is not None:
                yield from self._catalogued(root, named.package.name, text)

    def _below(self, root: str) -> list[str]:
        found = [path for name in BUILDS for path in self._files.named(name, root)]
        return [path for path in found if (where := self._gradle.speaks(folder_of(path))) is not None
                and where.root == root]  # fmt: skip

    def _followed(self, root: str, path: str, one: Asked) -> Iterator[Asked]:
        """A version that a variable gives: where that is set."""
        reference = _VARIABLE.fullmatch(one.text)
        if reference is None:
            if "$" not in one.text:
                yield one
            return
        for file in dict.fromkeys((path, *self._builds(root))):
            text = text_of(self._files, file) or ""
            for said in self._places(file).settings:
                if said.name == reference["name"]:
                    yield Asked(
                        Location(file, _line(text, said.start)), ("settings", said.name), said.value, said.value
                    )
                    return
        properties = joined(root, "gradle.properties")
        text = text_of(self._files, properties) or ""
        for match in _PROPERTY.finditer(text):
            if match["name"] == reference["name"]:
                yield Asked(Location(properties, _line(text, match.start("name"))), (match["name"],), match["value"],
                            match["value"])  # fmt: skip

    def _builds(self, folder: str) -> list[str]:
        return [path for name in BUILDS if self._files.exists(path := joined(folder, name))]

    def _places(self, path: str) -> Places:
        return places(text_of(self._files, path) or "")

    def _catalogued(self, root: str, name: str, build: str) -> Iterator[Asked]:
        """What the catalogue says of a library that a build file calls, alone or in a bundle."""
        path = joined(root, CATALOGUE)
        try:
            table = parse_table(text_of(self._files, path) or "")
        except Malformed:
            return
        called = {match[1].removesuffix(".get") for match in _LIBRARY.finditer(build)}
        libraries, bundles = table.table("libraries"), table.table("bundles")
        for alias in bundles:
            if f"bundles.{dotted(alias)}" in called:
                called |= {dotted(text) for text, _ in bundles.items_at(alias).texts()}
        for alias, value in libraries.items():
            if dotted(alias) in called:
                yield from _of_library(value, alias, libraries.line(alias), table.table("versions"), path, name)


def _of_library(value: object, alias: str, line: int, versions: Table, path: str, name: str) -> Iterator[Asked]:
    if isinstance(value, str):
        module, _, version = value.rpartition(":")
        if module == name and version:
            yield Asked(Location(path, line), ("libraries", alias), version, value)
        return
    if not isinstance(value, Table):
        return
    if (value.text("module") or f"{value.text('group') or ''}:{value.text('name') or ''}") != name:
        return
    reference = value.table("version").text("ref")
    if reference is not None:
        yield from _of_version(versions.get(reference), ("versions", reference), path, versions.line(reference))
    else:
        yield from _of_version(value.get("version"), ("libraries", alias, "version"), path, line)


def _of_version(value: object, place: tuple[str | int, ...], path: str, line: int) -> Iterator[Asked]:
    if isinstance(value, str):
        yield Asked(Location(path, line), place, value, value)
    elif isinstance(value, Table):
        for kind in ("strictly", "require", "prefer"):
            if (text := value.text(kind)) is not None:
                yield Asked(Location(path, value.line(kind) or line), (*place, kind), text, text)
                return


def _takes(text: str, fix: str) -> bool | None:
    """Whether a version or a range of Gradle takes another version."""
    bare = text.partition("!!")[0]
    if bare.endswith("+"):
        return fix.startswith(bare[:-1])
    return True if bare.startswith("latest.") else admits("Maven", bare, fix)


def _styled(text: str, fix: str) -> str:
    """The version as it is written: a strict one stays strict."""
    return f"{fix}!!" if "!!" in text else fix


def _again(named: Named) -> str:
    if "lockfile" in named.at.path:
        return f"{command('./gradlew', 'dependencies', '--update-locks', named.package.name)} makes the lock anew"
    return f"{command('./gradlew', 'build')} builds it anew"


def _shared(changes: list[Change]) -> Iterator[str]:
    for one in changes:
        if one.place[0] in {"settings", "versions"} or len(one.place) == 1:
            name = one.place[-1] if one.place[0] != "versions" else one.place[1]
            yield f"{name} may give other packages their version too: they move with it"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
