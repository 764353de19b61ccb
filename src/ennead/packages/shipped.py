"""What functions ship, in words: each package with how far the handler goes towards it and what is known against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ennead.model.location import Location
from ennead.model.package import Named, Origin, Scope, Unread
from ennead.packages.advisories.words import Status, Verdict


class Reached(StrEnum):
    """How far a handler's code goes towards a package: to the flawed symbol, to the package, not, or not told."""

    SYMBOL = "symbol"
    HANDLER = "handler"
    UNKNOWN = "unknown"
    NO = "no"


NEARER = {one: number for number, one in enumerate(Reached)}


@dataclass(frozen=True, slots=True)
class Carried:
    """A package that a function ships.  `fix` is the smallest version that clears it; `verdict` None: nobody asked."""

    named: Named
    reached: Reached
    verdict: Verdict | None = None
    fix: str | None = None

    @property
    def vulnerable(self) -> bool:
        """Whether anything is known against it."""
        return self.verdict is not None and self.verdict.status is Status.VULNERABLE

    @property
    def declared(self) -> bool:
        """Whether a manifest names it for what is deployed."""
        named = self.named
        return named.direct is True and named.scope is Scope.SHIPPED and named.origin in {Origin.LOCK, Origin.MANIFEST}


@dataclass(frozen=True, slots=True)
class Missing:
    """A module that code imports and no file names a package for; `brought`: the runtime's SDK happens to bring it."""

    module: str
    brought: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What one function ships.

    `files` are its manifests and locks, `modules` what its handler imports from outside.  `followed`: the handler's
    code was followed without a gap, so that what it does not import is known.
    """

    packages: tuple[Carried, ...] = ()
    files: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    binaries: tuple[Location, ...] = ()
    missing: tuple[Missing, ...] = ()
    modules: tuple[str, ...] = ()
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the functions of a graph ship, by their ids.  `unchecked` is why nothing was held against advisories."""

    loads: Mapping[str, Load] = field(default_factory=lambda: MappingProxyType({}))
    unchecked: str | None = None


NOTHING = Shipped()
