"""What was written, so that it can be undone byte for byte: `.ennead/undo/<time>-<number>.json` below the root."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ennead.remedy.errors import RemedyError
from ennead.remedy.files import FOLDER, fingerprint, write

_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9]+\.json\Z")
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A file (relative to the root, with `/`), its bytes before, and after; `written` is the fingerprint of those."""

    file: str
    before: bytes
    written: str


def folder(root: Path) -> Path:
    """The folder of journals.

    Raises:
        RemedyError: it leads out of the root.
    """
    base = root.resolve()
    found = base / FOLDER / "undo"
    if not found.resolve().is_relative_to(base):
        raise RemedyError(f"{FOLDER}/undo leads out of {root}: remove that link")
    return found


def record(root: Path, title: str, changes: Sequence[Change]) -> Path:
    """A new journal.

    Raises:
        RemedyError: it cannot be written.
    """
    place = folder(root)
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    files = [
        {
            "file": change.file,
            "before": base64.b64encode(change.before).decode("ascii"),
            "before_sha256": fingerprint(change.before),
            "written_sha256": change.written,
        }
        for change in changes
    ]
    raw = json.dumps({"version": _VERSION, "title": title, "time": now, "files": files}, indent=1).encode()
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not (place / ".gitignore").exists():
            write(place / ".gitignore", b"*\n")
        number = 1 + max((_key(name)[1] for name in journals(root)), default=0)
        path = place / f"{now}-{number}.json"
        write(path, raw)
    except OSError as error:
        raise RemedyError(f"{place} cannot be written ({error.strerror or error}): nothing was changed") from error
    return path


def journals(root: Path) -> list[Path]:
    """The journals, the oldest first."""
    place = folder(root)
    found = [path for path in place.iterdir() if _NAME.match(path.name)] if place.is_dir() else []
    return sorted(found, key=_key)


def _key(path: Path) -> tuple[str, int]:
    time, _, number = path.stem.rpartition("-")
    return time, int(number)


def read(path: Path) -> tuple[Change, ...]:
    """What a journal holds.

    Raises:
        RemedyError: it is damaged.
    """
    try:
        data = json.loads(path.read_bytes())
        return tuple(_change(one) for one in _files(data))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise RemedyError(f"{path} is damaged ({error}): undo by hand (git checkout), then delete it") from error


def _files(data: Any) -> Any:
    if data["version"] != _VERSION:
        raise ValueError("written by another version of Ennead")
    return data["files"]


def _change(one: Any) -> Change:
    before = base64.b64decode(one["before"], validate=True)
    if fingerprint(before) != one["before_sha256"]:
        raise ValueError("a content does not fit its hash")
    return Change(str(one["file"]), before, str(one["written_sha256"]))
