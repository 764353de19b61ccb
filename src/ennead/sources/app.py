"""What reading an application gives, whatever dialect it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ennead.model.app import Fragment
from ennead.model.location import Location
from ennead.sources.outside import Offer, Outside

if TYPE_CHECKING:
    from ennead.sources.cloudformation.read import Mark


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What running a CDK application came to: `folder` is its own, relative to the scanned one (`.` for itself).

    The assembly lies in `root`, at the path it would have below the scanned folder; None where it failed.
    """

    folder: str
    root: Path | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person hands in: parameter values for every environment, and the one environment to look at.

    `with_ignored`: what git ignores is read too.  `synthesised` are CDK applications that were run.
    `outside` are the other applications of the scan; `offering`: say what the application offers them.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    environment: str | None = None
    with_ignored: bool = False
    synthesised: tuple[Synthesis, ...] = ()
    outside: Outside | None = None
    offering: bool = False


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
    sources' texts, for marks in comments.  `offers` by environment, where they were asked for.
    `shared` are sources that belong to other applications too, such as a workflow that deploys several.
    """

    name: str
    template: str
    fragments: Mapping[str, Fragment]
    faults: tuple[Fault, ...] = ()
    marks: tuple[Mark, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
