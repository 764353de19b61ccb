"""Files that the contract has cleared out of the temporary folders after each invocation (`hygiene: {clear: [...]}`).

Loaded only where the contract says so.  Known are paths that this process wrote, by the audit events that `written`
follows, and what a walk finds changed after programs were started.  What may go of them is judged in `sweep`.
"""

from __future__ import annotations

import os
import re
import sys
from time import time_ns

from .. import audit, instance
from . import base, written
from .sweep import Sweep, everything

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from re import Pattern
    from typing import Any

    Told = tuple[str, str, dict[str, Any]]

_MOST = 4096
"""Paths that wait for a look."""
_MOST_WALKED = 8192
_OUTSIDE = "the contract has files cleared that lie in no temporary folder: those words are passed over"
_WORKERS = "the contract has files cleared; workers share the temporary folders, so none is removed"
_SHARED = (
    "the contract has files cleared; no instance of the platform's is seen, others may write here: none is removed"
)
_MANY = "the contract has files cleared; too many were there before the first event to tell them apart: none is removed"
_FAILED = "files that the contract has cleared could not be removed"
_LEFT = "files were left that the contract has cleared in enforce"
_CLEARED = "files that were left were removed, as the contract has it"
_DECOYS = __name__.partition(".")[0] + ".decoy_files"
_renamed: list[tuple[str, str]] = []
_maps: list[bool] = []
_followed: list[bool] = []


class Clearing:
    """The patterns, what was there before the first event, and what waits for the next look."""

    def __init__(self, patterns: Iterable[Any]) -> None:
        words = [one for one in patterns if isinstance(one, str)]
        self._patterns = {one: _pattern(one) for one in words if _lies_within(one)}
        self._passed_over = len(words) - len(self._patterns)
        self._answered_ns = 0
        self._began_ns = self._since_ns = base.now_ns()
        there = list(everything(_MOST_WALKED))
        self._too_many = len(there) >= _MOST_WALKED
        self._paths = {path for path, _ in there}
        self._files = {_file(status): _content(status) for _, status in there}
        self._waiting: dict[str, None] = {}
        self._walks = False
        self._said: set[str] = set()
        _renamed.clear()
        _follow()

    def answers(self) -> None:
        """The answer is about to be posted: what changes from now on is work that goes on."""
        self._answered_ns = time_ns()

    def note(self, marks: base.Marks) -> None:
        """What was written since the last look, before that is forgotten."""
        self._walks = self._walks or marks.elsewhere
        for path in marks.written:
            if len(self._waiting) >= _MOST:
                self._walks = True
                return
            self._waiting[path] = None

    def clear(self, *, removes: bool) -> list[Told]:
        """Remove what may go, or count it.  What is to be said (kind, reason, facts), each once an instance."""
        until_ns, self._answered_ns = self._answered_ns or time_ns(), 0
        told = self._once(_OUTSIDE, {"words": self._passed_over}, kind="contract") if self._passed_over else []
        everyone = self._walks
        chosen = self._chosen()
        if not chosen or (not removes and self._said.issuperset(self._patterns)):
            return told
        hindrance = self._hindrance()
        if hindrance is not None:
            return [*told, *self._once(hindrance, {}, kind="contract")]
        sweep = Sweep(self._stays, until_ns, removes=removes, everyone=everyone, maps=bool(_maps))
        counts = dict.fromkeys(self._patterns, 0)
        for path in sorted(chosen, reverse=True):  # what lies in a folder comes before it
            if sweep.takes(path):
                counts[chosen[path]] += 1
        self._waiting.update(dict.fromkeys(sweep.later))
        if sweep.failed:
            told += self._once(_FAILED, {"count": sweep.failed})
        for pattern, count in counts.items():
            if count:
                facts = {"clear": pattern, "cleaned" if removes else "count": count}
                told += self._once(_CLEARED if removes else _LEFT, facts, key=pattern)
        return told

    def _chosen(self) -> dict[str, str]:
        """Paths that a pattern names, and folders above them that one names: each with its pattern."""
        waiting, self._waiting = self._waiting, {}
        for path in [*self._moved(), *self._walked()]:
            waiting[path] = None
        found: dict[str, str] = {}
        for path in waiting:
            here = _plain(path)
            while here and here not in found:
                pattern = next((name for name, one in self._patterns.items() if one.match(here)), None)
                if pattern is not None:
                    found[here] = pattern
                here = here.rpartition("/")[0]
        return found

    def _moved(self) -> Iterator[str]:
        """All below folders that got another name.  What was there before the first event takes its right along."""
        renamed, _renamed[:] = list(_renamed), []
        for source, target in renamed:
            if source in self._paths:
                below = [path for path in self._paths if path.startswith(source + "/")]
                self._paths.update([target, *(target + path[len(source) :] for path in below)])
        folders = tuple(target + "/" for _, target in renamed if os.path.isdir(target))  # noqa: PTH112
        if folders:
            yield from (path for path, _ in everything(_MOST_WALKED) if path.startswith(folders))

    def _walked(self) -> Iterator[str]:
        """After programs were started, what changed since the last walk."""
        if not self._walks:
            return
        now, number = base.now_ns(), 0
        for path, status in everything(_MOST_WALKED):
            number += 1
            if status.st_ctime_ns >= self._since_ns:
                yield path
        if number < _MOST_WALKED:  # else once more at the next look, when these are gone
            self._since_ns, self._walks = now, False

    def _hindrance(self) -> str | None:
        """Why nothing can be removed here at all."""
        if instance.CONCURRENT:
            return _WORKERS
        if not written.ALONE[0]:
            return _SHARED
        return _MANY if self._too_many else None

    def _stays(self, path: str, status: os.stat_result) -> bool:
        """Whether it was there before the first event, or is not the function's."""
        if path in self._paths or status.st_uid != os.geteuid():
            return True
        if self._files.get(_file(status)) == _content(status):  # moved there by a program; numbers are given again
            return True
        decoys = sys.modules.get(_DECOYS)
        return status.st_ctime_ns < self._began_ns or (decoys is not None and path in decoys.known)

    def _once(self, reason: str, facts: dict[str, Any], *, kind: str = "hygiene", key: str = "") -> list[Told]:
        if (key or reason) in self._said:
            return []
        self._said.add(key or reason)
        return [(kind, reason, facts)]


