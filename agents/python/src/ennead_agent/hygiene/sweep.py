"""Removes files by their paths, and only what may go: nothing that is open, in memory, or changed since the answer.

A path is gone through step by step from the temporary folder, and a link on the way ends it; a link at its end is
removed itself.  Folders go when they are empty.
"""

from __future__ import annotations

import os
import stat

from . import base, host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    File = tuple[int, int]

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class Sweep:
    """One pass over some paths.

    `stays` says of a path and its status that it is not to go; `until_ns` is when the answer was posted; with
    `everyone` other processes are asked too what they hold open; `maps`: files may have been read into memory.
    """

    def __init__(
        self, stays: Callable[[str, os.stat_result], bool], until_ns: int, *, removes: bool, everyone: bool, maps: bool
    ) -> None:
        self._stays, self._until_ns, self._removes = stays, until_ns, removes
        self._open = _open_files(everyone=everyone or host.may_have_children())
        self._mapped = _mapped() if maps else frozenset()
        self._touched: set[File] = set()
        self.later: list[str] = []
        """What may go when it is closed, or has been left alone for an invocation."""
        self.failed = 0

    def takes(self, path: str) -> bool:
        """Whether it was a file that went, or would have."""
        way = _enter(path)
        if way is None:
            return False
        folder, name = way
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if self._stays(path, status) or not self._is_idle(path, status):
                return False
            return self._drop(folder, name, status)
        except FileNotFoundError:
            return False
        except OSError:
            self.failed += 1
            return False
        finally:
            os.close(folder)

    def _is_idle(self, path: str, status: os.stat_result) -> bool:
        """Whether nobody is at work with it.  Sockets and pipes do not tell, and are let be."""
        file = status.st_dev, status.st_ino
        if stat.S_IFMT(status.st_mode) not in (stat.S_IFREG, stat.S_IFLNK, stat.S_IFDIR):
            return False
        changed = status.st_ctime_ns > self._until_ns and file not in self._touched
        if changed or file in self._open or path in self._mapped:
            self.later.append(path)
            return False
        return True

    def _drop(self, folder: int, name: str, status: os.stat_result) -> bool:
        is_folder = stat.S_ISDIR(status.st_mode)
        if not self._removes:
            return not is_folder
        if not is_folder:
            os.unlink(name, dir_fd=folder)
        else:
            try:
                os.rmdir(name, dir_fd=folder)
            except OSError:  # what is in it stays
                return False
        above = os.fstat(folder)
        self._touched.add((above.st_dev, above.st_ino))
        return not is_folder


def everything(most: int) -> Iterator[tuple[str, os.stat_result]]:
    """All that lies in the temporary folders, folders too, with its status; no link is followed; at most so many."""
    waiting = list(base.PLACES)
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                listed = list(entries)
        except OSError:
            continue
        for entry in listed:
            if most <= 0:
                return
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            most -= 1
            yield entry.path, status
            if stat.S_ISDIR(status.st_mode):
                waiting.append(entry.path)


def _enter(path: str) -> tuple[int, str] | None:
    """The folder that it lies in, opened step by step, and its name there; None where a link stands in the way."""
    place = next((place for place in base.PLACES if path.startswith(place + "/")), "")
    *folders, name = path[len(place) + 1 :].split("/")
    here = -1
    try:
        here = os.open(place, _FOLDER)
        disk = os.fstat(here).st_dev
        for folder in folders:
            above, here = here, os.open(folder, _FOLDER, dir_fd=here)
            os.close(above)
        if os.fstat(here).st_dev == disk:  # what is mounted there is no temporary folder
            return here, name
    except OSError:
        pass
    if here >= 0:
        os.close(here)
    return None


def _open_files(*, everyone: bool) -> set[File]:
    """Files that this process has open, or all whose descriptors can be seen; and the folder that it works in."""
    found = _stated(os.stat, ["."])
    found |= _stated(os.fstat, [int(name) for name in _listed("/proc/self/fd")])
    if everyone:
        for number in host.processes():
            place = f"/proc/{number}/fd"
            found |= _stated(os.stat, [f"{place}/{name}" for name in _listed(place)])
    return found


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:  # another user's, or gone
        return []


def _stated(ask: Callable[[Any], os.stat_result], things: list[Any]) -> set[File]:
    found: set[File] = set()
    for one in things:
        try:
            status = ask(one)
        except OSError:
            continue
        found.add((status.st_dev, status.st_ino))
    return found


def _mapped() -> frozenset[str]:
    """Files that are in memory: native libraries, and data that is read as memory."""
    lines = (line.split(None, 5) for line in host.lines("/proc/self/maps"))
    return frozenset(os.fsdecode(fields[5]) for fields in lines if len(fields) > 5 and fields[5].startswith(b"/"))
