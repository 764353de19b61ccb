"""What data a store holds and how much its loss would hurt: classes with their reasons, levels after FIPS 199."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ennead.model.location import Location


class DataClass(StrEnum):
    """What sort of data it is.  `unknown` is a class of its own: nothing tells, and that is never little."""

    PERSONAL = "personal"
    FINANCIAL = "financial"
    CREDENTIALS = "credentials"
    HEALTH = "health"
    LOCATION = "location"
    AUTHORIZATION = "authorization"
    USER_CONTENT = "user_content"
    BUSINESS = "business"
    INTERNAL = "internal"
    PUBLIC = "public"
    UNKNOWN = "unknown"

    @property
    def place(self) -> int:
        """Its place in the order in which classes are listed."""
        return _CLASS_PLACES[self]


_CLASS_PLACES = {one: place for place, one in enumerate(DataClass)}


class Evidence(StrEnum):
    """Where a class is known from, the strongest first."""

    DECLARED = "declared"
    TAG = "tag"
    SCHEMA = "schema"
    NAME = "name"
    VARIABLE = "variable"
    TYPE = "type"
    HANDED_ON = "handed_on"
    NEIGHBOUR = "neighbour"
    NOTHING = "nothing"

    @property
    def place(self) -> int:
        """0 for the strongest."""
        return _EVIDENCE_PLACES[self]


_EVIDENCE_PLACES = {one: place for place, one in enumerate(Evidence)}


@dataclass(frozen=True, slots=True)
class Classed:
    """A class of data, one reason for it as a sentence about this app, and where that is written."""

    data_class: DataClass
    reason: str
    by: Evidence
    at: Location | None = None


class Level(StrEnum):
    """FIPS 199's impact levels, and `unknown`."""

    LOW = "low"
    UNKNOWN = "unknown"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low to 3 for high; what is unknown stands above low, since it may be anything."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Value:
    """The impact of a loss, for each of the three aims apart (FIPS 199, section 3)."""

    confidentiality: Level
    integrity: Level
    availability: Level

    @property
    def highest(self) -> Level:
        """The high-water mark; unknown where one is unknown and none is high, since that one may be."""
        levels = {self.confidentiality, self.integrity, self.availability}
        if Level.HIGH not in levels and Level.UNKNOWN in levels:
            return Level.UNKNOWN
        return max(levels, key=lambda level: level.rank)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the configuration says of a store: its name there, its classes, its levels (None: not said).

    `name` is the node's id or the template's own; `source` the file that says so.
    """

    name: str
    classes: tuple[DataClass, ...] = ()
    confidentiality: Level | None = None
    integrity: Level | None = None
    availability: Level | None = None
    source: str = "ennead.toml"
