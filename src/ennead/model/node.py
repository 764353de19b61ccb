"""A thing of the application, and the plainest ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.data import Classed, Value
from ennead.model.location import Location
from ennead.model.words import DECLARED, Dialect, Lens


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing of the application.

    `id` is `kind/LogicalId` (`kind/Stack.LogicalId` in a nested stack, `route/METHOD /path`);
    `external` things are named by the application and declared elsewhere.  `conditional` names the
    condition that decides whether it exists, where that could not be told.  `arn` may hold tokens.
    `construct` is the path of the construct that made it, in a CDK application.  `dialect` is what it is written in.
    `app` names the other application of the scan that declares it, for an external thing that one hands over.
    `data_classes` and `worth` (its value) are of what keeps or carries data; `graph/data/valued.py` fills them.
    """

    KIND: ClassVar[str] = "resource"

    id: str
    name: str
    at: Location | None = None
    logical_id: str | None = None
    type: str | None = None
    lenses: frozenset[Lens] = DECLARED
    environments: tuple[str, ...] = ()
    external: bool = False
    conditional: str | None = None
    arn: str | None = None
    construct: str | None = None
    dialect: Dialect = Dialect.CLOUDFORMATION
    app: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    data_classes: tuple[Classed, ...] = ()
    worth: Value | None = None

    @property
    def kind(self) -> str:
        """The word before the slash of the id."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Node):
    """A trigger that is neither store nor message channel (`kind` says which): IoT rule, mail rule,
    pipeline, Config rule, custom resource, log subscription, principal, account, external host, anything else."""

    KIND: ClassVar[str] = "resource"
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Internet(Node):
    """Everybody, not signed in."""

    KIND: ClassVar[str] = "internet"


INTERNET = Internet(id="internet/internet", name="everybody")
