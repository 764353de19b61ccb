"""Folders of the repository: all files below one, without what lies outside of the scanned folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from ennead.packages.deployed.limits import Damaged

SKIPPED: Final = frozenset(
    ".git .hg .svn .venv venv __pycache__ .tox .nox .mypy_cache .pytest_cache .ruff_cache .gradle .terraform .aws-sam"
    " .serverless .idea .vscode .mvn cdk.out".split()
)
"""Folders of tools, which nobody deploys; a walk may start in one."""


def walk(root: str, folder: str, refused: dict[str, str]) -> Iterator[tuple[str, int, Callable[[int], bytes]]]:
    """Path below the folder, size and a reader of each file.

    `root` is the real path of the scanned folder, `folder` that of one in it.  Links are followed, last, where they
    lead to a place in the root that is not seen anyway.  A folder that may not be read is put into `refused` with the
    reason: what is in it is not known.
    """
    seen: set[tuple[int, int]] = set()
    waiting: list[str] = [""]
    linked: list[str] = []
    while waiting or linked:
        here = waiting.pop() if waiting else linked.pop(0)
        place = f"{folder}/{here}" if here else folder
        try:
            entries = _entries(place) if _is_new(place, seen) else []
        except FileNotFoundError:  # gone since it was listed
            continue
        except OSError as error:
            refused[here] = f"it cannot be read ({error.strerror})"
            continue
        for entry in entries:
            path = f"{here}/{entry.name}" if here else entry.name
            is_link = entry.is_symlink()
            if is_link and not _is_inside(entry.path, root):
                continue
            if not _is_folder(entry):
                if is_link and _is_inside(entry.path, folder):
                    continue
                yield path, _size(entry), partial(_read, entry.path)
            elif is_link:
                linked.append(path)
            elif entry.name not in SKIPPED and not path.endswith("gradle/wrapper"):
                waiting.append(path)


def one_file(place: str) -> tuple[str, int, Callable[[int], bytes]]:
    """Name, size and reader of a file."""
    path = Path(place)
    return path.name, path.stat().st_size if path.exists() else 0, partial(_read, place)


def _is_new(place: str, seen: set[tuple[int, int]]) -> bool:
    """Whether a folder was not walked yet, by whatever name.  Raises OSError."""
    known = os.stat(place)  # noqa: PTH116
    key = known.st_dev, known.st_ino
    new = key not in seen
    seen.add(key)
    return new


def _entries(place: str) -> list[os.DirEntry[str]]:
    """Raises OSError."""
    with os.scandir(place) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0


def _is_inside(place: str, root: str) -> bool:
    try:
        real = os.path.realpath(place)
    except (OSError, ValueError):
        return False
    return real == root or real.startswith(f"{root.rstrip('/')}/")


def _read(place: str, most: int) -> bytes:
    try:
        path = Path(place)
        if not path.is_file():  # a pipe or a device would not end
            return b""
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise Damaged(f"it cannot be read ({error.strerror})") from error
