"""The JSON files of a cloud assembly, read inside the scanned folder only."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ennead.model.location import Location
from ennead.sources.errors import Malformed, Unreadable

MAX_BYTES = 64 * 1024 * 1024
"""A manifest carries the metadata of every construct, and may be far larger than a template."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of the assembly: `root` is the scanned folder, `path` the folder relative to it."""

    root: Path
    path: str

    def within(self, name: str) -> str | None:
        """The path of a file or folder named here, relative to the scanned folder; None where it leads outside.

        An absolute path is one too: an asset that is not staged is named by it.
        """
        try:
            root = self.root.resolve()
            place = (root / self.path / name).resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        return place.relative_to(root).as_posix() if place.is_relative_to(root) else None

    def at(self, name: str) -> Location:
        """Where a file of this folder is."""
        return Location(posixpath.normpath(posixpath.join(self.path, name)))

    def below(self, name: str) -> Folder | None:
        """A folder named here; None where it leads outside."""
        path = self.within(name)
        return Folder(self.root, path) if path else None

    def json(self, name: str) -> dict[str, Any]:
        """The mapping in a file.  Raises Unreadable or Malformed."""
        path = self.within(name)
        if path is None:
            raise Unreadable("lies outside the scanned folder", self.at(name))
        file = self.root / path
        try:
            if file.stat().st_size > MAX_BYTES:
                raise Unreadable(f"larger than {MAX_BYTES // 1024 // 1024} MiB, not read", Location(path))
            root = json.loads(file.read_bytes())
        except OSError as error:
            raise Unreadable(error.strerror or "cannot be read", Location(path)) from error
        except (ValueError, RecursionError) as error:
            raise Malformed("not valid JSON", Location(path)) from error
        if not isinstance(root, dict):
            raise Malformed("no mapping at the top", Location(path))
        return root


def mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members of a mapping that are mappings themselves."""
    for name, item in mapping(value).items():
        if isinstance(item, dict):
            yield name, item


def text(value: object) -> str | None:
    """The value if it is text that says something, else None."""
    return value if isinstance(value, str) and value else None
