"""The database as the rest of Ennead asks it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from ennead.model.finding import Severity
from ennead.model.package import Package
from ennead.packages.advisories.errors import Damaged
from ennead.packages.advisories.fix import smallest
from ennead.packages.advisories.group import grouped, names
from ennead.packages.advisories.known import EPSS, KEV, source_of
from ennead.packages.advisories.names import folded
from ennead.packages.advisories.prepare import Ready, keyed
from ennead.packages.advisories.store import Store
from ennead.packages.advisories.words import UNVERSIONED, Advisory, Source, Status, Undecided, Verdict, Word
from ennead.packages.versions import canonical, key, ordered

_CACHED = 4096


class Advisories:
    """An open database.  Every question raises Damaged where the file is broken.

    It is asked one package at a time, and never the network.
    """

    def __init__(self, path: Path) -> None:
        """Raises NoDatabase, OtherSchema and Damaged."""
        self._store = Store(path)
        self._ready = lru_cache(maxsize=_CACHED)(self._look_up)
        self._exploitation = lru_cache(maxsize=_CACHED)(self._look_up_exploitation)

    def __enter__(self) -> Advisories:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._store.close()

    @cached_property
    def _sources(self) -> tuple[Source, ...]:
        return self._store.sources()

    @cached_property
    def _covered(self) -> frozenset[str]:
        return frozenset(ecosystem for source in self._sources for ecosystem in source.ecosystems)

    # -- about the database -----------------------------------------------------------------------

    def dated(self) -> tuple[Source, ...]:
        """Each source with its newest day, its licence and its attribution; the feeds of exploitation among them."""
        return self._sources

    def verify(self) -> None:
        """Reads the whole file, where a question reads only its own part.  Raises Damaged."""
        self._store.verify()

    def newest(self) -> str:
        """The day of the newest advisory; of the newest change, where no source dates its advisories."""
        told = [source for source in self._sources if source.name not in {KEV, EPSS}]
        days = [source.newest for source in told if source.newest] or [source.updated for source in told]
        return max(days, default="")

    def count(self) -> int:
        """How many advisories can be asked, each record counted."""
        return sum(source.records for source in self._sources if source.name not in {KEV, EPSS})

    def covers(self, ecosystem: str) -> bool:
        """Whether any source tells of packages of an ecosystem."""
        return canonical(ecosystem) in self._covered

    # -- about a package --------------------------------------------------------------------------

    def verdict(self, package: Package) -> Verdict:
        """Whether a package is clean, vulnerable or was not checked, and why."""
        advisories, reason = self.about(package), self.not_checked(package)
        undecided = self.undecided(package)
        if advisories:
            return Verdict(Status.VULNERABLE, advisories, undecided=undecided)
        if reason is not None:
            return Verdict(Status.NOT_CHECKED, reason=reason, undecided=undecided)
        if undecided:
            first = undecided[0]
            return Verdict(Status.NOT_CHECKED, reason=f"{first.id}: {first.reason}", undecided=undecided)
        return Verdict(Status.CLEAN)

    def about(self, package: Package) -> tuple[Advisory, ...]:
        """What is known of a package's version, one entry for each fault, the worst first.

        Without a version: what is known of every version.
        """
        ecosystem = canonical(package.ecosystem)
        at = None if package.version is None else key(ecosystem, package.version)
        ready = self._of(package)
        affecting = ready.affecting(package.version)
        if not affecting:
            return ()
        ids = {one for number in affecting for one in names(ready.entries[number])}
        told = [
            (entry, _word(ready, number, at, affected=number in affecting))
            for number, entry in enumerate(ready.entries)
            if number in affecting or not ids.isdisjoint(names(entry))
        ]
        return grouped(told, self._exploited, lambda versions: _in_order(ecosystem, versions))

    def not_checked(self, package: Package) -> str | None:
        """Why a package cannot be called clean, though nothing is found; None where it can."""
        ecosystem = canonical(package.ecosystem)
        if not self.covers(ecosystem):
            return _not_covered(ecosystem, self._covered)
        if package.version is None:
            return UNVERSIONED
        if key(ecosystem, package.version) is None:
            if not ordered(ecosystem):
                return f"the order of {ecosystem} versions is not known here"
            return f"{package.version[:80]!r} is no version of {ecosystem}"
        return None

    def undecided(self, package: Package) -> tuple[Undecided, ...]:
        """Records that name the package and cannot be evaluated in whole: a range is broken, or names commits."""
        return tuple(Undecided(one.id, one.unread) for one in self._of(package).entries if one.unread)

    def smallest_fix(self, package: Package) -> str | None:
        """The smallest later version that a record calls repaired and that no record calls affected; None without one.

        A version before its release is taken only where the package's own is one, or where there is no other.
        """
        ecosystem = canonical(package.ecosystem)
        return smallest(ecosystem, package.version, self._of(package)) if package.version else None

    def match(self, ecosystem: str, name: str, version: str) -> tuple[str, ...]:
        """The ids of all records that call a version affected, in order; names as the records spell them."""
        ecosystem = canonical(ecosystem)
        ready = self._ready(ecosystem, folded(ecosystem, name))
        entries = [ready.entries[number] for number in sorted(ready.affecting(version))]
        return tuple(one.id for one in entries if not one.spelled)

    def _of(self, package: Package) -> Ready:
        ecosystem = canonical(package.ecosystem)
        return self._ready(ecosystem, folded(ecosystem, package.name))

    def _look_up(self, ecosystem: str, name: str) -> Ready:
        try:
            return Ready(ecosystem, self._store.entries(ecosystem, name))
        except ValueError as error:
            raise Damaged(
                f"{self._store.path} is damaged at {name} ({error}): take it away and build it anew"
            ) from error

    def _exploited(self, ids: Iterable[str]) -> tuple[str | None, float | None]:
        fed = any(source.name in {KEV, EPSS} for source in self._sources)
        found = [self._exploitation(one) for one in ids if fed and one.startswith("CVE-")]
        return (
            min((day for day, _ in found if day), default=None),
            max((score for _, score in found if score is not None), default=None),
        )

    def _look_up_exploitation(self, cve: str) -> tuple[str | None, float | None]:
        return self._store.exploited(cve), self._store.score(cve)


def _not_covered(ecosystem: str, covered: frozenset[str]) -> str:
    releases = [one for one in covered if one.startswith(f"{ecosystem}:")]
    if releases:
        return f"the database tells of {ecosystem} by release ({min(releases)}, ...), and which one it is is not known"
    return f"the database tells nothing of {ecosystem} packages: `ennead db sync --ecosystem {ecosystem}`"


def _word(ready: Ready, number: int, at: Any, *, affected: bool) -> Word:
    stored = ready.entries[number]
    return Word(
        id=stored.id,
        source=source_of(stored.id).name,
        affected=affected,
        severity=Severity(stored.severity) if stored.severity else None,
        score=stored.score,
        summary=stored.summary,
        ranges=ready.ranges(number),
        fixed=tuple(text for one, text in ready.repaired(number) if at is None or at < one),
        published=stored.published[:10],
        modified=stored.modified[:10],
        spelled=stored.spelled,
    )


def _in_order(ecosystem: str, versions: set[str]) -> tuple[str, ...]:
    return tuple(text for _, text in keyed(ecosystem, versions))
