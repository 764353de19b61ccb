"""Extensions that came after the start, and calls of the function's own to the platform's interface for them.

The runtime client asks natively, and its other calls belong to the start; so a connection that Python code makes to the
Runtime API while the function runs is somebody else's: an extension that registers, or one that answers in its place.
"""

from __future__ import annotations

import os

from . import host
from .base import FOLDERS, marks
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Base


def look(base: Base, *, deep: bool = False) -> Iterator[Finding]:
    """What came."""
    if marks.calls:
        marks.calls = False
        yield Finding("extension", "call", "code of the function calls the Runtime API by itself", lasting=True)
    for folder in FOLDERS:
        before = base.stamps.get(folder)
        if before is None and not os.access(folder, os.F_OK):  # an error of `stat` costs more than the question
            continue
        stamp = host.stamp_of(folder)
        if stamp != before:
            base.stamps[folder] = stamp
            yield from _came(base, folder)
    if deep:
        yield from _running(base)


def _came(base: Base, folder: str) -> Iterator[Finding]:
    for entry in host.entries_of(folder):
        if entry not in base.extensions:
            base.extensions.add(entry)
            yield Finding("extension", entry, "an extension was put in while the function ran", entry[0], lasting=True)


def _running(base: Base) -> Iterator[Finding]:
    """Programs out of these folders that were not there when the function started."""
    if not base.stamps or all(stamp is None for stamp in base.stamps.values()):
        return
    known = {entry[0] for entry in base.extensions}
    for number in host.processes():
        try:
            program = os.readlink(f"/proc/{number}/exe").removesuffix(" (deleted)")  # noqa: PTH115
        except OSError:
            continue
        if program.startswith(tuple(folder + "/" for folder in FOLDERS)) and program not in known:
            yield Finding("extension", program, "an extension runs that did not lie there", program, lasting=True)
