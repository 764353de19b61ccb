"""What a function needs to be allowed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ennead.model.location import Location


class Because(StrEnum):
    """Where a need comes from: a request in the code, what starts the function, what is set for it."""

    CODE = "code"
    TRIGGER = "trigger"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A resource that something is needed on.

    `shown` is the logical id where the resource is the application's own (`Orders`, `Orders/index/by-buyer`), an ARN
    pattern otherwise (`arn:*:s3:::acme-prices/*`), `*` for an action that takes no resource.  `arn` is the same as a
    pattern of ARNs, with tokens for what only deployment knows.  `node` is the id of the application's own resource.
    `told`: something names it; else it stands for all resources of its type, because nothing does.  `instead` is what
    does as well (the domain of a mail address): which of the two is meant is not in the code.
    """

    shown: str
    arn: str
    node: str | None = None
    told: bool = True
    instead: str | None = None

    @property
    def arns(self) -> tuple[str, ...]:
        """Its ARN, and the other one that does as well."""
        return (self.arn,) if self.instead is None else (self.arn, self.instead)


EVERYTHING = Place("*", "*")
"""The resource of an action that takes none."""


@dataclass(frozen=True, slots=True)
class Need:
    """An action that a function needs, on some places.

    `condition` is the case in which it is needed, where that is not always: giving it is never wrong then.
    `passed_to` is the service that a role may be handed to.
    """

    action: str
    places: tuple[Place, ...]
    because: Because
    at: tuple[Location, ...] = ()
    condition: str | None = None
    passed_to: str | None = None

    @property
    def told(self) -> bool:
        """Whether every place is told."""
        return all(place.told for place in self.places)
