"""Ways out of what `engine.packages` listed: one for each vulnerable package, at each place."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.engine.packages import Listed, Packages
from ennead.packages.locks.files import Files
from ennead.packages.way_out import Change, Kind, WayOut, Ways

__all__ = ["Change", "Kind", "WayOut", "Ways", "way_out", "ways_out"]


def ways_out(found: Packages, files: Files) -> Iterator[tuple[Listed, WayOut]]:
    """Every vulnerable package of a run with its way out; `files` are those of the folder it was run on."""
    ways = Ways(files, (one.named for one in found.listed))
    for one in found.listed:
        way = ways.of(one)
        if way is not None:
            yield one, way


def way_out(listed: Listed, files: Files) -> WayOut | None:
    """The way out of one package; None where nothing is known against it."""
    return Ways(files, (listed.named,)).of(listed)
