"""Resolved text as a row of pieces: characters, wildcards, and tokens for what only deployment knows.

Tokens are `${...}`.  What each may stand for:

- `${AWS::Region}`, `${AWS::AccountId}`, `${AWS::StackName}`: some characters of that alphabet;
- `${?Name}` (a hole of the template) and `${aws:username}` (an IAM policy variable): any text;
- `${OrdersTable}`: a name that CloudFormation makes.  It ends in random characters, so no text somebody
  wrote equals it; only a wildcard can reach over its end, and two different ones are never the same;
- `${*}`, `${?}`, `${$}`: IAM's own escapes for these characters
  (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).

The same token twice is the same text twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import zip_longest

TOKEN = re.compile(r"\$\{[^{}]*\}")
"""One token."""

ESCAPES = {"${*}": "*", "${?}": "?", "${$}": "$"}


class Alphabet(Enum):
    """Which characters a piece may stand for; only ANY reaches over the random end of a made name."""

    ANY = "any"
    WRITTEN = "written"
    NAME = "name"
    REGION = "region"
    DIGITS = "digits"

    def admits(self, char: str) -> bool:
        """Whether the character is one of them."""
        match self:
            case Alphabet.ANY | Alphabet.WRITTEN:
                return True
            case Alphabet.NAME:
                return char not in ":/"
            case Alphabet.REGION:
                return char == "-" or "a" <= char <= "z" or "0" <= char <= "9"
            case Alphabet.DIGITS:
                return "0" <= char <= "9"


class Kind(Enum):
    """What sort of piece: one character, `?`, any text, some text of an alphabet, a made name."""

    CHAR = "char"
    ONE = "one"
    MANY = "many"
    SOME = "some"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece; `text` as it was written, `alphabet` of SOME and of the body of MADE."""

    kind: Kind
    text: str
    alphabet: Alphabet = Alphabet.ANY

    @property
    def wild(self) -> bool:
        """A wildcard of the writer's: stands for whatever it meets, not for one fixed text."""
        return self.text in {"*", "?"} and self.kind is not Kind.CHAR


_PSEUDO = {
    "${AWS::Region}": Alphabet.REGION,
    "${AWS::AccountId}": Alphabet.DIGITS,
    "${AWS::StackName}": Alphabet.NAME,
}


def _token(text: str) -> Piece:
    inner = text[2:-1]
    if text in ESCAPES:
        return Piece(Kind.CHAR, ESCAPES[text])
    if text in _PSEUDO:
        return Piece(Kind.SOME, text, _PSEUDO[text])
    if inner.startswith("?") or ":" in inner:
        return Piece(Kind.MANY, text)
    return Piece(Kind.MADE, text, Alphabet.WRITTEN if inner.endswith(("Arn", ".arn")) else Alphabet.NAME)


def _plain(text: str, wild: bool) -> list[Piece]:
    wildcards = {"*": Kind.MANY, "?": Kind.ONE} if wild else {}
    return [Piece(wildcards.get(char, Kind.CHAR), char) for char in text]


@lru_cache(maxsize=8192)
def pieces(text: str, *, wild: bool) -> tuple[Piece, ...]:
    """The text as pieces; `wild` says whether `*` and `?` are wildcards in it.  Runs of `*` are one."""
    row: list[Piece] = []
    for plain, token in zip_longest(TOKEN.split(text), TOKEN.findall(text)):
        row += _plain(re.sub(r"\*{2,}", "*", plain) if wild else plain, wild)
        if token is not None:
            row.append(_token(token))
    return tuple(row)


def uncommon(left: tuple[Piece, ...], right: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both rows without the fixed pieces they begin and end with in common.

    Exact, since the same token stands for the same text on both sides: X·a equals X·b where a equals b.
    """
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and left[start] == right[start] and not left[start].wild:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end] and not left[-1 - end].wild:
        end += 1
    return left[start : len(left) - end], right[start : len(right) - end]
