"""Which pom.xml or Gradle project speaks for a folder."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Unread, UnreadKind
from ennead.packages.locks import reasons
from ennead.packages.locks.family import Family, Speaks, read_text
from ennead.packages.locks.files import Files, folder_of, joined, text_of, upwards
from ennead.packages.locks.jvm import gradle, maven

_GRADLE = (*gradle.BUILDS, *gradle.SETTINGS)


class Maven(Family):
    """Projects of Maven."""

    ecosystems = frozenset({Ecosystem.MAVEN})

    def __init__(self, files: Files) -> None:
        self.files = files
        self.modules: dict[str, tuple[str, ...]] = {}
        self.whole: dict[str, maven.Whole] = {}

    def folders(self) -> Iterator[str]:
        """Every folder that has a pom.xml."""
        yield from (folder_of(path) for path in self.files.named("pom.xml"))

    def speaks(self, folder: str) -> Speaks | None:
        """The nearest pom.xml upwards, and the project that has it as a module."""
        here = next((one for one in upwards(folder) if self.files.exists(joined(one, "pom.xml"))), None)
        if here is None:
            return None
        for above in reversed(list(upwards(here))):
            path = joined(above, "pom.xml")
            if above != here and self.files.exists(path) and joined(here, "pom.xml") in self._modules(path):
                return Speaks(above, here)
        return Speaks(here)

    def read(self, where: Speaks) -> Inventory:
        """What a project names; of a module, with the modules it needs."""
        path = joined(where.root, "pom.xml")
        unread: list[Unread] = []
        text = read_text(self.files, path, unread)
        if text is None:
            return Inventory((), tuple(unread))
        only = frozenset({joined(where.member, "pom.xml")}) if where.member is not None else None
        if path not in self.whole:
            self.whole[path] = maven.whole(text, path, self._open)
        found = self.whole[path].inventory(only)
        if any(not one.own for one in found.named):
            unread.append(Unread(Location(path), reasons.LOWER_BOUND, UnreadKind.LOWER_BOUND))
        return Inventory(found.named, (*unread, *found.unread), found.files)

    def _modules(self, path: str) -> tuple[str, ...]:
        if path not in self.modules:
            self.modules[path] = maven.modules(path, self._open)
        return self.modules[path]

    def _open(self, path: str) -> str | None:
        return text_of(self.files, path)


class Gradle(Family):
    """Projects of Gradle."""

    ecosystems = frozenset({Ecosystem.MAVEN})

    def __init__(self, files: Files) -> None:
        self.files = files
        self.settings: dict[str, gradle.Settings] = {}
        self.projects: dict[str, gradle.Project] = {}

    def folders(self) -> Iterator[str]:
        """Every folder that has a build file, settings or a lock."""
        for name in (*_GRADLE, "gradle.lockfile"):
            yield from (folder_of(path) for path in self.files.named(name))

    def speaks(self, folder: str) -> Speaks | None:
        """The nearest build file upwards, and the settings that include it."""
        names = (*_GRADLE, "gradle.lockfile")
        here = next((one for one in upwards(folder) if any(self.files.exists(joined(one, n)) for n in names)), None)
        if here is None:
            return None
        for above in upwards(here):
            said = self._settings(above)
            if above != here and here in {joined(above, one) for one in said.projects.values()}:
                return Speaks(above, here)
        return Speaks(here)

    def read(self, where: Speaks) -> Inventory:
        """What a project names; of one of its projects, with those it needs."""
        if where.root not in self.projects:
            self.projects[where.root] = gradle.opened(where.root, lambda path: text_of(self.files, path))
        return gradle.inventory(self.projects[where.root], where.member)

    def _settings(self, folder: str) -> gradle.Settings:
        if folder not in self.settings:
            texts = (text_of(self.files, joined(folder, name)) for name in gradle.SETTINGS)
            self.settings[folder] = gradle.settings_of("\n".join(text for text in texts if text is not None))
        return self.settings[folder]
