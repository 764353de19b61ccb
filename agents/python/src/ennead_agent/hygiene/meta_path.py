"""Who finds and loads modules: finders, path hooks, and the folders that are searched."""

from __future__ import annotations

import sys
from operator import is_

from . import origin
from .base import temporary
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .base import Base


def look(base: Base) -> Iterator[Finding]:
    """What came to it, and was brought by no library."""
    if not _same(base.finders, sys.meta_path):
        yield from _new(base.finders, sys.meta_path, "a finder of modules was put in by code that no library brought")
    if not _same(base.path_hooks, sys.path_hooks):
        yield from _new(base.path_hooks, sys.path_hooks, "a path hook was put in by code that no library brought")
    if sys.path != base.path:
        for entry in list(sys.path):
            if entry not in base.path and isinstance(entry, str) and temporary(entry):
                yield Finding("meta_path", entry, "modules are searched for in a folder that anyone can write", entry)
        base.path = list(sys.path)
    if len(sys.path_importer_cache) != base.path_cache:
        base.path_cache = len(sys.path_importer_cache)
        for finder in {type(finder): finder for finder in list(sys.path_importer_cache.values())}.values():
            if finder is not None and origin.of(finder) in origin.STRANGE:
                yield _found(finder, "a finder for a folder was put in by code that no library brought")


def _same(before: list[Any], now: list[Any]) -> bool:
    return len(before) == len(now) and all(map(is_, before, now))


def _new(before: list[Any], now: list[Any], reason: str) -> Iterator[Finding]:
    for one in list(now):
        if not any(one is other for other in before) and origin.of(one) in origin.STRANGE:
            yield _found(one, reason)
    before[:] = now


def _found(thing: Any, reason: str) -> Finding:
    name = getattr(thing, "__qualname__", None) or type(thing).__qualname__
    return Finding("meta_path", (reason, str(name)), reason, str(name))
