"""Ways from the rights of one role to more: the table as it lies in `data/escalation.toml`; that file says what its
words mean, and where its facts are from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from ennead.iam.facts import text_of

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
"""What somebody attaches who may attach any policy."""


class Kind(StrEnum):
    """How more is gained."""

    NEW_PASSROLE = "new-passrole"
    EXISTING_PASSROLE = "existing-passrole"
    PRINCIPAL_ACCESS = "principal-access"
    SELF_ESCALATION = "self-escalation"


class Where(StrEnum):
    """On what an action has to be held."""

    ROLE = "role"
    SELF = "self"
    POLICY = "policy"
    OWN = "own"
    FUNCTION = "function"
    MACHINE = "machine"
    NEW = "new"
    ANY = "any"
    FOREIGN = "foreign"
    USER = "user"
    GROUP = "group"
    EXISTING = "existing"


class When(StrEnum):
    """What else has to hold."""

    STARTED = "started"
    ALIAS = "alias"
    POLLS = "polls"
    NODEJS = "nodejs"
    TAKES = "takes"
    OLDER = "older"


class Gives(StrEnum):
    """What is gained: the rights of the role, everything, what somebody of the account has."""

    ROLE = "role"
    ADMIN = "admin"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Need:
    """An action that has to be held, and on what; `sort` is a part of the ARN where it works on several sorts."""

    action: str
    on: Where
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """One way.  `name` completes "may ..."; `service` takes on the role that is passed."""

    id: str
    kind: Kind
    name: str
    needs: tuple[Need, ...]
    asks: str
    service: str | None = None
    when: frozenset[When] = frozenset()
    gives: Gives = Gives.ROLE
    for_users: bool = False
    usual: bool = False
    known: str | None = None

    @property
    def actions(self) -> tuple[str, ...]:
        """Its actions, each once, in order."""
        return tuple(dict.fromkeys(need.action for need in self.needs))

    def on(self, *places: Where) -> tuple[Need, ...]:
        """What has to be held in some places."""
        return tuple(need for need in self.needs if need.on in places)

    @property
    def on_the_map(self) -> bool:
        """Whether all that has to be there can be on a map of functions."""
        return not self.on(Where.EXISTING, Where.GROUP)


@lru_cache(maxsize=1)
def escalations() -> tuple[Escalation, ...]:
    """Every way, in the order of the file: the plainest of each sort first."""
    return tuple(_way(entry) for entry in _document()["way"])


def escalation_date() -> str:
    """The day the table was last held against its sources."""
    return str(_document()["as_of"])


def _way(entry: dict[str, Any]) -> Escalation:
    return Escalation(
        id=entry["id"],
        kind=Kind(entry["kind"]),
        name=entry["name"],
        needs=tuple(_need(text) for text in entry["needs"]),
        asks=entry.get("asks", ""),
        service=entry.get("service"),
        when=frozenset(When(word) for word in entry.get("when", ())),
        gives=Gives(entry.get("gives", "role")),
        for_users=entry.get("holder") == "user",
        usual=entry.get("usual", False),
        known=entry.get("known"),
    )


def _need(text: str) -> Need:
    action, on, *rest = text.split()
    if on != "on" or len(rest) not in {1, 2}:
        raise ValueError(f"not ACTION on WHERE [SORT]: {text}")
    return Need(action, Where(rest[0]), *rest[1:])


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    return tomllib.loads(text_of("escalation.toml"))
