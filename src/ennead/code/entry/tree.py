"""The files below the scanned folder: read lazily, bounded, never outside it."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from ennead.code.entry.archives import ENDINGS, Archive
from ennead.code.entry.paths import is_below, is_outside

if TYPE_CHECKING:
    from ennead.code.entry.frameworks import Marks

MAX_BYTES = 1024 * 1024
"""The largest file that is read."""
_LONGEST_PATH = 1024
MAX_FILES = 200_000
"""Files of which the names are kept for a search."""
SKIPPED = frozenset(
    ".git .hg .svn node_modules bower_components site-packages .venv venv __pycache__ .tox .nox .mypy_cache"
    " .pytest_cache .gradle .terraform .aws-sam .serverless .webpack .esbuild .next .idea .vscode".split()
)
"""Folders that a search does not go into, unless it starts in one."""


class Tree:
    """The files below a folder.  Paths are relative to it, with `/`; what lies outside (by links too) is not there.

    An archive is a folder too, where a path goes on behind its name (`build/function.zip/index.py`); searches go into
    one only where they start in it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._listings: dict[str, tuple[str, ...]] = {}
        self.installed: dict[str, frozenset[str]] = {}
        """What `own` has told of folders with installed packages."""
        self.marks: dict[str, Marks] = {}
        """What `frameworks` has told of files."""
        self._index: dict[str, list[str]] | None = None
        self._archives: dict[str, Archive] = {}

    def text(self, path: str) -> str | None:
        """The text of a file; None where there is none or it is larger than MAX_BYTES.  Bytes that are no UTF-8 are
        replaced."""
        content = self.content(path)
        return None if content is None else content.decode("utf-8-sig", errors="replace")

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none or it is larger than MAX_BYTES."""
        if (packed := self._packed(path)) is not None:
            archive, inside = packed
            return archive.read(inside, MAX_BYTES)
        place = self._file(path)
        try:
            return None if place is None or place.stat().st_size > MAX_BYTES else place.read_bytes()
        except OSError:  # gone or not ours to read: for a reader the same as not there
            return None

    def _file(self, path: str) -> Path | None:
        place = self._place(path)
        return Path(place) if place is not None and os.path.isfile(place) else None  # noqa: PTH113

    def exists(self, path: str) -> bool:
        """Whether there is a file."""
        if (packed := self._packed(path)) is not None:
            archive, inside = packed
            return inside in archive
        return self._file(path) is not None

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder, or an archive that holds anything."""
        if (packed := self._packed(path)) is not None or (packed := self._packed(f"{path}/")) is not None:
            archive, inside = packed
            return archive.is_folder(inside)
        place = self._place(path)
        return place is not None and os.path.isdir(place)  # noqa: PTH112

    def archive(self, path: str) -> Archive | None:
        """The archive at a path; None where there is none."""
        if path not in self._archives:
            place = self._file(path)
            if place is None:
                return None
            self._archives[path] = Archive(place)
        return self._archives[path]

    def _packed(self, path: str) -> tuple[Archive, str] | None:
        """The archive that a path leads into, and the path in it; None for one that stays outside of archives."""
        if not any(f"{ending}/" in path for ending in ENDINGS):
            return None
        parts = path.split("/")
        for depth, part in enumerate(parts[:-1], 1):
            if part.endswith(ENDINGS) and (archive := self.archive("/".join(parts[:depth]))) is not None:
                return archive, "/".join(parts[depth:])
        return None

    def listing(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, in order, those of folders with a `/` at the end; none where there is no folder."""
        known = self._listings.get(folder)
        if known is None:
            known = self._listings[folder] = self._listed(folder)
        return known

    def _listed(self, folder: str) -> tuple[str, ...]:
        if (packed := self._packed(f"{folder}/")) is not None:
            archive, inside = packed
            return archive.listing(inside.rstrip("/"))
        place = self._place(folder)
        return () if place is None else tuple(sorted(_names(place)))

    def named(self, name: str, below: str = ".") -> tuple[str, ...]:
        """The paths of all files of a name below a folder, in order; a start inside a skipped folder is allowed."""
        if SKIPPED.intersection(below.split("/")) or self._packed(f"{below}/") is not None:
            return tuple(path for path in self._walk(below) if posixpath.basename(path) == name)
        if self._index is None:
            self._index = {}
            for path in self._walk("."):
                self._index.setdefault(posixpath.basename(path), []).append(path)
        return tuple(path for path in self._index.get(name, ()) if is_below(path, below))

    def below(self, folder: str, *endings: str) -> tuple[str, ...]:
        """The paths of all files below a folder with one of some endings, in order."""
        return tuple(path for path in self._walk(folder) if path.endswith(endings))

    def _walk(self, folder: str) -> list[str]:
        found: list[str] = []
        waiting = [folder]
        while waiting and len(found) < MAX_FILES:
            here = waiting.pop()
            prefix = "" if here == "." else f"{here}/"
            for name in self.listing(here):
                if not name.endswith("/"):
                    found.append(prefix + name)
                elif name[:-1] not in SKIPPED and not self._is_link(prefix + name[:-1]):
                    waiting.append(prefix + name[:-1])
        return sorted(found[:MAX_FILES])

    def _is_link(self, path: str) -> bool:
        return os.path.islink(f"{self._real}/{path}")  # noqa: PTH114

    def _place(self, path: str) -> str | None:
        """The real path; None where it is outside."""
        if len(path) > _LONGEST_PATH:  # no file has it, and each part of it would be looked for
            return None
        path = posixpath.normpath(path) if path else "."
        if is_outside(path):
            return None
        try:
            place = os.path.realpath(f"{self._real}/{path}")
        except (OSError, ValueError):
            return None
        return place if place == self._real or place.startswith(f"{self._real.rstrip('/')}/") else None


def _names(place: str) -> list[str]:
    try:
        with os.scandir(place) as entries:
            return [f"{one.name}/" if one.is_dir() else one.name for one in entries if _is_text(one.name)]
    except OSError:  # no folder, or not ours to read
        return []


def _is_text(name: str) -> bool:
    """Whether a name is text; others could not be told to anybody."""
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)
