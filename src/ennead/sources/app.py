"""What reading an application gives, whatever dialect it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ennead.model.app import Fragment
from ennead.model.location import Location

if TYPE_CHECKING:
    from ennead.sources.cloudformation.read import Mark


@dataclass(frozen=True, slots=True)
class Options:
    """What a person hands in: parameter values for every environment, and the one environment to look at."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a source that could not be read, and why."""

    logical_id: str | None
    reason: str
    at: Location


@dataclass(frozen=True, slots=True)
class AppReading:
    """One application as read.

    `fragments` by environment; one entry with the name "" where there is only one.  `texts` are its
    sources' texts, for marks in comments.
    """

    name: str
    template: str
    fragments: Mapping[str, Fragment]
    faults: tuple[Fault, ...] = ()
    marks: tuple[Mark, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
