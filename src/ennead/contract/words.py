"""The words of a contract, as it is read from `ennead.contract.yml` or made from an application.

Of every part: None where nothing is said, empty where nothing is allowed.  Where a value goes to the agents as it
stands (limits, lifetime, refusal, decoys ...) it stays plain data, checked when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

SCHEMA: Final = "ennead.contract/1"
COMPILED: Final = "ennead.contract.compiled/1"
FILE: Final = "ennead.contract.yml"
MODES: Final = ("observe", "alert", "enforce", "off")
GUARDS: Final = (
    "sql shell path url code load nosql template xml ldap header markup log secret event flows limits hygiene decoys"
).split()
TYPES: Final = ("string", "number", "boolean", "object", "array", "any")
ELSEWHERE: Final = "*"
"""The target of the flow that lets every other one be, where not all could be told: it declares nothing itself."""
WHO: Final = ("internal", "application", "account", "signed_in", "anonymous")
"""Who makes a sender send, the widest audience last (`docs/blast-radius.md`)."""


@dataclass(frozen=True, slots=True)
class Event:
    """The events of one trigger: who sends them (node to audience), and what they must look like.

    `shape` holds `fields`, `required`, `max_bytes`, `max_depth` and `closed` as they stand.
    """

    senders: Mapping[str, str] | None = None
    shape: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> Mapping[str, str] | None:
        """Paths in the event with their types."""
        found: Mapping[str, str] | None = self.shape.get("fields")
        return found


@dataclass(frozen=True, slots=True)
class Flow:
    """Where a function may go: `to` is a node of the map or a pattern of one, `ops` None for any operation.

    `because` is a person's reason to keep a flow that the code does not show.
    """

    to: str
    ops: tuple[str, ...] | None = None
    classes: tuple[str, ...] | None = None
    max_bytes: int | None = None
    mode: str | None = None
    because: str | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it lets be what no other flow allows."""
        return self.to == ELSEWHERE


@dataclass(frozen=True, slots=True)
class Rules:
    """What is agreed for one function, or for all of them (`default`).

    `actions` are IAM's, each with the resources as `ennead roles` names them.  `rest` is handed on as it stands:
    `mode`, `guards`, `on_error`, `deny`, `trusted`, `limits`, `refusal`, `lifetime`, `hygiene`, `modules`,
    `decoys`, `rings`.  `accepted`
    are reasons why something could not be told that a person has looked at.
    """

    events: Mapping[str, Event] | None = None
    actions: Mapping[str, tuple[str, ...]] | None = None
    flows: tuple[Flow, ...] | None = None
    processes: tuple[str, ...] | None = None
    read: tuple[str, ...] | None = None
    write: tuple[str, ...] | None = None
    ports: tuple[int, ...] | None = None
    untrusted: tuple[str, ...] | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """A whole contract; functions by their ids in the template."""

    default: Rules
    functions: Mapping[str, Rules]


@dataclass(frozen=True, slots=True)
class Derived:
    """What the graph and the code say of one function.

    `open` holds, by part (`events`, `actions`, `flows`, `processes`, `paths`, `ports`), why it could not be told
    whole.  `hints` are words for the writer: what is known of a part and decides nothing (by part and entry).
    """

    name: str
    rules: Rules
    open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hints: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def is_open(self, part: str) -> bool:
        """Whether something of the part could not be told."""
        return bool(self.open.get(part))


@dataclass(frozen=True, slots=True)
class Made:
    """An application's contract as it is made: where its file belongs, and what was not read."""

    app: str
    file: str
    functions: tuple[Derived, ...]
    faults: tuple[str, ...] = ()

    def of(self, name: str) -> Derived | None:
        """What was made of one function."""
        return next((one for one in self.functions if one.name == name), None)
