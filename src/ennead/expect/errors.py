"""What is wrong with a file of expectations.

ExpectError
├── Faulty       one thing the file says cannot be followed: where, what, what to write
├── FaultyFile   all of them, so that one run shows them together
└── NoSuchPack   a pack that is asked for is not there
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ennead.model.location import Location


class ExpectError(Exception):
    """Something is asked for that cannot be done; the text says what to write instead."""


class Faulty(ExpectError):
    """One fault of the file; `at` is where it stands."""

    def __init__(self, reason: str, at: Location) -> None:
        super().__init__(f"{at}: {reason}")
        self.reason = reason
        self.at = at


class FaultyFile(ExpectError):
    """Every fault of the file, a line each."""

    def __init__(self, faults: Iterable[Faulty]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NoSuchPack(ExpectError):
    """No pack is called that."""


def near(word: str, known: Iterable[str], *, listed: str = "known are", most: int = 1) -> str:
    """`did you mean …?` where something is near (`most` of them), else what there is (20 at most)."""
    names = list(known)
    found = get_close_matches(word.lower(), [name.lower() for name in names], n=most, cutoff=0.55)
    if found:
        return f"did you mean {' or '.join(next(one for one in names if one.lower() == low) for low in found)}?"
    more = ", …" if len(names) > 20 else ""
    return f"{listed} {', '.join(names[:20])}{more}" if names else "there is none"
