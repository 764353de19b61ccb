"""What an attacker gets: aims, levels of impact, the reach of a node, the way to a store.

The aims and the levels are those of FIPS 199 (https://csrc.nist.gov/pubs/fips/199/final).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ennead.model.data import Level, Value
from ennead.model.location import Location


class Aim(StrEnum):
    """What is lost: confidentiality by reading, integrity by writing, availability by taking away."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Impact(StrEnum):
    """How much the worst loss hurts: a level, or `none` where no store is reached."""

    NONE = "none"
    LOW = "low"
    UNKNOWN = "unknown"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for none to 4 for high; what is unknown stands above low, since it may be anything."""
        return _RANKS[self]


_RANKS = {impact: rank for rank, impact in enumerate(Impact)}

WEIGHTS = {Level.HIGH: 100, Level.MODERATE: 10, Level.UNKNOWN: 10, Level.LOW: 1}
"""What a reached store adds to the number that blast radii are sorted by; it means nothing else."""


class Grade(StrEnum):
    """How one thing leads to the next.

    `holds`: the attacker acts with the next thing's own rights.  `feeds`: he chooses what it is handed,
    and is taken to control it by that.
    """

    HOLDS = "holds"
    FEEDS = "feeds"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: from a node to the next, by an edge of that kind, and the reason in words.

    `kind` is the kind of the map's edge it goes along, or what has none there: `routes` (an API has it),
    `admits` (the door lets him in), `widens` (a right that makes more rights), `loses` (the last one: what
    happens to the store).  `maybe` says why it could not be told whether the step is open.
    """

    kind: str
    source: str
    target: str
    reason: str
    grade: Grade = Grade.HOLDS
    at: Location | None = None
    maybe: str | None = None

    def __lt__(self, other: Step) -> bool:
        """In a fixed order that means nothing: by kind, ends and reason."""
        return (self.kind, self.source, self.target, self.reason) < (
            other.kind, other.source, other.target, other.reason
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blast:
    """What whoever holds a node reaches: ids of stores, for each aim apart.

    `maybe_*` are stores that are reached only over a step of which it could not be told whether it is open;
    `unknown` are the reasons, and what else could not be told about the reach.  `levels` counts the stores
    surely reached by the highest level that is lost of each.
    """

    confidentiality: frozenset[str] = frozenset()
    integrity: frozenset[str] = frozenset()
    availability: frozenset[str] = frozenset()
    maybe_confidentiality: frozenset[str] = frozenset()
    maybe_integrity: frozenset[str] = frozenset()
    maybe_availability: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    levels: tuple[tuple[Level, int], ...] = ()

    def of(self, aim: Aim) -> frozenset[str]:
        """The stores surely reached with that aim."""
        return {
            Aim.CONFIDENTIALITY: self.confidentiality,
            Aim.INTEGRITY: self.integrity,
            Aim.AVAILABILITY: self.availability,
        }[aim]

    def maybe(self, aim: Aim) -> frozenset[str]:
        """The stores that may be reached with that aim, and are not surely."""
        return {
            Aim.CONFIDENTIALITY: self.maybe_confidentiality,
            Aim.INTEGRITY: self.maybe_integrity,
            Aim.AVAILABILITY: self.maybe_availability,
        }[aim]

    def aims(self, store: str) -> Iterator[Aim]:
        """The aims with which a store is surely reached."""
        return (aim for aim in Aim if store in self.of(aim))

    @property
    def stores(self) -> frozenset[str]:
        """Every store surely reached."""
        return self.confidentiality | self.integrity | self.availability

    @property
    def high_water(self) -> Impact:
        """The highest level among what is surely reached; none where nothing is."""
        found = [Impact(level.value) for level, count in self.levels if count]
        return max(found, key=lambda impact: impact.rank, default=Impact.NONE)

    @property
    def impact(self) -> Impact:
        """`high_water`, and never less than unknown where some of the reach could not be told."""
        uncertain = bool(self.unknown or self.maybe_confidentiality or self.maybe_integrity or self.maybe_availability)
        floor = Impact.UNKNOWN if uncertain else Impact.NONE
        return max(self.high_water, floor, key=lambda impact: impact.rank)

    @property
    def number(self) -> int:
        """What to sort by: `WEIGHTS` times the counts."""
        return sum(WEIGHTS[level] * count for level, count in self.levels)


@dataclass(frozen=True, slots=True)
class Stake:
    """A store that a finding puts at stake: its id and name, its classes of data, the level that is lost."""

    store: str
    name: str
    classes: tuple[str, ...]
    level: Level
    aims: tuple[Aim, ...]


@dataclass(frozen=True, slots=True)
class Process:
    """A business process: what starts it, the functions that do it in order, the stores they use.

    All are ids of nodes, `functions` state machines too.  `name` is unique in its application; `title` is the chain
    in the names a reader knows.  `value` has the highest level of each aim among the stores.
    """

    name: str
    title: str
    entries: tuple[str, ...]
    functions: tuple[str, ...]
    stores: tuple[str, ...]
    data_classes: tuple[str, ...]
    value: Value | None
