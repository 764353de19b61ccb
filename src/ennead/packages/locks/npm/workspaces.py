"""Which folders the globs of a workspace choose, in time that grows with the text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

MAX_GLOBS = 200
"""Of one workspace; without a star each names one folder."""
MAX_PARTS = 32
"""Of one glob: as deep as folders of a repository lie."""


def is_beyond(globs: Sequence[str]) -> bool:
    """Whether there are more globs, or longer ones, than are followed."""
    return len(globs) > MAX_GLOBS or any(len(_parts(glob)) > MAX_PARTS for glob in globs)


def members(globs: Sequence[str], folders: Iterable[str]) -> tuple[str, ...]:
    """The folders (relative to the root) that are members; a glob with `!` in front takes out again."""
    known = frozenset(folders) - {"."}
    chosen: frozenset[str] = frozenset()
    for glob in globs[:MAX_GLOBS]:
        parts = _parts(glob)
        if len(parts) > MAX_PARTS:
            continue
        fits = {folder for folder in known if _fit(parts, folder.split("/"))}
        chosen = chosen - fits if glob.startswith("!") else chosen | fits
    return tuple(sorted(chosen))


def _parts(glob: str) -> list[str]:
    return posixpath.normpath(glob.removeprefix("!").strip("/") or ".").split("/")


def _fit(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Whether names of folders fit parts of a glob: `**` is any number of names."""
    ends = {0}
    for part in parts:
        if part == "**":
            ends = set(range(min(ends), len(names) + 1)) if ends else ends
        else:
            ends = {end + 1 for end in ends if end < len(names) and _fits(part, names[end])}
    return len(names) in ends


def _fits(part: str, name: str) -> bool:
    """Whether one name fits a part, in which `*` is any text."""
    first, *rest = part.split("*")
    if not rest:
        return part == name
    last = rest.pop()
    if not name.startswith(first) or not name.endswith(last) or len(name) < len(first) + len(last):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in rest:
        found = name.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
