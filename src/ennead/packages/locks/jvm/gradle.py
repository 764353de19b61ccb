"""A Gradle project: its build files, settings, catalogue, lock state and hashes together."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Scope, Unread, UnreadKind
from ennead.packages.locks import reasons
from ennead.packages.locks.files import MAX_FILES, Opener, folder_of, joined
from ennead.packages.locks.jvm import catalogue, gradle_lock, verification
from ennead.packages.locks.jvm.catalogue import Catalogue
from ennead.packages.locks.jvm.gradle_build import Build, build, settings
from ennead.packages.locks.jvm.gradle_text import statements
from ennead.packages.locks.naming import is_name, named

BUILDS = ("build.gradle", "build.gradle.kts")
SETTINGS = ("settings.gradle", "settings.gradle.kts")
_INCLUDED = re.compile(r"""["']:?([\w.:/-]{1,200})["']""")
_ROOT_NAME = re.compile(r"""rootProject\.name\s*=\s*["']([^"'\n]{1,200})["']""")
_PROPERTY = re.compile(r"\s*([\w.-]{1,200})\s*[=:]\s*(.{0,500})")


@dataclass(slots=True)
class Settings:
    """What settings.gradle says: the root's name, and the folders of the projects it includes by their path."""

    name: str | None = None
    projects: dict[str, str] = field(default_factory=dict)
    more: bool = False
    """It includes more projects than are read."""


def settings_of(text: str) -> Settings:
    """Read a settings.gradle."""
    found = Settings()
    moved: dict[str, str] = {}
    for one in statements(text):
        line = one.text[:4000]
        if (name := _ROOT_NAME.match(line)) is not None:
            found.name = name[1]
        elif line.startswith("include") and not line.startswith("includeBuild"):
            for match in _INCLUDED.finditer(line):
                if len(found.projects) < MAX_FILES:
                    found.projects[f":{match[1]}"] = match[1].replace(":", "/")
                else:
                    found.more = found.more or f":{match[1]}" not in found.projects
        elif (
            at := re.match(r"""project\(\s*["'](:[\w.:-]+)["']\s*\)\.projectDir\s*=.*?["']([\w./-]+)["']""", line)
        ) is not None:
            moved[at[1]] = at[2]
    found.projects |= {key: folder for key, folder in moved.items() if key in found.projects}
    return found


@dataclass(slots=True)
class Project:
    """A Gradle project while it is read."""

    root: str
    open: Opener
    catalogue: Catalogue | None
    properties: dict[str, str]
    settings: Settings
    hashes: Inventory
    builds: dict[str, Build] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    known: dict[str, Inventory] = field(default_factory=dict)
    """What each of its projects names, by folder."""


def read(root: str, opener: Opener, only: str | None = None) -> Inventory:
    """What a Gradle project names, from the folder of its settings.

    `only`: the folder of one of its projects; the projects it asks for come along.
    """
    return inventory(opened(root, opener), only)


def inventory(project: Project, only: str | None = None) -> Inventory:
    """What a Gradle project names, or one of its projects with those it asks for."""
    root = project.root
    folders = [root, *(joined(root, folder) for folder in project.settings.projects.values())]
    chosen = _with_needed(project, only) if only is not None else list(dict.fromkeys(folders))
    named_: list[Named] = []
    unread = list(project.catalogue.unread) if project.catalogue is not None else []
    if project.settings.more or len(chosen) > MAX_FILES:
        path = next((one for one in project.files if posixpath.basename(one) in SETTINGS), joined(root, SETTINGS[0]))
        unread.append(Unread(Location(path), f"more than {MAX_FILES} projects; the rest is not read"))
    for folder in chosen[:MAX_FILES]:
        found = project.known.get(folder) or _one(project, folder)
        project.known[folder] = found
        named_ += found.named
        unread += found.unread
    locked = any(one.origin is Origin.LOCK for one in named_)
    named_ = _with_hashed(named_, project.hashes, locked=locked)
    unread += project.hashes.unread
    return Inventory(_once(named_), tuple(dict.fromkeys(unread)), tuple(dict.fromkeys(project.files)))


def opened(root: str, opener: Opener) -> Project:
    """Read what all projects below a folder share."""
    files: list[str] = []

    def text(name: str) -> str:
        path = joined(root, name)
        content = opener(path)
        if content is not None:
            files.append(path)
        return content or ""

    said = settings_of("\n".join(text(name) for name in SETTINGS))
    toml, xml = text("gradle/libs.versions.toml"), text("gradle/verification-metadata.xml")
    listed = catalogue.read(toml, joined(root, "gradle/libs.versions.toml")) if toml else None
    hashes = verification.read(xml, joined(root, "gradle/verification-metadata.xml")) if xml else Inventory()
    properties = dict(_properties(text("gradle.properties")))
    for name in BUILDS:
        properties |= settings(list(statements(opener(joined(root, name)) or "")))
    return Project(root, opener, listed, properties, said, hashes, files=files)


def _properties(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n")[:5000]:
        found = _PROPERTY.fullmatch(line.rstrip())
        if found is not None and not line.lstrip().startswith(("#", "!")):
            yield found[1], found[2].strip()


def _build_of(project: Project, folder: str) -> Build | None:
    if folder not in project.builds:
        for name in BUILDS:
            path = joined(folder, name)
            text = project.open(path)
            if text is not None:
                project.files.append(path)
                project.builds[folder] = build(text, path, project.catalogue, project.properties)
                break
    return project.builds.get(folder)


def _with_needed(project: Project, folder: str) -> list[str]:
    """A project's folder, and those of the projects that it asks for."""
    chosen: list[str] = []
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        if here in chosen or len(chosen) > MAX_FILES:  # one more than are read says that there are more
            continue
        chosen.append(here)
        found = _build_of(project, here)
        for path, scope in found.projects if found is not None else ():
            target = project.settings.projects.get(path)
            if target is not None and (scope is not Scope.DEVELOPMENT or here == folder):
                waiting.append(joined(project.root, target))
    return chosen


def _one(project: Project, folder: str) -> Inventory:
    """One project: its lock where it has one, and what it declares besides."""
    found = _build_of(project, folder)
    declared = found.named if found is not None else []
    locked = _locked(project, folder, frozenset(one.package.name for one in declared) if found is not None else None)
    known = {one.package.name for one in locked.named}
    unread = [*(found.unread if found is not None else ()), *locked.unread]
    kept = [one for one in declared if one.package.name not in known]
    if found is not None and found.named and not locked.files:
        path = next((path for path in project.files if path in {joined(folder, name) for name in BUILDS}), folder)
        unread.append(Unread(Location(path), reasons.LOWER_BOUND, UnreadKind.LOWER_BOUND))
    elif known:
        kept = [replace(one, reason=reasons.NOT_LOCKED) if one.reason == reasons.RANGE else one for one in kept]
    own = _own(project, folder)
    return Inventory((*own, *locked.named, *kept), tuple(unread), locked.files)


def _locked(project: Project, folder: str, direct: frozenset[str] | None) -> Inventory:
    hashed = verification.hashed(project.hashes)
    path = joined(folder, "gradle.lockfile")
    text = project.open(path)
    if text is not None:
        project.files.append(path)
        return gradle_lock.read(text, path, direct, hashed)
    named_: list[Named] = []
    unread: list[Unread] = []
    files: list[str] = []
    for configuration in ("runtimeClasspath", "testRuntimeClasspath", "compileClasspath", "testCompileClasspath"):
        path = joined(folder, "gradle/dependency-locks", f"{configuration}.lockfile")
        text = project.open(path)
        if text is not None:
            one = gradle_lock.read(text, path, direct, hashed)
            known = {known.package for known in named_}
            named_ += [each for each in one.named if each.package not in known]
            unread += one.unread
            files.append(path)
    project.files += files
    return Inventory(tuple(named_), tuple(unread), tuple(files))


def _own(project: Project, folder: str) -> list[Named]:
    """The project itself: Gradle names it by its folder, and its group by a property."""
    name = (project.settings.name if folder == project.root else None) or posixpath.basename(folder)
    group = project.properties.get("group")
    found = _build_of(project, folder)
    if found is None or name in {"", "."} or not is_name(name):
        return []
    path = next((path for path in reversed(project.files) if folder_of(path) == folder), joined(folder, BUILDS[0]))
    full = f"{group}:{name}" if group and is_name(group) else name
    version = project.properties.get("version")
    return [named(Ecosystem.MAVEN, full, version, Location(path, 1), origin=Origin.MANIFEST, own=True)]


def _with_hashed(declared: list[Named], hashes: Inventory, *, locked: bool) -> list[Named]:
    """Components with hashes are what the build has fetched: they give versions to what is declared without one.

    Without any lock, the others are named too; which of them are deployed is not told.
    """
    open_ = {one.package.name for one in declared if one.package.version is None and not one.own}
    known = {one.package.name for one in declared if one.package.version is not None}
    fetched = [one for one in hashes.named if one.package.name not in known]
    given = {one.package.name for one in fetched} & open_
    kept = [one for one in declared if one.own or one.package.name not in given]
    for one in fetched:
        if one.package.name in given:
            kept.append(replace(one, direct=True, scope=Scope.SHIPPED))
        elif not locked:
            kept.append(one)
    return kept


def _once(found: list[Named]) -> tuple[Named, ...]:
    return tuple({(one.package, one.at): one for one in reversed(found)}.values())[::-1]
