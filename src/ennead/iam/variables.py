"""Policy variables (`${aws:username}`) put in their place, as far as the request tells what they stand for.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Context: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""Condition keys of a request: a value, those of a key that may have several, or `()` for one known to be absent.

A key that is not there at all is one nobody told us about.
"""

_VARIABLE = re.compile(r"\$\{(?!\?)([^{}:,']+:(?!:)[^{}']*?)(?:, '([^'{}]*)')?\}")
"""A key, and what stands for it where a request has none.  `${AWS::Region}` and `${?Name}` are the template's own."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Text with values for its variables; the ones nobody told are left in it as tokens.

    `absent`: the request is known to have no value for one.  `open`: it may have none for one that is left.
    AWS says that a statement may then be invalid as a whole, so nothing may be concluded from not matching it.
    """

    text: str
    absent: bool = False
    open: bool = False


def told(key: str, context: Context) -> str | tuple[str, ...] | None:
    """What the context tells of a condition key, whatever its case."""
    if key in context:
        return context[key]
    lower = key.lower()
    return next((value for name, value in context.items() if name.lower() == lower), None)


def valued(key: str, context: Context) -> tuple[str, ...] | None:
    """The values of a condition key; None where they are not told."""
    value = told(key, context)
    return (value,) if isinstance(value, str) else None if value is None else tuple(value)


def filled(text: str, context: Context) -> Filled:
    """The text with its variables replaced."""
    if "${" not in text:
        return Filled(text)
    absent = left = False

    def replaced(found: re.Match[str]) -> str:
        nonlocal absent, left
        values = valued(found[1], context)
        if values == ():
            absent = absent or found[2] is None
            return found[2] or ""
        if values is None or len(values) > 1:
            left = left or found[2] is None
            return found[0]
        wild = "*" in values[0] or "?" in values[0]  # whether such a value is a pattern is not documented
        return found[0] if wild else values[0]

    return Filled(_VARIABLE.sub(replaced, text), absent, left)


def as_literal(text: str) -> str:
    """The text with its variables as the characters that they are written with."""
    return _VARIABLE.sub(lambda found: "${$}" + found[0][1:], text) if "${" in text else text


def filled_resource(pattern: str, context: Context) -> Filled:
    """A resource with its variables replaced: AWS does so after the fifth colon of an ARN, and nowhere else."""
    if "${" not in pattern:
        return Filled(pattern)
    *head, last = re.split(r":(?![^{}]*\})", pattern, maxsplit=5)
    end = filled(last, context)
    before = any(_VARIABLE.search(part) for part in head)
    return Filled(":".join((*head, end.text)), end.absent, end.open or before)
