"""Places of the scanned folder, read once: folders, archives, images."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import Final, Protocol

from ennead.model.location import Location
from ennead.model.package import Origin, Unread
from ennead.packages.deployed.folders import one_file, walk
from ennead.packages.deployed.found import Answers
from ennead.packages.deployed.gather import Gather
from ennead.packages.deployed.image import Image, Outer, read_image
from ennead.packages.deployed.items import ARCHIVES, Contents
from ennead.packages.deployed.limits import MAX_ARCHIVE, MEBIBYTE, Budget, Damaged, Spent
from ennead.packages.deployed.streams import GZIP, of_file, unzipped
from ennead.packages.deployed.tars import members
from ennead.packages.deployed.zips import Zip

IMAGES: Final = (".tar", ".tar.gz", ".tgz")


class Rooted(Protocol):
    """Whatever knows the scanned folder, as `Tree` does."""

    @property
    def root(self) -> Path:
        """The scanned folder."""


class Places:
    """Reads places, each once, for several functions use the same layer.  Paths are relative to the scanned folder."""

    def __init__(self, tree: Rooted) -> None:
        self._root = os.path.realpath(tree.root)
        self._known: dict[tuple[str, Origin], Contents] = {}
        self.told: dict[tuple[object, ...], Answers] = {}
        """What was found in instances, by what they are made of."""
        self._images: dict[tuple[str, tuple[str, ...]], Image | Unread] = {}

    def real(self, path: str) -> str | None:
        """The real path of a file or folder; None where there is none, or outside of the scanned folder."""
        if "\0" in path or len(path) > 4096:
            return None
        try:
            place = os.path.realpath(posixpath.join(self._root, path))
        except (OSError, ValueError):
            return None
        inside = place == self._root or place.startswith(f"{self._root.rstrip('/')}/")
        return place if inside and not path.startswith("/") and os.path.exists(place) else None  # noqa: PTH110

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        place = self.real(path)
        return place is not None and os.path.isdir(place)  # noqa: PTH112

    def names(self, path: str) -> tuple[str, ...]:
        """The names in a folder; none where there is no folder."""
        place = self.real(path)
        try:
            return tuple(sorted(os.listdir(place))) if place is not None else ()  # noqa: PTH208
        except OSError:
            return ()

    def contents(self, path: str, origin: Origin) -> Contents:
        """The files of a folder, an archive or a single file."""
        key = posixpath.normpath(path), origin
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def _read(self, path: str, origin: Origin) -> Contents:
        gather = Gather(path, origin, Budget())
        place = self.real(path)
        try:
            if place is None:
                gather.contents.tell(path, "it is not there")
            elif os.path.isdir(place):  # noqa: PTH112
                _folder(self._root, place, path, gather)
            elif path.lower().endswith(ARCHIVES):
                _archive(Path(place), gather)
            else:
                gather = Gather(posixpath.dirname(path) or ".", origin, Budget(), top=path)
                gather.take([one_file(place)])
        except Spent:  # it is told where it had to stop
            pass
        except (Damaged, OSError) as error:
            gather.contents.tell(
                path, str(error) if isinstance(error, Damaged) else f"it cannot be read ({error.strerror})"
            )
        return gather.done()

    def image(self, path: str, architectures: tuple[str, ...]) -> Image | Unread:
        """The image in a file or folder."""
        key = posixpath.normpath(path), architectures
        if key not in self._images:
            self._images[key] = self._image(*key)
        return self._images[key]

    def _image(self, path: str, architectures: tuple[str, ...]) -> Image | Unread:
        place = self.real(path)
        budget = Budget()
        try:
            if place is None:
                return Unread(Location(path), "it is not there")
            outer = _blobs(Path(place), budget) if os.path.isdir(place) else _saved(Path(place), budget)  # noqa: PTH112
            return read_image(outer, path, budget, architectures)
        except Damaged as error:
            return Unread(Location(path), str(error))
        except OSError as error:
            return Unread(Location(path), f"it cannot be read ({error.strerror})")

    def is_image(self, path: str) -> bool:
        """Whether there is the file or folder of an image, by its name or what is in it."""
        if self.is_folder(path):
            return {"index.json", "oci-layout"} <= set(self.names(path))
        return path.lower().endswith(IMAGES) and self.real(path) is not None


def _folder(root: str, place: str, path: str, gather: Gather) -> None:
    refused: dict[str, str] = {}
    try:
        gather.take(walk(root, place, refused))
    finally:
        for below, reason in refused.items():
            gather.contents.tell(posixpath.normpath(posixpath.join(path, below)), reason)


def _archive(place: Path, gather: Gather) -> None:
    if place.stat().st_size > MAX_ARCHIVE:
        raise Damaged(f"it is larger than {MAX_ARCHIVE // MEBIBYTE} MiB, which Lambda does not take")
    with place.open("rb") as file:
        gather.take_zip(Zip(file))


def _saved(place: Path, budget: Budget) -> Outer:
    with place.open("rb") as file:
        stream = of_file(file, budget)
        stream = unzipped(stream, budget) if stream.peek(2) == GZIP else stream
        for member in members(stream):
            if member.is_file or member.target is not None:
                yield member.name, member.target, member.data


def _blobs(place: Path, budget: Budget) -> Outer:
    """The files of an image's folder: `index.json` and what lies in `blobs`."""
    refused: dict[str, str] = {}
    for path, _, _ in walk(str(place), str(place), refused):
        if path == "index.json" or path.startswith("blobs/"):
            with (place / path).open("rb") as file:
                yield path, None, of_file(file, budget)
    if refused:
        raise Damaged(f"a folder in it may not be read ({min(refused) or '.'})")
