"""What a function is given, and how it asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.operators import plain
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.values import as_flag, as_number, scalar_text
from ennead.sources.terraform.instance import Joined, Unclear


@dataclass(frozen=True, slots=True)
class Arguments:
    """Evaluated arguments of one call."""

    name: str
    values: list[Any]
    mark: Mark
    scope: Scope

    @property
    def budget(self) -> Budget:
        return self.scope.desk.budget

    def __len__(self) -> int:
        return len(self.values)

    def text(self, place: int) -> str:
        value = plain(self.values[place], self.budget)
        if isinstance(value, Joined | Unclear):
            raise Problem(f"{self.name}() of text that is not known")
        return scalar_text(value)

    def number(self, place: int) -> int | float:
        return as_number(self.values[place])

    def whole(self, place: int) -> int:
        number = self.number(place)
        if not isinstance(number, int):
            raise Problem(f"{self.name}() wants a whole number")
        return number

    def flag(self, place: int) -> bool:
        return as_flag(self.values[place])

    def items(self, place: int) -> list[Any]:
        value = self.values[place]
        if not isinstance(value, list):
            raise Problem(f"{self.name}() wants a list")
        return value

    def members(self, place: int) -> dict[str, Any]:
        value = self.values[place]
        if not isinstance(value, dict):
            raise Problem(f"{self.name}() wants a mapping")
        return value


@dataclass(frozen=True, slots=True)
class Function:
    """`run` gets arguments that are wholly known if it is `strict`; `least` and `most` say how many."""

    run: Callable[[Arguments], Any]
    least: int = 1
    most: int = 1
    strict: bool = True


MANY = 10_000
