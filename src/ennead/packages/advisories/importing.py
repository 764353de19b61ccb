"""Imports files into a database: what is there stays, the newest copy of each record counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ennead.packages.advisories import inputs
from ennead.packages.advisories.content import Content
from ennead.packages.advisories.errors import NotImported, NotWritten
from ennead.packages.advisories.gather import Gathered, gather
from ennead.packages.advisories.inputs import Fault
from ennead.packages.advisories.store import Store
from ennead.packages.advisories.write import write

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: records that are new, newer than the copy that was there, of its date, older, withdrawn.

    `passed` counts files that are no advisories, `faults` are those that could not be read.
    """

    new: int
    newer: int
    same: int
    older: int
    withdrawn: int
    passed: int
    exploited: int
    scores: int
    faults: tuple[Fault, ...]


def import_paths(paths: Sequence[Path], database: Path, progress: Progress | None = None) -> Imported:
    """Reads all of the paths, then replaces the database in one step.

    Raises NotImported where a container is broken or nothing could be read, Damaged and OtherSchema where the database
    cannot be extended, NotWritten where it cannot be replaced.  In each case it stays as it was.
    """
    gathered = gather(_items(paths, progress))
    if gathered.empty:
        named = ", ".join(map(str, paths))
        first = f": {gathered.faults[0].place}: {gathered.faults[0].reason}" if gathered.faults else ""
        raise NotImported(f"{named}: no advisory there{first}")
    stamp = _stamp(database)
    content = _before(database)
    done = _extend(content, gathered)
    if _stamp(database) != stamp:
        raise NotWritten(f"{database} was changed by somebody else meanwhile: import once more")
    write(content, database)
    return done


def _items(paths: Sequence[Path], progress: Progress | None) -> Iterator[inputs.Item]:
    total = inputs.files(paths) if progress else 0
    done, last = 0, ""
    for path in paths:
        for item in inputs.read(path):
            at = item.place.partition("!")[0]
            if progress and at != last:
                progress(min(done, total - 1), total, at)
                done, last = done + 1, at
            yield item
    if progress and total:
        progress(total, total, "")


def _stamp(database: Path) -> tuple[int, int, int] | None:
    try:
        status = database.stat()
    except OSError:
        return None
    return (status.st_ino, status.st_mtime_ns, status.st_size)


def _before(database: Path) -> Content:
    if not database.exists():
        return Content()
    store = Store(database)
    try:
        return store.content()
    finally:
        store.close()


def _extend(content: Content, gathered: Gathered) -> Imported:
    known = content.modified()
    older = {told.id for told in gathered.told.values() if told.modified < known.get(told.id, "")}
    taken = [told for identifier, told in sorted(gathered.told.items()) if identifier not in older]
    content.drop({told.id for told in taken})
    for told in taken:
        content.withdrawn.pop(told.id, None)
        if told.withdrawn:
            content.withdrawn[told.id] = told.modified
        for place, entry in told.entries:
            content.put(place, entry)
    if gathered.exploited and gathered.exploited.day >= content.exploited.day:
        content.exploited = gathered.exploited
    if gathered.scores and gathered.scores.day >= content.scores.day:
        content.scores = gathered.scores
    return Imported(
        new=sum(told.id not in known for told in taken),
        newer=sum(told.id in known and told.modified > known[told.id] for told in taken),
        same=sum(told.id in known and told.modified == known[told.id] for told in taken),
        older=len(older),
        withdrawn=sum(told.withdrawn for told in taken),
        passed=gathered.passed,
        exploited=len(gathered.exploited.values) if gathered.exploited else 0,
        scores=len(gathered.scores.values) if gathered.scores else 0,
        faults=tuple(gathered.faults),
    )
