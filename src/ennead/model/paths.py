"""Paths relative to the scanned folder, as text with `/`; "." is the folder itself."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator


def joined(*parts: str) -> str:
    """The parts as one path."""
    return posixpath.normpath(posixpath.join(*parts)) if any(parts) else "."


def is_outside(path: str) -> bool:
    """Whether a path leads out of the scanned folder."""
    return path.startswith(("/", "../")) or path == ".." or "\0" in path


def is_below(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, at any depth, or is it."""
    return folder in {".", path} or path.startswith(f"{folder}/")


def folder_of(path: str) -> str:
    """The folder a file lies in."""
    return posixpath.dirname(path) or "."


def upwards(folder: str) -> Iterator[str]:
    """The folder and those above it, nearest first."""
    while folder not in {"", ".", "/"}:
        yield folder
        folder = posixpath.dirname(folder)
    yield "."
