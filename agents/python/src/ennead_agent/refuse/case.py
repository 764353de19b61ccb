"""What a refusal is made of: the event, its kind, what the contract says of refusing, and which record it was."""

from __future__ import annotations

import json

from .. import kinds
from ..registry import FAULT, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ERROR = FAULT
"""The named error (`Ennead.Refused`): for those who wait for an answer and know of errors."""


class Case:
    """One event that is refused."""

    __slots__ = ("at", "begun", "document", "kind", "rules", "seconds")

    def __init__(
        self, kind: str, document: Any, rules: dict[str, Any], *, begun: bool, at: int | None, seconds: float = 1.0
    ) -> None:
        self.kind = kind
        self.document: dict[str, Any] = document if isinstance(document, dict) else {}
        self.rules = rules
        self.begun = begun
        """Whether the handler was at work: then it has handled the records before `at`, and none after it."""
        self.at = at
        """The record in which the stopped text stood, where that is known."""
        self.seconds = seconds
        """Patience with each step of an answer that is sent elsewhere: connecting, sending, hearing."""

    def text(self, *way: str) -> str:
        """A text of the event; empty where there is none."""
        here: Any = self.document
        for name in way:
            here = here.get(name) if isinstance(here, dict) else None
        return here if isinstance(here, str) else ""

    @property
    def records(self) -> list[dict[str, Any]]:
        return [one for one in kinds.records(self.kind, self.document) if isinstance(one, dict)]


def result(value: Any) -> Refusal:
    """An answer, as the handler would have given it."""
    return Refusal(json.dumps(value, separators=(",", ":")), error=False)
