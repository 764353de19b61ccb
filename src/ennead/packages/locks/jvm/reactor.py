"""The pom.xml files of one project together: parents, properties, managed versions, own modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ennead.model.location import Location
from ennead.model.package import Unread
from ennead.packages.locks.files import MAX_FILES, Opener, folder_of, is_outside, joined
from ennead.packages.locks.jvm.interpolate import interpolated
from ennead.packages.locks.jvm.pom import Dependency, Key, Parent, Pom, pom
from ennead.packages.locks.limits import MAX_UNREAD, MAX_WANTS
from ennead.packages.locks.naming import shown
from ennead.packages.locks.text.lined import Malformed

MAX_PARENTS = 20
"""Of a module, and modules of one name among which a parent is looked for.  A service of Spring Boot has three."""
MAX_STEPS = 2_000_000
"""Managed versions and dependencies that are inherited, over all modules: 1,000 for each file that is read."""
Versions = dict[Key, tuple[str | None, str | None]]
"""Managed versions and scopes."""


@dataclass(slots=True)
class Effective:
    """A module with all that it inherits.  `absent` names the parents and lists of versions that are not here."""

    pom: Pom
    properties: dict[str, str]
    managed: Versions
    dependencies: list[tuple[Dependency, Pom]]
    absent: list[str] = field(default_factory=list)

    def value(self, text: str) -> tuple[str, str | None]:
        """A text with its properties, and the first that nothing sets."""
        return interpolated(text, self.properties)

    @property
    def name(self) -> str:
        """`group:artifact`."""
        return f"{self.properties.get('project.groupId', '')}:{self.value(self.pom.artifact)[0]}"


class Reactor:
    """All pom.xml files that a start leads to, by path: its modules, and the parents of each."""

    def __init__(self, opener: Opener) -> None:
        self.open = opener
        self.poms: dict[str, Pom | None] = {}
        self.unread: list[Unread] = []
        self.modules: list[str] = []
        """Paths of the modules, the start first."""
        self.by_artifact: dict[str, list[Pom]] = {}
        self.importing: set[str] = set()
        self.lists: dict[str, tuple[Versions, list[str]]] = {}
        """What lists of versions give, by their path."""
        self.steps = MAX_STEPS
        self.stopped = False

    def load(self, path: str) -> Pom | None:
        """The pom.xml at a path; None where there is none, or none that can be read."""
        if path in self.poms:
            return self.poms[path]
        if len(self.poms) >= MAX_FILES:
            self.stop(path, f"more than {MAX_FILES} pom.xml files; this one and the rest are not read")
            return None
        text = None if is_outside(path) else self.open(path)
        found: Pom | None = None
        if text is not None:
            try:
                found = pom(text, path)
                if found.more:
                    self.miss(path, 0, f"more than {MAX_WANTS} dependencies; the rest is not read")
                self.by_artifact.setdefault(found.artifact, []).append(found)
            except Malformed as error:
                self.miss(path, error.line, error.reason)
        self.poms[path] = found
        return found

    def miss(self, path: str, line: int, reason: str) -> None:
        """Note a part that was not read."""
        if len(self.unread) < MAX_UNREAD:
            self.unread.append(Unread(Location(path, line), reason))

    def stop(self, path: str, reason: str) -> None:
        """Note, once, that more files are asked for than are read; it is said whatever else was noted."""
        if not self.stopped:
            self.stopped = True
            self.unread.append(Unread(Location(path), reason))

    def follow(self, path: str) -> None:
        """Load a start, and the modules below it."""
        waiting = [path]
        while waiting:
            here = waiting.pop(0)
            if here in self.modules:
                continue
            known = here in self.poms
            found = self.load(here)
            if found is None:
                if here != path and not known and not self.stopped:
                    self.miss(path, 0, shown(f"its module {here} is not here") or "")
                continue
            self.modules.append(here)
            for module in found.modules:
                target = joined(folder_of(here), module)
                waiting.append(target if target.endswith(".xml") else joined(target, "pom.xml"))

    def parent_of(self, found: Pom) -> Pom | None:
        """The parent, where it is here and is the one that is named."""
        if found.parent is None:
            return None
        if found.parent.path is not None:
            near = self.load(joined(folder_of(found.path), found.parent.path))
            if near is not None and near.artifact == found.parent.artifact:
                return near
        return self.by_name(found.parent.group, found.parent.artifact)

    def by_name(self, group: str, artifact: str) -> Pom | None:
        """A module of the project by its name."""
        for one in self.by_artifact.get(artifact, ())[:MAX_PARENTS]:
            if group in {"", one.group or _parents_group(one)}:
                return one
        return None

    def effective(self, path: str) -> Effective | None:
        """A module with all it inherits."""
        found = self.load(path)
        if found is None:
            return None
        chain, absent = self.chain(found)
        properties: dict[str, str] = {}
        for one in reversed(chain):
            properties |= one.properties
        properties |= _built_in(chain)
        made = Effective(found, properties, {}, [], absent)
        for one in chain:  # nearest first: what is set there stays
            self._manage(made, one)
        self._inherit(made, chain)
        if self.steps < 0:
            self.miss(path, 0, f"more than {MAX_STEPS} inherited versions; the rest is not followed")
        return made

    def _inherit(self, made: Effective, chain: list[Pom]) -> None:
        """Dependencies of the module and its parents; the nearest of the same name counts."""
        known: set[Key] = set()
        for one in chain:
            here: set[Key] = set()
            for dependency in one.dependencies:
                self.steps -= 1
                group, artifact, kind, classifier = dependency.key
                key = made.value(group)[0], made.value(artifact)[0], kind, classifier
                if key not in known and self.steps > 0:
                    made.dependencies.append((dependency, one))
                here.add(key)
            known |= here

    def chain(self, found: Pom) -> tuple[list[Pom], list[str]]:
        """The module and its parents, nearest first; and the first parent that is not here, or is one too many."""
        chain = [found]
        while len(chain) < MAX_PARENTS:
            parent = self.parent_of(chain[-1])
            if parent is None or parent in chain:
                break
            chain.append(parent)
        above = chain[-1].parent
        return chain, [f"the parent {_label(above)}"] if above is not None else []

    def _manage(self, made: Effective, source: Pom) -> None:
        for one in source.managed:
            self.steps -= 1
            if self.steps < 0:
                return
            group, artifact = made.value(one.group)[0], made.value(one.artifact)[0]
            if one.scope == "import" and one.kind == "pom":
                self._import(made, group, artifact, one)
            elif not one.profile:
                made.managed.setdefault((group, artifact, one.kind, one.classifier), (one.version, one.scope))

    def _import(self, made: Effective, group: str, artifact: str, one: Dependency) -> None:
        """A list of versions: taken from a module of the project, else named as absent."""
        found = self.by_name(group, artifact)
        if found is None or found.path in self.importing:
            if len(made.absent) < MAX_UNREAD:
                made.absent.append(f"the imported list {group}:{artifact}:{made.value(one.version or '')[0]}")
            return
        if found.path not in self.lists:
            self.importing.add(found.path)
            listed = self.effective(found.path)
            self.importing.discard(found.path)
            self.lists[found.path] = _as_list(listed) if listed is not None else ({}, [])
        versions, absent = self.lists[found.path]
        self.steps -= len(versions)
        for key, value in versions.items() if self.steps > 0 else ():
            made.managed.setdefault(key, value)
        made.absent += absent[: MAX_UNREAD - len(made.absent)]


def _as_list(listed: Effective) -> tuple[Versions, list[str]]:
    """The versions that a list gives to others, which have other properties; and what it lacks itself."""
    versions = {
        key: (listed.value(version)[0] if version is not None else None, scope)
        for key, (version, scope) in listed.managed.items()
    }
    return versions, listed.absent


def _label(parent: Parent) -> str:
    return f"{parent.group}:{parent.artifact}:{parent.version}"


def _parents_group(found: Pom) -> str | None:
    return found.parent.group if found.parent is not None else None


def _built_in(chain: list[Pom]) -> dict[str, str]:
    """`project.version` and its like, from the nearest that has one."""
    words: dict[str, str] = {}
    for names, values in (
        (("groupId",), (one.group for one in chain)),
        (("version",), (one.version for one in chain)),
    ):
        value = next((value for value in values if value), None) or _of_parent(chain, names[0])
        for prefix in ("project.", "pom.", "") if value else ():
            words[prefix + names[0]] = value or ""
    words["project.artifactId"] = words["pom.artifactId"] = chain[0].artifact
    parent = chain[0].parent
    if parent is not None:
        for prefix in ("project.parent.", "parent."):
            words |= {f"{prefix}groupId": parent.group, f"{prefix}version": parent.version}
            words[f"{prefix}artifactId"] = parent.artifact
    return words


def _of_parent(chain: list[Pom], word: str) -> str | None:
    parent = next((one.parent for one in chain if one.parent is not None), None)
    if parent is None:
        return None
    return (parent.group if word == "groupId" else parent.version) or None


def modules_of(reactor: Reactor) -> Iterator[Effective]:
    """Every module, with all it inherits."""
    for path in reactor.modules:
        made = reactor.effective(path)
        if made is not None:
            yield made
