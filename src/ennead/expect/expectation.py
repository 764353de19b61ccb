"""An expectation as it was written, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ennead.model.finding import Hop
from ennead.model.location import Location


class Subject(StrEnum):
    """What an expectation is about."""

    ROUTES = "routes"
    FUNCTIONS = "functions"
    STORES = "stores"
    FLOWS = "flows"
    CHECKS = "checks"


class State(StrEnum):
    """What became of an expectation.  `ACCEPTED`: it could not be told, and somebody accepts that with a reason."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "could not tell"
    ACCEPTED = "accepted"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Selector:
    """Which things of a subject; all that is given has to hold.

    `names` are ids, names or globs, `other` those left out.  `starts` are ways in which a function is started
    (`sync`, `async`, `poll`, or a kind of source).
    """

    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    exposed_to: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As one would say it: `*`, `OrdersFunction`, `kind bucket, class personal`."""
        tags = tuple(f"{key}={value}" for key, value in self.tags)
        filters = {
            "kind": self.kinds, "class": self.classes, "tag": tags, "path": self.paths,
            "exposed to": self.exposed_to, "started": self.starts,
        }  # fmt: skip
        said = [f"{word} {' or '.join(values)}" for word, values in filters.items() if values]
        return ", ".join([", ".join(self.names), *said] if self.names and self.names != ("*",) else said) or "*"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that has to hold: `timeout: at most 30`.  `text` is the value as written."""

    word: str
    value: Any
    text: str
    at: Location


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation.  `goal` is where a flow ends; `pack` names the pack it comes from, if it does.

    `accept_unknown` is the reason for which it may stay untold.  `environments` empty: it is about all.
    """

    subject: Subject
    selector: Selector
    clauses: tuple[Clause, ...]
    at: Location
    name: str | None = None
    why: str | None = None
    goal: Selector | None = None
    app: str | None = None
    environments: tuple[str, ...] = ()
    may_be_absent: bool = False
    accept_unknown: str | None = None
    pack: str | None = None

    @property
    def title(self) -> str:
        """Its name, or what it says where it has none."""
        if self.name:
            return self.name
        said = ", ".join(f"{clause.word.replace('_', ' ')} {clause.text}" for clause in self.clauses)
        if self.goal is not None:
            return f"from {self.selector.text} to {self.goal.text}: {said}"
        word = "check" if self.subject is Subject.CHECKS else self.subject.value
        return f"{word} {self.selector.text}: {said}"


@dataclass(frozen=True, slots=True)
class Said:
    """What is not as expected, or could not be told: a sentence, where the thing stands, the way there."""

    state: State
    message: str
    at: Location | None = None
    path: tuple[Hop, ...] = ()
    node: str | None = None
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an expectation in one application.  `things` is how many it was asked of.

    `reason` says why it was skipped, or why nobody minds that it could not be told.
    """

    expectation: Expectation
    app: str
    state: State
    said: tuple[Said, ...] = ()
    things: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run: results in the order of the file; `unread` is what could not be read of the application."""

    results: tuple[Result, ...]
    apps: tuple[str, ...] = ()
    unread: tuple[Said, ...] = ()
    seconds: float = 0.0
    file: str | None = None
    packs: tuple[str, ...] = field(default=())

    def of(self, state: State) -> tuple[Result, ...]:
        """The results of a state."""
        return tuple(one for one in self.results if one.state is state)

    @property
    def exit_code(self) -> int:
        """1 where one fails, else 3 where something could not be told or read, else 0; 3 where nothing was asked."""
        if self.of(State.FAILS):
            return 1
        return 3 if self.of(State.UNKNOWN) or self.unread or not self.apps or not self.results else 0
