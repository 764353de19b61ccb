"""The files that are imported: what a path holds, one document at a time.

A container that is broken (an archive, a compressed file) raises, so that half a download is never taken for all there
is.  A document that is too large to be one is a fault of its own, and the others are read.
"""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import IO, cast

from ennead.packages.advisories.errors import NotImported

LARGEST = 32 * 1024 * 1024
"""Bytes of one document."""
_LARGEST_TABLE = 512 * 1024 * 1024
_MOST_MEMBERS = 3_000_000


class Kind(Enum):
    """How a document is written.  LINE: one of many in a file of lines."""

    JSON = auto()
    LINE = auto()
    YAML = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class Document:
    """`place` says where it stands, `asked` whether a person named its very file."""

    place: str
    kind: Kind
    data: bytes
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What was not read, and why."""

    place: str
    reason: str


Item = Document | Fault
_SUFFIXES = {".json": Kind.JSON, ".jsonl": Kind.LINE, ".yaml": Kind.YAML, ".yml": Kind.YAML, ".csv": Kind.TABLE}


def read(path: Path) -> Iterator[Item]:
    """What one path holds: a folder's files in order, an archive's members, a file's lines.  Raises NotImported."""
    try:
        if path.is_dir():
            yield from _folder(path)
        elif not path.exists():
            raise NotImported(f"{path} does not exist")
        elif not _known(path.name):
            raise NotImported(f"{path} is none of .json, .jsonl, .zip, .yaml, .csv, plain or .gz")
        else:
            yield from _file(path, asked=True)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise NotImported(f"{path} is broken or cannot be read: {_words(error)}. Fetch it again") from error


def files(paths: Iterable[Path]) -> int:
    """How many files there are to read, for progress."""
    return sum(sum(1 for _ in _walk(path)) if path.is_dir() else 1 for path in paths)


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _known(name: str) -> bool:
    return _kind(name) is not None or name.lower().endswith(".zip")


def _kind(name: str) -> Kind | None:
    return _SUFFIXES.get(os.path.splitext(name.lower().removesuffix(".gz"))[1])  # noqa: PTH122


def _folder(folder: Path) -> Iterator[Item]:
    for path in _walk(folder):
        yield from _file(path, asked=False)


def _walk(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(at, name) for name in sorted(names) if _known(name) and not name.startswith("."))


def _file(path: Path, *, asked: bool) -> Iterator[Item]:
    kind = _kind(path.name)
    if kind is None:
        yield from _archive(path)
        return
    with _opened(path) as stream:
        yield from _stream(stream, str(path), kind, asked=asked)


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.name.lower().endswith(".gz") else path.open("rb")


def _stream(stream: IO[bytes], place: str, kind: Kind, *, asked: bool) -> Iterator[Item]:
    if kind is Kind.LINE:
        yield from _lines(stream, place)
        return
    most = _LARGEST_TABLE if kind is Kind.TABLE else LARGEST
    data = stream.read(most + 1)
    yield Document(place, kind, data, asked) if len(data) <= most else Fault(place, _too_large(most))


def _lines(stream: IO[bytes], place: str) -> Iterator[Item]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            yield Fault(f"{place}:{number}", _too_large(LARGEST))
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST)
        elif line.strip():
            yield Document(f"{place}:{number}", Kind.LINE, line, asked=True)


def _archive(path: Path) -> Iterator[Item]:
    with zipfile.ZipFile(path) as archive:
        members = sorted(archive.infolist(), key=lambda one: one.filename)
        if len(members) > _MOST_MEMBERS:
            raise NotImported(f"{path} holds more than {_MOST_MEMBERS} files")
        for member in members:
            kind = _kind(member.filename)
            if kind is None or member.is_dir() or member.filename.lower().endswith(".gz"):
                continue
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImported(f"{path} is compressed in a way that no export is")
            with archive.open(member) as stream:
                yield from _stream(stream, f"{path}!{member.filename}", kind, asked=False)


def _too_large(most: int) -> str:
    return f"it is larger than {most // 1024 // 1024} MiB, as no advisory is"