def _follow() -> None:
    """Have noted what `written` does not ask for: folders that are made or moved, files that are read as memory."""
    if _followed:
        return
    _followed.append(True)
    audit.on("os.mkdir", lambda args: base.note_path(args[0]))
    audit.on("os.rename", _on_rename)
    audit.on("import", _on_import)
    for event in ("mmap.__new__", "ctypes.dlopen"):
        audit.on(event, lambda _args: _maps.append(True) if not _maps else None)


def _on_rename(args: tuple[Any, ...]) -> None:
    if len(_renamed) < _MOST:
        source, target = (os.path.abspath(os.fsdecode(one)) for one in args[:2])  # noqa: PTH100
        _renamed.append((source, target))


def _on_import(args: tuple[Any, ...]) -> None:
    if not _maps and len(args) > 1 and isinstance(args[1], str) and args[1].startswith(_places()):
        _maps.append(True)


def _file(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _content(status: os.stat_result) -> tuple[int, int]:
    return status.st_mtime_ns, status.st_size


def _places() -> tuple[str, ...]:
    return tuple(place + "/" for place in base.PLACES)


def _lies_within(pattern: str) -> bool:
    return pattern.startswith(_places()) and "/../" not in pattern + "/"


def _pattern(text: str) -> Pattern[str]:
    """`*` and `?` stand for what is no slash, `**` for anything."""
    words = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*|\*|\?)", text)
    return re.compile("".join(words.get(part) or re.escape(part) for part in parts) + r"\Z", re.DOTALL)


def _plain(path: str) -> str:
    """The path without detours; empty where it leads into none of the temporary folders."""
    path = path.rstrip("/")
    if "//" in path or "/." in path:
        folder, _, name = path.rpartition("/")
        path = os.path.realpath(folder or "/").rstrip("/") + "/" + name
    return path if path.startswith(_places()) and not path.endswith(("/.", "/..")) else ""
