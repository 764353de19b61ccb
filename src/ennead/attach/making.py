"""What the edits of all dialects share: the values that are written, and where the layer's folder lies."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from ennead.attach.words import EXEC_WRAPPER, MODE, NEXT_WRAPPER, WRAPPER, Wish
from ennead.remedy.edit import Edit

_ARN = re.compile(r"arn:[^:]*:lambda:[^:]*:[^:]*:layer:(?P<name>[^:]+)")


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


def wanted(wish: Wish, held: dict[str, Any]) -> dict[str, Any]:
    """The variables to write, from those that are there as they are written (an expression stays one)."""
    there = held.get(EXEC_WRAPPER)
    made: dict[str, Any] = {EXEC_WRAPPER: WRAPPER}
    if wish.mode is not None or held.get(MODE) is None or held.get(MODE) == "off":
        made[MODE] = wish.mode or "observe"
    if there is not None and there != WRAPPER:
        made[NEXT_WRAPPER] = there
    return made


def is_ours(arn: object, wish: Wish) -> bool:
    """Whether the text is the ARN of a layer of ours."""
    if not isinstance(arn, str):
        return False
    found = _ARN.match(arn)
    return arn == wish.arn or bool(found and "ennead" in found["name"].casefold())
