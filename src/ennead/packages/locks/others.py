"""Which files of NuGet, Go and Ruby speak for a folder."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Unread, UnreadKind
from ennead.packages.locks import gemfile_lock, go_mod, nuget_lock, nuget_project, reasons
from ennead.packages.locks.family import Family, Speaks, merged, read_text
from ennead.packages.locks.files import Files, folder_of, joined, text_of, upwards


class NuGet(Family):
    """Projects of .NET."""

    ecosystems = frozenset({Ecosystem.NUGET})

    def __init__(self, files: Files) -> None:
        self.files = files

    def folders(self) -> Iterator[str]:
        """Every folder that has a project or a lock."""
        for path in (*self.files.below(".", *nuget_project.ENDINGS), *self.files.named("packages.lock.json")):
            yield folder_of(path)

    def speaks(self, folder: str) -> Speaks | None:
        """The nearest project upwards."""
        return next((Speaks(here) for here in upwards(folder) if self._files(here)), None)

    def _files(self, folder: str) -> list[str]:
        return [
            joined(folder, name)
            for name in self.files.listing(folder)
            if name.endswith(nuget_project.ENDINGS) or name == "packages.lock.json"
        ]

    def read(self, where: Speaks) -> Inventory:
        """What the projects of a folder name; the lock wins over them."""
        unread: list[Unread] = []
        locked, declared = Inventory(), []
        for path in self._files(where.root):
            text = read_text(self.files, path, unread)
            if text is None:
                continue
            if path.endswith(".json"):
                locked = nuget_lock.read(text, path)
            else:
                declared.append(nuget_project.read(text, path, self._central(where.root)))
        names = {one.package.name.lower() for one in locked.named}
        besides = merged(declared)
        kept = tuple(one for one in besides.named if one.package.name.lower() not in names)
        if kept and not locked.named and any(not one.own for one in kept):
            unread.append(Unread(Location(besides.files[0]), reasons.LOWER_BOUND, UnreadKind.LOWER_BOUND))
        return merged([locked, Inventory(kept, (*besides.unread, *unread), besides.files)])

    def _central(self, folder: str) -> dict[str, str]:
        for here in upwards(folder):
            text = text_of(self.files, joined(here, nuget_project.CENTRAL))
            if text is not None:
                return nuget_project.versions(text)
        return {}


class Go(Family):
    """Modules of Go."""

    ecosystems = frozenset({Ecosystem.GO})

    def __init__(self, files: Files) -> None:
        self.files = files

    def folders(self) -> Iterator[str]:
        """Every folder that has a go.mod."""
        yield from (folder_of(path) for path in self.files.named("go.mod"))

    def speaks(self, folder: str) -> Speaks | None:
        """The nearest go.mod upwards."""
        return next((Speaks(here) for here in upwards(folder) if self.files.exists(joined(here, "go.mod"))), None)

    def read(self, where: Speaks) -> Inventory:
        """What a go.mod names."""
        unread: list[Unread] = []
        path = joined(where.root, "go.mod")
        text = read_text(self.files, path, unread)
        sums = text_of(self.files, joined(where.root, "go.sum"))
        found = go_mod.read(text, path, sums) if text is not None else Inventory()
        return merged([found, Inventory((), tuple(unread))])


class Ruby(Family):
    """Bundler."""

    ecosystems = frozenset({Ecosystem.RUBYGEMS})

    def __init__(self, files: Files) -> None:
        self.files = files

    def folders(self) -> Iterator[str]:
        """Every folder that has a Gemfile or its lock."""
        for name in ("Gemfile.lock", "Gemfile", "gems.locked"):
            yield from (folder_of(path) for path in self.files.named(name))

    def speaks(self, folder: str) -> Speaks | None:
        """The nearest Gemfile or lock upwards."""
        names = ("Gemfile.lock", "Gemfile", "gems.locked")
        for here in upwards(folder):
            if any(self.files.exists(joined(here, name)) for name in names):
                return Speaks(here)
        return None

    def read(self, where: Speaks) -> Inventory:
        """What the lock names; a Gemfile is a program, and is not run."""
        unread: list[Unread] = []
        for name in ("Gemfile.lock", "gems.locked"):
            path = joined(where.root, name)
            text = read_text(self.files, path, unread)
            if text is not None:
                return gemfile_lock.read(text, path)
        reason = "a Gemfile without a lock: it is a program and is not run"
        return Inventory((), (*unread, Unread(Location(joined(where.root, "Gemfile")), reason)))
