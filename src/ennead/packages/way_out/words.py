"""The words for a way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from ennead.model.location import Location
from ennead.model.package import Named
from ennead.packages.advisories.words import Verdict

APPEND: Final = -1
"""The last step of a place that means: a new item behind the others."""
UNCHECKED: Final = "its existence is not checked: there is no list of published versions at hand"


class Kind(StrEnum):
    """What has to be done."""

    RELOCK = "relock"
    """What the project asks for admits the version: only the lock has to be made anew."""
    RAISE = "raise"
    """The range or the pin in the manifest keeps the version out."""
    OVERRIDE = "override"
    """Another package asks for it, with a range that keeps the version out."""
    PARENT = "parent"
    """As above, and nothing but another version of that package helps."""
    REBUILD = "rebuild"
    """It is deployed as it lies, and what makes it is not here."""
    REPLACE = "replace"
    """No version clears it."""
    RUNTIME = "runtime"
    """AWS brings it."""


class Judged(Protocol):
    """A package with what is known against it: `Listed` and `Carried` are."""

    @property
    def named(self) -> Named:
        """The package at its place."""

    @property
    def verdict(self) -> Verdict | None:
        """What is known of it."""

    @property
    def fix(self) -> str | None:
        """The smallest version that clears it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a manifest has to say: the text at a place of it, by keys and indexes from its root.

    `before` is what it says now, None where nothing stands there.  What kind of file it is, its name tells; the places
    of those that are no data are told in `docs/way-out.md`.
    """

    at: Location
    place: tuple[str | int, ...]
    value: str
    before: str | None = None

    @property
    def file(self) -> str:
        """The manifest."""
        return self.at.path


@dataclass(frozen=True, slots=True)
class WayOut:
    """What clears a package.

    `version` is the smallest that clears all advisories known of it, None where none does.  `admitted`: whether what
    asks for the package takes that version; None where that is not known.  `where` is the line of the manifest to edit.
    `otherwise` is what to do where this does not help, `then` the one of the steps that takes the changes over: an
    install, a new lock, a build.
    """

    kind: Kind
    version: str | None
    admitted: bool | None
    where: Location | None
    steps: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    otherwise: WayOut | None = None
    then: str | None = None
