"""Bytes that come one after another, read once and bounded."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import BinaryIO, Final

from ennead.packages.deployed.limits import Budget, Damaged

CHUNK: Final = 256 * 1024
_MOST_MEMBERS = 10_000
"""Parts of one gzip file."""
GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"


class Stream:
    """Bytes with a look ahead.  `pull` gives up to so many more, none at the end; `jump` passes over some."""

    def __init__(self, pull: Callable[[int], bytes], jump: Callable[[int], int] | None = None) -> None:
        self._pull = pull
        self._jump = jump
        self._ahead = b""

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        parts = [self._ahead[:size]]
        self._ahead = self._ahead[size:]
        missing = size - len(parts[0])
        while missing > 0 and (part := self._pull(min(missing, CHUNK))):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def peek(self, size: int) -> bytes:
        """The next bytes, which are read again later."""
        if len(self._ahead) < size:
            self._ahead += Stream(self._pull).read(size - len(self._ahead))
        return self._ahead[:size]

    def skip(self, size: int) -> int:
        """Pass over bytes; how many there were."""
        held = min(size, len(self._ahead))
        self._ahead = self._ahead[held:]
        missing = size - held
        if self._jump is not None and missing > 0:
            return held + self._jump(missing)
        while missing > 0 and (part := self._pull(min(missing, CHUNK))):
            missing -= len(part)
        return size - missing


def of_file(file: BinaryIO, budget: Budget) -> Stream:
    """The bytes of a file."""

    def pull(size: int) -> bytes:
        found = file.read(size)
        budget.stream(len(found))
        return found

    def jump(size: int) -> int:
        here = file.tell()
        end = file.seek(0, 2)
        return file.seek(min(here + size, end)) - here

    return Stream(pull, jump)


def part(stream: Stream, size: int) -> tuple[Stream, Callable[[], int]]:
    """The next `size` bytes as a stream of their own, and how many of them are left."""
    left = size

    def pull(wanted: int) -> bytes:
        nonlocal left
        found = stream.read(min(wanted, left))
        left -= len(found)
        return found

    def jump(wanted: int) -> int:
        nonlocal left
        passed = stream.skip(min(wanted, left))
        left -= passed
        return passed

    return Stream(pull, jump), lambda: left


def unzipped(stream: Stream, budget: Budget) -> Stream:
    """What a gzip file holds."""
    return Stream(_Unzip(stream, budget).pull)


class _Unzip:
    def __init__(self, source: Stream, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._waiting = b""
        self._members = 0
        self._engine = zlib.decompressobj(31)
        self._ended = False

    def pull(self, size: int) -> bytes:
        while not self._ended:
            if not self._waiting:
                self._waiting = self._source.read(CHUNK)
            if not self._waiting:
                raise Damaged("it ends too early")
            try:
                found = self._engine.decompress(self._waiting, size)
            except zlib.error as error:
                raise Damaged("it is not packed as it claims") from error
            self._waiting = self._engine.unconsumed_tail
            if self._engine.eof:
                self._next()
            if found:
                self._budget.stream(len(found))
                return found
        return b""

    def _next(self) -> None:
        """The next part of the file, where there is one; zeros and what follows them are none."""
        self._waiting = self._engine.unused_data or self._source.read(CHUNK)
        self._members += 1
        self._ended = self._members > _MOST_MEMBERS or not self._waiting.startswith(GZIP[:1])
        self._engine = zlib.decompressobj(31)
