"""The order of Debian: epoch, upstream version, revision (https://www.debian.org/doc/debian-policy/ch-controlfields.html#version).

Text and numbers take turns; in text `~` is before the end, the end before letters, and letters before all else.
"""

from __future__ import annotations

import re

from ennead.packages.versions.number import ZERO, Number, number

_VERSION = re.compile(r"(?:([0-9]+):)?([0-9][A-Za-z0-9.+:~-]*?)(?:-([A-Za-z0-9.+~]+))?")
_TURNS = re.compile(r"([^0-9]*)([0-9]*)")
_END = 0

Turn = tuple[tuple[int, ...], Number]
Key = tuple[Number, tuple[Turn, ...], tuple[Turn, ...]]
_NOTHING: Turn = ((_END,), ZERO)


def key(text: str) -> Key | None:
    """The key of a version; None where it is none.  No revision is revision 0."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    epoch, upstream, revision = match.groups()
    return (number(epoch or "0"), _turns(upstream), _turns(revision or ""))


def _turns(text: str) -> tuple[Turn, ...]:
    """A version ends in an empty text and zero, for ever: no text at all is one such turn, and one ends every key."""
    turns = [(_text(words), number(digits)) for words, digits in _TURNS.findall(text) if words or digits]
    return (*(turns or [_NOTHING]), _NOTHING)


def _text(words: str) -> tuple[int, ...]:
    return (*(_rank(one) for one in words), _END)


def _rank(letter: str) -> int:
    if letter == "~":
        return _END - 1
    return ord(letter) if letter.isalpha() else ord(letter) + 256
