"""Ways to break a text that is read, whatever it is written in."""

from __future__ import annotations

import random
from collections.abc import Callable

Change = Callable[[str, random.Random], str]


def cut(text: str, chance: random.Random) -> str:
    """Without a stretch."""
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:start] + text[end:]


def repeat(text: str, chance: random.Random) -> str:
    """With a stretch many times."""
    start = chance.randrange(len(text) + 1)
    stretch = text[start : start + chance.randrange(1, 200)]
    return text[:start] + stretch * chance.randrange(2, 400) + text[start:]


def sprinkler(pieces: tuple[str, ...]) -> Change:
    """Puts in a piece that does not belong there."""

    def sprinkle(text: str, chance: random.Random) -> str:
        at = chance.randrange(len(text) + 1)
        return text[:at] + chance.choice(pieces) + text[at:]

    return sprinkle


def shuffle(text: str, chance: random.Random) -> str:
    """Its lines in another order."""
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return "".join(lines)


def swap(text: str, chance: random.Random) -> str:
    """Two words exchanged."""
    words = text.split(" ")
    one, other = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)
