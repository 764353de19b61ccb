"""A value that could not be told, with its reason: never safe, never broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something is there and its value could not be told.

    It is neither truthy nor falsy: using it as a condition raises, so that no check can take it for
    an answer by accident.
    """

    reason: str

    def __bool__(self) -> bool:
        raise TypeError(f"unknown value used as a condition ({self.reason}): ask isinstance(value, Unknown) first")


def known_or(value: T | Unknown, default: T) -> T:
    """The value, or the default where it could not be told."""
    return default if isinstance(value, Unknown) else value
