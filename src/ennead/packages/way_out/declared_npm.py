"""Where a project of npm, yarn, pnpm or bun asks for a package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from ennead.model.location import Location
from ennead.model.package import Named, Origin
from ennead.packages.locks import reasons
from ennead.packages.locks.files import Files, folder_of, joined, text_of
from ennead.packages.locks.npm.find import LOCKS, Npm
from ennead.packages.locks.npm.manifest import SECTIONS
from ennead.packages.locks.npm.specifier import specified
from ennead.packages.locks.text import json_text, yaml_text
from ennead.packages.locks.text.lined import Malformed, Table
from ennead.packages.way_out import npm_range

WORKSPACE = "pnpm-workspace.yaml"
_TOOLS = {"npm-shrinkwrap.json": "npm", "package-lock.json": "npm", "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A place of a manifest that asks for a package, and the specifier there."""

    at: Location
    place: tuple[str | int, ...]
    text: str
    reason: str | None = None


class Project:
    """The folder of a lock, or of a package.json without one."""

    def __init__(self, files: Files, npm: Npm, root: str, lock: str | None) -> None:
        self.files = files
        self.root = root
        self.lock = lock
        self._npm = npm

    @cached_property
    def manifest(self) -> Table:
        """The package.json of the root; empty where there is none, or none that can be read."""
        return self._table(joined(self.root, "package.json"))

    @cached_property
    def tool(self) -> str:
        """npm, yarn (1), berry (yarn 2 and later), pnpm or bun."""
        manager, _, version = (self.manifest.text("packageManager") or "").partition("@")
        tool = _TOOLS.get(self.lock or "", "bun" if self.lock else manager or "npm")
        if tool == "yarn":
            text = text_of(self.files, joined(self.root, "yarn.lock")) or ""
            modern = "__metadata:" in text[:5000] if text else version[:2] not in {"", "0.", "1."}
            return "berry" if modern else "yarn"
        return tool if tool in {"npm", "pnpm", "bun"} else "npm"

    @property
    def pnpm_major(self) -> int:
        """The version of pnpm that the project asks for; 0 where it does not say."""
        manager, _, version = (self.manifest.text("packageManager") or "").partition("@")
        number = version.partition(".")[0]
        return int(number) if manager == "pnpm" and number.isdecimal() and len(number) < 5 else 0

    @cached_property
    def workspace(self) -> Table | None:
        """pnpm-workspace.yaml; None where there is none that can be read."""
        text = text_of(self.files, joined(self.root, WORKSPACE))
        try:
            return yaml_text.parse_table(text) if text is not None else None
        except Malformed:
            return None

    def asked(self, named: Named) -> list[Asked]:
        """Every place that asks for a package; of several, those that take its version."""
        found = [one for path in self._manifests() for one in self._in(path, named.package.name)]
        version = named.package.version
        taking = [one for one in found if version is None or npm_range.takes(one.text, version) is not False]
        return taking or found

    def _manifests(self) -> Iterator[str]:
        for path in self.files.named("package.json", self.root):
            folder = folder_of(path)
            where = self._npm.speaks(folder)
            if folder == self.root or (where is not None and where.root == self.root):
                yield path

    def _in(self, path: str, name: str) -> Iterator[Asked]:
        root = self._table(path)
        for section, _ in SECTIONS:
            for alias, text, line in root.table(section).texts():
                got = specified(alias, text)
                if text.startswith("catalog:") and alias == name:
                    yield from self._catalogued(name, text.removeprefix("catalog:").strip())
                elif got.name == name and got.reason != reasons.LOCAL:
                    yield Asked(Location(path, line), (section, alias), text, got.reason)

    def _catalogued(self, name: str, catalog: str) -> Iterator[Asked]:
        """pnpm's catalogues: `catalog:` is the one without a name."""
        place = ("catalog",) if catalog in {"", "default"} else ("catalogs", catalog)
        table = self.workspace or Table()
        for step in place:
            table = table.table(step)
        text = table.text(name)
        if text is not None:
            yield Asked(Location(joined(self.root, WORKSPACE), table.line(name)), (*place, name), text)

    def _table(self, path: str) -> Table:
        text = text_of(self.files, path)
        try:
            return json_text.parse_table(text) if text is not None else Table()
        except Malformed:
            return Table()


def project_of(files: Files, npm: Npm, named: Named) -> Project | None:
    """The project that a package belongs to; None where its manifest is not here."""
    folder = folder_of(named.at.path)
    if named.origin in {Origin.LOCK, Origin.MANIFEST}:
        where = npm.speaks(folder)
        root = where.root if where is not None else folder
    else:
        parts = PurePosixPath(named.at.path).parts
        root = "/".join(parts[: parts.index("node_modules")]) or "." if "node_modules" in parts else ""
        if not root or not files.exists(joined(root, "package.json")):
            return None
    name = PurePosixPath(named.at.path).name
    locks = [one for one in LOCKS if files.exists(joined(root, one))]
    lock = name if name in LOCKS else locks[0] if locks else None
    return Project(files, npm, root, lock)
