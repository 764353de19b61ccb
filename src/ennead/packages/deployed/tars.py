"""Tar files, read through once: ustar, GNU and pax, as images are saved.

https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html ;
https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ennead.packages.deployed.limits import MEBIBYTE, Damaged
from ennead.packages.deployed.streams import Stream, part

BLOCK: Final = 512
_MOST_HEADER = MEBIBYTE
_MOST_EXTRA = 1_000
"""Headers before one file."""
_FILES = (b"\0", b"0", b"7", b"S")
_NUMBER = re.compile(rb"[ \0]*([0-7]*)[ \0]*$")
_PAX = re.compile(rb"\A(\d{1,7}) ([^=]{1,100})=")
_KNOWN = {b"path": "path", b"linkpath": "linkpath", b"size": "size", b"GNU.sparse.name": "path"}


class Member(NamedTuple):
    """A file (`is_file`) with its bytes, a link with what it leads to (`hard` or not), or something else."""

    name: str
    size: int
    data: Stream
    is_file: bool = False
    target: str | None = None
    hard: bool = False


def members(stream: Stream) -> Iterator[Member]:
    """All members; each one's bytes are gone once the next is asked for.  Raises Damaged."""
    extra: dict[str, str] = {}
    headers = 0
    while (header := _header(stream)) is not None:
        flag, size = header[156:157], _number(header[124:136])
        if flag in {b"L", b"K", b"x", b"g"}:
            headers += 1
            if size > _MOST_HEADER or headers > _MOST_EXTRA:
                raise Damaged("its headers are larger than any name")
            _extend(extra, flag, _whole(stream, size))
            continue
        if flag == b"S":
            _pass_sparse(header, stream)
        size = _size(extra, size) if flag in _FILES else size
        data, left = part(stream, size)
        yield _member(header, flag, size, extra, data)
        missing = left()
        if stream.skip(missing) < missing:
            raise Damaged("it ends too early")
        stream.skip(-size % BLOCK)
        extra, headers = {}, 0


def _header(stream: Stream) -> bytes | None:
    """The next header; None at the end."""
    header = stream.read(BLOCK)
    if not header.strip(b"\0"):  # a block of zeros, or nothing more
        return None
    if len(header) < BLOCK:
        raise Damaged("it ends too early")
    told = _number(header[148:156])
    if told not in {sum(header[:148]) + 256 + sum(header[156:]), _signed(header)}:
        raise Damaged("it is no tar file, or damaged")
    return header


def _signed(header: bytes) -> int:
    """The sum as some old programs made it."""
    return 256 + sum(one - 256 if one > 127 else one for one in header[:148] + header[156:])


def _number(field: bytes) -> int:
    """A number, octal or, where it is large, binary."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    match = _NUMBER.match(field)
    if match is None:
        raise Damaged("it is no tar file, or damaged")
    return int(match[1] or b"0", 8)


def _size(extra: dict[str, str], size: int) -> int:
    told = extra.get("size", "")
    return int(told) if told.isdecimal() and len(told) < 20 else size


def _whole(stream: Stream, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise Damaged("it ends too early")
    stream.skip(-size % BLOCK)
    return data


def _extend(extra: dict[str, str], flag: bytes, data: bytes) -> None:
    """What a header says of the member that follows."""
    if flag == b"L":
        extra["path"] = _text(data)
    elif flag == b"K":
        extra["linkpath"] = _text(data)
    elif flag == b"x":
        while match := _PAX.match(data[:120]):
            length = int(match[1])
            if length <= match.end() or length > len(data):
                raise Damaged("its headers are no records")
            if (known := _KNOWN.get(match[2])) is not None:
                extra[known] = data[match.end() : length - 1].decode("utf-8", "replace")
            data = data[length:]


def _pass_sparse(header: bytes, stream: Stream) -> None:
    """The lists of holes that follow a header of GNU's."""
    more, blocks = header[482:483] == b"\1", 0
    while more:
        block = stream.read(BLOCK)
        blocks += 1
        if len(block) < BLOCK or blocks > _MOST_EXTRA:
            raise Damaged("it ends too early")
        more = block[504:505] == b"\1"


def _member(header: bytes, flag: bytes, size: int, extra: dict[str, str], data: Stream) -> Member:
    name = extra.get("path") or _named(header)
    if flag in {b"1", b"2"}:
        return Member(name, 0, data, target=extra.get("linkpath") or _text(header[157:257]), hard=flag == b"1")
    is_file = flag in _FILES and not name.endswith("/")
    return Member(name, size, data, is_file=is_file)


def _named(header: bytes) -> str:
    name = _text(header[:100])
    before = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{before}/{name}" if before else name


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "replace")
