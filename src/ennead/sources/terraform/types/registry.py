"""What each resource type becomes, and who says so; importing the package fills the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.terraform.instance import Instance

if TYPE_CHECKING:
    from ennead.sources.terraform.arguments import Table
    from ennead.sources.terraform.draft import Draft

Finish: TypeAlias = "Callable[[Instance, MarkedDict, Draft], None]"
Join: TypeAlias = "Callable[[Instance, Draft], None]"


@dataclass(frozen=True, slots=True)
class Made:
    """A CloudFormation type with the arguments that fill its properties.

    `attributes` are the exported ones as text of `Fn::Sub`, `@` standing for the resource.  `finish` does what
    is not one to one; `late` resources come after all others (stores first, so that a name finds them).
    """

    kind: str
    arguments: Table
    attributes: Mapping[str, str] = field(default_factory=dict)
    finish: Finish | None = None


MADE: dict[str, Made] = {}
"""Types with a resource of their own."""
JOINS: dict[str, Join] = {}
"""Types that add to the resource of another instance, or to several."""
FOLLOWED: dict[str, str] = {}
"""Types that stand for another thing -> the argument that names it."""


def makes(
    *types: str, kind: str, arguments: Table, attributes: Mapping[str, str] | None = None, finish: Finish | None = None
) -> None:
    """Say what types become.  Every one has `arn`, `id`."""
    exported = {"id": "${@}", "arn": "${@.Arn}", **(attributes or {})}
    for one in types:
        MADE[one] = Made(kind, arguments, exported, finish)


def joins(*types: str, follows: str | None = None) -> Callable[[Join], Join]:
    """Mark the function that reads types which add to others; `follows` names the argument they stand for."""

    def mark(function: Join) -> Join:
        for one in types:
            JOINS[one] = function
            if follows:
                FOLLOWED[one] = follows
        return function

    return mark
