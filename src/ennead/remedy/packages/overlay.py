"""The files of a folder with some of them changed: what our readers would say, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ennead.packages.locks.files import Files


class Overlay:
    """Files, some with another content."""

    def __init__(self, files: Files, changed: Mapping[str, bytes]) -> None:
        self._files = files
        self._changed = dict(changed)

    @property
    def root(self) -> Path:
        """The scanned folder."""
        return self._files.root

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; the new ones where there are such."""
        return self._changed.get(path) or self._files.content(path)

    def exists(self, path: str) -> bool:
        """Whether there is a file."""
        return self._files.exists(path)

    def listing(self, folder: str) -> tuple[str, ...]:
        """The names in a folder."""
        return self._files.listing(folder)

    def named(self, name: str, below: str = ".") -> tuple[str, ...]:
        """The paths of all files of a name below a folder."""
        return self._files.named(name, below)

    def below(self, folder: str, *endings: str) -> tuple[str, ...]:
        """The paths of all files below a folder with one of some endings."""
        return self._files.below(folder, *endings)
