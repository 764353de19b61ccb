"""Which files git tracks: a file in the index is not ignored, whatever the rules say.

The index is read here; `git` is not asked, since a repository's own configuration may have it run
programs (https://git-scm.com/docs/index-format, versions 2 to 4, SHA-1).
"""

from __future__ import annotations

import struct
from pathlib import Path

MAX_BYTES = 256 * 1024 * 1024
_HEAD = struct.Struct(">4sLL")
_FIXED = 62
"""Bytes of an entry before its name: 40 of times and modes, 20 of the object's id, 2 of flags."""
_EXTENDED = 0x4000


def tracked(repository: Path) -> frozenset[str]:
    """The paths in the index of a repository, relative to it; none where there is no index that can be read.

    A worktree or submodule, whose `.git` is a file, has its index elsewhere: none.
    """
    index = repository / ".git" / "index"
    try:
        if index.is_symlink() or index.stat().st_size > MAX_BYTES:
            return frozenset()
        return _paths(index.read_bytes())
    except (OSError, struct.error, ValueError):
        return frozenset()


def _paths(data: bytes) -> frozenset[str]:
    """Raises ValueError or struct.error where it is no index."""
    mark, version, count = _HEAD.unpack_from(data)
    if mark != b"DIRC" or version not in {2, 3, 4}:
        return frozenset()
    found, place, name = [], _HEAD.size, b""
    for _ in range(count):
        (flags,) = struct.unpack_from(">H", data, place + _FIXED - 2)
        start = place + _FIXED + (2 if flags & _EXTENDED else 0)
        if version == 4:
            cut, start = _number(data, start)
            end = data.index(b"\0", start)
            name = name[: len(name) - cut] + data[start:end]
            place = end + 1
        else:
            end = data.index(b"\0", start)
            name = data[start:end]
            place += (end - place + 8) // 8 * 8
        found.append(name.decode("utf-8", "surrogateescape"))
    return frozenset(found)


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A number of variable width, and where it ends (`varint.c`)."""
    byte = data[place]
    value = byte & 127
    while byte & 128:
        place += 1
        byte = data[place]
        value = ((value + 1) << 7) + (byte & 127)
    return value, place + 1
