"""Archives in the repository: their files are read where they lie, one at a time and bounded; nothing is unpacked."""

from __future__ import annotations

import zlib
from collections import defaultdict
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

ENDINGS: Final = (".zip", ".jar", ".war")
"""What Lambda takes as a package, all of them zip files."""
_MOST_BYTES = 250 * 1024 * 1024
"""The largest archive that is opened: as much as Lambda takes unpacked."""
_MOST_ENTRIES = 65_535
_REFUSED = (OSError, BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error)
"""What a damaged, encrypted or strangely packed archive is answered with."""


class Archive:
    """The list of contents of a zip file; files in it are read when asked for.

    Names that lead out of it (`/`, `..`) are not there.  A file that cannot be opened as an archive holds nothing.
    """

    def __init__(self, place: Path) -> None:
        self._opened = _opened(place)
        self._files: dict[str, ZipInfo] = {}
        self._folders: dict[str, set[str]] = defaultdict(set)
        for info in self._opened.infolist() if self._opened else ():
            self._add(info)

    def _add(self, info: ZipInfo) -> None:
        parts = info.filename.replace("\\", "/").split("/")
        if "" in parts[:-1] or not {".", ".."}.isdisjoint(parts):
            return
        for depth in range(len(parts) - 1):
            self._folders["/".join(parts[:depth])].add(f"{parts[depth]}/")
        if parts[-1]:
            self._folders["/".join(parts[:-1])].add(parts[-1])
            self._files["/".join(parts)] = info

    def __contains__(self, path: str) -> bool:
        return path in self._files

    def is_folder(self, path: str) -> bool:
        """Whether something lies in it below a path; "" is the archive itself."""
        return path in self._folders

    def listing(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, in order, those of folders with a `/` at the end."""
        return tuple(sorted(self._folders.get(folder, ())))

    def read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file; None where there is none, it is larger than `most`, or cannot be unpacked.

        What is unpacked is counted, not what the archive says of it.
        """
        info = self._files.get(path)
        if self._opened is None or info is None or info.file_size > most:
            return None
        try:
            with self._opened.open(info) as file:
                found = file.read(most + 1)
        except _REFUSED:
            return None
        return found if len(found) <= most else None

    def holds(self, name: str, content: bytes) -> bool:
        """Whether it lists a file of that name, size and checksum."""
        return any(
            info.file_size == len(content) and zlib.crc32(content) == info.CRC
            for path, info in self._files.items()
            if path.rpartition("/")[2] == name
        )


def _opened(place: Path) -> ZipFile | None:
    try:
        if place.stat().st_size > _MOST_BYTES:
            return None
        opened = ZipFile(place)
    except _REFUSED:
        return None
    if len(opened.infolist()) > _MOST_ENTRIES:
        opened.close()
        return None
    return opened
