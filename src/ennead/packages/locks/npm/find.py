"""Which package.json and which lock of npm, pnpm, yarn or bun speak for a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Unread, UnreadKind
from ennead.packages.locks import reasons
from ennead.packages.locks.family import Family, Speaks, read_text
from ennead.packages.locks.files import MAX_FILES, Files, folder_of, joined, relative, text_of, upwards
from ennead.packages.locks.graph import Lock, inventory
from ennead.packages.locks.npm import bun, package_lock, pnpm, yarn_berry, yarn_classic
from ennead.packages.locks.npm.manifest import Manifest, listed, manifest, of_want
from ennead.packages.locks.npm.workspaces import MAX_GLOBS, MAX_PARTS, is_beyond, members
from ennead.packages.locks.text.lined import Malformed
from ennead.packages.locks.text.yaml_text import parse_table

LOCKS = ("npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb")
"""In the order in which they win where a folder has several and `packageManager` does not choose: SAM runs npm."""
_OF_MANAGER = {"npm": LOCKS[:2], "pnpm": LOCKS[2:3], "yarn": LOCKS[3:4], "bun": LOCKS[4:]}
_WORKSPACE = "pnpm-workspace.yaml"


@dataclass(slots=True)
class _Project:
    """A folder with a lock, or with a package.json alone, and all that was read of it."""

    root: str
    manifests: dict[str, Manifest] = field(default_factory=dict)
    lock: Lock | None = None
    unread: list[Unread] = field(default_factory=list)
    files: tuple[str, ...] = ()


class Npm(Family):
    """npm, pnpm, yarn and bun."""

    ecosystems = frozenset({Ecosystem.NPM})

    def __init__(self, files: Files) -> None:
        self.files = files
        self.manifests: dict[str, Manifest | None] = {}
        self.projects: dict[str, _Project] = {}

    def folders(self) -> Iterator[str]:
        """Every folder that has a package.json or a lock."""
        for name in ("package.json", *LOCKS):
            yield from (folder_of(path) for path in self.files.named(name))

    def speaks(self, folder: str) -> Speaks | None:
        """The nearest folder upwards that asks for packages, and the workspace it is a member of."""
        empty = None
        for here in upwards(folder):
            found = self._manifest(here)
            if self._locks(here) or (found is not None and (found.wants or found.workspaces or found.unread)):
                return self._workspace_of(here)
            empty = empty or (here if found is not None else None)
        return Speaks(empty) if empty is not None else None

    def read(self, where: Speaks) -> Inventory:
        """What a project names; of a member, what is reached from it."""
        project = self._project(where.root)
        member = relative(where.member, where.root) if where.member is not None else None
        chosen = {one: found for one, found in project.manifests.items() if member is None or one == member}
        parts: list[Named] = []
        unread = list(project.unread)
        if project.lock is not None:
            known = inventory(project.lock, [member] if member is not None else None)
            parts, unread = list(known.named), [*unread, *known.unread]
        parts += _not_locked(parts, chosen, locked=project.lock is not None)
        for found in chosen.values():
            unread += found.unread
            if project.lock is None and found.wants:
                unread.append(Unread(Location(found.path), reasons.LOWER_BOUND, UnreadKind.LOWER_BOUND))
        return Inventory(tuple(parts), tuple(unread), (*project.files, *(one.path for one in chosen.values())))

    # -- finding ----------------------------------------------------------------------------------

    def _manifest(self, folder: str) -> Manifest | None:
        if folder not in self.manifests:
            path = joined(folder, "package.json")
            text = text_of(self.files, path)
            self.manifests[folder] = manifest(text, path) if text is not None else None
        return self.manifests[folder]

    def _locks(self, folder: str) -> list[str]:
        return [name for name in LOCKS if self.files.exists(joined(folder, name))]

    def _workspace_of(self, folder: str) -> Speaks:
        if self._locks(folder):
            return Speaks(folder)
        for above in list(upwards(folder))[1:]:
            if self._may_have_members(above):
                project = self._project(above)
                here = relative(folder, above)
                if here in project.manifests or (project.lock is not None and here in project.lock.members):
                    return Speaks(above, folder)
        return Speaks(folder)

    def _may_have_members(self, folder: str) -> bool:
        """Whether a folder is a workspace, or a lock there may say so that no package.json explains."""
        if self._globs(folder):
            return True
        locks = self._locks(folder)
        return bool(locks) and (self._manifest(folder) is None or "pnpm-lock.yaml" in locks)

    def _globs(self, folder: str) -> tuple[str, ...]:
        found = self._manifest(folder)
        globs = found.workspaces if found is not None else ()
        text = text_of(self.files, joined(folder, _WORKSPACE))
        if text is not None:
            with suppress(Malformed):
                globs = tuple(one for one, _ in parse_table(text).items_at("packages").texts()) or globs
        return globs

    # -- reading ----------------------------------------------------------------------------------

    def _project(self, root: str) -> _Project:
        if root not in self.projects:
            self.projects[root] = self._opened(root)
        return self.projects[root]

    def _opened(self, root: str) -> _Project:
        project = _Project(root)
        top = self._manifest(root)
        if top is not None:
            project.manifests["."] = top
        globs = self._globs(root)
        if globs:
            folders = {relative(folder_of(path), root) for path in self.files.named("package.json", root)}
            chosen = members(globs, folders)
            if is_beyond(globs):
                reason = f"more than {MAX_GLOBS} globs of a workspace, or {MAX_PARTS} parts of one; not followed"
                project.unread.append(Unread(Location(joined(root, "package.json")), reason))
            if len(chosen) > MAX_FILES:
                reason = f"more than {MAX_FILES} members of a workspace; the rest is not read"
                project.unread.append(Unread(Location(joined(root, "package.json")), reason))
            for folder in chosen[:MAX_FILES]:
                found = self._manifest(joined(root, folder))
                if found is not None:
                    project.manifests[folder] = found
        names = self._chosen(root, top)
        for other in names[1:]:
            reason = f"not read: {names[0]} speaks for this folder"
            project.unread.append(Unread(Location(joined(root, other)), reason, UnreadKind.SUPERSEDED))
        if names:
            self._open_lock(project, names[0])
        return project

    def _chosen(self, root: str, top: Manifest | None) -> list[str]:
        names = self._locks(root)
        first = _OF_MANAGER.get(top.manager, ()) if top is not None and top.manager is not None else ()
        names.sort(key=lambda name: (name not in first, LOCKS.index(name)))
        return [name for name in names if name != "bun.lockb" or "bun.lock" not in names]

    def _open_lock(self, project: _Project, name: str) -> None:
        path = joined(project.root, name)
        if name == "bun.lockb":
            project.unread.append(Unread(Location(path), bun.BINARY))
            return
        text = read_text(self.files, path, project.unread)
        if text is None:
            return
        if name == "pnpm-lock.yaml":
            self._importers(project, text, path)
        project.lock = _read(name, text, path, project.manifests)
        project.files = (path,)

    def _importers(self, project: _Project, text: str, path: str) -> None:
        """Members that the lock of pnpm names, whatever the globs say."""
        for folder in pnpm.lock(text, path).members:
            here = joined(project.root, folder)
            found = None if here.startswith("../") else self._manifest(here)
            if found is not None:
                project.manifests.setdefault(folder, found)


def _read(name: str, text: str, path: str, manifests: Mapping[str, Manifest]) -> Lock:
    if name == "pnpm-lock.yaml":
        return pnpm.lock(text, path, manifests)
    if name == "bun.lock":
        return bun.lock(text, path)
    if name == "yarn.lock":
        berry = "\n__metadata:" in text[:5000] or text.startswith("__metadata:")
        return yarn_berry.lock(text, path, manifests) if berry else yarn_classic.lock(text, path, manifests)
    return package_lock.lock(text, path, manifests)


def _not_locked(known: list[Named], manifests: Mapping[str, Manifest], *, locked: bool) -> Iterator[Named]:
    """What manifests ask for and the lock does not hold; without a lock, all they name."""
    names = {one.package.name for one in known} | {alias for one in known for alias in one.imports}
    for found in manifests.values():
        if not locked:
            yield from listed(found)
            continue
        for want in found.wants.values():
            one = of_want(want, found.path)
            if one is None or want.peer or one.package.name in names or want.name in names:
                continue
            yield replace(one, reason=reasons.NOT_LOCKED) if one.reason == reasons.RANGE else one
