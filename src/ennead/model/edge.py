"""Relations, gaps, and the fragment a source makes."""

from __future__ import annotations

from dataclasses import dataclass

from ennead.model.location import Location
from ennead.model.node import Node
from ennead.model.words import DECLARED, Auth, EdgeKind, Flag, GapKind, Lens, Mode, Number, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation.  Two edges of one kind between the same nodes differ by `label` (an event's name, a statement)."""

    kind: EdgeKind
    source: str
    target: str
    locations: tuple[Location, ...] = ()
    lenses: frozenset[Lens] = DECLARED
    environments: tuple[str, ...] = ()
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Edge):
    """What starts a function and how.

    `batch` records a batch, `window` seconds, `retries` None for the service's default (-1: until
    the record expires), `max_age` seconds, `on_failure` the id of the node that failed events go to.
    """

    kind: EdgeKind = EdgeKind.TRIGGERS
    mode: Mode = Mode.SYNC
    auth: Auth | None = None
    event: str | None = None
    batch: Number = None
    window: Number = None
    filter: Text = None
    concurrency: Number = None
    retries: Number = None
    max_age: Number = None
    bisect: Flag = None
    partial_batch: Flag = None
    on_failure: str | None = None
    enabled: Flag = None
    schedule: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Edge):
    """Who outside reaches a thing: `source` is the internet, a principal, an account or a service."""

    kind: EdgeKind = EdgeKind.EXPOSES
    auth: Auth = Auth.UNKNOWN
    actions: tuple[str, ...] = ()
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Edge):
    """What a role may do to a resource: action patterns, and whether a wildcard hit it rather than its name."""

    kind: EdgeKind = EdgeKind.GRANTS
    actions: tuple[str, ...] = ()
    wildcard: bool = False
    maybe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Edge):
    """An environment variable (its name in `via`) or property that names another node."""

    kind: EdgeKind = EdgeKind.REFERENCES
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Edge):
    """What a function's code does to a thing, or that it calls a host or a route.

    `operations` are requests of the service's API (`dynamodb:PutItem`); `by` says what names the target in the code:
    `environment NAME`, `literal`, `event`.  `mode` is how a function is invoked.
    """

    operations: tuple[str, ...] = ()
    by: str | None = None
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a source saw and could not resolve.

    `about` names the node or construct, `klass` the class it is counted under; `hides`: resources may stand behind it
    that nobody has seen.
    """

    kind: GapKind
    reason: str
    at: Location | None = None
    klass: str = "other"
    about: str | None = None
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one source, in one environment, has read."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[str, ...] = ()
