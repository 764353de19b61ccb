"""Files that are held in memory, as readers of locks see a folder; and the fixtures."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path

FIXTURES = Path(__file__).with_name("fixtures")
NAMES = tuple(sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()))


def fixture(name: str) -> dict[str, bytes]:
    """The files of a fixture."""
    folder = FIXTURES / name
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "expected.txt"
    }


class Held:
    """A folder in memory."""

    def __init__(self, files: Mapping[str, bytes | str]) -> None:
        self.files = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
        self.root = Path("/nonexistent")

    def content(self, path: str) -> bytes | None:
        """The bytes of a file."""
        return self.files.get(posixpath.normpath(path))

    def exists(self, path: str) -> bool:
        """Whether there is a file."""
        return posixpath.normpath(path) in self.files

    def listing(self, folder: str) -> tuple[str, ...]:
        """The names in a folder."""
        prefix = "" if folder == "." else f"{folder}/"
        found = set()
        for path in self.files:
            if path.startswith(prefix):
                name, slash, _ = path.removeprefix(prefix).partition("/")
                found.add(name + slash)
        return tuple(sorted(found))

    def named(self, name: str, below: str = ".") -> tuple[str, ...]:
        """All files of a name."""
        inside = (path for path in self.files if below == "." or path.startswith(f"{below}/"))
        return tuple(sorted(path for path in inside if posixpath.basename(path) == name))

    def below(self, folder: str, *endings: str) -> tuple[str, ...]:
        """All files with an ending."""
        inside = (path for path in self.files if folder == "." or path.startswith(f"{folder}/"))
        return tuple(sorted(path for path in inside if path.endswith(endings)))
