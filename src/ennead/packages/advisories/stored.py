"""What lies in the database about one package: one entry of one record, as compressed MessagePack."""

from __future__ import annotations

import zlib

import msgspec

from ennead.packages.advisories.events import Range


class Stored(msgspec.Struct, array_like=True, frozen=True):
    """What one record says of one package.

    `listed` are the listed versions that no range holds; `clear` those that the record calls not affected beyond the
    ends of its ranges.  `unread` says why part of it cannot be evaluated.
    """

    id: str
    modified: str = ""
    published: str = ""
    aliases: tuple[str, ...] = ()
    severity: str = ""
    score: float | None = None
    summary: str = ""
    ranges: tuple[Range, ...] = ()
    listed: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    commits: tuple[tuple[str, str], ...] = ()
    malicious: bool = False
    unread: str = ""
    spelled: str = ""


_DECODER = msgspec.msgpack.Decoder(tuple[Stored, ...])
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_LEVEL = 9
_LARGEST = 64 * 1024 * 1024


def encoded(entries: tuple[Stored, ...]) -> bytes:
    """The entries of one package as they lie in the database."""
    return zlib.compress(_ENCODER.encode(entries), _LEVEL)


def decoded(data: bytes) -> tuple[Stored, ...]:
    """The entries again.  Raises ValueError where the bytes are damaged."""
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(data, _LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacker.eof:
        raise ValueError("an entry ends before its end")
    return _DECODER.decode(plain)  # msgspec's errors are ValueErrors
