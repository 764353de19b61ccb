"""Reads a document that a person hands in: a baseline, a saved map or scan, another tool's report, exported logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class UnreadableError(Exception):
    """The bytes of a file cannot be had, or are not JSON; the message says why, without the file's name."""


def read_bytes(path: Path, limit: int) -> bytes:
    """What the file holds.

    Raises:
        UnreadableError: it cannot be read, or has more bytes than the limit.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from error
    if len(raw) > limit:
        raise UnreadableError(f"has more than {limit} bytes, more than such a file needs")
    return raw


def unpacked(raw: bytes, limit: int) -> str:
    """The text in bytes that may be packed by gzip; what is no UTF-8 in it is replaced.

    Raises:
        UnreadableError: it is damaged, or has more bytes than the limit.
    """
    import gzip  # noqa: PLC0415  only where a document is handed in
    import io  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    if raw.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
                raw = stream.read(limit + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableError(f"is damaged: {error}") from error
    if len(raw) > limit:
        raise UnreadableError(f"has more than {limit} bytes: give a part of it")
    return raw.decode("utf-8-sig", "replace")


def parse_json(raw: bytes) -> Any:
    """The document in UTF-8 bytes, with or without a byte order mark.

    Raises:
        UnreadableError: it is no JSON, or nested too deep.
    """
    import json  # noqa: PLC0415  only where a document is handed in

    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is no JSON ({error})") from error
