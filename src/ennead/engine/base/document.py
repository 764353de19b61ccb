"""A saved document of ours that a change is held against."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ennead.engine.base.revision import BaseError
from ennead.engine.document import UnreadableError, parse_json, read_bytes

MAXIMUM_BYTES = 256 * 1024 * 1024


def saved(file: Path, schema: str, write: str) -> dict[str, Any]:
    """The document in a file; `write` says how it is written anew.

    Raises:
        BaseError: it cannot be read, or is another one.
    """
    try:
        document = parse_json(read_bytes(file, MAXIMUM_BYTES))
    except UnreadableError as error:
        raise BaseError(f"{file} {error}: {write}") from error
    found = document.get("schema") if isinstance(document, Mapping) else None
    if found != schema:
        raise BaseError(f"{file} has schema {found!r}, not {schema}: {write}")
    return dict(document)
