"""How large things are that Lambda bounds: a function's variables, its code and layers as far as they lie here."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ennead.model.app import Function

MOST_VARIABLES = 4 * 1024
"""Bytes of all variables (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)."""
MOST_CODE = 250 * 1024 * 1024
"""Bytes of a function's code and layers, unpacked (ditto)."""
MOST_LAYERS = 5
OUR_BYTES = 2_000_000
"""What our layer takes at most."""
_LEFT_OUT = frozenset(
    ".git .hg .svn .ennead .aws-sam .serverless .terraform cdk.out __pycache__ .venv venv .tox .mypy_cache"
    " .pytest_cache .ruff_cache".split()
)
"""Folders that are not deployed."""
_MOST_FILES = 100_000


def variables(function: Function, more: Mapping[str, str]) -> int:
    """The bytes of a function's variables with some more, as Lambda measures them: their JSON.

    Values that only deployment tells count with what is written in their place.
    """
    held = {one.name: one.value if isinstance(one.value, str) else "" for one in function.environment}
    return len(json.dumps({**held, **more}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Bytes of what lies here, at least; `untold` is what could not be counted, so that there may be more."""

    known: int = 0
    untold: tuple[Path, ...] = ()
    places: int = 0

    @property
    def whole(self) -> int | None:
        """The bytes where all could be counted; None where something could not, or nothing is here."""
        return self.known if self.places and not self.untold else None


def unpacked(places: Iterable[Path]) -> Unpacked:
    """The bytes of folders, files and archives together, and which of them could not be told."""
    sizes = {place: _unpacked(place) for place in places}
    untold = tuple(place for place, size in sizes.items() if size is None)
    return Unpacked(sum(size or 0 for size in sizes.values()), untold, len(sizes))


def _unpacked(place: Path) -> int | None:
    if place.is_dir():
        return _folder(place)
    try:
        if place.suffix in {".zip", ".jar"}:
            with zipfile.ZipFile(place) as held:
                return sum(one.file_size for one in held.infolist())
        return place.stat().st_size
    except (OSError, zipfile.BadZipFile):
        return None


def _folder(place: Path) -> int | None:
    total = files = 0
    for folder, folders, names in os.walk(place):
        folders[:] = [one for one in folders if one not in _LEFT_OUT]
        files += len(names)
        if files > _MOST_FILES:
            return None
        for name in names:
            try:
                total += (Path(folder) / name).lstat().st_size
            except OSError:  # gone in between: nothing to deploy
                continue
    return total
