"""Where an expression stands: what its names mean, and the desk that all of one configuration shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ennead.model.app import Gap, GapKind
from ennead.model.location import Location
from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.syntax import Expression
from ennead.sources.terraform.instance import Pointer, Unclear


class Thing(Protocol):
    """What a pointer to a whole thing names: an instance of a resource, or a module."""

    def attribute(self, name: str) -> Any:
        """The value of an attribute; a pointer where it is known only once it is deployed.  Raises Problem."""

    @property
    def uncounted(self) -> bool:
        """Whether it stands for a number of things that could not be told: then an index says nothing."""


class Module(Protocol):
    """What names mean in a module."""

    @property
    def address(self) -> str: ...
    @property
    def folder(self) -> str:
        """The module's folder, relative to the root module's."""

    def provider_argument(self, named: Expression | None, name: str) -> Any:
        """An argument of a provider that is named (`provider = aws.virginia`), else of the default one of AWS."""

    def head(self, parts: tuple[str, ...]) -> tuple[Any, int]:
        """The value of a name and how many of its parts that took.  Raises Problem."""


@dataclass(slots=True)
class Desk:
    """What one configuration shares.  `folder` is the root module's, relative to `root`."""

    root: Path
    folder: str
    environment: str = ""
    budget: Budget = field(default_factory=Budget)
    things: dict[str, Thing] = field(default_factory=dict)
    gaps: dict[tuple[str, str], Gap] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)
    templates: int = 0
    modules: int = 0

    def gap(
        self,
        klass: str,
        reason: str,
        mark: Mark | None,
        about: str | None = None,
        kind: GapKind = GapKind.INPUT,
        *,
        hides: bool = False,
    ) -> None:
        """Note what could not be told, once for a place."""
        at = Location(*mark) if mark else Location(self.folder)
        self.gaps.setdefault((klass, f"{at}:{at.column}"), Gap(kind, reason, at, klass, about, hides))

    def problem(self, problem: Problem, name: str, mark: Mark | None) -> Unclear:
        """Note an expression that came to nothing, and give what stands for its value."""
        self.gap(problem.klass, problem.reason, problem.at or mark, name, problem.kind)
        return Unclear(name, problem.reason)

    def attribute(self, pointer: Pointer, name: str) -> Any:
        """An attribute of what a pointer names.  Raises Problem."""
        if not pointer.path and (thing := self.things.get(pointer.address)):
            return thing.attribute(name)
        return Pointer(pointer.address, (*pointer.path, name))

    def is_uncounted(self, pointer: Pointer) -> bool:
        thing = self.things.get(pointer.address)
        return not pointer.path and thing is not None and thing.uncounted


@dataclass(frozen=True, slots=True)
class Scope:
    """`names` are those bound here: `each`, `count`, `self`, variables of loops, iterators of dynamic blocks."""

    desk: Desk
    module: Module
    names: Mapping[str, Any] = field(default_factory=dict)

    def within(self, names: Mapping[str, Any]) -> Scope:
        """The scope with more names bound."""
        return Scope(self.desk, self.module, {**self.names, **names})

    def bound(self, key: str | None, value: str, pair: tuple[Any, Any]) -> Scope:
        """The scope of one turn of a loop."""
        names = {**self.names, value: pair[1]}
        if key:
            names[key] = pair[0]
        return Scope(self.desk, self.module, names)
