"""Reads a JSON document that a person hands in: a baseline, a saved map or scan, another tool's report."""

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
