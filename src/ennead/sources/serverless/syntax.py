"""The grammar of the Serverless Framework's variables: `${type(parameters):address, fallback}`.

Source: https://www.serverless.com/framework/docs/guides/variables.  What has no type and colon (`${AWS::Region}`,
`${Table}`) belongs to CloudFormation's `Fn::Sub` and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_NESTED = 20
"""Variables inside the address of a variable."""

_SOURCE = re.compile(
    r"(?P<type>[A-Za-z][\w.-]{0,60})(?:\((?P<parameters>[^()]{0,1000})\))?(?::(?!:)(?P<address>.*))?\Z", re.DOTALL
)
_QUOTED = re.compile(r"'([^']*)'\Z|\"([^\"]*)\"\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: literal, or the inside of a `${...}` where `variable` is set."""

    text: str
    variable: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One place a variable is looked up: `${file(a.yml):b}` is type `file`, parameters `a.yml`, address `b`."""

    type: str
    parameters: str | None
    address: str | None


def pieces(text: str) -> Iterator[Piece]:
    """A text cut at its variables; those of `Fn::Sub` stay part of the literal text."""
    start = place = 0
    while (opening := text.find("${", place)) >= 0:
        closing = _closing(text, opening + 2)
        if closing < 0:
            break
        inside = text[opening + 2 : closing]
        if not is_variable(inside):
            place = opening + 2
            continue
        if opening > start:
            yield Piece(text[start:opening])
        yield Piece(inside, True)
        start = place = closing + 1
    if start < len(text):
        yield Piece(text[start:])


def _closing(text: str, start: int) -> int:
    """The brace that closes; -1 where none does."""
    depth = 1
    for place in range(start, len(text)):
        if text[place] == "{":
            depth += 1
            if depth > MAX_NESTED:
                return -1
        elif text[place] == "}":
            depth -= 1
            if not depth:
                return place
    return -1


def is_variable(inside: str) -> bool:
    """Whether the inside of `${...}` is a variable of the framework."""
    first = next(fallbacks(inside), "").strip()
    if first.startswith("${"):
        return True
    found = _SOURCE.match(first)
    return bool(found and (found["address"] is not None or found["parameters"] is not None))


def fallbacks(inside: str) -> Iterator[str]:
    """The alternatives of a variable, cut at the commas that stand in no quotes, braces or parentheses."""
    depth, quote, start = 0, "", 0
    for place, sign in enumerate(inside):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"" and not inside[start:place].strip():
            quote = sign
        elif sign in "{(":
            depth += 1
        elif sign in "})":
            depth -= 1
        elif sign == "," and depth <= 0:
            yield inside[start:place]
            start = place + 1
    yield inside[start:]


def quoted(text: str) -> str | None:
    """The text inside quotes; None where it is in none."""
    found = _QUOTED.match(text)
    return None if found is None else found[1] if found[1] is not None else found[2]


def source_of(text: str) -> Source | None:
    """The place an alternative names; None where it is a literal."""
    found = _SOURCE.match(text)
    if not found or (found["address"] is None and found["parameters"] is None):
        return None
    address = found["address"]
    return Source(found["type"], found["parameters"], address.strip() if address is not None else None)
