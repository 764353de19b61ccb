"""Whole numbers of any length as keys: Python refuses to read more than 4,300 digits, and versions may be hostile."""

from __future__ import annotations

Number = tuple[int, str]
ZERO: Number = (0, "")


def number(digits: str) -> Number:
    """Digits as a key that orders as the number does; leading zeros do not count."""
    bare = digits.lstrip("0")
    return (len(bare), bare)
