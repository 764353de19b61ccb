"""The words for what advisories say of a package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ennead.model.finding import Severity

UNVERSIONED = "its version is not known"
"""Why a package without a version was not checked."""


class Status(StrEnum):
    """What is known of a package."""

    CLEAN = "clean"
    VULNERABLE = "vulnerable"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, order=True)
class Commit:
    """A commit that repaired a fault."""

    repository: str
    id: str


@dataclass(frozen=True, slots=True)
class Word:
    """What one record says of one package, under its own id.

    `affected`: whether it says so of the version that was asked.  `ranges` are readable (`>=2.0 <2.17.1`, `=1.0`).
    `fixed` are versions after the asked one that the record calls repaired.  `published` and `modified` are dates, or
    empty where the source tells none.  `spelled` is the record's own spelling of the package where it differs.
    """

    id: str
    source: str
    affected: bool
    severity: Severity | None
    score: float | None
    summary: str
    ranges: tuple[str, ...]
    fixed: tuple[str, ...]
    published: str
    modified: str
    spelled: str = ""


@dataclass(frozen=True, slots=True)
class Advisory:
    """One fault of one package's version, with all the ids it goes by.

    `severity` is the worst that a record says, by a CVSS vector or in a word, `score` the highest that says so; None
    where nobody says.  `fixed` are the versions after this one that a record calls repaired, in order.  `exploited` is
    the day since which CISA lists it as exploited, `epss` the probability of exploitation within 30 days.  `symbols`
    are the functions that a caller must reach, where a record names them; `commits` those that repaired it.
    `malicious`: the package itself is the attack.  `words` are the sources' own, also of those that say this version is
    not affected.
    """

    id: str
    aliases: tuple[str, ...]
    severity: Severity | None
    score: float | None
    summary: str
    fixed: tuple[str, ...]
    ranges: tuple[str, ...]
    exploited: str | None
    epss: float | None
    symbols: tuple[str, ...]
    commits: tuple[Commit, ...]
    malicious: bool
    words: tuple[Word, ...]

    @property
    def disputed(self) -> bool:
        """Whether a source holds that this version is not affected."""
        return not all(word.affected for word in self.words)


@dataclass(frozen=True, slots=True, order=True)
class Undecided:
    """A record that names the package and cannot be evaluated in whole, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a package.  `reason` stands where it was not checked, and only there."""

    status: Status
    advisories: tuple[Advisory, ...] = ()
    reason: str | None = None
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where records come from, and how fresh they are.

    `newest` is the day of the newest advisory, empty where the source dates none; `updated` the day of the newest
    change.  `records` counts those that can be asked, `withdrawn` those that were taken back and are not.  `ecosystems`
    are those that it covers: it has records about each alone, and not about malicious packages only.
    """

    name: str
    licence: str
    attribution: str
    records: int
    packages: int
    withdrawn: int
    newest: str
    updated: str
    ecosystems: tuple[str, ...]
