"""The two versions of a scanned path, read the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ennead.engine.base.revision import Revision, checked_out
from ennead.engine.base.tree import LeftOut
from ennead.engine.change.views import AppGraphs, Version
from ennead.engine.change.words import Note
from ennead.engine.config import Config, ConfigError, load
from ennead.engine.result import ScanResult
from ennead.engine.scan import Request, graphs_of, readings, scan
from ennead.graph.change.whole import Part
from ennead.graph.graph import AppGraph
from ennead.model.location import Location
from ennead.sources.app import AppReading
from ennead.sources.discover import Unread
from ennead.sources.errors import SourceError

Accept = Callable[[ScanResult], ScanResult]
"""What a baseline leaves of a result."""


@dataclass(slots=True)
class Side:
    """One version: what was read, what was not, and (of a scan) what the checks say."""

    readings: list[AppReading] = field(default_factory=list)
    graphs: list[AppGraphs] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left_out: tuple[LeftOut, ...] = ()
    notes: list[Note] = field(default_factory=list)
    result: ScanResult | None = None

    def take(self, reading: AppReading | Unread, graphs: Mapping[str, AppGraph]) -> None:
        """Note an application, or what was not read."""
        if isinstance(reading, Unread):
            self.unread.append(reading)
        else:
            self.readings.append(reading)
            self.graphs.append(AppGraphs(reading.name, dict(graphs)))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its applications; the file that declares one stands first among its sources."""
        return tuple(Part(one.name, tuple(dict.fromkeys((one.template, *one.texts)))) for one in self.readings)

    @property
    def version(self) -> Version:
        """Its graphs."""
        return Version(tuple(self.graphs))


def read(path: Path, request: Request) -> Side:
    """The applications of a path.  Raises SourceError where it cannot be read."""
    side = Side()
    for reading in readings(path, request):
        side.take(reading, {} if isinstance(reading, Unread) else graphs_of(reading, request.config.data))
    return side


def scanned(path: Path, request: Request, accept: Accept) -> Side:
    """The same, and what the checks say.  Raises SourceError where it cannot be read."""
    side = Side()
    side.result = accept(scan(path, replace(request, watch=side.take)).result)
    return side


@contextmanager
def earlier(base: Revision, path: Path, request: Request) -> Iterator[tuple[Path | None, Request, Side]]:
    """The path as it was in the revision (None where it was not there), and how to read it the same way.

    The configuration is the revision's own where it stands in the scanned folder: what a change accepts is part of
    the change.  One that stands above, or is named, counts for both.
    """
    folder = path if path.is_dir() else path.parent
    with checked_out(base, folder.resolve().name) as (place, left):
        side = Side(left_out=left)
        there = place if path.is_dir() else place / path.name
        config = _config(request.config, folder, place, side)
        sources = replace(request.sources, with_ignored=True, synthesised=())  # all that is in a revision is tracked
        asked = replace(request, sources=sources, config=config, progress=None, app=None)
        yield (there if there.exists() and any(place.iterdir()) else None), asked, side


def _config(now: Config, folder: Path, place: Path, side: Side) -> Config:
    inside = now.source is None or now.source.resolve().parent == folder.resolve()
    if not inside:
        return now
    try:
        return load(place)
    except ConfigError as error:
        reason = str(error).replace(f"{place.resolve()}/", "").replace(f"{place}/", "")
        side.notes.append(Note(f"the configuration it is compared with cannot be followed: {reason}", Location("")))
        return now


def gently(step: Callable[[], Side], side: Side) -> Side:
    """What was asked for (an environment, a parameter) may not have been there before: then nothing was."""
    try:
        done = step()
    except SourceError as error:
        side.notes.append(Note(f"the version it is compared with cannot be read so: {error.reason}", error.at))
        return side
    done.left_out, done.notes = side.left_out, [*side.notes, *done.notes]
    return done
