"""Archives in the repository: whether a file of the repository is the one in them.  Nothing is unpacked."""

from __future__ import annotations

import zlib
from zipfile import BadZipFile, ZipFile

from ennead.code.entry.tree import Tree

_MOST = 64 * 1024 * 1024
"""The largest archive whose list of contents is read."""


def holds(archive: str, file: str, tree: Tree) -> bool:
    """Whether an archive lists a file of the same name, size and checksum."""
    place, other = tree.file(archive), tree.file(file)
    if place is None or other is None:
        return False
    name = file.rpartition("/")[2]
    try:
        if place.stat().st_size > _MOST:
            return False
        with ZipFile(place) as opened:
            listed = {(one.file_size, one.CRC) for one in opened.infolist() if one.filename.rpartition("/")[2] == name}
        size = other.stat().st_size
        return any(size == known for known, _ in listed) and (size, zlib.crc32(other.read_bytes())) in listed
    except (OSError, BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return False  # no archive that could be told apart: it is not unpacked either way
