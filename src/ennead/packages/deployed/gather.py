"""Keep of a place's files what tells of packages; archives in it are gone into."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TypeAlias

from ennead.model.package import Origin
from ennead.packages.deployed.bundles import mapped, scripted
from ennead.packages.deployed.items import LARGEST, Contents, Item, Kind, clean, in_package, kind_of
from ennead.packages.deployed.limits import MAX_DEPTH, MAX_NESTED, MEBIBYTE, Budget, Damaged, Spent
from ennead.packages.deployed.natives import HEAD, is_native
from ennead.packages.deployed.vendored import LIBRARIES
from ennead.packages.deployed.zips import Zip

Reader: TypeAlias = Callable[[int], bytes]
"""Gives so many bytes from the start of a file, or fewer where it has not so many."""
_LEAST_SCRIPT = 2_000


class Gather:
    """Takes the files of a place, one after another."""

    def __init__(self, root: str, origin: Origin, budget: Budget, depth: int = 0, top: str | None = None) -> None:
        self.contents = Contents()
        self._root = root
        self._origin = origin
        self._budget = budget
        self._depth = depth
        self._top = root if top is None else top
        self._led_out = 0

    def add(self, name: str, size: int, read: Reader) -> None:
        """A file, with the size it claims to have.  Raises Spent."""
        self._budget.file()
        path = clean(name)
        if path is None:
            self._led_out += 1
            return
        item = Item(f"{self._root}/{path}" if self._root != "." else path, self._top, size, self._origin)
        self.contents.items[path] = item
        try:
            self._look(path, item, read)
        except Damaged as error:
            self.contents.tell(item.where, str(error))

    def note(self, path: str) -> None:
        """A name behind which there are no bytes: a link, a device.  Raises Spent."""
        self._budget.file()
        self.contents.items[path] = Item(f"{self._root}/{path}", self._top, 0, self._origin)

    def done(self) -> Contents:
        """What was gathered."""
        if self._led_out:
            reason = f"it holds {self._led_out} names that lead out of it, or are none: they were passed over"
            self.contents.tell(self._root, reason)
        return self.contents

    def _look(self, path: str, item: Item, read: Reader) -> None:
        kind = kind_of(path, LIBRARIES)
        if kind is Kind.PLAIN:
            item.native = self._is_native(read)
        elif kind is Kind.ARCHIVE:
            self._nested(item, read)
        elif kind is Kind.SCRIPT:
            if item.size >= _LEAST_SCRIPT:
                item.bundle = scripted(self._whole(read, kind))
        elif kind is Kind.SOURCE_MAP:
            item.bundle = mapped(self._whole(read, kind))
        elif kind is not Kind.CODE:
            item.data = self._whole(read, kind)
            self._budget.keep(len(item.data))

    def _is_native(self, read: Reader) -> bool:
        try:
            return is_native(read(HEAD))
        except Damaged:  # it names no package, so nothing is missed but its bytes
            return False

    def _whole(self, read: Reader, kind: Kind) -> bytes:
        most = LARGEST[kind]
        data = read(most + 1)
        self._budget.unpack(len(data))
        if len(data) > most and kind is not Kind.HEAD:
            raise Damaged(f"it is larger than {most // MEBIBYTE} MiB")
        return data[:most]

    def _nested(self, item: Item, read: Reader) -> None:
        self._budget.archive()
        if self._depth >= MAX_DEPTH:
            raise Damaged(f"it lies deeper than {MAX_DEPTH} archives in one another")
        data = read(MAX_NESTED + 1)
        self._budget.unpack(len(data))
        if len(data) > MAX_NESTED:
            raise Damaged(f"it is larger than {MAX_NESTED // MEBIBYTE} MiB")
        if in_package(item.where) and not data.startswith(b"PK"):
            return
        inner = Gather(item.where, self._origin, self._budget, self._depth + 1, self._top)
        item.inside = inner.contents
        inner.take_zip(Zip(io.BytesIO(data)))
        inner.done()

    def take_zip(self, opened: Zip) -> None:
        """All files of an archive.  Raises Spent."""
        if opened.missing > 0:
            self.contents.tell(self._root, f"it says that it holds {opened.missing} files more than its list names")
        for name in opened.twice[:5]:
            self.contents.tell(f"{self._root}/{name}", "the archive holds it twice: the later one was read")
        self.take(opened.files())

    def take(self, files: Iterable[tuple[str, int, Reader]]) -> None:
        """Files, as many as are given to the place; it says where it had to stop.  Raises Spent."""
        try:
            for name, size, read in files:
                self.add(name, size, read)
        except Spent as error:
            self.contents.tell(self._root, f"{error}: the rest of it was not read")
            raise
