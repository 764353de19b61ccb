"""The words of a difference between two versions of a graph."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ennead.model.app import Gap
from ennead.model.data import Level
from ennead.model.finding import Exposure, Hop
from ennead.model.location import Location


class How(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said of a node or an edge: what it was and what it is, as plain values; None where it is not said."""

    name: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node that came, went, changed, or has another id and is the same otherwise (`was`: the id it had).

    `at` is where it stands; where it stood, for one that is gone.
    """

    how: How
    id: str
    name: str
    at: Location | None = None
    facts: tuple[Fact, ...] = ()
    was: str | None = None
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """A relation that came, went or changed.

    `more` and `less` are the actions a grant or an exposure covers and did not before, and the other way round.
    """

    how: How
    kind: str
    source: str
    target: str
    at: Location | None = None
    facts: tuple[Fact, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """What changed on the way to something: a sentence's middle (`s3:PutObject on Inbox for anyone is new`), where.

    `app` is the application it stands in, `gone` says that the place is one of the version before.  `key` is the
    same for what one statement does to several things.
    """

    what: str
    at: Location | None = None
    app: str | None = None
    gone: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class ExposureChange:
    """A node that other people reach than before; `before` is None where it was not there.

    `path` is a way by which the widest audience gets there (a way there was, where it is narrower now).
    """

    node: str
    before: Exposure | None
    after: Exposure
    at: Location | None = None
    path: tuple[Hop, ...] = ()
    causes: tuple[Cause, ...] = ()
    environments: tuple[str, ...] = ()

    @property
    def wider(self) -> bool:
        """Whether more people reach it."""
        return self.before is None or self.after > self.before


@dataclass(frozen=True, slots=True)
class ReachChange:
    """Data that an entry or a function reaches and did not before (`added`), or no longer reaches.

    `aims` are of `confidentiality integrity availability`: what its holder could harm there.  `level` is the
    highest that is lost of the store's value, `classes` what it holds; `maybe` says why it could not be told
    whether the way is open.
    """

    how: How
    start: str
    store: str
    aims: tuple[str, ...]
    level: Level = Level.UNKNOWN
    classes: tuple[str, ...] = ()
    path: tuple[Hop, ...] = ()
    at: Location | None = None
    maybe: str | None = None
    causes: tuple[Cause, ...] = ()
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueChange:
    """What a store holds, or what its loss would hurt, is another than before."""

    node: str
    facts: tuple[Fact, ...]
    at: Location | None = None
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GapChange:
    """Something that could not be told before and can now, or the other way round."""

    how: How
    gap: Gap
    app: str | None = None
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphChange:
    """All of it; ids are those of a whole (`kind/APP:rest`)."""

    nodes: tuple[NodeChange, ...] = ()
    edges: tuple[EdgeChange, ...] = ()
    exposure: tuple[ExposureChange, ...] = ()
    reach: tuple[ReachChange, ...] = ()
    values: tuple[ValueChange, ...] = ()
    gaps: tuple[GapChange, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the two versions are the same."""
        return not (self.nodes or self.edges or self.exposure or self.reach or self.values or self.gaps)
