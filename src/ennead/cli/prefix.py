"""The scanned folder as its repository sees it."""

from __future__ import annotations

from pathlib import Path

from ennead.cli.stdin import STDIN


def prefix_of(path: Path) -> str:
    """The scanned folder as seen from the root of its repository, for services that annotate files."""
    if path == STDIN:
        return ""
    folder = (path if path.is_dir() else path.parent).resolve()
    for parent in (folder, *folder.parents):
        if (parent / ".git").exists():
            inner = folder.relative_to(parent).as_posix()
            return "" if inner == "." else inner
    return ""
