"""Which files speak for a folder of Python: locks, requirements files, and manifests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Scope, Unread, UnreadKind
from ennead.packages.locks import reasons
from ennead.packages.locks.family import Family, Speaks, merged, read_text
from ennead.packages.locks.files import Files, folder_of, joined, relative, text_of, upwards
from ennead.packages.locks.graph import Lock, inventory
from ennead.packages.locks.python import (
    pdm_lock,
    pipfile,
    poetry_lock,
    pylock,
    pyproject,
    requirements_file,
    setup_cfg,
    uv_lock,
)
from ennead.packages.locks.python.groups import is_development
from ennead.packages.locks.python.project import Project, listed

Reader = Callable[[str, str, Project | None], Inventory]
LOCKS: dict[str, Reader] = {
    "uv.lock": lambda text, path, _: uv_lock.read(text, path),
    "poetry.lock": poetry_lock.read,
    "pdm.lock": pdm_lock.read,
    "Pipfile.lock": pipfile.read_lock,
    "pylock.toml": pylock.read,
}
"""In the order in which they win where a folder has several."""
_MANIFESTS = ("pyproject.toml", "Pipfile", "setup.cfg", "setup.py")
_REQUIREMENTS = re.compile(r"(?:[\w.-]*[-_.])?requirements?(?:[-_.][\w.-]*)?\.(?:txt|in)", re.IGNORECASE)
_MAIN = "requirements.txt"
_FOLDER = "requirements"
MAX_REQUIREMENTS = 50
"""Requirements files of one folder that are read."""


class Python(Family):
    """pip, pipenv, poetry, PDM and uv."""

    ecosystems = frozenset({Ecosystem.PYPI})

    def __init__(self, files: Files) -> None:
        self.files = files
        self.projects: dict[str, Project | None] = {}
        self.locks: dict[str, Lock] = {}

    def folders(self) -> Iterator[str]:
        """Every folder that has a file of Python's packages."""
        for name in (*LOCKS, *_MANIFESTS):
            yield from (folder_of(path) for path in self.files.named(name))
        for path in self.files.below(".", ".txt", ".in"):
            folder, _, name = path.rpartition("/")
            if folder.rpartition("/")[2] == _FOLDER:
                yield folder_of(folder)
            elif _REQUIREMENTS.fullmatch(name):
                yield folder or "."

    def speaks(self, folder: str) -> Speaks | None:
        """The nearest folder upwards that says anything of packages, and the workspace of uv that it is a member of."""
        development = None
        for here in upwards(folder):
            required = self._requirements(here)
            if self._locks(here) or any(not is_development(_stem(path)) for path in required):
                return Speaks(here)
            found = self._project(here)
            if found is not None and found.is_project:
                return self._workspace_of(here)
            development = development or (here if required else None)
        return Speaks(development) if development is not None else None

    def besides(self, folder: str) -> Speaks | None:
        """A folder that has requirements for development alone."""
        where = self.speaks(folder)
        return Speaks(folder) if where is not None and where.root != folder and self._requirements(folder) else None

    def _workspace_of(self, folder: str) -> Speaks:
        for above in list(upwards(folder))[1:]:
            if self.files.exists(joined(above, "uv.lock")):
                lock = self._uv(above)
                if lock is not None and relative(folder, above) in lock.members:
                    return Speaks(above, folder)
        return Speaks(folder)

    def read(self, where: Speaks) -> Inventory:
        """What a project names; of a member of a workspace of uv, what is reached from it."""
        if where.member is not None and (lock := self._uv(where.root)) is not None:
            return inventory(lock, [relative(where.member, where.root)])
        project = self._project(where.root)
        unread = list(project.unread) if project is not None else []
        locked = self._locked(where.root, project, unread)
        required = self._required(where.root, project, unread)
        found = [*locked.named, *_besides(required.named, locked.named)]
        if found:  # a build installs what these name, and runs no setup.py for more
            unread = [replace(one, kind=UnreadKind.SUPERSEDED) if _is_program(one) else one for one in unread]
        exact = bool(locked.named) or _is_lock(required)
        declared = list(_declared(project, found, locked=exact))
        if project is not None and project.wants and not exact and not required.named:
            unread.append(Unread(Location(project.path), reasons.LOWER_BOUND, UnreadKind.LOWER_BOUND))
        elif required.named and not exact:
            unread.append(Unread(Location(required.files[0]), reasons.LOWER_BOUND, UnreadKind.LOWER_BOUND))
        files = (*locked.files, *required.files, *((project.path,) if project is not None else ()))
        whole = Inventory((*found, *declared), (*unread, *locked.unread, *required.unread), files)
        return merged([whole])

    # -- finding ----------------------------------------------------------------------------------

    def _locks(self, folder: str) -> list[str]:
        return [name for name in LOCKS if self.files.exists(joined(folder, name))]

    def _requirements(self, folder: str) -> list[str]:
        """Paths of requirements files of a folder, that which builds read first."""
        names = [name for name in self.files.listing(folder) if _REQUIREMENTS.fullmatch(name)]
        inside = joined(folder, _FOLDER)
        names += [f"{_FOLDER}/{name}" for name in self.files.listing(inside) if name.endswith((".txt", ".in"))]
        names = [name for name in names if "constraint" not in name.lower()]
        made = {name.removesuffix(".txt") for name in names if name.endswith(".txt")}
        names = [name for name in names if not (name.endswith(".in") and name.removesuffix(".in") in made)]
        names.sort(key=lambda name: (name != _MAIN, is_development(_stem(name)), name))
        return [joined(folder, name) for name in names]

    def _project(self, folder: str) -> Project | None:
        """The manifest of a folder: pyproject.toml, Pipfile or setup.cfg, whichever says something first."""
        if folder not in self.projects:
            self.projects[folder] = next(self._manifests(folder), None)
        return self.projects[folder]

    def _manifests(self, folder: str) -> Iterator[Project]:
        readers = {
            "pyproject.toml": pyproject.project,
            "Pipfile": pipfile.project,
            "setup.cfg": setup_cfg.project,
        }
        for name, reader in readers.items():
            path = joined(folder, name)
            text = text_of(self.files, path)
            if text is not None and (found := reader(text, path)).is_project:
                yield found
        path = joined(folder, "setup.py")
        if self.files.exists(path):
            program = Project(path, is_project=True)
            program.miss(0, "setup.py is a program; it is not run")
            yield program

    # -- reading ----------------------------------------------------------------------------------

    def _uv(self, root: str) -> Lock | None:
        if root not in self.locks:
            path = joined(root, "uv.lock")
            text = text_of(self.files, path)
            self.locks[root] = uv_lock.lock(text, path) if text is not None else Lock(path, Ecosystem.PYPI)
        return self.locks[root]

    def _locked(self, folder: str, project: Project | None, unread: list[Unread]) -> Inventory:
        names = self._locks(folder)
        if not names:
            return Inventory()
        reason = f"not read: {names[0]} speaks for this folder"
        unread += [Unread(Location(joined(folder, other)), reason, UnreadKind.SUPERSEDED) for other in names[1:]]
        path = joined(folder, names[0])
        text = read_text(self.files, path, unread)
        if text is None:
            return Inventory()
        if names[0] == "Pipfile.lock":
            pipfile_text = text_of(self.files, joined(folder, "Pipfile"))
            project = pipfile.project(pipfile_text, joined(folder, "Pipfile")) if pipfile_text is not None else project
        return LOCKS[names[0]](text, path, project)

    def _required(self, folder: str, project: Project | None, unread: list[Unread]) -> Inventory:
        """Everything requirements files name; a file that another includes is read once."""
        paths = self._requirements(folder)
        for path in paths[MAX_REQUIREMENTS : MAX_REQUIREMENTS + 1]:
            reason = f"more than {MAX_REQUIREMENTS} requirements files; this one and the rest are not read"
            unread.append(Unread(Location(path), reason))
        del paths[MAX_REQUIREMENTS:]
        paths += [joined(folder, name) for name, _ in project.files] if project is not None else []
        parts: list[Inventory] = []
        seen: set[str] = set()
        for path in dict.fromkeys(paths):
            text = read_text(self.files, path, unread) if path not in seen else None
            if text is None and path not in seen and not self.files.exists(path):
                unread.append(Unread(Location(path), reasons.NOT_OURS))
            if text is not None:
                part = self._one(text, path, project, main=paths[0] == joined(folder, _MAIN))
                seen.update(part.files)
                parts.append(part)
        return merged(parts)

    def _one(self, text: str, path: str, project: Project | None, *, main: bool) -> Inventory:
        scope = Scope.DEVELOPMENT if is_development(_stem(path)) else Scope.SHIPPED
        if main and scope is Scope.SHIPPED and not path.endswith(_MAIN):
            scope = Scope.OPTIONAL
        direct = self._asked_for(path)
        if direct is None and project is not None and project.wants and "autogenerated by" in text[:2000]:
            direct = frozenset(want.got.name for want in project.wants)
        return requirements_file.read(text, path, self._open, direct, scope)

    def _asked_for(self, path: str) -> frozenset[str] | None:
        """The names in the `.in` file that a list of pip-compile was made from."""
        source = f"{path.removesuffix('.txt')}.in"
        text = text_of(self.files, source) if path.endswith(".txt") else None
        if text is None:
            return None
        return frozenset(one.package.name for one in requirements_file.read(text, source, self._open).named)

    def _open(self, path: str) -> str | None:
        return text_of(self.files, path)


def _stem(path: str) -> str:
    """A file's name without its ending."""
    return path.rpartition("/")[2].rpartition(".")[0]


def _is_program(one: Unread) -> bool:
    return one.at.path.rpartition("/")[2] == "setup.py"


def _besides(required: tuple[Named, ...], locked: tuple[Named, ...]) -> Iterator[Named]:
    """What requirements files name otherwise than the lock does."""
    packages = {one.package for one in locked}
    names = {one.package.name for one in locked}
    for one in required:
        if one.package not in packages and (one.package.version is not None or one.package.name not in names):
            yield one


def _is_lock(required: Inventory) -> bool:
    """Whether requirements files were written by a tool, with everything that is asked for."""
    shipped = [one for one in required.named if one.scope is not Scope.DEVELOPMENT]
    return bool(shipped) and all(one.origin is Origin.LOCK for one in shipped)


def _declared(project: Project | None, known: list[Named], *, locked: bool) -> Iterator[Named]:
    """What a manifest names and no other file does."""
    names = {one.package.name for one in known}
    for one in listed(project) if project is not None else ():
        if one.package.name not in names:
            yield replace(one, reason=reasons.NOT_LOCKED) if locked and one.reason == reasons.RANGE else one
