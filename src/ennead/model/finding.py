"""What a check says: a finding, or that it could not tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ennead.model.impact import Impact, Stake
from ennead.model.location import Location


class Practice(IntEnum):
    """The nine practices, by their number."""

    MAP = 1
    PERIMETER = 2
    ROLES = 3
    DEPENDENCIES = 4
    CODE = 5
    CONFIGURATION = 6
    FLOWS = 7
    DENIAL = 8
    REFRESH = 9


class Severity(StrEnum):
    """How bad it is here, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """4 for critical down to 0 for info."""
        return _RANKS[self]


_RANKS = {name: 4 - place for place, name in enumerate(Severity)}


class Confidence(StrEnum):
    """How sure we are that the fault is there."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(StrEnum):
    """What to do first; from the table in `docs/priority.md`."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"

    @property
    def rank(self) -> int:
        """0 for now, 2 for later."""
        return list(Priority).index(self)


class Exposure(IntEnum):
    """Who reaches the thing a finding is about, the widest audience highest."""

    INTERNAL = 0
    APPLICATION = 1
    ACCOUNT = 2
    SIGNED_IN = 3
    ANONYMOUS = 4


class Disposition(StrEnum):
    """`safe`: changes no behaviour anybody relies on.  `review`: a person has to look first."""

    SAFE = "safe"
    REVIEW = "review"


class FixKind(StrEnum):
    """What is done to what is written, where a check knows more than one way to repair it."""

    CHANGE = "change"
    """Any other change."""
    ATTACH = "attach"
    """What is declared already, and nothing uses, is attached."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What to change: a title in the imperative, the edit as a snippet of the template's own dialect.

    The title is for people; `kind`, and `instead` (a word that is written and the one to write instead of it), are for
    a machine that makes the repair.
    """

    title: str
    disposition: Disposition = Disposition.REVIEW
    edit: str | None = None
    kind: FixKind = FixKind.CHANGE
    instead: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NoFix:
    """Why there is no mechanical fix."""

    reason: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to the finding; `function` names the function it stands for."""

    at: Location
    message: str
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: a node's id, what happens there, where it is written.

    `called` is what to call the node where its id is nothing to read (a construct's).
    """

    node: str
    message: str
    at: Location | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault at a place, and what to do.

    `identity` is `<check>-<hex>` and stable across runs and moved lines.  `function` and `resource`
    are the template's own ids.  `environments` is empty where it holds in all of them.
    `about` are ids of nodes; `impact` and `stakes` are what the one who uses the fault reaches from them, the worst
    first (`impact` None: nobody asked the graph).
    """

    check: str
    practice: Practice
    severity: Severity
    message: str
    at: Location
    identity: str
    fix: Fix | NoFix
    confidence: Confidence = Confidence.HIGH
    exposure: Exposure = Exposure.INTERNAL
    function: str | None = None
    resource: str | None = None
    related: tuple[Related, ...] = ()
    path: tuple[Hop, ...] = ()
    references: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    app: str | None = None
    about: tuple[str, ...] = ()
    impact: Impact | None = None
    stakes: tuple[Stake, ...] = ()


@dataclass(frozen=True, slots=True)
class Unassessed:
    """A check, or a source, that could not tell, and why."""

    check: str
    reason: str
    identity: str
    at: Location | None = None
    function: str | None = None
    resource: str | None = None
    environments: tuple[str, ...] = ()
    app: str | None = None


Outcome = Finding | Unassessed
