"""What readers of several files need of the folder they are in: bounded reading, and never outside of it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ennead.model.paths import folder_of, is_below, is_outside, joined, upwards

__all__ = [
    "MAX_BYTES",
    "MAX_FILES",
    "Files",
    "Opener",
    "content_of",
    "folder_of",
    "is_below",
    "is_outside",
    "joined",
    "relative",
    "text_of",
    "upwards",
]

MAX_BYTES = 10 * 1024 * 1024
"""The largest lock or manifest that is read; a lock of 5,000 packages has about 3 MiB."""
MAX_FILES = 2_000
"""Manifests of one project (modules, members of a workspace, included files)."""

Opener = Callable[[str], str | None]
"""The text of a file by its path, relative to the scanned folder; None where there is none."""


class Files(Protocol):
    """The files below the scanned folder (`ennead.code.entry.tree.Tree` is one): paths relative to it, with `/`."""

    @property
    def root(self) -> Path:
        """The scanned folder."""

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none or it is too large."""

    def exists(self, path: str) -> bool:
        """Whether there is a file below the scanned folder, links followed."""

    def listing(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, those of folders with a `/` at the end."""

    def named(self, name: str, below: str = ".") -> tuple[str, ...]:
        """The paths of all files of a name below a folder, in order."""

    def below(self, folder: str, *endings: str) -> tuple[str, ...]:
        """The paths of all files below a folder with one of some endings, in order."""


def content_of(files: Files, path: str) -> bytes | None:
    """The bytes of a file; locks are larger than what a tree reads of code.  None: none, or larger than MAX_BYTES."""
    if "\0" in path or not files.exists(path):
        return None
    data = files.content(path)
    if data is not None:
        return data
    try:
        place = Path(os.path.realpath(files.root / path))
        return place.read_bytes() if place.stat().st_size <= MAX_BYTES else None
    except (OSError, ValueError):  # gone, not ours to read, or inside an archive and too large
        return None


def text_of(files: Files, path: str) -> str | None:
    """The text of a file: UTF-8, or UTF-16 with a mark, as a PowerShell redirection writes `requirements.txt`."""
    data = content_of(files, path)
    if data is None:
        return None
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return data.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def relative(path: str, folder: str) -> str:
    """A path as it is written from a folder above it (or beside it)."""
    return posixpath.relpath(path, folder)
