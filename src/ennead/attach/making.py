"""What the edits of all dialects share: the values that are written, and where the layer's folder lies."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ennead.attach.words import (
    CONTRACT_HASH,
    DEAD_LETTER,
    EXEC_WRAPPER,
    FUNCTION,
    MODE,
    NEXT_WRAPPER,
    WRAPPER,
    Why,
    Wish,
)
from ennead.remedy.edit import Edit
from ennead.remedy.errors import RemedyError

_ARN = re.compile(r"arn:[^:]*:lambda:[^:]*:[^:]*:layer:(?P<name>[^:]+)")
_VERSION = re.compile(r":\d+\Z")


class NotWritten(RemedyError):
    """A function that is left to a person, with the word for why."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why = why


@dataclass(slots=True)
class Made:
    """The edits for some functions, and what a person should know."""

    edits: list[Edit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def placed(layer: str, file: str) -> str:
    """The layer's path as a template's file names it."""
    if layer.startswith("/"):
        return layer
    return posixpath.relpath(layer, posixpath.dirname(file) or ".")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is written into a function's environment.

    `called` is what a contract knows it by, `letter` where its refused records go, as its dialect writes that; None:
    nothing is written of it.  `agent` is off where only that is written: an image brings the rest.  `bound` is set
    where the function names a contract already, wherever its text says that.
    """

    wish: Wish
    called: str | None = None
    letter: Any = None
    agent: bool = True
    bound: bool = False

    def over(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """The variables to write, from those that are there as they are written (an expression stays one).

        A mode would stand above those of a contract, so with one, or the hash of one that is there, it is written only
        where it is asked for.
        """
        made = self._agent(held) if self.agent else {}
        if self.letter is not None:
            made[DEAD_LETTER] = self.letter
        return made

    def _agent(self, held: Mapping[str, Any]) -> dict[str, Any]:
        there = held.get(EXEC_WRAPPER)
        made: dict[str, Any] = {EXEC_WRAPPER: WRAPPER}
        bound = self.bound or self.wish.contract is not None or held.get(CONTRACT_HASH) is not None
        if self.wish.mode is not None or (not bound and held.get(MODE) in {None, "off"}):
            made[MODE] = self.wish.mode or "observe"
        if there is not None and there != WRAPPER:
            made[NEXT_WRAPPER] = there
        if self.wish.contract is not None:
            made[CONTRACT_HASH] = self.wish.contract.digest
        if self.called is not None:
            made[FUNCTION] = self.called
        return made


def is_ours(arn: object, wish: Wish) -> bool:
    """Whether the text is the ARN of a layer of ours: one named so, or a version of the one that is asked for."""
    if not isinstance(arn, str):
        return False
    found = _ARN.match(arn)
    named = bool(found and "ennead" in found["name"].casefold())
    return named or (wish.arn is not None and _VERSION.sub("", arn) == _VERSION.sub("", wish.arn))
