"""Files of loaded modules that changed, modules that were exchanged, and such as came from where anyone can write.

With `modules` in the contract (path below the function's folder, to SHA-256) the deployed files are held against it, a
few at each look.
"""

from __future__ import annotations

import os
import sys

from . import origin
from .base import ROOT, file_of, stat_of, temporary
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .base import Base

_SLICE = 128
_HASHED = 4
_LARGEST = 1 << 22


class Turn:
    """How far the deep looks have come, and what the contract says of the function's files."""

    def __init__(self, manifest: Any = None) -> None:
        self.at = 0
        found = manifest if isinstance(manifest, dict) else {}
        self.manifest = {str(path): str(value).removeprefix("sha256:") for path, value in found.items()}
        self.unread = sorted(self.manifest)


def look(base: Base, turn: Turn, paths: Iterable[str] = (), *, deep: bool = False) -> Iterator[Finding]:
    """What changed: of the new files always, of all others a part at each deep look."""
    for path in paths:
        if path in base.files:
            yield from _changed(base, path)
    if deep or len(sys.modules) != base.module_count:
        base.module_count = len(sys.modules)
        yield from _exchanged(base)
    if deep:
        names = list(base.files)
        part = names[turn.at : turn.at + _SLICE] or names[:_SLICE]
        turn.at = 0 if turn.at + _SLICE >= len(names) else turn.at + _SLICE
        for path in part:
            yield from _changed(base, path)
        yield from _against_manifest(turn)


def _changed(base: Base, path: str) -> Iterator[Finding]:
    now = stat_of(path)
    if now != base.files[path]:
        if now is not None:
            base.files[path] = now
        reason = "the file of a loaded module was changed" if now else "the file of a loaded module was removed"
        yield Finding("module", path, reason, path, lasting=True)


def _exchanged(base: Base) -> Iterator[Finding]:
    for name, module in list(sys.modules.items()):
        before = base.modules.get(name)
        if module is before:
            continue
        base.modules[name] = module
        file = file_of(module)
        if file is not None and file not in base.files:
            if temporary(file):
                yield Finding("module", name, "a module was loaded from where anyone can write", name)
            found = stat_of(file)
            if found:
                base.files[file] = found
        if before is not None and module is not None and file != file_of(before) and _is_made(module, file):
            yield Finding("module", name, "a loaded module was exchanged for another one", name)


def _is_made(module: Any, file: str | None) -> bool:
    """Whether it is no module that lies in a library's file."""
    if file is None:
        return origin.of(type(module)) in origin.STRANGE or type(module) is type(sys)
    return origin.of_file(file) in origin.STRANGE


def _against_manifest(turn: Turn) -> Iterator[Finding]:
    from .. import contract

    for _ in range(min(_HASHED, len(turn.unread))):
        path = turn.unread.pop()
        full = os.path.join(ROOT, path)  # noqa: PTH118
        found = stat_of(full)
        if found is None or found[0] > _LARGEST:
            continue
        data = _data(full)
        if data is not None and contract.digest(data) != turn.manifest[path]:
            yield Finding("module", full, "a deployed file is not the one that was built", full, lasting=True)


def _data(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(_LARGEST)
    except OSError:
        return None
