"""Files below a root: read whole, written whole or not at all, never outside."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from ennead.remedy.errors import Changed, RemedyError

MAX_BYTES = 16 * 1024 * 1024
FOLDER = ".ennead"
_KEPT_OUT = frozenset({".git", FOLDER})


def fingerprint(raw: bytes) -> str:
    """SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def located(root: Path, file: str) -> Path:
    """The regular file that a path means, links followed.

    Raises:
        RemedyError: it is outside of the root, in git's or our own folder, or no regular file.
    """
    base = root.resolve()
    try:
        found = (base / file).resolve(strict=True)
        inside = found.relative_to(base)
    except OSError as error:
        raise RemedyError(f"{file}: {error.strerror or 'cannot be found'}. Run the command again") from error
    except ValueError as error:
        raise RemedyError(f"{file} leads out of {root}: name the folder that holds it") from error
    if _KEPT_OUT & set(inside.parts):
        raise RemedyError(f"{file} lies in {inside.parts[0]}, where nothing is edited")
    if not stat.S_ISREG(found.stat().st_mode):
        raise RemedyError(f"{file} is no regular file: nothing to edit there")
    return found


def content(found: Path, file: str) -> bytes:
    """The file's bytes.

    Raises:
        RemedyError: it cannot be read, or is larger than any template.
    """
    try:
        with found.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise RemedyError(f"{file} cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise RemedyError(f"{file} is larger than {MAX_BYTES // 1024 // 1024} MiB: edit it by hand")
    return raw


def unchanged(found: Path, file: str, wanted: str) -> None:
    """Raises Changed where a file is no longer what it was."""
    if fingerprint(content(found, file)) != wanted:
        raise Changed(f"{file} has changed since it was read: run the command again")


def write(found: Path, raw: bytes) -> None:
    """The file with another content, at once and with the mode it has.  Raises OSError."""
    mode = stat.S_IMODE(found.stat().st_mode) if found.exists() else None
    handle, name = tempfile.mkstemp(prefix=f".{found.name}.", suffix=".tmp", dir=found.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            Path(name).chmod(mode)
        Path(name).replace(found)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
