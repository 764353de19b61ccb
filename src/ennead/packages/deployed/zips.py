"""Zip files, read where they lie: their lists are bounded, what is unpacked is counted, nothing is written."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ennead.packages.deployed.limits import MEBIBYTE, Damaged

_MOST_LIST: Final = 24 * MEBIBYTE
"""The largest list of contents: 65,535 names of 300 letters."""
_REFUSED = (
    OSError, BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error, OverflowError,
    LookupError, struct.error, MemoryError,
)  # fmt: skip
"""What a damaged or strangely packed archive is answered with."""
_ENCRYPTED = 0x1
_LINK = 0o120000


class _Bounded:
    """A file of which no more is read at once than a list of contents may have."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.close, self.seekable = file.seek, file.tell, file.close, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _MOST_LIST:
            raise BadZipFile("its list of contents is larger than is read")
        return self._file.read(_MOST_LIST if size < 0 else size)


class Zip:
    """The files of an archive.  Raises Damaged where it is none."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._opened = ZipFile(_Bounded(file))
        except _REFUSED as error:
            raise Damaged(_said(error)) from error
        counted = Counter(info.filename for info in self._opened.infolist() if not _is_folder(info))
        self.twice = tuple(name for name, times in counted.items() if times > 1)
        """Names that it holds more than once: which is unpacked differs from program to program."""

        self.missing = _counted(file, len(self._opened.comment)) - len(self._opened.infolist())
        """Files that it says to hold more than its list names: another program may find them."""

    def files(self) -> Iterator[tuple[str, int, Callable[[int], bytes]]]:
        """Name, claimed size and a reader of the first bytes of each file, links left out; of two the later."""
        last = {info.filename: info for info in self._opened.infolist()}
        for name, info in last.items():
            if not _is_folder(info) and (info.external_attr >> 16) & 0o170000 != _LINK:
                yield name, info.file_size, self._reader(info)

    def _reader(self, info: ZipInfo) -> Callable[[int], bytes]:
        def read(most: int) -> bytes:
            if info.flag_bits & _ENCRYPTED:
                raise Damaged("it is encrypted")
            if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                raise Damaged("it is packed in a way that Lambda does not unpack")
            try:
                with self._opened.open(info) as file:
                    return file.read(most)
            except _REFUSED as error:
                raise Damaged(_said(error)) from error

        return read


def _counted(file: BinaryIO, comment: int) -> int:
    """How many files the end of an archive says that there are; for more than 65,534 it is not asked."""
    file.seek(-22 - comment, 2)
    end = file.read(22)
    number = int.from_bytes(end[10:12], "little") if end[:4] == b"PK\5\6" else 0
    return number if number < 0xFFFF else 0


def _is_folder(info: ZipInfo) -> bool:
    return info.filename.endswith("/")  # `is_dir` raises where there is no name


def _said(error: Exception) -> str:
    return (
        f"it is damaged ({str(error)[:80] or type(error).__name__})"
        if not isinstance(error, OSError)
        else (f"it cannot be read ({error.strerror or type(error).__name__})")
    )
